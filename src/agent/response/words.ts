import type { Account } from '../../accounts/account.ts';
import type { Quotas } from '../../accounts/quotas.ts';
import type { Scene } from '../../conversations/delivery-status.ts';
import { noInterest } from '../../conversations/interest.ts';
import type { AgentRunRow, ConversationRow } from '../../database/schema.ts';
import { Problem } from '../../errors.ts';
import { submitKind } from '../../outbound/submit.ts';
import { type FittedMessage, fitAll } from './fitting.ts';

/** Where the agent says something. */
export interface Stand {
  account: Account;
  conversation: ConversationRow;
  run: AgentRunRow;
  quotas: Quotas;
}

/**
 * Sends messages of the agent, in order, within the transaction of the scene. Answers the id of the first; a problem
 * when the platform's rules let it not go. With `turn` they go only as long as that lasts.
 */
export async function say(
  { batch, now }: Scene,
  { account, conversation, run, quotas }: Stand,
  messages: readonly FittedMessage[],
  { turn }: { turn: number | undefined },
): Promise<string | Problem> {
  const submit = submitKind({ now: () => now, quotas, interest: noInterest });
  const answers = await submit.apply(
    batch,
    messages.map(({ content, parts }) => ({
      ...{ account, content, parts, turn, author: 'bot' as const, member_id: null },
      to: { conversation_id: conversation.id },
      agent_run_id: run.id,
    })),
  );
  const [first] = answers;
  if (first === undefined) throw new Error('Nothing was to be said.');
  return first instanceof Problem ? first : first.id;
}

/** Sends a fixed text, at any time; null when it may not go. */
export async function sayText(scene: Scene, stand: Stand, text: string): Promise<string | null> {
  const messages = fitAll(stand.account.platform, [{ type: 'text', text }]);
  if (messages.length === 0) return null;
  const said = await say(scene, stand, messages, { turn: undefined });
  return said instanceof Problem ? null : said;
}
