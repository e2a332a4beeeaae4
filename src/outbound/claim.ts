import type { Account } from '../accounts/account.ts';
import type { OutboundContent } from '../conversations/content.ts';
import type { Scene } from '../conversations/delivery-status.ts';
import { rankOf } from '../conversations/message.ts';
import type {
  AttemptRow,
  ConversationRow,
  MessagePartRow,
  MessageRow,
  ReplyHandleRow,
} from '../database/schema.ts';
import type { Failure } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { MediaCopies, WantedCopy } from '../media/copies.ts';
import type { OutboundPart, PlatformRequest, PreparedSend, SendInput } from '../platforms/platform.ts';
import type { Job } from '../work/jobs.ts';
import { type AttemptBook, isUnsettled, proofOf, requestOf } from './attempt.ts';
import { askedOf, judge, objection, recipientOf, type Situation, usableHandle } from './can-send.ts';
import { fallBack, mayFallBack, payloadOf } from './fallback.ts';
import { outdatedBecause } from './outdated.ts';

/** What a claim decides about the jobs it took. */
export type SendContext =
  /** Call the platform; the attempt is recorded. */
  | { kind: 'call'; attemptId: string; request: PlatformRequest; repeated: boolean }
  /** Hand these files over to the platform first; no attempt is made by that. */
  | { kind: 'exchange'; files: readonly WantedCopy[] }
  /** An earlier attempt may have been sent: wait for evidence until this time (ms). */
  | { kind: 'wait'; until: number }
  /** Nobody will ever know, and the policy is not to send twice. */
  | { kind: 'give_up'; attemptId: string }
  /** The platform would not take it now, or the account does not want it sent. */
  | { kind: 'refused'; failure: Failure }
  /** Whether it may go depends on a quota that has to be read again. */
  | { kind: 'ask_quota' }
  /** It took too long. */
  | { kind: 'expired' }
  /** It answers a turn that is over. */
  | { kind: 'outdated'; reason: string }
  /** There is nothing left to send. */
  | { kind: 'nothing' }
  /** The platform's code could not make a request of it: a mistake of ours. */
  | { kind: 'broken'; message: string }
  /** The account was disconnected. */
  | { kind: 'no_account' };

/** What the hub does about uncertain attempts. */
export interface UncertaintyPolicy {
  /** Where an account has none of its own. */
  policy: 'resend' | 'fail';
  /** How long evidence is waited for. */
  evidence_wait_ms: number;
  /** When it is sent again though no webhook came since. */
  resend_after_ms: number;
  /** Since when this process accepts webhooks (ms): evidence could not have come before. */
  listening_since: number;
  /** When the account's latest webhook came. */
  last_webhook_at(accountId: string): number | undefined;
}

/** Everything of one lane that a claim looks at. */
export interface Lane extends Situation {
  conversation: ConversationRow;
  /** What is known of the quota stops this, and is so old that it has to be read again first. */
  quotaIsDoubtful: boolean;
  /** What the platform calls files of ours. */
  copies: MediaCopies;
}

/** One part of a job's message that still has to go. */
interface Waiting {
  message: MessageRow;
  part: MessagePartRow;
}

/** Decides what to do with the jobs at the head of a lane, and records the attempt if there is to be a call. */
export async function claimRun(
  scene: Scene,
  book: AttemptBook,
  lane: Lane,
  jobs: readonly Job[],
  epoch: number,
  policy: UncertaintyPolicy,
): Promise<SendContext> {
  const [head] = jobs;
  const messages = jobs.flatMap(
    (job) => scene.store.messages.rows.get(job.workspace_id, job.reference) ?? [],
  );
  const [first] = messages;
  if (!head || !first) return { kind: 'nothing' };
  const open = book.ofMessage(first.id).filter(isUnsettled).at(-1);
  if (open) return resume(scene, book, lane, open, policy) ?? begin(scene, book, lane, messages, head, epoch);
  const outdated = messages.findIndex((message) => reasonAgainst(scene, lane, message) !== null);
  if (outdated === 0) return { kind: 'outdated', reason: reasonAgainst(scene, lane, first) ?? '' };
  if (isTooOld(first, lane, scene.now)) return { kind: 'expired' };
  const current = outdated < 0 ? messages : messages.slice(0, outdated);
  return begin(scene, book, lane, current, head, epoch);
}

function reasonAgainst({ store }: Scene, { conversation }: Lane, message: MessageRow): string | null {
  return outdatedBecause(message, store.messages.partsOf(message), conversation);
}

function isTooOld(message: MessageRow, { account }: Lane, now: number): boolean {
  const started = message.scheduled_at ?? message.created_at;
  return now - started > account.platform.limits.max_age_ms && rankOf(message.status) < rankOf('sent');
}

/**
 * What to do about an attempt nobody knows the fate of: repeat it where that is safe, wait for proof, or
 * follow the policy. `null`: it is superseded, send anew.
 */
function resume(
  scene: Scene,
  book: AttemptBook,
  { account }: Lane,
  attempt: AttemptRow,
  policy: UncertaintyPolicy,
): SendContext | null {
  const { now } = scene;
  const proof = proofOf(attempt);
  if (proof.kind === 'repeat' && now - attempt.started_at < proof.until_ms) {
    book.change(attempt, { state: 'open', tries: attempt.tries + 1, tried_at: now });
    return { kind: 'call', attemptId: attempt.id, request: requestOf(attempt), repeated: true };
  }
  book.change(attempt, { state: 'uncertain' });
  const evidenceUntil = Math.max(attempt.tried_at, policy.listening_since) + policy.evidence_wait_ms;
  const mayBeProved = proof.kind === 'receipt' || proof.kind === 'echo';
  if (mayBeProved && now < evidenceUntil) return { kind: 'wait', until: evidenceUntil };
  const chosen = account.settings.uncertain_policy ?? policy.policy;
  if (chosen === 'fail') return { kind: 'give_up', attemptId: attempt.id };
  // A webhook that came later shows that receipts reach us, so one for this attempt would have come too.
  const heard = (policy.last_webhook_at(account.id) ?? 0) > attempt.tried_at;
  const resendAt = attempt.tried_at + policy.resend_after_ms;
  if (mayBeProved && !heard && now < resendAt) {
    return { kind: 'wait', until: Math.min(resendAt, now + policy.evidence_wait_ms) };
  }
  book.change(attempt, { state: 'superseded', ended_at: now });
  return null;
}

/** Records a new attempt for as many waiting parts as one request takes, if the platform's policy lets them go. */
async function begin(
  scene: Scene,
  book: AttemptBook,
  lane: Lane,
  messages: readonly MessageRow[],
  head: Job,
  epoch: number,
): Promise<SendContext> {
  const permission = await permit(scene, book, lane, messages, head);
  if ('kind' in permission) return permission;
  const { waiting, as } = permission;
  const files = waiting.flatMap(({ part }) => lane.copies.missing(lane.account, contentOf(part)));
  if (files.length > 0) return { kind: 'exchange', files };
  const attemptId = newId();
  const handle = usableHandle(lane, scene.now);
  const prepared = prepare(scene, lane, waiting, {
    attempt_id: attemptId,
    ...(handle && { reply_token: handle.token }),
    ...(as && { as }),
  });
  if (prepared instanceof Error) return { kind: 'broken', message: prepared.message };
  const taken = waiting.slice(0, prepared.takes);
  book.add(
    newAttempt({ attemptId, lane, head, epoch, now: scene.now, prepared, handle }),
    taken.map(({ message, part }) => ({ message_id: message.id, position: part.position })),
  );
  markSending(scene, taken);
  return { kind: 'call', attemptId, request: prepared.request, repeated: false };
}

/**
 * What may go now: while it waited a window may have closed, and another opened. Judged by the first message: what
 * goes with it in one request goes by the same rule.
 */
async function permit(
  scene: Scene,
  book: AttemptBook,
  lane: Lane,
  messages: readonly MessageRow[],
  head: Job,
): Promise<SendContext | { waiting: readonly Waiting[]; as?: 'human_agent' }> {
  const waiting = partsToSend(scene, book, lane.account, messages);
  const [first] = waiting;
  if (!first) return { kind: 'nothing' };
  const verdict = judge(lane, askedOf(first.message), scene.now);
  const against = objection(verdict);
  if (!against) return { waiting, ...(verdict.verdict === 'as_human_agent' && { as: 'human_agent' }) };
  if (against.kind === 'quota_exhausted' && lane.quotaIsDoubtful) return { kind: 'ask_quota' };
  const { fallback } = payloadOf(head);
  const replaced =
    fallback && mayFallBack({ fallback }, against) && first.message.id === head.reference
      ? await fallBack(scene, first.message, fallback, against, lane.account)
      : false;
  if (!replaced) return { kind: 'refused', failure: against };
  return { waiting: partsToSend(scene, book, lane.account, messages) };
}

/** Asks the platform for the request; what it throws must not stop the other lanes of the batch. */
function prepare(
  scene: Scene,
  lane: Lane,
  waiting: readonly Waiting[],
  terms: Pick<SendInput<unknown>, 'attempt_id' | 'reply_token' | 'as'>,
): PreparedSend | Error {
  try {
    return lane.account.platform.send.prepare({
      credentials: lane.account.credentials,
      settings: lane.account.settings,
      external_id: lane.account.externalId,
      recipient: recipientOf(lane),
      parts: waiting.map((part) => outboundPart(scene, lane, part)),
      ...terms,
    });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The parts that still have to go, in order, as many as one request may carry. */
function partsToSend(
  scene: Scene,
  book: AttemptBook,
  account: Account,
  messages: readonly MessageRow[],
): Waiting[] {
  const waiting: Waiting[] = [];
  for (const message of messages) {
    const attempts = book.ofMessage(message.id);
    // A batch that was refused goes on message by message, to find the guilty one.
    const alone = attempts.some(({ state }) => state === 'split');
    if (alone && waiting.length > 0) break;
    for (const part of scene.store.messages.partsOf(message)) {
      const rank = rankOf(part.status);
      if (rank >= 0 && rank < rankOf('sent')) waiting.push({ message, part });
    }
    if (alone && waiting.length > 0) return waiting.slice(0, 1);
  }
  return waiting.slice(0, account.platform.limits.messages_per_request);
}

function contentOf({ content }: MessagePartRow): OutboundContent {
  // Only submitted, validated content is stored in the parts of our own messages.
  return JSON.parse(content) as OutboundContent;
}

function outboundPart({ store }: Scene, { account, copies }: Lane, { message, part }: Waiting): OutboundPart {
  const content = copies.inContent(account, contentOf(part));
  if (!message.reply_to_platform_id || part.position > 0) return { content };
  const target = message.reply_to
    ? store.messages.rows.get(message.workspace_id, message.reply_to)
    : undefined;
  const context: { quote_token?: string } = target?.context ? JSON.parse(target.context) : {};
  const [firstPart] = target ? store.messages.partsOf(target) : [];
  const quoteToken = context.quote_token ?? firstPart?.quote_token;
  return {
    content,
    reply_to: {
      platform_message_id: message.reply_to_platform_id,
      ...(quoteToken && { quote_token: quoteToken }),
    },
  };
}

function newAttempt(input: {
  attemptId: string;
  lane: Lane;
  head: Job;
  epoch: number;
  now: number;
  prepared: PreparedSend;
  handle: ReplyHandleRow | undefined;
}): AttemptRow {
  const { attemptId, lane, head, epoch, now, prepared, handle } = input;
  if (prepared.uses_reply_token && handle) handle.attempt_id = attemptId;
  return {
    workspace_id: head.workspace_id,
    id: attemptId,
    account_id: lane.account.id,
    conversation_id: lane.conversation.id,
    job_id: head.id,
    state: 'open',
    request: JSON.stringify(prepared.request),
    proof: JSON.stringify(prepared.proof),
    reply_token: prepared.uses_reply_token && handle ? handle.token : null,
    tries: 1,
    epoch,
    started_at: now,
    tried_at: now,
    ended_at: null,
    status_code: null,
    trace_id: null,
    failure: null,
  };
}

function markSending({ store, now }: Scene, taken: readonly Waiting[]): void {
  for (const { message, part } of taken) {
    store.messages.parts.change(part, { status: 'sending', updated_at: now });
    if (message.status === 'queued' || message.status === 'scheduled')
      store.messages.rows.change(message, { status: 'sending', updated_at: now });
  }
}
