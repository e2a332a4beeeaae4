import { z } from 'zod';
import { namedEntityTypes, sentiments, urgencies } from '../../conversations/analysis.ts';
import { distinct, entitiesIn } from './entities.ts';
import type { Analysis } from './without-model.ts';

/** What a message is about that is none of the account's intents. */
export const otherIntent = 'other';

/** The form in which a model says what it made of a message; `intents` are the account's. */
export function formOf(intents: readonly string[]) {
  return z.object({
    language: z.string().describe('The language of the message as a BCP-47 tag, such as `th`.').nullable(),
    intent: z
      .enum([...new Set([...intents, otherIntent])])
      // What no list of ours has is nothing that rules could act on. A default is none of the words that
      // providers take in schemas.
      .catch(otherIntent)
      .meta({ default: undefined, description: 'What the message is about.' }),
    intent_confidence: z.number().min(0).max(1).describe('How sure the intent is, 0 to 1.'),
    sentiment: z.enum(sentiments),
    urgency: z.enum(urgencies),
    entities: z
      .array(z.object({ type: z.enum(namedEntityTypes), value: z.string() }))
      .describe('What the message names, as it stands there.'),
    spam: z.boolean().describe('Advertising, fraud or nonsense; not a customer.'),
    abusive: z.boolean().describe('It insults or threatens.'),
    wants_human: z.boolean().describe('The customer asks for a person.'),
    summary: z.string().describe('What the customer says or wants, in one short line.'),
    transcript: z.string().describe('The words of voice notes, as they were said.').nullable(),
    description: z.string().describe('What the pictures show, with the text in them.').nullable(),
  });
}

/** A model's word on a message. */
export type ModelAnalysis = z.output<ReturnType<typeof formOf>>;

// A line in a list; a voice note of some minutes; a page in a picture.
const lengths = { summary: 300, transcript: 10_000, description: 2000, value: 200 };

/** What a model said, cut to size, with what stands in the text in a form of its own. */
export function fromModel(said: ModelAnalysis, text: string): Analysis {
  const { language, summary, transcript, description, entities, ...rest } = said;
  const heard = clip(transcript, lengths.transcript);
  const named = entities.map(({ type, value }) => ({ type, value: clip(value, lengths.value) ?? '' }));
  return {
    ...rest,
    language: canonical(language),
    summary: clip(summary.replace(/\s+/g, ' '), lengths.summary),
    transcript: heard,
    description: clip(description, lengths.description),
    entities: distinct([
      ...named.filter(({ value }) => value !== ''),
      ...entitiesIn(`${text}\n${heard ?? ''}`),
    ]),
  };
}

function clip(text: string | null, most: number): string | null {
  const short = [...(text ?? '').trim()].slice(0, most).join('');
  return short === '' ? null : short;
}

/** A language tag in its one spelling; null for what is none. */
function canonical(tag: string | null): string | null {
  try {
    return Intl.getCanonicalLocales((tag ?? '').replaceAll('_', '-'))[0] ?? null;
  } catch {
    return null;
  }
}
