import type { Account } from '../../accounts/account.ts';
import type { Quotas } from '../../accounts/quotas.ts';
import type { Database } from '../../database/database.ts';
import { notFound } from '../../errors.ts';
import type { JobHandler } from '../../work/handler.ts';
import type { AccountAgent } from '../directory.ts';
import type { AgentSettings } from '../settings.ts';
import { refuseUnusable } from '../tools/check.ts';
import { type Difference, differenceOf, type RunBefore, runBefore } from './difference.ts';
import { type EvaluationOptions, evaluationHandler, startEvaluation } from './handler.ts';
import { type InventedMessage, inventedTurn } from './invented-turn.ts';
import { findPastRun, readPastTurn } from './past-turn.ts';
import type { Question } from './question.ts';
import { type Rehearsal, rehearse } from './rehearsal.ts';
import { agentWith } from './rehearsed-agent.ts';
import { deleteSet, type EvaluationRun, type EvaluationSet, putSet, readSet, toPublicRun } from './sets.ts';

/** What trying agents out needs of the hub. */
export interface EvaluationsOptions extends EvaluationOptions {
  database: Database;
  quotas: Quotas;
  /** Tools may call this machine and its neighbours. */
  allowPrivate: boolean;
}

/** A past turn, thought about anew. */
export interface Replay extends Rehearsal {
  before: RunBefore;
  difference: Difference;
}

/** Trying agents out: past turns with other settings, invented conversations, sets of questions. */
export class Evaluations {
  readonly #options: EvaluationsOptions;
  /** The work of putting the questions of sets. */
  readonly handler: JobHandler;

  constructor(options: EvaluationsOptions) {
    this.#options = options;
    this.handler = evaluationHandler(options);
  }

  /** The agent of an account with these settings, or its own. @throws Problem 422 for tools that cannot be used */
  async agentOf(workspaceId: string, accountId: string, settings?: AgentSettings): Promise<AccountAgent> {
    const agent = await this.#options.agentSettings.get(workspaceId, accountId);
    if (!settings) return agent;
    refuseUnusable(settings.tools, this.#options);
    return agentWith(agent, settings);
  }

  /** The account that a run of an answer was for. @throws Problem 404, 409 */
  async accountOfRun(workspaceId: string, runId: string): Promise<string> {
    return (await findPastRun(this.#options.database, workspaceId, runId)).run.account_id;
  }

  /** Thinks about the turn of a run once more. @throws Problem 404, 409 for what was no turn */
  async replay(agent: AccountAgent, runId: string, abort: AbortSignal): Promise<Replay> {
    const past = await findPastRun(this.#options.database, agent.workspaceId, runId);
    const turn = await readPastTurn(this.#options, past, agent, this.#accountOf(agent));
    const { conversation_id: id, contact_id: contactId, turn: number, input } = past.run;
    const conversation = id === null ? null : { id, contactId, turn: number };
    const rehearsing = { agent, turn, conversation, messageIds: JSON.parse(input), abort };
    const rehearsal = await rehearse(this.#options, { ...rehearsing, kind: 'replay' });
    const before = runBefore(past.run);
    return { ...rehearsal, before, difference: differenceOf(before, rehearsal) };
  }

  /** Thinks about an invented conversation. */
  invent(agent: AccountAgent, messages: readonly InventedMessage[], abort: AbortSignal): Promise<Rehearsal> {
    const turn = inventedTurn(agent, this.#accountOf(agent), messages, this.#options.now());
    const rehearsing = { agent, turn, conversation: null, messageIds: [], abort };
    return rehearse(this.#options, { ...rehearsing, kind: 'evaluation' });
  }

  /** Stores a set of questions. */
  async putSet(workspaceId: string, name: string, questions: readonly Question[]): Promise<EvaluationSet> {
    const { writer, now, database } = this.#options;
    await writer.run((batch) => putSet(batch, { workspaceId, name, questions }, now()));
    return readSet(database.read, workspaceId, name);
  }

  /** Deletes a set with what came of it. @throws Problem 404 */
  deleteSet(workspaceId: string, name: string): Promise<void> {
    return this.#options.writer.run((batch) => deleteSet(batch, workspaceId, name));
  }

  /** Begins to hold an agent against a set. @throws Problem 404 */
  async start(agent: AccountAgent, name: string): Promise<EvaluationRun> {
    const { writer, now, database } = this.#options;
    const { questions } = await readSet(database.read, agent.workspaceId, name);
    const given = { agent, name, questions };
    return toPublicRun(await writer.run((batch) => startEvaluation(batch, given, now())), []);
  }

  #accountOf({ accountId }: AccountAgent): Account {
    const account = this.#options.accountOf(accountId);
    if (!account) throw notFound('account', accountId);
    return account;
  }
}
