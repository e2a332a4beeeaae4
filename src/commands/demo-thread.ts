import { z } from 'zod';
import type { Api } from './api.ts';
import { contentLine } from './content-line.ts';
import type { DemoTurn } from './demo-follower.ts';
import { messageShape, stateOf, writerOf } from './message-view.ts';

/** A conversation of the demo, from its first word to its last. */
export interface DemoConversation {
  platform: string;
  customer: string;
  conversation_id: string;
  turns: DemoTurn[];
}

const conversationShape = z.object({ owner: z.string() });

const ledgerShape = z.object({
  passages: z.array(z.object({ title: z.string(), heading: z.string().nullish() })),
  steps: z.array(
    z.object({
      type: z.string(),
      tool: z.string().optional(),
      rule: z.string().optional(),
      outcome: z.string(),
    }),
  ),
});

/** A conversation of the demo with what the ledger says of each answer. */
export async function demoThread(api: Api, demo: DemoConversation): Promise<string> {
  const path = `/api/v1/conversations/${demo.conversation_id}`;
  const { value: conversation } = await api.call('GET', path, conversationShape);
  const { value } = await api.list(`${path}/messages`, {}, messageShape, { limit: Number.POSITIVE_INFINITY });
  const ledger = new Map<DemoTurn, string>();
  for (const turn of demo.turns) ledger.set(turn, await ledgerLines(api, turn));
  const left = [...demo.turns];
  const lines = value.data.toReversed().flatMap((message) => {
    const state = message.direction === 'out' ? ` (${stateOf(message)})` : '';
    const line = `  ${writerOf(message)}: ${contentLine(message.content)}${state}`;
    const at = left.findIndex(({ message_id }) => message_id === message.id);
    return at < 0 ? [line] : [line, ...left.splice(at, 1).map((turn) => ledger.get(turn) ?? '')];
  });
  // What ended without an answer of the model stands at the end.
  const rest = left.map((turn) => ledger.get(turn) ?? '');
  const floor = conversation.owner === 'human' ? 'a person has it now' : `owner: ${conversation.owner}`;
  return [`== ${demo.platform}: ${demo.customer} (${floor})`, ...lines, ...rest].join('\n');
}

// Costs are kept in millionths of a dollar.
const microsPerDollar = 1_000_000;
// More is in the ledger itself.
const passagesShown = 2;

async function ledgerLines(api: Api, turn: DemoTurn): Promise<string> {
  const { value } = await api.call('GET', `/api/v1/agent/runs/${turn.id}`, ledgerShape);
  const { decision, reason, model, input_tokens, output_tokens, cost_micros } = turn;
  const cost = cost_micros === null ? 'cost unknown' : `$${(cost_micros / microsPerDollar).toFixed(5)}`;
  const found = value.passages.map(({ title, heading }) => (heading ? `${title} › ${heading}` : title));
  const tools = value.steps.filter(({ type }) => type === 'tool');
  const objections = value.steps.filter(({ type, outcome }) => type === 'guard' && outcome !== 'passed');
  const facts = [
    `${decision.replaceAll('_', ' ')}: ${reason}`,
    ...(found.length > 0 ? [`found: ${found.slice(0, passagesShown).join('; ')}`] : []),
    ...tools.map(({ tool, outcome }) => `called ${tool}: ${outcome}`),
    ...objections.map(({ rule, outcome }) => `guard, ${rule}: ${outcome}`),
    model === null ? 'no model was asked' : `${model}, ${input_tokens} + ${output_tokens} tokens, ${cost}`,
  ];
  return facts.map((fact) => `      ↳ ${fact}`).join('\n');
}
