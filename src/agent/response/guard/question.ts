import type { AgentSettings } from '../../settings.ts';
import { type GuardRule, handOver } from './guard.ts';
import { topicIn } from './topics.ts';
import { asksForPerson, isFurious } from './wishes.ts';

/** What an analysis has found in the messages of a turn. */
export interface TurnMood {
  angry: boolean;
  wants_human: boolean;
  spam: boolean;
}

/** A turn before any model is asked. */
export interface Question {
  /** What the person wrote. */
  text: string;
  settings: Pick<AgentSettings, 'blocked_topics' | 'handover' | 'budget'>;
  /** Null: nothing was analysed. */
  mood: TurnMood | null;
  /** Answers that the person got from the agent within the last hour. */
  answers_lately: number;
  /** What stands against sending anything now; null: nothing. */
  objection: string | null;
}

/** What is looked at before a model is asked. */
export const questionRules: readonly GuardRule<Question>[] = [
  {
    name: 'spam',
    judge: ({ mood }) =>
      mood?.spam ? { demand: 'silence', reason: 'The message is spam: nobody answers it.' } : null,
  },
  {
    name: 'can_send',
    judge: ({ objection }) => (objection === null ? null : handOver(`No answer may go now: ${objection}`)),
  },
  {
    name: 'wants_human',
    judge: ({ text, mood }) =>
      mood?.wants_human || asksForPerson(text) ? handOver('The customer asks for a person.') : null,
  },
  {
    name: 'anger',
    judge: ({ text, mood, settings }) =>
      settings.handover.on_anger && (mood?.angry || isFurious(text))
        ? handOver('The customer is angry.')
        : null,
  },
  {
    name: 'blocked_topic',
    judge({ text, settings }) {
      const topic = topicIn(text, settings.blocked_topics);
      return topic === null ? null : handOver(`The customer writes about “${topic}”, which is for people.`);
    },
  },
  {
    name: 'rate',
    judge({ answers_lately, settings }) {
      const most = settings.budget.answers_per_contact_and_hour;
      if (answers_lately < most) return null;
      return handOver(`The customer got ${answers_lately} answers within an hour; ${most} are allowed.`);
    },
  },
];
