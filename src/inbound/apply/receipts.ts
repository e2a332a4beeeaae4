import { accountTarget } from '../../accounts/account.ts';
import { resolveContact } from '../../conversations/contact-merge.ts';
import { advance } from '../../conversations/delivery-status.ts';
import type { MessageRow, PlatformMessageRow } from '../../database/schema.ts';
import { attemptBook } from '../../outbound/attempt.ts';
import { sendJobKind } from '../../outbound/deliver.ts';
import { applyEvidence } from '../../outbound/evidence.ts';
import type { PendingReceipt } from '../../outbound/settle.ts';
import type { StatusItem } from '../../platforms/item.ts';
import { buryWork } from '../../work/dead-jobs.ts';
import type { Concerned, ItemScene } from '../acceptance.ts';

/** What became of a message of ours: applied to it, or kept until we know whose platform id this is. */
export async function applyStatus(scene: ItemScene<StatusItem>): Promise<Concerned> {
  const { store, owner, item } = scene;
  if (item.correlation !== undefined) {
    const evidence = { workspaceId: owner.workspaceId, platform: owner.platform, item };
    await applyEvidence(scene, attemptBook(scene.batch), evidence);
  }
  await learnAliases(scene);
  const known = store.messages.platformMessages.get(
    owner.workspaceId,
    owner.accountId,
    item.platform_message_id,
  );
  if (!known) return { contact_id: null, conversation_id: null };
  const message = known.message_id && store.messages.rows.get(owner.workspaceId, known.message_id);
  if (!message) {
    keepForLater(scene, known);
    return { contact_id: null, conversation_id: null };
  }
  // Receipts are about what we sent; under the id of a message to us there is nothing to move.
  if (message.direction === 'in') return { contact_id: null, conversation_id: message.conversation_id };
  await applyTo(scene, message, known);
  return { contact_id: null, conversation_id: message.conversation_id };
}

/** A receipt names the recipient; further ids of a person we know are learnt, strangers are not made. */
async function learnAliases(scene: ItemScene<StatusItem>): Promise<void> {
  const { store, owner, item } = scene;
  if (!item.person || item.thread) return;
  const { identities } = item.person;
  if (!store.contacts.find(owner, identities)) return;
  await resolveContact(scene, { owner, person: { identities }, seenAt: 0, occurredAt: item.occurred_at });
}

function keepForLater({ store, item }: ItemScene<StatusItem>, known: PlatformMessageRow): void {
  const waiting: PendingReceipt[] = known.receipts ? JSON.parse(known.receipts) : [];
  const { status, occurred_at, failure, billing } = item;
  waiting.push({ status, occurred_at, ...(failure && { failure }), ...(billing && { billing }) });
  store.messages.platformMessages.change(known, { receipts: JSON.stringify(waiting) });
}

async function applyTo(
  scene: ItemScene<StatusItem>,
  message: MessageRow,
  known: PlatformMessageRow,
): Promise<void> {
  const { store, owner, item, raw, origin, batch, now } = scene;
  const part = store.messages.parts.get(owner.workspaceId, message.id, Math.max(0, known.position));
  if (!part) return;
  const before = message.status;
  advance(scene, {
    message,
    part,
    status: item.status,
    occurred_at: item.occurred_at,
    failure: item.failure,
    billing: item.billing,
    raw,
    origin,
    platform: owner.platform,
  });
  if (message.status !== 'failed' || before === 'failed') return;
  // Its job was done when the platform took it; by hand it can be brought back all the same.
  const reason = item.failure
    ? `${item.failure.code}: ${item.failure.cause}`
    : 'The platform reported a failure.';
  const job = {
    workspace_id: owner.workspaceId,
    target: accountTarget(owner.accountId),
    lane: message.conversation_id,
    kind: sendJobKind,
    reference: message.id,
  };
  await buryWork(batch, job, reason, now);
}
