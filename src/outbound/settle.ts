import { advance, type Scene } from '../conversations/delivery-status.ts';
import type { AttemptPartRow, AttemptRow, MessagePartRow, MessageRow } from '../database/schema.ts';
import type { Failure } from '../errors.ts';
import type { StatusItem } from '../platforms/item.ts';
import { putJob } from '../work/jobs.ts';
import type { AttemptBook } from './attempt.ts';

/** A receipt as it is kept until its message is known. */
export type PendingReceipt = Pick<StatusItem, 'status' | 'occurred_at' | 'failure' | 'billing'>;

/** What was learnt about a successful attempt: one entry per part, in order. */
export interface SentParts {
  platform: string;
  message_ids: readonly (string | null)[];
  quote_tokens?: readonly (string | null)[];
  occurred_at: number;
}

interface CarriedPart {
  message: MessageRow;
  part: MessagePartRow;
}

/** The message parts an attempt carries; its messages must be loaded. */
export function carriedParts(scene: Scene, book: AttemptBook, attempt: AttemptRow): CarriedPart[] {
  return book.partsOf(attempt).flatMap((row) => {
    const carried = carriedPart(scene, row);
    return carried ? [carried] : [];
  });
}

function carriedPart({ store }: Scene, row: AttemptPartRow): CarriedPart | undefined {
  const message = store.messages.rows.get(row.workspace_id, row.message_id);
  const part = store.messages.parts.get(row.workspace_id, row.message_id, row.position);
  return message && part && { message, part };
}

/**
 * Records that an attempt was taken by the platform: its parts get their platform ids, and whatever
 * receipts came before this answer are applied now.
 */
export async function settleSent(
  scene: Scene,
  book: AttemptBook,
  attempt: AttemptRow,
  sent: SentParts,
): Promise<void> {
  const { store, now } = scene;
  book.change(attempt, { state: 'sent', ended_at: now, failure: null });
  const carried = carriedParts(scene, book, attempt);
  await store.messages.claimPlatformIds(
    sent.message_ids.flatMap((platformMessageId) =>
      platformMessageId
        ? [{ workspaceId: attempt.workspace_id, accountId: attempt.account_id, platformMessageId }]
        : [],
    ),
  );
  for (const [index, { message, part }] of carried.entries()) {
    const platformId = sent.message_ids[index] ?? null;
    store.messages.parts.change(part, {
      platform_message_id: platformId ?? part.platform_message_id,
      quote_token: sent.quote_tokens?.[index] ?? part.quote_token,
    });
    advance(scene, { message, part, status: 'sent', occurred_at: sent.occurred_at, platform: sent.platform });
    if (platformId) linkPlatformId(scene, { message, part }, platformId, sent.platform);
    applyEarlierWatermarks(scene, { message, part }, attempt, sent.platform);
  }
}

/** A receipt up to a moment may have come before the answer to what was sent until then. */
function applyEarlierWatermarks(
  scene: Scene,
  { message, part }: CarriedPart,
  attempt: AttemptRow,
  platform: string,
): void {
  const conversation = scene.store.conversations.rows.get(message.workspace_id, message.conversation_id);
  const marks = { delivered: conversation?.delivered_until ?? 0, read: conversation?.read_until ?? 0 };
  for (const status of ['delivered', 'read'] as const) {
    if (attempt.tried_at > marks[status]) continue;
    advance(scene, { message, part, status, occurred_at: marks[status], platform });
  }
}

/** The kind of the jobs that merge an echo with the message of ours it turned out to be; the reference is the echo's. */
export const echoOfOursJobKind = 'echo_of_ours';

/** What the job of such an echo carries. */
export interface EchoOfOurs {
  /** The message of ours. */
  message_id: string;
}

/** Notes whose a platform id is, and applies the receipts that waited for it. */
export function linkPlatformId(
  scene: Scene,
  { message, part }: CarriedPart,
  platformId: string,
  platform: string,
): void {
  const { messages } = scene.store;
  const known = messages.platformMessages.get(message.workspace_id, message.account_id, platformId);
  if (!known) return;
  if (known.message_id && known.message_id !== message.id) mergeLater(scene, message, known.message_id);
  const receipts: PendingReceipt[] = known.receipts ? JSON.parse(known.receipts) : [];
  messages.platformMessages.change(known, {
    message_id: message.id,
    position: part.position,
    conversation_id: message.conversation_id,
    receipts: null,
    // The echo was ours: nobody typed it elsewhere.
    echo: null,
  });
  for (const receipt of receipts.sort((a, b) => a.occurred_at - b.occurred_at)) {
    advance(scene, { message, part, platform, ...receipt });
  }
}

/** Somebody seemed to have typed it in the platform's own app; that is undone where its lane is not waited for. */
function mergeLater({ batch, store, now }: Scene, ours: MessageRow, echoId: string): void {
  const { workspace_id, account_id, conversation_id } = ours;
  if (store.messages.rows.get(workspace_id, echoId)?.author !== 'app') return;
  const payload: EchoOfOurs = { message_id: ours.id };
  putJob(
    batch,
    {
      ...{ workspace_id, target: `echo:${account_id}`, lane: conversation_id },
      ...{ kind: echoOfOursJobKind, reference: echoId, payload },
    },
    now,
  );
}

/**
 * Records that an attempt failed for good, with everything it carried; one that is given up without knowing may
 * still be proved wrong.
 */
export function settleFailed(
  scene: Scene,
  book: AttemptBook,
  attempt: AttemptRow,
  failure: Failure,
  platform: string,
): void {
  const state = failure.kind === 'uncertain' ? 'given_up' : 'failed';
  book.change(attempt, { state, ended_at: scene.now, failure: JSON.stringify(failure) });
  for (const { message, part } of carriedParts(scene, book, attempt)) {
    advance(scene, { message, part, status: 'failed', occurred_at: scene.now, failure, platform });
  }
}
