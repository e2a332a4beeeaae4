import { z } from 'zod';
import type { Api } from './api.ts';
import { contentLine } from './content-line.ts';
import type { DemoTurn } from './demo-follower.ts';
import { messageShape, stateOf, writerOf } from './message-view.ts';

const conversationShape = z.object({ owner: z.string() });

/** A conversation of the demo, from its first word to its last. */
export interface DemoConversation {
  platform: string;
  customer: string;
  conversation_id: string;
  turns: DemoTurn[];
}

/** A conversation of the demo with what the ledger says of each answer. */
export async function demoThread(api: Api, demo: DemoConversation): Promise<string> {
  const path = `/api/v1/conversations/${demo.conversation_id}`;
  const { value: conversation } = await api.call('GET', path, conversationShape);
  const { value } = await api.list(`${path}/messages`, {}, messageShape, { limit: Number.POSITIVE_INFINITY });
  const left = [...demo.turns];
  const lines = value.data.toReversed().flatMap((message) => {
    const state = message.direction === 'out' ? ` (${stateOf(message)})` : '';
    const line = `  ${writerOf(message)}: ${contentLine(message.content)}${state}`;
    const at = left.findIndex(({ message_id }) => message_id === message.id);
    return at < 0 ? [line] : [line, ...left.splice(at, 1).map(ledgerLine)];
  });
  // What ended without a message stands at the end.
  const rest = left.map(ledgerLine);
  const floor = conversation.owner === 'human' ? 'a person has it now' : `owner: ${conversation.owner}`;
  return [`== ${demo.platform}: ${demo.customer} (${floor})`, ...lines, ...rest].join('\n');
}

// Costs are kept in millionths of a dollar.
const microsPerDollar = 1_000_000;

function ledgerLine({ decision, reason, model, input_tokens, output_tokens, cost_micros }: DemoTurn): string {
  const cost = cost_micros === null ? 'cost unknown' : `$${(cost_micros / microsPerDollar).toFixed(5)}`;
  const spent =
    model === null ? 'no model was asked' : `${model}, ${input_tokens} + ${output_tokens} tokens, ${cost}`;
  return `      ↳ ${decision.replaceAll('_', ' ')}: ${reason} [${spent}]`;
}
