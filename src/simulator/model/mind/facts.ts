import { type Entity, entitiesOf } from './entities.ts';
import { languageOf, type SpokenLanguage } from './language.ts';
import { type Mood, moodOf } from './mood.ts';
import { bestPassage, gist } from './passages.ts';
import { isGreeting, isThanks, phrases, wantsPerson } from './phrases.ts';
import type { Task } from './task.ts';

/** Everything the scripted model finds out before it answers. */
export interface Facts {
  question: string;
  /** Whether the customer is to be answered, rather than a message looked at. */
  answers: boolean;
  /** What it was told, where the meaning of choices may be written. */
  instruction: string;
  language: SpokenLanguage;
  answer: string;
  /** The passages the answer stands on. */
  cited: string[];
  /** 0 to 1. */
  confidence: number;
  knows: boolean;
  /** It stands on what a function has answered. */
  lookedUp: boolean;
  /** It only greets or thanks. */
  smallTalk: boolean;
  wantsPerson: boolean;
  mood: Mood;
  entities: Entity[];
  summary: string;
  /** What was heard; empty when nothing was played. */
  transcript: string;
  /** What was seen; empty when nothing was shown. */
  seen: string;
}

/** Finds out what there is to say. */
export function factsOf(task: Task): Facts {
  const transcript = task.media.some((kind) => kind.startsWith('audio/')) ? phrases.heard.en : '';
  const question = task.question === '' ? transcript : task.question;
  const language = languageOf(question);
  const found = answerTo(task, question, language);
  const smallTalk = found.knows && found.cited.length === 0 && (isGreeting(question) || isThanks(question));
  return {
    ...{ question, language, transcript, smallTalk, ...found },
    lookedUp: found.knows && task.results.length > 0,
    instruction: task.instruction,
    answers: isAnswered(task),
    wantsPerson: wantsPerson(question),
    seen: task.media.some((kind) => kind.startsWith('image/')) ? 'A picture that the customer took.' : '',
    mood: moodOf(question),
    entities: entitiesOf(question),
    summary: summaryOf(question, task),
  };
}

// Only an answer stands on something, or can be left to people.
const answerFields = /"(citations?|sources|hand_?over|hand_?off)"/;

const isAnswered = ({ schema }: Task): boolean => answerFields.test(JSON.stringify(schema));

type Found = Pick<Facts, 'answer' | 'cited' | 'confidence' | 'knows'>;

function answerTo(task: Task, question: string, language: SpokenLanguage): Found {
  const say = (phrase: keyof typeof phrases, confidence: number): Found => ({
    answer: phrases[phrase][language],
    cited: [],
    confidence,
    // Below one half it is a guess.
    knows: confidence >= 0.5,
  });
  if (wantsPerson(question)) return say('person', 0.9);
  if (task.results.length > 0) return resultAnswer(task, language) ?? say('failed', 0.2);
  const passage = bestPassage(question, task.passages);
  if (passage !== null) {
    return { answer: gist(question, passage), cited: [passage.id], confidence: 0.9, knows: true };
  }
  if (isGreeting(question)) return say('greeting', 0.95);
  if (isThanks(question)) return say('thanks', 0.95);
  return say('unknown', 0.1);
}

/** Puts what functions answered into a sentence; null when they all failed. */
function resultAnswer({ results }: Task, language: SpokenLanguage): Found | null {
  const good = results.filter(({ response }) => response.error === undefined);
  if (good.length === 0) return null;
  const told = good.map(({ response }) => spoken(dataIn(response))).join('; ');
  return { answer: `${phrases.found[language]}: ${told}.`, cited: [], confidence: 0.9, knows: true };
}

/** What a response is about, without what it is wrapped in. */
function dataIn(response: unknown): unknown {
  if (typeof response !== 'object' || response === null) return response;
  const inner = ['content', 'data', 'result'].map((name) => Reflect.get(response, name)).find(Boolean);
  return inner === undefined ? response : dataIn(inner);
}

// A result may be a whole page; the answer names the first few things in it.
const mostFields = 6;

function spoken(value: unknown): string {
  if (typeof value === 'string') return parsed(value) ?? value;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).filter(([, inner]) => inner !== null);
  return fields
    .slice(0, mostFields)
    .map(
      ([name, inner]) => `${name.replaceAll('_', ' ')} ${typeof inner === 'object' ? spoken(inner) : inner}`,
    )
    .join(', ');
}

function parsed(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? spoken(value) : null;
  } catch {
    return null;
  }
}

// One line.
const summaryLetters = 140;

function summaryOf(question: string, { media }: Task): string {
  const line = question.replace(/\s+/g, ' ').trim();
  if (line === '')
    return media.length > 0 ? `The customer sent ${media.join(' and ')}.` : 'Nothing was said.';
  return line.length <= summaryLetters ? line : `${line.slice(0, summaryLetters - 1)}…`;
}
