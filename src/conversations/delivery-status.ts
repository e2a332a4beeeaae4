import type { MessagePartRow, MessageRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import type { Failure } from '../errors.ts';
import type { MessageStatus, Origin } from '../events/event.ts';
import { appendEvent } from '../events/log.ts';
import { rankOf, statusOfParts } from './message.ts';
import type { ConversationStore } from './store.ts';

/** Something became known about one part of a message of ours. */
export interface StatusChange {
  message: MessageRow;
  part: MessagePartRow;
  status: MessageStatus;
  occurred_at: number;
  failure?: Failure | undefined;
  /** Whether a failure is tried again by the hub; shown to people. */
  retried?: boolean;
  /** Price and the like, as the platform names it. */
  billing?: Record<string, unknown> | undefined;
  raw?: { id: string; position: number } | undefined;
  origin?: Origin;
  platform: string;
}

/** Where a batch stands: everything a change of state needs. */
export interface Scene {
  batch: Batch;
  store: ConversationStore;
  now: number;
}

/**
 * Moves a part, and with it perhaps its message, to a new status, and announces the message's. Statuses
 * only go forwards; a failure is left only because the platform proves it wrong.
 */
export function advance({ batch, store, now }: Scene, change: StatusChange): void {
  const { message, part, status } = change;
  if (!isStep(part.status, status) || staysFailed(message, part, status)) return;
  store.messages.parts.change(part, { status, updated_at: now });
  const before = message.status;
  const after = statusOfParts(store.messages.partsOf(message));
  if (after === before && status !== 'failed') return;
  if (after !== before) count(batch, message, after, change.failure);
  store.messages.rows.change(message, {
    status: after,
    updated_at: now,
    failure: after === 'failed' && change.failure ? JSON.stringify(change.failure) : null,
  });
  announce(batch, change, after, now);
}

/** Sets the status of a whole message: queued, cancelled, expired. */
export function setStatus(scene: Scene, change: Omit<StatusChange, 'part'>): void {
  const { batch, store, now } = scene;
  const { message, status } = change;
  for (const part of store.messages.partsOf(message)) {
    if (rankOf(part.status) < rankOf('sent')) store.messages.parts.change(part, { status, updated_at: now });
  }
  const failure = change.failure ? JSON.stringify(change.failure) : null;
  count(batch, message, status, change.failure);
  store.messages.rows.change(message, { status, failure, updated_at: now });
  announce(batch, change, status, now);
}

/**
 * A platform that reported a failure has taken the message before, so `sent` says nothing against it; only
 * where we had given up without knowing it proves us wrong.
 */
function staysFailed({ failure }: MessageRow, part: MessagePartRow, status: MessageStatus): boolean {
  if (part.status !== 'failed' || status !== 'sent' || failure === null) return false;
  return !isUncertain(failure);
}

function isUncertain(failure: string): boolean {
  const { kind }: Failure = JSON.parse(failure);
  return kind === 'uncertain';
}

/** Counts a message that was taken by the platform, or failed, on its way from what it is to `after`. */
function count(batch: Batch, message: MessageRow, after: MessageStatus, failure: Failure | undefined): void {
  const account = { workspaceId: message.workspace_id, accountId: message.account_id };
  if (after === 'failed' || after === 'expired') {
    batch.count(account, `failed_${failure?.kind ?? 'unknown'}`);
    return;
  }
  // What failed after it was taken has been counted as taken.
  const wasTaken =
    message.failure === null ? rankOf(message.status) >= rankOf('sent') : !isUncertain(message.failure);
  if (!wasTaken && rankOf(after) >= rankOf('sent')) batch.count(account, 'messages_out');
}

/** Whether a part that stands at `from` may go to `to`. */
function isStep(from: string, to: MessageStatus): boolean {
  // What was delivered cannot fail any more.
  if (to === 'failed') return from !== 'failed' && rankOf(from) <= rankOf('sent') && rankOf(from) >= 0;
  return rankOf(to) > rankOf(from);
}

function announce(
  batch: Batch,
  change: Omit<StatusChange, 'part'> & { part?: MessagePartRow },
  status: MessageStatus,
  now: number,
): void {
  const { message, failure } = change;
  appendEvent(
    batch,
    {
      workspace_id: message.workspace_id,
      type: `message.${status}`,
      occurred_at: change.occurred_at,
      account_id: message.account_id,
      platform: change.platform,
      conversation_id: message.conversation_id,
      message_id: message.id,
      data: () => ({
        message_id: message.id,
        platform_message_id: change.part?.platform_message_id ?? null,
        status,
        ...(failure && { error: { ...failure, retried: change.retried ?? false } }),
        ...(change.billing && { billing: change.billing }),
      }),
      raw: change.raw,
      ...(change.origin && { origin: change.origin }),
    },
    now,
  );
}
