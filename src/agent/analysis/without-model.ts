import type { NamedEntity } from '../../conversations/analysis.ts';
import type { Content } from '../../conversations/content.ts';
import { asksForPerson, isFurious } from '../response/guard/wishes.ts';
import { entitiesIn } from './entities.ts';
import { languageOf } from './languages.ts';
import type { Understanding } from './match.ts';
import { saidIn } from './said.ts';

/** What was made of a message. */
export interface Analysis extends Understanding {
  abusive: boolean;
  entities: NamedEntity[];
  summary: string | null;
  transcript: string | null;
  description: string | null;
}

const pressing =
  /\b(?:urgent(?:ly)?|asap|immediately|emergency|right now|at once|urgente|urgence|dringend|sofort|segera|darurat)\b|срочно|ด่วน|ฉุกเฉิน|至急|緊急|急ぎ|今すぐ|紧急|立刻|马上|긴급|급해|gấp/iu;

/** What words alone tell of a message; what they do not tell is null. */
export function analyseWithoutModel(content: Content): Analysis {
  const text = saidIn(content);
  return {
    ...{ intent: null, intent_confidence: null, summary: null, transcript: null, description: null },
    language: languageOf(text),
    sentiment: isFurious(text) ? 'angry' : null,
    urgency: pressing.test(text) ? 'high' : null,
    wants_human: asksForPerson(text),
    spam: false,
    abusive: false,
    entities: entitiesIn(text),
  };
}
