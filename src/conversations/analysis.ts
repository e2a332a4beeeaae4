import { toTimestamp } from '../clock.ts';
import type { MessageAnalysisRow } from '../database/schema.ts';

/** What a message can name. */
export const namedEntityTypes = ['order_number', 'date', 'product', 'phone', 'email'] as const;

/** Something that a message names, as it stands there. */
export interface NamedEntity {
  type: (typeof namedEntityTypes)[number];
  value: string;
}

/** How somebody sounds. */
export const sentiments = ['positive', 'neutral', 'negative', 'angry'] as const;

/** How much it presses. */
export const urgencies = ['low', 'normal', 'high'] as const;

/** What is kept of an analysis beside its columns, as JSON. */
export interface AnalysisDetails {
  entities: NamedEntity[];
  /** What was said in a voice note. */
  transcript: string | null;
  /** What is to be seen in pictures. */
  description: string | null;
  abusive: boolean;
  /** The rules that have acted on the message, by name. */
  rules: string[];
  /** Why no model has said it; null: one has. */
  reason: string | null;
}

/** What was made of a message, in the form of the public contract. */
export interface PublicAnalysis extends AnalysisDetails {
  source: 'rules' | 'model';
  language: string | null;
  intent: string | null;
  intent_confidence: number | null;
  sentiment: (typeof sentiments)[number] | null;
  urgency: (typeof urgencies)[number] | null;
  wants_human: boolean;
  spam: boolean;
  summary: string | null;
  run_id: string | null;
  analysed_at: string;
}

/** Puts a stored analysis into the public form. */
export function toPublicAnalysis(row: MessageAnalysisRow): PublicAnalysis {
  const details: AnalysisDetails = JSON.parse(row.details);
  return {
    // Only our own code writes these columns, and only these words.
    source: row.source as PublicAnalysis['source'],
    language: row.language,
    intent: row.intent,
    intent_confidence: row.intent_confidence === null ? null : row.intent_confidence / 1000,
    // The same.
    sentiment: row.sentiment as PublicAnalysis['sentiment'],
    urgency: row.urgency as PublicAnalysis['urgency'],
    wants_human: row.wants_human === 1,
    spam: row.spam === 1,
    summary: row.summary,
    ...details,
    run_id: row.run_id,
    analysed_at: toTimestamp(row.created_at),
  };
}
