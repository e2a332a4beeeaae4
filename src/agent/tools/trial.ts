import type { AgentToolCallRow } from '../../database/schema.ts';
import { Problem } from '../../errors.ts';
import type { AccountAgent } from '../directory.ts';
import { newRun } from '../ledger.ts';
import { addressOf } from './address.ts';
import { callTool } from './call.ts';
import { type Customer, identityOf } from './identity.ts';
import { endToolCall, newToolCall } from './journal.ts';
import { checkArguments } from './parameters.ts';
import { resultOf, type ToolResult } from './result.ts';
import type { ToolOptions } from './run-tools.ts';
import type { Tool } from './tool.ts';

/** A call that a person makes to see whether a tool works. */
export interface Trial {
  tool: string;
  arguments: unknown;
  /** Whose customer the tool is told of; null: nobody. */
  conversationId: string | null;
}

/** What came of it; the journal keeps neither arguments nor answer, which may be about anybody. */
export interface TriedCall {
  row: AgentToolCallRow;
  result: ToolResult;
}

/** Calls a tool once, as the agent would, but without asking anybody. @throws Problem 422 for its arguments */
export async function tryTool(
  options: ToolOptions,
  { agent, tool, customer, given }: { agent: AccountAgent; tool: Tool; customer: Customer; given: unknown },
): Promise<TriedCall> {
  const { writer, clock } = options;
  const values = valuesOf(tool, given);
  const row = { ...trialRow(agent, tool, clock.now()), starts: 1 };
  await writer.run(({ transaction }) => transaction.insert('agent_tool_calls', [row]));
  const headers = agent.secrets.tool_headers[tool.name] ?? {};
  const call = { id: row.id, tool, values, headers, identity: identityOf(tool, customer) };
  const { answer, ...outcome } = await callTool(options, call);
  await writer.run((batch) => endToolCall(batch, row, outcome, null, clock.now()));
  return { row, result: resultOf({ ...outcome, answer }) };
}

function valuesOf(tool: Tool, given: unknown): Record<string, unknown> {
  const checked = checkArguments(tool.parameters, given);
  const address = checked.ok ? addressOf(tool, checked.values) : checked;
  if (checked.ok && address.ok) return checked.values;
  throw new Problem({
    status: 422,
    code: 'invalid_arguments',
    detail: address.ok ? '' : address.reason,
    fix: 'Give arguments that fit the parameters of the tool.',
  });
}

function trialRow(agent: AccountAgent, tool: Tool, now: number): AgentToolCallRow {
  const about = { conversationId: null, contactId: null, turn: 0, messageIds: [] };
  const run = newRun({ agent, kind: 'reply', ...about }, now);
  const row = newToolCall({ run, tool, modelCallId: '', values: {} }, 'running', now);
  return { ...row, run_id: null, model_call_id: null };
}
