import type { ToolSet } from 'ai';
import type { AgentRunRow, AgentToolCallRow } from '../../database/schema.ts';
import type { Writer } from '../../database/writer.ts';
import { storableText } from '../../storable.ts';
import type { AccountAgent } from '../directory.ts';
import type { RunStep } from '../ledger.ts';
import { loadSdk } from '../model/sdk.ts';
import { addressOf } from './address.ts';
import { callTool, type ToolWay } from './call.ts';
import { type Customer, identityOf } from './identity.ts';
import { type Beginning, beginToolCall, blockToolCall, endToolCall } from './journal.ts';
import { type CheckedArguments, checkArguments } from './parameters.ts';
import { blockedResult, resultOf, type ToolResult } from './result.ts';
import type { Tool } from './tool.ts';

/** What calling tools needs of the hub. */
export interface ToolOptions extends ToolWay {
  writer: Writer;
}

/** For which run, of whom, and until when tools may be called. */
export interface ToolRun {
  run: AgentRunRow;
  agent: AccountAgent;
  customer: Customer;
  signal?: AbortSignal | undefined;
  /** Where personal data are hidden from the model: what it says is made plain, what it is told is hidden. */
  disguise?: { reveal(values: unknown): unknown; hide(result: unknown): unknown } | undefined;
}

/** The tools of one run, as the library that calls models takes them. */
export interface RunTools {
  tools: ToolSet;
  /** Which calls a person has to agree to; `toolApproval` of the library. */
  approval: Record<string, (input: unknown) => 'user-approval' | 'not-applicable'>;
  /** What was called, for the ledger; grows while the model works. */
  steps: RunStep[];
  /** Writes down a call of something that is no tool of the account; the model is told by the library. */
  blockUnknown(call: { toolCallId: string; toolName: string; input: unknown }): Promise<void>;
}

/** The tools of an account's agent for one run: checked, journalled and made by the hub, whatever the model says. */
export async function toolsFor(options: ToolOptions, given: ToolRun): Promise<RunTools> {
  const { dynamicTool, jsonSchema } = await loadSdk();
  const runner = new ToolRunner(options, given);
  const { tools } = given.agent.settings;
  const made = tools.map((tool) => {
    const definition = dynamicTool({
      description: tool.description,
      // The hub itself checks what comes, so that what is wrong is written down as well.
      inputSchema: jsonSchema(tool.parameters),
      execute: (input, { toolCallId }) => runner.call(tool, toolCallId, input),
    });
    return [tool.name, definition] as const;
  });
  // What cannot be called anyway is refused at once instead of being put before a person.
  const asks = (tool: Tool) => (input: unknown) =>
    runner.checked(tool, input).ok ? ('user-approval' as const) : ('not-applicable' as const);
  return {
    tools: Object.fromEntries(made),
    approval: Object.fromEntries(
      tools.filter(({ approval }) => approval).map((tool) => [tool.name, asks(tool)]),
    ),
    steps: runner.steps,
    blockUnknown: (call) => runner.blockUnknown(call),
  };
}

// An error in words; the model needs no more.
const notWrittenDown = 'The call could not be written down, so it was not made.';

class ToolRunner {
  readonly steps: RunStep[] = [];
  readonly #options: ToolOptions;
  readonly #given: ToolRun;
  readonly #underWay = new Set<string>();
  /** By the model's id: the same call asked for twice at once is one. */
  readonly #calls = new Map<string, Promise<ToolResult>>();

  constructor(options: ToolOptions, given: ToolRun) {
    this.#options = options;
    this.#given = given;
  }

  /** Arguments as they would be sent. */
  checked(tool: Tool, input: unknown): CheckedArguments {
    const checked = checkArguments(tool.parameters, this.#given.disguise?.reveal(input) ?? input);
    if (!checked.ok) return checked;
    const address = addressOf(tool, checked.values);
    return address.ok ? checked : address;
  }

  /** Makes a call, or says why not; never throws. */
  call(tool: Tool, modelCallId: string, input: unknown): Promise<ToolResult> {
    const known = this.#calls.get(modelCallId);
    if (known) return known;
    const call = this.#call(tool, modelCallId, input).catch(() => blockedResult(notWrittenDown));
    this.#calls.set(modelCallId, call);
    return call;
  }

  /** @see RunTools.blockUnknown */
  async blockUnknown({
    toolCallId,
    toolName,
    input,
  }: Parameters<RunTools['blockUnknown']>[0]): Promise<void> {
    const reason = 'The account has no tool of this name.';
    const name = storableText(toolName).slice(0, 100);
    await this.#block({ name, method: 'POST' }, toolCallId, input, reason).catch(() => {});
  }

  async #call(tool: Tool, modelCallId: string, input: unknown): Promise<ToolResult> {
    const checked = this.checked(tool, input);
    if (!checked.ok) return this.#block(tool, modelCallId, input, checked.reason);
    const { values } = checked;
    const beginning = await this.#begin(tool, modelCallId, values);
    if (beginning.type === 'blocked') return this.#block(tool, modelCallId, input, beginning.reason);
    if (beginning.type === 'known') return this.#known(tool, beginning.row);
    const { row } = beginning;
    return this.#make(tool, row, values);
  }

  #begin(tool: Tool, modelCallId: string, values: Record<string, unknown>): Promise<Beginning> {
    const { writer, clock } = this.#options;
    const { run } = this.#given;
    return writer.run(async (batch) => {
      const wanted = { run, tool, modelCallId, values, underWay: this.#underWay };
      const beginning = await beginToolCall(batch, wanted, clock.now());
      if (beginning.type === 'call') batch.committed(() => this.#underWay.add(beginning.row.id));
      return beginning;
    });
  }

  async #make(tool: Tool, row: AgentToolCallRow, values: Record<string, unknown>): Promise<ToolResult> {
    const { writer, clock } = this.#options;
    const { agent, customer, signal, disguise } = this.#given;
    const headers = agent.secrets.tool_headers[tool.name] ?? {};
    const call = { id: row.id, tool, values, headers, identity: identityOf(tool, customer) };
    const { answer, ...outcome } = await callTool(this.#options, call, signal);
    const result = resultOf({ ...outcome, answer });
    this.#note(tool.name, row.id, outcome.state, outcome.milliseconds, outcome.error);
    await writer.run((batch) => endToolCall(batch, row, outcome, result, clock.now()));
    return disguise ? { ...result, ...hidden(disguise, result) } : result;
  }

  #known(tool: Tool, row: AgentToolCallRow): ToolResult {
    this.#note(tool.name, row.id, 'known', 0, 'It had been made before.');
    const result: ToolResult =
      row.result === null ? blockedResult(row.error ?? 'It failed.') : JSON.parse(row.result);
    const { disguise } = this.#given;
    return disguise ? { ...result, ...hidden(disguise, result) } : result;
  }

  async #block(
    tool: Pick<Tool, 'name' | 'method'>,
    modelCallId: string,
    input: unknown,
    reason: string,
  ): Promise<ToolResult> {
    const { writer, clock } = this.#options;
    const { run } = this.#given;
    this.#note(tool.name, modelCallId, 'blocked', 0, reason);
    const blocked = { run, tool, modelCallId, values: input, reason };
    await writer.run((batch) => blockToolCall(batch, blocked, clock.now()));
    return blockedResult(reason);
  }

  #note(tool: string, id: string, outcome: string, latency_ms: number, detail: string | null): void {
    this.steps.push({ type: 'tool', id, tool, outcome, latency_ms, ...(detail !== null && { detail }) });
  }
}

function hidden(disguise: NonNullable<ToolRun['disguise']>, { data }: ToolResult): { data?: unknown } {
  return data === undefined ? {} : { data: disguise.hide(data) };
}
