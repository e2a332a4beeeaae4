import { type Account, accountOfTarget } from '../accounts/account.ts';
import type { AccountAlarm } from '../accounts/alarm.ts';
import type { AccountDirectory } from '../accounts/directory.ts';
import type { PlatformClient } from '../accounts/platform-client.ts';
import type { Quotas } from '../accounts/quotas.ts';
import type { Clock } from '../clock.ts';
import { resolveContact } from '../conversations/contact-merge.ts';
import { type Scene, setStatus } from '../conversations/delivery-status.ts';
import { stopMarketing } from '../conversations/marketing-wish.ts';
import { rankOf } from '../conversations/message.ts';
import type { AttemptRow } from '../database/schema.ts';
import type { Failure } from '../errors.ts';
import { forgetStaleCopies, storeCopies, type WantedCopy } from '../media/copies.ts';
import type { Exchanged } from '../media/exchange.ts';
import type { Person } from '../platforms/item.ts';
import type { SendResult } from '../platforms/platform.ts';
import type { Backoff } from '../work/backoff.ts';
import type { FinishedRun, Outcome } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';
import { type AttemptBook, isUnsettled, proofOf } from './attempt.ts';
import type { Called } from './call.ts';
import { stopsWhatIsCounted } from './can-send.ts';
import type { SendContext, UncertaintyPolicy } from './claim.ts';
import { brokenFailure, expiredFailure, noAccountFailure, uncertainFailure } from './failures.ts';
import { blamesContent, type Decision, decide, isAlarming } from './outcome.ts';
import type { Cancellation } from './outdated.ts';
import type { Pacing } from './pacing.ts';
import { carriedParts, settleFailed, settleSent } from './settle.ts';

/** What a send needs. */
export interface DeliverOptions {
  directory: AccountDirectory;
  client: PlatformClient;
  pacing: Pacing;
  quotas: Quotas;
  clock: Clock;
  backoff: Backoff;
  uncertainty: UncertaintyPolicy;
  /** Counts what came of each call. */
  observe(sent: {
    platform: string;
    accountId: string;
    workspaceId: string;
    outcome: string;
    ms: number;
  }): void;
  alarm: AccountAlarm;
  /** Hands files of ours over to the platform. */
  exchange(account: Account, files: readonly WantedCopy[]): Promise<Exchanged>;
}

/** Turns what came of one run into effects and an outcome for each of its jobs. */
export class RunSettlement {
  readonly #options: DeliverOptions;
  readonly #scene: Scene;
  readonly #book: AttemptBook;
  readonly #run: FinishedRun<SendContext, Called | Exchanged | null>;
  readonly #head: Job | undefined;
  readonly #account: Account | undefined;
  readonly #platform: string;

  constructor(
    options: DeliverOptions,
    scene: Scene,
    book: AttemptBook,
    run: FinishedRun<SendContext, Called | Exchanged | null>,
  ) {
    this.#options = options;
    this.#scene = scene;
    this.#book = book;
    this.#run = run;
    this.#head = run.jobs[0];
    this.#account = this.#head && options.directory.get(accountOfTarget(this.#head.target));
    this.#platform = this.#account?.platform.name ?? '';
  }

  async outcomes(): Promise<Outcome[]> {
    const { jobs, context, result } = this.#run;
    if (result instanceof Error) return this.#broken(result);
    if (result?.kind === 'exchanged' || result?.kind === 'not_exchanged') return this.#exchanged(result);
    if (context.kind === 'call') return this.#called(context, result);
    // The account went away meanwhile; the next claim says so.
    if (context.kind === 'exchange') return headOnly(jobs, { type: 'continue' });
    if (context.kind === 'wait') {
      return headOnly(jobs, {
        type: 'park',
        until: context.until,
        reason: 'waits for evidence of an earlier try',
      });
    }
    if (context.kind === 'broken') return this.#broken(new Error(context.message));
    if (context.kind === 'outdated') return this.#takeBack(context.reason);
    if (context.kind === 'refused') return this.#giveUp(context.failure);
    if (context.kind === 'ask_quota') return this.#quotaAsked();
    if (context.kind === 'nothing') return headOnly(jobs, { type: 'done' });
    if (context.kind === 'give_up') {
      const attempt = this.#book.rows.get(this.#head?.workspace_id ?? '', context.attemptId);
      if (attempt) settleFailed(this.#scene, this.#book, attempt, uncertainFailure, this.#platform);
      return headOnly(jobs, { type: 'dead', reason: uncertainFailure.cause });
    }
    return this.#giveUp(context.kind === 'expired' ? expiredFailure : noAccountFailure);
  }

  #isStopped(): boolean {
    const account = this.#account;
    return (
      account !== undefined &&
      stopsWhatIsCounted(account, this.#options.quotas.of(account.id), this.#scene.now)
    );
  }

  /** Judged again with what was told; if nothing was, again in a while. */
  #quotaAsked(): Outcome[] {
    const { jobs } = this.#run;
    if (!this.#options.quotas.isDoubtful(this.#account?.id ?? '')) {
      return jobs.map(() => ({ type: 'continue' }));
    }
    const until = this.#scene.now + quotaRetryMs;
    return headOnly(jobs, { type: 'park', until, reason: 'waits to hear how much of the quota is used' });
  }

  /** The jobs whose messages are all sent are done; the others go on. */
  #finished(): Outcome[] {
    return this.#run.jobs.map((job) => {
      const message = this.#scene.store.messages.rows.get(job.workspace_id, job.reference);
      const parts = message ? this.#scene.store.messages.partsOf(message) : [];
      const open = parts.some(({ status }) => rankOf(status) >= 0 && rankOf(status) < rankOf('sent'));
      return open ? { type: 'continue' } : { type: 'done' };
    });
  }

  /** Files were handed over, so the next claim can name them; or they were not, and nothing was sent. */
  async #exchanged(exchanged: Exchanged): Promise<Outcome[]> {
    if (exchanged.kind === 'exchanged') {
      await storeCopies(this.#scene.batch.transaction, exchanged.copies);
      return this.#run.jobs.map(() => ({ type: 'continue' }));
    }
    const { failure } = exchanged;
    const decision = decide(failure, this.#failures(failure), this.#options.backoff);
    return decision.step === 'retry' || decision.step === 'pause'
      ? this.#wait(decision, failure)
      : this.#giveUp(failure);
  }

  async #called(context: Extract<SendContext, { kind: 'call' }>, called: Called | null): Promise<Outcome[]> {
    const attempt = this.#book.rows.get(this.#head?.workspace_id ?? '', context.attemptId);
    // Whatever becomes of the attempt, the platform has taken something from the account.
    if (called?.kind === 'answered' && called.sent.ok) this.#worked();
    // Evidence may have settled it while the call was under way.
    if (!attempt || !isUnsettled(attempt) || !this.#account || !called) return this.#finished();
    this.#observe(called);
    if (called.kind === 'unanswered') return this.#unanswered(attempt, called.failure);
    if (called.kind === 'unsent') {
      // This time nothing was sent; the first time may have been taken all the same.
      if (context.repeated) return this.#unanswered(attempt, called.failure);
      return this.#refused(attempt, { ok: false, failure: called.failure });
    }
    const { sent, status } = called;
    this.#book.change(attempt, { status_code: status });
    if (!sent.ok) {
      this.#book.change(attempt, { trace_id: sent.failure.trace_id ?? null });
      return sent.uncertain ? this.#unanswered(attempt, sent.failure) : this.#refused(attempt, sent);
    }
    await settleSent(this.#scene, this.#book, attempt, {
      platform: this.#platform,
      message_ids: sent.message_ids,
      ...(sent.quote_tokens && { quote_tokens: sent.quote_tokens }),
      occurred_at: this.#scene.now,
    });
    if (sent.person) await this.#learn(sent.person);
    return this.#finished();
  }

  #worked(): void {
    this.#options.pacing.worked(this.#head?.target ?? '');
    if (this.#account) this.#options.alarm.worked(this.#scene.batch, this.#account, this.#scene.now);
  }

  async #learn(person: Person): Promise<void> {
    const { store, now } = this.#scene;
    const conversation = store.conversations.rows.get(this.#head?.workspace_id ?? '', this.#head?.lane ?? '');
    if (!conversation?.contact_id || person.identities.length === 0) return;
    const { workspace_id: workspaceId, account_id: accountId, platform, contact_id: id } = conversation;
    const owner = { workspaceId, accountId, platform };
    await store.contacts.loadIds([{ workspaceId, id }]);
    await store.contacts.load([{ owner, identities: person.identities }]);
    // Only an answer about the person of this very conversation teaches something.
    const contact = store.contacts.current(workspaceId, id);
    const isTheirs = person.identities.some((one) => store.contacts.find(owner, [one]) === contact);
    if (contact && isTheirs) {
      await resolveContact(this.#scene, { owner, person, seenAt: 0, occurredAt: now });
    }
  }

  /** Nobody knows whether it was sent. */
  #unanswered(attempt: AttemptRow, failure: Failure): Outcome[] {
    const { clock, backoff, uncertainty } = this.#options;
    this.#book.change(attempt, { state: 'uncertain', failure: JSON.stringify(failure) });
    if (proofOf(attempt).kind === 'repeat') {
      // A safe repeat asks the platform itself; only the pace of asking matters.
      const decision = decide({ ...failure, kind: 'temporary' }, attempt.tries, backoff);
      const afterMs = decision.step === 'retry' ? decision.after_ms : backoff.first_ms;
      return headOnly(this.#run.jobs, { type: 'park', until: clock.now() + afterMs, reason: failure.cause });
    }
    const until = clock.now() + uncertainty.evidence_wait_ms;
    return headOnly(this.#run.jobs, { type: 'park', until, reason: failure.cause });
  }

  /** The platform said no. */
  async #refused(attempt: AttemptRow, refusal: Extract<SendResult, { ok: false }>): Promise<Outcome[]> {
    const { jobs } = this.#run;
    const { failure } = refusal;
    if (refusal.without_reply_token) {
      this.#close(attempt, failure);
      return jobs.map(() => ({ type: 'continue' }));
    }
    this.#freeReplyToken(attempt);
    if (await this.#isStale(attempt, failure)) {
      this.#close(attempt, failure);
      return jobs.map(() => ({ type: 'continue' }));
    }
    if (blamesContent(failure.kind) && this.#book.partsOf(attempt).length > 1) {
      this.#book.change(attempt, {
        state: 'split',
        ended_at: this.#scene.now,
        failure: JSON.stringify(failure),
      });
      this.#requeue(attempt);
      return jobs.map(() => ({ type: 'continue' }));
    }
    return this.#follow(attempt, failure);
  }

  /** The platform did not know the id of a file any more, though it should: the file is handed over anew. */
  async #isStale(attempt: AttemptRow, failure: Failure): Promise<boolean> {
    const { upload } = this.#account?.platform.media ?? {};
    if (!this.#account || !upload?.isStale(failure)) return false;
    const { batch, now } = this.#scene;
    const contents = carriedParts(this.#scene, this.#book, attempt).map(({ part }) => part.content);
    return forgetStaleCopies(batch.transaction, this.#account, contents, now);
  }

  async #keepWish(attempt: AttemptRow): Promise<void> {
    const messages = new Set(carriedParts(this.#scene, this.#book, attempt).map(({ message }) => message));
    for (const message of messages) await stopMarketing(this.#scene, message, this.#platform);
  }

  async #follow(attempt: AttemptRow, failure: Failure): Promise<Outcome[]> {
    const { jobs } = this.#run;
    const decision = decide(failure, this.#failures(failure), this.#options.backoff);
    if (decision.step === 'fail') {
      settleFailed(this.#scene, this.#book, attempt, failure, this.#platform);
      if (failure.stops_marketing) await this.#keepWish(attempt);
      const failed = new Set(this.#book.partsOf(attempt).map((part) => part.message_id));
      const dead: Outcome = { type: 'dead', reason: `${failure.code}: ${failure.cause}` };
      return jobs.map((job) => (failed.has(job.reference) ? dead : { type: 'continue' }));
    }
    if (decision.step === 'sent') {
      // It has arrived, under an id that nobody told us.
      const message_ids = this.#book.partsOf(attempt).map(() => null);
      await settleSent(this.#scene, this.#book, attempt, {
        platform: this.#platform,
        message_ids,
        occurred_at: this.#scene.now,
      });
      return this.#finished();
    }
    this.#close(attempt, failure);
    // What was told since stops it: the next claim says so, unless it may go as a reply by then.
    if (failure.kind === 'quota_exhausted' && this.#isStopped())
      return jobs.map(() => ({ type: 'continue' }));
    return this.#wait(decision, failure);
  }

  /** The message waits, or the whole account. */
  #wait(decision: Extract<Decision, { step: 'retry' | 'pause' }>, failure: Failure): Outcome[] {
    const { jobs } = this.#run;
    const reason = `${failure.code}: ${failure.cause}`;
    if (decision.step === 'pause') {
      if (isAlarming(failure) && this.#account) {
        this.#options.alarm.failed(this.#scene.batch, this.#account, failure, this.#scene.now);
      }
      return headOnly(jobs, { type: 'pause', after_ms: decision.after_ms, reason });
    }
    if (failure.kind === 'pair_limited') {
      this.#options.pacing.drainPair(this.#head?.target ?? '', this.#head?.lane ?? '');
    }
    return headOnly(jobs, { type: 'retry', after_ms: decision.after_ms, reason });
  }

  /** How many failures in a row this makes; a limit of the account counts for all its messages together. */
  #failures({ kind }: Failure): number {
    if (kind === 'rate_limited') return this.#options.pacing.slowDown(this.#head?.target ?? '');
    return (this.#head?.attempts ?? 0) + 1;
  }

  /** The attempt is over and what it carried waits again. */
  #close(attempt: AttemptRow, failure: Failure): void {
    this.#book.change(attempt, {
      state: 'failed',
      ended_at: this.#scene.now,
      failure: JSON.stringify(failure),
    });
    this.#requeue(attempt);
  }

  /** What was refused before it was sent has not used its reply token up. */
  #freeReplyToken({ workspace_id, conversation_id, reply_token, tries }: AttemptRow): void {
    if (reply_token === null || tries > 1) return;
    const { batch } = this.#scene;
    const row = { workspace_id, conversation_id, token: reply_token, attempt_id: null };
    const key = ['workspace_id', 'conversation_id', 'token'] as const;
    batch.atEnd(() => batch.transaction.update('reply_handles', key, [row]));
  }

  #requeue(attempt: AttemptRow): void {
    const { store, now } = this.#scene;
    for (const { message, part } of carriedParts(this.#scene, this.#book, attempt)) {
      if (part.status === 'sending') store.messages.parts.change(part, { status: 'queued', updated_at: now });
      if (message.status === 'sending')
        store.messages.rows.change(message, { status: 'queued', updated_at: now });
    }
  }

  /** Our own mistake: tried a few more times, since it may be of the moment, then given up. */
  #broken(error: Error): Outcome[] {
    const { jobs } = this.#run;
    if ((this.#head?.attempts ?? 0) < brokenTries && (this.#head?.starts ?? 0) === 0) {
      return headOnly(jobs, { type: 'retry', after_ms: brokenPauseMs, reason: error.message });
    }
    return this.#giveUp({ ...brokenFailure, message: error.message });
  }

  #giveUp(failure: Failure): Outcome[] {
    const { store, now } = this.#scene;
    const message = this.#head && store.messages.rows.get(this.#head.workspace_id, this.#head.reference);
    if (message) {
      const status = failure.kind === 'expired' ? 'expired' : 'failed';
      setStatus(this.#scene, { message, status, occurred_at: now, failure, platform: this.#platform });
    }
    return headOnly(this.#run.jobs, { type: 'dead', reason: failure.cause });
  }

  #takeBack(reason: string): Outcome[] {
    const { store, now } = this.#scene;
    const message = this.#head && store.messages.rows.get(this.#head.workspace_id, this.#head.reference);
    if (message?.status === 'queued' || message?.status === 'scheduled') {
      const cancellation: Cancellation = { reason, at: now };
      store.messages.rows.change(message, { context: JSON.stringify({ cancellation }) });
      setStatus(this.#scene, { message, status: 'cancelled', occurred_at: now, platform: this.#platform });
    }
    return headOnly(this.#run.jobs, { type: 'done' });
  }

  #observe(called: Called): void {
    const outcome = called.kind === 'answered' ? String(called.status) : called.kind;
    this.#options.observe({
      platform: this.#platform,
      accountId: this.#account?.id ?? '',
      workspaceId: this.#account?.workspaceId ?? '',
      outcome,
      ms: called.kind === 'answered' ? called.milliseconds : 0,
    });
  }
}

// A mistake that lasts longer than this is not of the moment.
const brokenTries = 3;
const brokenPauseMs = 5000;
// The platform does not say how much of the quota is used: rarely for long.
const quotaRetryMs = 60_000;

/** The head gets the outcome; whatever stands behind it waits for its turn. */
function headOnly(jobs: readonly Job[], outcome: Outcome): Outcome[] {
  return jobs.map((_, index) => (index === 0 ? outcome : { type: 'continue' }));
}
