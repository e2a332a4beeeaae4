import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { AgentToolCallRow } from '../../database/schema.ts';
import type { Batch, Writer } from '../../database/writer.ts';
import { notFound } from '../../errors.ts';
import type { AccountAgent } from '../directory.ts';
import { customerOf } from './customer.ts';
import { type Decision, decideApproval } from './decide.ts';
import { type RunTools, type ToolRun, toolsFor } from './run-tools.ts';
import { type Trial, type TriedCall, tryTool } from './trial.ts';

/** What the tools of agents need of the hub. */
export interface AgentToolsOptions {
  database: Database;
  writer: Writer;
  clock: Clock;
  /** Refuses addresses of networks that must not be reached from outside. */
  fetch: typeof fetch;
  userAgent: string;
  /** Lets the run that waits for a call be looked at again. */
  wakeRun(batch: Batch, call: AgentToolCallRow, now: number): Promise<void> | void;
}

/** The tools of all agents: called in runs, tried by hand, agreed to by people. */
export class AgentTools {
  readonly #options: AgentToolsOptions;

  constructor(options: AgentToolsOptions) {
    this.#options = options;
  }

  /** The tools of one run, bound to the person of its conversation. */
  async forRun(given: Omit<ToolRun, 'customer'>): Promise<RunTools> {
    const customer = await customerOf(this.#options.database.read, given.run);
    return toolsFor(this.#options, { ...given, customer });
  }

  /** Calls a tool once, by hand. @throws Problem 404 when the account has none of this name, 422 for its arguments */
  async try(agent: AccountAgent, trial: Trial): Promise<TriedCall> {
    const tool = agent.settings.tools.find(({ name }) => name === trial.tool);
    if (!tool) throw notFound('tool', trial.tool);
    const { workspaceId: workspace_id, accountId: account_id } = agent;
    const about = { workspace_id, account_id, conversation_id: trial.conversationId };
    const customer = await customerOf(this.#options.database.read, about);
    return tryTool(this.#options, { agent, tool, customer, given: trial.arguments });
  }

  /** @throws Problem 404, 409 when the call does not wait any more */
  decide(decision: Decision): Promise<AgentToolCallRow> {
    return decideApproval(this.#options, decision);
  }
}
