import type { Quotas } from '../../accounts/quotas.ts';
import type { Scene } from '../../conversations/delivery-status.ts';
import type { AgentRunRow, ConversationRow } from '../../database/schema.ts';
import type { Batch } from '../../database/writer.ts';
import { Problem } from '../../errors.ts';
import type { FinishedRun, Outcome } from '../../work/handler.ts';
import type { AccountAgent } from '../directory.ts';
import { isOpen } from '../hours.ts';
import { endRun, type RunEnd } from '../ledger.ts';
import type { ClaimedTurn } from './claim-turn.ts';
import { closedText, hasOpenedSince, nextOpening } from './closing.ts';
import type { FittedMessage } from './fitting.ts';
import { mayAnswer } from './floor.ts';
import { memoryOf, remember } from './memory.ts';
import { giveToPeople } from './people.ts';
import { suggest } from './suggestions.ts';
import type { Conclusion, ThoughtRecord } from './thought.ts';
import { type Stand, say, sayText } from './words.ts';

/** What came of running a turn. */
export interface ThoughtOut {
  conclusion: Conclusion | { kind: 'closed' };
  /** Null: no model was asked, and nothing was looked at. */
  record: ThoughtRecord | null;
  /** The messages it was about. */
  message_ids: readonly string[];
  last_words: string | null;
  /** When the person wrote first of what is unanswered (ms). */
  waiting_since: number;
}

/** What settling turns needs. */
export interface SettleOptions {
  agentOf(accountId: string): AccountAgent | undefined;
  quotas: Quotas;
  /** Sets a run aside until people have agreed to calls of tools; answers when that is over (ms). */
  park(
    batch: Batch,
    parking: {
      run: AgentRunRow;
      agent: AccountAgent;
      platform: string;
      conclusion: Extract<Conclusion, { kind: 'parked' }>;
    },
    now: number,
  ): Promise<number>;
  /** Called when people get a conversation. */
  keepForPeople(scene: Scene, conversation: ConversationRow, agent: AccountAgent): Promise<void>;
  onError(error: unknown): void;
}

export type FinishedTurn = FinishedRun<ClaimedTurn, ThoughtOut | null>;

// A mistake of ours may be of the moment; a second time it is not.
const triesAfterMistake = 2;
const mistakePauseMs = 2000;
// An outage is waited for so many times as long as an answer may take; then people take over.
const patience = 3;

/** Stores what came of thinking about a turn, if the turn is still the same and the agent still has the floor. */
export class TurnSettlement {
  readonly #options: SettleOptions;
  readonly #scene: Scene;
  readonly #finished: FinishedTurn;

  constructor(options: SettleOptions, scene: Scene, finished: FinishedTurn) {
    this.#options = options;
    this.#scene = scene;
    this.#finished = finished;
  }

  async outcome(): Promise<Outcome> {
    const { context } = this.#finished;
    if (context.kind === 'nothing') return { type: 'done' };
    if (context.kind === 'waits') {
      return { type: 'reschedule', at: context.until, reason: 'people have to agree to calls of tools' };
    }
    const { batch, store } = this.#scene;
    const { workspace_id, id } = context.run;
    // First the conversation, as everybody locks it first.
    const conversation = await store.conversations.current(workspace_id, context.conversation.id);
    const [run] = await batch.transaction.select(
      'agent_runs',
      ['workspace_id', 'id'],
      [[workspace_id, id]],
      'lock',
    );
    const isOurs = run?.state === 'running' || (run?.state === 'waiting' && context.kind === 'refused');
    // Another process has begun it anew, or the person was erased.
    if (!conversation || !run || !isOurs) return { type: 'done' };
    const agent = this.#options.agentOf(conversation.account_id);
    const overtaken = this.#overtakenBecause(run, conversation, agent);
    this.#note(run);
    if (overtaken || !agent) {
      await this.#end(run, conversation, {
        decision: 'overtaken',
        reason: overtaken ?? 'The agent is gone.',
      });
      return { type: 'done' };
    }
    if (context.kind === 'refused') {
      const reason = `Nobody agreed in time to a call of ${context.tools.join(', ')}.`;
      // It waits no longer, or taking the floor from the agent would end it as overtaken.
      run.state = 'running';
      await batch.transaction.update('agent_runs', ['workspace_id', 'id'], [run]);
      return this.#handOver(run, conversation, agent, { reason, summary: null });
    }
    return this.#conclude(run, conversation, agent, context);
  }

  /** A result counts only for the turn and the owner it was made for. */
  #overtakenBecause(
    run: AgentRunRow,
    conversation: ConversationRow,
    agent: AccountAgent | undefined,
  ): string | null {
    if (conversation.turn !== run.turn) return 'The person wrote again, or somebody else took the floor.';
    if (this.#finished.overtaken) return 'It was begun anew, or is not wanted any more.';
    return agent && mayAnswer(agent, conversation) ? null : 'The agent has not the floor any more.';
  }

  #note(run: AgentRunRow): void {
    const { result } = this.#finished;
    if (result === null || result instanceof Error) return;
    const { calls, input_tokens, output_tokens, cost_micros } = run;
    run.input = JSON.stringify(result.message_ids);
    if (!result.record) return;
    Object.assign(run, result.record.columns());
    const before = JSON.parse(calls);
    if (before.length === 0) return;
    // A run that went on after an approval has done something before it.
    run.calls = JSON.stringify([...before, ...result.record.steps]);
    run.input_tokens += input_tokens;
    run.output_tokens += output_tokens;
    run.cost_micros = run.cost_micros === null || cost_micros === null ? null : run.cost_micros + cost_micros;
  }

  async #conclude(
    run: AgentRunRow,
    conversation: ConversationRow,
    agent: AccountAgent,
    context: Extract<ClaimedTurn, { kind: 'think' }>,
  ): Promise<Outcome> {
    const { result } = this.#finished;
    if (result instanceof Error) return this.#broken(run, conversation, agent, result);
    const conclusion = result?.conclusion ?? { kind: 'stopped' as const };
    await this.#rememberSummary(conversation, result?.record ?? null);
    switch (conclusion.kind) {
      case 'answer':
        return this.#answer(run, conversation, agent, context, conclusion);
      case 'hand_over':
        return this.#handOver(run, conversation, agent, conclusion);
      case 'silence':
        return this.#end(run, conversation, { decision: 'silent', reason: conclusion.reason });
      case 'closed':
        return this.#closed(run, conversation, agent);
      case 'again':
        return this.#again(run, conversation, agent, conclusion);
      case 'parked': {
        const parking = { run, agent, platform: conversation.platform, conclusion };
        const until = await this.#options.park(this.#scene.batch, parking, this.#scene.now);
        return { type: 'reschedule', at: until, reason: 'people have to agree to calls of tools' };
      }
      default:
        return this.#end(run, conversation, { decision: 'overtaken', reason: 'It was stopped on the way.' });
    }
  }

  async #answer(
    run: AgentRunRow,
    conversation: ConversationRow,
    agent: AccountAgent,
    context: Extract<ClaimedTurn, { kind: 'think' }>,
    { messages, reason }: Extract<Conclusion, { kind: 'answer' }>,
  ): Promise<Outcome> {
    const contents = messages.map(({ content }) => content);
    const reply = JSON.stringify(contents);
    if (agent.settings.mode === 'suggest') {
      await suggest(this.#scene, conversation, { run, contents });
      return this.#end(run, conversation, { decision: 'suggested', reason, reply });
    }
    const said = await this.#say(run, conversation, context, messages);
    if (said instanceof Problem) {
      const against = `The answer may not go: ${said.message}`;
      return this.#handOver(run, conversation, agent, { reason: against, summary: null });
    }
    return this.#end(run, conversation, { decision: 'replied', reason, reply, message_id: said });
  }

  #say(
    run: AgentRunRow,
    conversation: ConversationRow,
    { account }: Pick<Stand, 'account'>,
    messages: readonly FittedMessage[],
  ): Promise<string | Problem> {
    const stand = { account, conversation, run, quotas: this.#options.quotas };
    return say(this.#scene, stand, messages, { turn: conversation.turn });
  }

  async #handOver(
    run: AgentRunRow,
    conversation: ConversationRow,
    agent: AccountAgent,
    { reason, summary }: { reason: string; summary: string | null },
  ): Promise<Outcome> {
    const { settings } = agent;
    const { result } = this.#finished;
    // Where people have the floor anyway there is nothing to give to them.
    if (settings.mode === 'auto') {
      const closed = !isOpen(settings.hours, this.#scene.now);
      const text = closed ? await this.#closedText(conversation, agent) : settings.handover.text;
      if (text !== null) await this.#sayText(run, conversation, text);
      const last_words = result === null || result instanceof Error ? null : result.last_words;
      const takeover = { reason, summary, last_words, closed, team: settings.handover.team };
      await giveToPeople(this.#scene, conversation, takeover);
      await this.#options.keepForPeople(this.#scene, conversation, agent);
    }
    return this.#end(run, conversation, { decision: 'handed_over', reason });
  }

  async #sayText(run: AgentRunRow, conversation: ConversationRow, text: string): Promise<void> {
    const { context } = this.#finished;
    if (context.kind !== 'think' && context.kind !== 'refused') return;
    const { account } = context;
    await sayText(this.#scene, { account, conversation, run, quotas: this.#options.quotas }, text);
  }

  /** What is said outside the hours, once in each time the business is closed. */
  async #closedText(
    conversation: ConversationRow,
    { settings: { hours } }: AccountAgent,
  ): Promise<string | null> {
    const { batch, now } = this.#scene;
    const text = closedText(hours, now);
    if (text === null) return null;
    const memory = await memoryOf(batch, conversation, now);
    if (memory.closed_told_at !== null && !hasOpenedSince(hours, memory.closed_told_at, now)) return null;
    await remember(batch, memory, { closed_told_at: now }, now);
    return text;
  }

  /** The agent keeps the hours of the business: it answers when that opens. */
  async #closed(run: AgentRunRow, conversation: ConversationRow, agent: AccountAgent): Promise<Outcome> {
    const { settings } = agent;
    const opens = nextOpening(settings.hours, this.#scene.now);
    if (opens === null) {
      const reason = 'The business is closed, and does not open within two weeks.';
      return this.#handOver(run, conversation, agent, { reason, summary: null });
    }
    const text = settings.mode === 'auto' ? await this.#closedText(conversation, agent) : null;
    if (text !== null) await this.#sayText(run, conversation, text);
    await this.#end(run, conversation, { decision: 'silent', reason: 'The business is closed.' });
    return { type: 'reschedule', at: opens, reason: 'the business is closed' };
  }

  async #again(
    run: AgentRunRow,
    conversation: ConversationRow,
    agent: AccountAgent,
    { after_ms, reason }: Extract<Conclusion, { kind: 'again' }>,
  ): Promise<Outcome> {
    const { result } = this.#finished;
    const since = result === null || result instanceof Error ? run.started_at : result.waiting_since;
    const end = since + agent.settings.answer_seconds * 1000 * patience;
    if (this.#scene.now + after_ms > end) {
      return this.#handOver(run, conversation, agent, { reason, summary: null });
    }
    await this.#end(run, conversation, { decision: 'failed', reason: `${reason} It is tried again.` });
    return { type: 'retry', after_ms, reason };
  }

  async #broken(
    run: AgentRunRow,
    conversation: ConversationRow,
    agent: AccountAgent,
    error: Error,
  ): Promise<Outcome> {
    this.#options.onError(error);
    const [job] = this.#finished.jobs;
    if ((job?.attempts ?? 0) + 1 < triesAfterMistake) {
      const reason = `The hub itself failed: ${error.message}`;
      await this.#end(run, conversation, { decision: 'failed', reason });
      return { type: 'retry', after_ms: mistakePauseMs, reason };
    }
    const reason = 'The hub itself failed while the agent was thinking; its log says more.';
    return this.#handOver(run, conversation, agent, { reason, summary: null });
  }

  async #rememberSummary(conversation: ConversationRow, record: ThoughtRecord | null): Promise<void> {
    if (!record?.summary) return;
    const { batch, now } = this.#scene;
    const memory = await memoryOf(batch, conversation, now);
    const { text: summary, seq: summary_seq } = record.summary;
    await remember(batch, memory, { summary, summary_seq }, now);
  }

  async #end(run: AgentRunRow, { platform }: ConversationRow, end: RunEnd): Promise<Outcome> {
    await endRun(this.#scene.batch, run, end, platform, this.#scene.now);
    return { type: 'done' };
  }
}
