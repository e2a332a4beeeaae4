import type { Account } from '../accounts/account.ts';
import { toTimestamp } from '../clock.ts';
import type { ConversationRow, MessageRow, ReplyHandleRow } from '../database/schema.ts';
import { type Failure, Problem } from '../errors.ts';
import type { Identity, Thread } from '../platforms/item.ts';
import type { Recipient } from '../platforms/platform.ts';
import type { PolicyContent, PolicyInput, Verdict } from '../platforms/policy.ts';
import type { Quota } from '../platforms/quota.ts';

/** What a verdict looks at in a conversation; one that is yet to be opened has all but its kind null. */
export type Chat = Pick<
  ConversationRow,
  'kind' | 'thread_id' | 'last_inbound_at' | 'window_ends_at' | 'standby'
>;

/** Everything that a platform's policy may depend on, beside the message. */
export interface Situation {
  account: Account;
  conversation: Chat;
  identities: readonly Identity[];
  handles: readonly ReplyHandleRow[];
  /** The person has not blocked the account, as far as is known. */
  subscribed: boolean;
  /** What the account's plan counts, as it was last read. */
  quota: Quota | null;
}

/** Of a message, what its verdict depends on; `content` is null where it is asked in general. */
export interface Asked {
  author: PolicyInput['author'];
  content: PolicyContent | null;
}

/** Whether a message may go now. */
export function judge(situation: Situation, { author, content }: Asked, now: number): Verdict {
  const { account, conversation, identities, subscribed, quota } = situation;
  return account.platform.policy.judge({
    now,
    thread: threadOf(conversation),
    identities,
    last_inbound_at: conversation.last_inbound_at,
    window_ends_at: conversation.window_ends_at,
    // What happened before the account was connected, nobody has told the hub.
    known_since: account.row.created_at,
    author,
    content,
    reply_until: replyUntil(situation, now),
    quota,
    settings: account.settings,
    standby: conversation.standby === 1,
    subscribed,
  });
}

/** Whether what is known of its quota stops everything that the account's plan counts. */
export function stopsWhatIsCounted(account: Account, quota: Quota | null, now: number): boolean {
  const conversation = {
    ...{ kind: 'direct', thread_id: null, standby: 0 },
    ...{ last_inbound_at: null, window_ends_at: null },
  };
  const situation = { account, conversation, identities: [], handles: [], subscribed: true, quota };
  return objection(judge(situation, { author: 'api', content: null }, now))?.kind === 'quota_exhausted';
}

/** What stands against a message that is to go now; null when nothing does. */
export function objection(verdict: Verdict): Failure | null {
  return verdict.verdict === 'refused' || verdict.verdict === 'with_template' ? verdict.failure : null;
}

/** The answer to somebody who wants to send what may not go; a window that is closed is said to have ended then. */
export function policyProblem({ kind, code, cause, fix }: Failure, windowEndsAt: number | null): Problem {
  const ended = kind === 'window_closed' && windowEndsAt !== null;
  const when = ended ? ` The window ended at ${toTimestamp(windowEndsAt)}.` : '';
  return new Problem({ status: 422, code: kind, detail: `${code}: ${cause}${when}`, fix });
}

/** A stored message of ours, as a verdict looks at it. */
export function askedOf({ author, content_type, content }: MessageRow): Asked {
  return {
    // `app` and `contact` send nothing through the hub.
    author: author === 'human' || author === 'bot' ? author : 'api',
    // Only submitted, validated content is stored with our own messages; of most the type is enough.
    content: content_type === 'native' ? JSON.parse(content) : { type: content_type },
  };
}

/** The newest reply handle that is unused and surely still valid. */
export function usableHandle(
  { account, handles }: Pick<Situation, 'account' | 'handles'>,
  now: number,
): ReplyHandleRow | undefined {
  return handles
    .filter((handle) => handle.attempt_id === null && endOf(account, handle) > now)
    .sort((a, b) => b.received_at - a.received_at)[0];
}

function replyUntil(situation: Situation, now: number): number | null {
  const handle = usableHandle(situation, now);
  return handle ? endOf(situation.account, handle) : null;
}

function endOf({ platform }: Account, handle: ReplyHandleRow): number {
  const rule = platform.limits.reply_handle;
  if (!rule) return 0;
  return Math.min(handle.received_at + rule.after_receipt_ms, handle.event_at + rule.after_event_ms);
}

/** Where the messages of a conversation go. */
export function recipientOf({
  conversation,
  identities,
}: Pick<Situation, 'conversation' | 'identities'>): Recipient {
  return { thread: threadOf(conversation), identities: [...identities] };
}

function threadOf({ kind, thread_id }: Pick<Chat, 'kind' | 'thread_id'>): Thread {
  return {
    kind: kind === 'group' || kind === 'room' ? kind : 'direct',
    ...(thread_id && { id: thread_id }),
  };
}
