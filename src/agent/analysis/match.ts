import type { Content } from '../../conversations/content.ts';
import { foldText, holdsKeyword } from './keywords.ts';
import type { Rule } from './rule.ts';
import { saidIn, tappedIn, typesIn } from './said.ts';

/** What is known of a message at once, without any model. */
export interface MessageFacts {
  /** Its words, folded. */
  text: string;
  tapped: readonly string[];
  types: readonly string[];
  firstContact: boolean;
  open: boolean;
}

/** What rules ask of an analysis; null: it could not be told. */
export interface Understanding {
  intent: string | null;
  /** 0 to 1. */
  intent_confidence: number | null;
  language: string | null;
  sentiment: string | null;
  urgency: string | null;
  wants_human: boolean;
  spam: boolean;
}

/** What rules have done with a message so far. */
export interface Acted {
  /** The names of those that have acted. */
  rules: readonly string[];
  /** The one after which no later rule is looked at. */
  stopped_by: string | null;
}

/** No rule has acted. */
export const nothingActed: Acted = { rules: [], stopped_by: null };

type Condition = Rule['when'];

const understood = [
  'intent',
  'language',
  'sentiment',
  'urgency',
  'wants_human',
  'spam',
  'minimum_confidence',
] as const satisfies (keyof Condition)[];

/** Whether a rule must wait for the analysis. */
export function needsAnalysis({ when }: Rule): boolean {
  return understood.some((condition) => when[condition] !== undefined);
}

/** The facts of a message, out of what it holds and where it stands. */
export function factsOf(
  content: Content,
  { firstContact, open }: Pick<MessageFacts, 'firstContact' | 'open'>,
): MessageFacts {
  return {
    ...{ text: foldText(saidIn(content)), tapped: tappedIn(content), types: typesIn(content) },
    ...{ firstContact, open },
  };
}

/** The rules that act on a message at once, in order. */
export function rulesAtOnce(rules: readonly Rule[], facts: MessageFacts): Rule[] {
  return untilStop(rules.filter((rule) => rule.enabled && !needsAnalysis(rule) && holds(rule.when, facts)));
}

/** The rules that act on it when it is understood, in order: none that has acted, none behind one that stopped. */
export function rulesAfterAnalysis(
  rules: readonly Rule[],
  facts: MessageFacts,
  understanding: Understanding,
  { rules: acted, stopped_by }: Acted,
): Rule[] {
  const stop = stopped_by === null ? -1 : rules.findIndex(({ name }) => name === stopped_by);
  const looked = stop < 0 ? rules : rules.slice(0, stop);
  const matching = looked.filter(
    (rule) =>
      rule.enabled && needsAnalysis(rule) && holds(rule.when, facts) && isMeant(rule.when, understanding),
  );
  return untilStop(matching).filter(({ name }) => !acted.includes(name));
}

function untilStop(matching: readonly Rule[]): Rule[] {
  const stop = matching.findIndex((rule) => rule.stop);
  return stop < 0 ? [...matching] : matching.slice(0, stop + 1);
}

function holds({ keywords, payload, first_contact, open, content }: Condition, facts: MessageFacts): boolean {
  return (
    (keywords === undefined || keywords.some((keyword) => holdsKeyword(facts.text, keyword))) &&
    (payload === undefined || payload.some((id) => facts.tapped.includes(id))) &&
    (first_contact === undefined || first_contact === facts.firstContact) &&
    (open === undefined || open === facts.open) &&
    (content === undefined || content.some((type) => facts.types.includes(type)))
  );
}

function isMeant(when: Condition, known: Understanding): boolean {
  const { language, wants_human, spam, minimum_confidence } = when;
  return (
    isAmong(when.intent, known.intent) &&
    (language === undefined || language.some((tag) => isOfLanguage(known.language, tag))) &&
    isAmong(when.sentiment, known.sentiment) &&
    isAmong(when.urgency, known.urgency) &&
    (wants_human === undefined || wants_human === known.wants_human) &&
    (spam === undefined || spam === known.spam) &&
    (minimum_confidence === undefined || (known.intent_confidence ?? 0) >= minimum_confidence)
  );
}

function isAmong(wanted: readonly string[] | undefined, value: string | null): boolean {
  return wanted === undefined || (value !== null && wanted.includes(value));
}

/** Whether a language is the one of a tag, or a kind of it: `pt-BR` is `pt`. */
function isOfLanguage(language: string | null, tag: string): boolean {
  if (language === null) return false;
  const [given, wanted] = [language.toLowerCase(), tag.toLowerCase()];
  return given === wanted || given.startsWith(`${wanted}-`);
}
