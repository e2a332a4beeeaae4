import type { Account } from '../../accounts/account.ts';
import type { Clock } from '../../clock.ts';
import type { Scene } from '../../conversations/delivery-status.ts';
import { conversationStore } from '../../conversations/store.ts';
import type { ConversationRow } from '../../database/schema.ts';
import type { Batch, Writer } from '../../database/writer.ts';
import { Problem } from '../../errors.ts';
import type { JobHandler, Outcome } from '../../work/handler.ts';
import type { Job } from '../../work/jobs.ts';
import { isOpen } from '../hours.ts';
import { answerJobKind } from './answer-job.ts';
import { type ClaimedTurn, type ClaimOptions, claimTurn } from './claim-turn.ts';
import { fitAll } from './fitting.ts';
import { holdingText, latenessOf, showsTyping } from './late.ts';
import { memoryOf, remember } from './memory.ts';
import { type SettleOptions, type ThoughtOut, TurnSettlement } from './settle-turn.ts';
import { type Minds, think } from './think.ts';
import { readTurn, type Turn, type TurnOptions } from './turn.ts';
import { say } from './words.ts';

/** What answering turns needs. */
export interface AnswerOptions extends ClaimOptions, SettleOptions, Omit<TurnOptions, 'now'> {
  minds: Minds;
  writer: Writer;
  clock: Clock;
  /** Shows the person that somebody writes; never throws. */
  showTyping(account: Account, conversation: ConversationRow): Promise<void>;
}

// Platforms show it for some twenty seconds.
const typingEveryMs = 15_000;

/** Answers the turns of conversations: one at a time in each, and never two answers to one. */
export function answerHandler(options: AnswerOptions): JobHandler<ClaimedTurn, ThoughtOut | null> {
  return {
    kind: answerJobKind,
    take: () => 1,
    async claim(batch, runs) {
      const scene = sceneOf(options, batch);
      const claimed: ClaimedTurn[] = [];
      await scene.store.conversations.loadIds(runs.flat().map(placeOf));
      for (const [job] of runs) {
        if (!job) throw new Error('A run without a job.');
        const { workspaceId, id } = placeOf(job);
        claimed.push(await claimTurn(options, scene, { workspaceId, conversationId: id }));
      }
      return claimed;
    },
    usesPermit: ({ kind }) => kind === 'think',
    notRun: () => null,
    run: (_jobs, context, abort) =>
      context.kind === 'think' ? answer(options, context, abort) : Promise.resolve(null),
    async settle(batch, runs) {
      const scene = sceneOf(options, batch);
      await scene.store.conversations.loadIds(runs.flatMap(({ jobs }) => jobs.map(placeOf)));
      const outcomes: Outcome[][] = [];
      for (const run of runs) outcomes.push([await new TurnSettlement(options, scene, run).outcome()]);
      return outcomes;
    },
  };
}

function sceneOf({ clock }: AnswerOptions, batch: Batch): Scene {
  const now = clock.now();
  return { batch, store: conversationStore(batch, now), now };
}

function placeOf({ workspace_id, lane }: Job) {
  return { workspaceId: workspace_id, id: lane };
}

type Thinking = Extract<ClaimedTurn, { kind: 'think' }>;

async function answer(options: AnswerOptions, context: Thinking, abort: AbortSignal): Promise<ThoughtOut> {
  const { agent, account, conversation, run, resumed } = context;
  const now = options.clock.now();
  const reading = { read: options.read, quotas: options.quotas, now: () => options.clock.now() };
  const turn = await readTurn(reading, { agent, account, conversation });
  const about = {
    message_ids: turn.input.map(({ message_id }) => message_id),
    last_words: turn.input.map(({ text }) => text).join('\n') || null,
    waiting_since: turn.input[0]?.at ?? now,
  };
  const { hours, mode } = agent.settings;
  if (!hours.answer_when_closed && turn.input.length > 0 && !isOpen(hours, now)) {
    return { ...about, conclusion: { kind: 'closed' }, record: null };
  }
  // Drafts are for people: the customer sees nothing of them.
  const watch = mode === 'auto' ? new Watch(options, context, turn) : null;
  const stop = new AbortController();
  watch?.begin(() => stop.abort());
  try {
    const thought = await think(options.minds, turn, {
      run,
      resumed,
      abort: AbortSignal.any([abort, stop.signal]),
    });
    const tooLate = stop.signal.aborted && !abort.aborted;
    const reason = 'The answer was not ready while answering was free, and may not cost anything.';
    return {
      ...about,
      record: thought.record,
      conclusion: tooLate ? { kind: 'hand_over', reason, summary: null } : thought.conclusion,
    };
  } finally {
    watch?.end();
  }
}

/** What the person is shown while the agent thinks: that somebody writes, and, where time runs out, that they must wait. */
class Watch {
  readonly #options: AnswerOptions;
  readonly #context: Thinking;
  readonly #turn: Turn;
  #cancel: (() => void)[] = [];

  constructor(options: AnswerOptions, context: Thinking, turn: Turn) {
    this.#options = options;
    this.#context = context;
    this.#turn = turn;
  }

  /** `giveUp` is called when an answer would come too late. */
  begin(giveUp: () => void): void {
    const { clock } = this.#options;
    if (this.#turn.input.length === 0 || this.#turn.objection !== null) return;
    if (showsTyping(this.#context.account)) this.#type();
    const lateness = latenessOf(this.#turn, clock.now());
    if (!lateness || lateness.policy === 'push') return;
    // Nothing is won by asking to wait when answering costs already.
    if (lateness.policy === 'hold' && lateness.at <= clock.now()) return;
    const act = lateness.policy === 'never' ? giveUp : () => this.#hold();
    this.#cancel.push(clock.after(lateness.at - clock.now(), act));
  }

  end(): void {
    for (const cancel of this.#cancel) cancel();
    this.#cancel = [];
  }

  #type(): void {
    const { account, conversation } = this.#context;
    void this.#options.showTyping(account, conversation);
    this.#cancel = [this.#options.clock.after(typingEveryMs, () => this.#type()), ...this.#cancel.slice(1)];
  }

  #hold(): void {
    const { writer, onError } = this.#options;
    writer.run((batch) => this.#holdIn(batch)).catch(onError);
  }

  /** Asks to wait, unless the answer is there or nobody waits for it any more. */
  async #holdIn(batch: Batch): Promise<void> {
    const { account, agent, run } = this.#context;
    const scene = sceneOf(this.#options, batch);
    const { workspace_id, id } = this.#context.conversation;
    const conversation = await scene.store.conversations.current(workspace_id, id);
    const key = ['workspace_id', 'id'] as const;
    const [current] = await batch.transaction.select('agent_runs', key, [[workspace_id, run.id]], 'lock');
    const isWanted = current?.state === 'running' && conversation?.owner === 'bot';
    if (!conversation || !isWanted || conversation.turn !== run.turn) return;
    const memory = await memoryOf(batch, conversation, scene.now);
    const text = holdingText(agent.settings, this.#turn.language);
    const messages = fitAll(account.platform, [{ type: 'text', text }]);
    if (messages.length === 0) return;
    const stand = { account, conversation, run, quotas: this.#options.quotas };
    const said = await say(scene, stand, messages, { turn: run.turn });
    if (said instanceof Problem) return;
    await remember(batch, memory, { holding_message_id: said }, scene.now);
  }
}
