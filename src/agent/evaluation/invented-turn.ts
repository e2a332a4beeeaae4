import type { Account } from '../../accounts/account.ts';
import { newId } from '../../identifier.ts';
import type { AccountAgent } from '../directory.ts';
import type { NumberedLine, ThinkingTurn } from '../response/turn.ts';

/** One message of an invented conversation. */
export interface InventedMessage {
  speaker: 'customer' | 'agent' | 'person';
  text: string;
}

const speakers = { customer: 'contact', agent: 'bot', person: 'human' } as const;
// Invented conversations were written one message a minute.
const pauseMs = 60_000;

/** A turn of a conversation that never was: what the customer said last waits for an answer. */
export function inventedTurn(
  agent: AccountAgent,
  account: Account,
  messages: readonly InventedMessage[],
  now: number,
): ThinkingTurn {
  const lines = messages.map(({ speaker, text }, index): NumberedLine => {
    const at = now - (messages.length - index) * pauseMs;
    return { message_id: newId(), speaker: speakers[speaker], text, at, seq: index + 1 };
  });
  const answered = lines.findLastIndex(({ speaker }) => speaker !== 'contact');
  return {
    ...{ agent, account, lines, input: lines.slice(answered + 1), contact: null },
    ...{ memory: undefined, mood: null, language: null, answers_lately: 0, objection: null },
  };
}
