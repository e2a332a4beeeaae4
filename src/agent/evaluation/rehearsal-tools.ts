import type { Kysely } from 'kysely';
import type { AgentRunRow, Tables } from '../../database/schema.ts';
import { newId } from '../../identifier.ts';
import type { AccountAgent } from '../directory.ts';
import type { RunStep } from '../ledger.ts';
import { loadSdk } from '../model/sdk.ts';
import type { OfferedTools } from '../response/think.ts';
import { addressOf } from '../tools/address.ts';
import { callTool, type ToolWay } from '../tools/call.ts';
import { customerOf } from '../tools/customer.ts';
import { fingerprintOf } from '../tools/fingerprint.ts';
import { identityOf } from '../tools/identity.ts';
import { checkArguments } from '../tools/parameters.ts';
import { mostCallsOfRun } from '../tools/permission.ts';
import { blockedResult, resultOf, type ToolResult } from '../tools/result.ts';
import type { Tool } from '../tools/tool.ts';

/** What tools in a rehearsal need of the hub. */
export interface RehearsalWay extends ToolWay {
  read: Kysely<Tables>;
}

/** For which run tools are offered. */
export interface RehearsedRun {
  run: AgentRunRow;
  agent: AccountAgent;
  signal: AbortSignal;
  disguise: { reveal(values: unknown): unknown; hide(result: unknown): unknown } | undefined;
}

/**
 * The tools of an account in a rehearsal: what was answered before is answered again, what only reads is called, and
 * nothing is changed anywhere.
 */
export async function rehearsalTools(way: RehearsalWay, given: RehearsedRun): Promise<OfferedTools | null> {
  const { tools } = given.agent.settings;
  if (tools.length === 0) return null;
  const { dynamicTool, jsonSchema } = await loadSdk();
  const rehearsal = new ToolRehearsal(way, given);
  const made = tools.map((tool) => {
    const definition = dynamicTool({
      description: tool.description,
      inputSchema: jsonSchema(tool.parameters),
      execute: (input) => rehearsal.call(tool, input),
    });
    return [tool.name, definition] as const;
  });
  // Nobody is asked: what a person has to agree to is not called.
  return { tools: Object.fromEntries(made), approval: {}, steps: rehearsal.steps };
}

class ToolRehearsal {
  readonly steps: RunStep[] = [];
  readonly #way: RehearsalWay;
  readonly #given: RehearsedRun;

  constructor(way: RehearsalWay, given: RehearsedRun) {
    this.#way = way;
    this.#given = given;
  }

  async call(tool: Tool, input: unknown): Promise<ToolResult> {
    const { disguise } = this.#given;
    const result = await this.#result(tool, disguise?.reveal(input) ?? input);
    return disguise && result.data !== undefined ? { ...result, data: disguise.hide(result.data) } : result;
  }

  async #result(tool: Tool, input: unknown): Promise<ToolResult> {
    if (this.steps.length >= mostCallsOfRun)
      return this.#refuse(tool, `No more than ${mostCallsOfRun} calls.`);
    const checked = checkArguments(tool.parameters, input);
    if (!checked.ok) return this.#refuse(tool, checked.reason);
    const address = addressOf(tool, checked.values);
    if (!address.ok) return this.#refuse(tool, address.reason);
    const before = await this.#answeredBefore(tool, checked.values);
    if (before) return this.#note(tool, 'known', 'As it was answered before.', before);
    if (tool.method !== 'GET' || tool.approval) {
      return this.#refuse(tool, 'It may change something, and is not called in a rehearsal.');
    }
    return this.#look(tool, checked.values);
  }

  /** What the same call came to in this conversation, or else for anybody of the account whom it was not about. */
  async #answeredBefore(tool: Tool, values: unknown): Promise<ToolResult | undefined> {
    const { workspace_id, account_id, conversation_id } = this.#given.run;
    // What was answered of one customer is nothing for another.
    if (conversation_id === null) return undefined;
    const row = await this.#way.read
      .selectFrom('agent_tool_calls')
      .select('result')
      .where('workspace_id', '=', workspace_id)
      .where('conversation_id', '=', conversation_id)
      .where('account_id', '=', account_id)
      .where('fingerprint', '=', fingerprintOf(tool.name, values))
      .where('state', 'in', ['done', 'failed'])
      .where('result', 'is not', null)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    return row?.result ? JSON.parse(row.result) : undefined;
  }

  async #look(tool: Tool, values: Record<string, unknown>): Promise<ToolResult> {
    const { run, agent, signal } = this.#given;
    const customer = await customerOf(this.#way.read, run);
    const headers = agent.secrets.tool_headers[tool.name] ?? {};
    const call = { id: newId(), tool, values, headers, identity: identityOf(tool, customer) };
    const outcome = await callTool(this.#way, call, signal);
    return this.#note(tool, outcome.state, outcome.error, resultOf(outcome), outcome.milliseconds);
  }

  #refuse(tool: Tool, reason: string): ToolResult {
    return this.#note(tool, 'not_called', reason, blockedResult(reason));
  }

  #note(tool: Tool, outcome: string, detail: string | null, result: ToolResult, latency_ms = 0): ToolResult {
    const step = { type: 'tool' as const, id: newId(), tool: tool.name, outcome, latency_ms };
    this.steps.push(detail === null ? step : { ...step, detail });
    return result;
  }
}
