import type { Batch } from '../../database/writer.ts';
import { attemptBook, unsettledAttempts } from '../../outbound/attempt.ts';
import { applyEchoMatch, applyEvidence } from '../../outbound/evidence.ts';
import type { MessageItem } from '../../platforms/item.ts';
import { putJob } from '../../work/jobs.ts';
import type { Concerned, ItemScene } from '../acceptance.ts';
import { importEcho } from './messages.ts';
import { participants } from './participants.ts';
import { placeholderOf } from './placeholders.ts';
import { rememberTwin } from './twins.ts';

/** The kind of the jobs that decide about an echo nobody has claimed; the reference is the platform's id. */
export const echoJobKind = 'echo';

/** An echo as it waits. */
export interface WaitingEcho {
  item: MessageItem;
  raw: { id: string; position: number };
  conversation_id: string;
}

/**
 * The platform reports a message from our own side: ours, when a send of ours has this id or may still
 * get it; else typed in the platform's own app.
 */
export async function applyEcho(scene: ItemScene<MessageItem>): Promise<Concerned> {
  const { store, owner, item, batch, raw, now } = scene;
  if (item.correlation !== undefined) await applyEchoEvidence(scene, item.correlation);
  const known = store.messages.platformMessages.get(
    owner.workspaceId,
    owner.accountId,
    item.platform_message_id,
  );
  if (known?.message_id)
    rememberTwin(scene, { id: known.message_id, conversation_id: known.conversation_id ?? '' });
  const isPlaceholder = known?.message_id && placeholderOf(scene, known.message_id);
  if (!known || (known.message_id && !isPlaceholder))
    return { contact_id: null, conversation_id: known?.conversation_id ?? null };
  const { contact, conversation } = await participants(scene, item.thread, item.person);
  const concerned = { contact_id: contact?.id ?? null, conversation_id: conversation.id };
  if (!item.imported && (await isOurs(scene, conversation.id))) return concerned;
  if (item.imported || !(await mayBeOurs(batch, scene, conversation.id))) return importEcho(scene);
  const waiting: WaitingEcho = { item, raw, conversation_id: conversation.id };
  store.messages.platformMessages.change(known, {
    echo: JSON.stringify(waiting),
    conversation_id: conversation.id,
  });
  putJob(
    batch,
    {
      workspace_id: owner.workspaceId,
      // Not the account's own target: it would wait behind the very send it asks about.
      target: `echo:${owner.accountId}`,
      lane: conversation.id,
      kind: echoJobKind,
      reference: item.platform_message_id,
      run_at: now + scene.echoWaitMs,
    },
    now,
  );
  return concerned;
}

/** Whether a send of ours whose fate nobody knew was just this; its attempt is settled then. */
export function isOurs(scene: ItemScene<MessageItem>, conversationId: string): Promise<boolean> {
  const evidence = { ...scene.owner, conversationId, item: scene.item };
  return applyEchoMatch(scene, attemptBook(scene.batch), evidence);
}

async function applyEchoEvidence(scene: ItemScene<MessageItem>, correlation: string): Promise<void> {
  const { item, owner } = scene;
  const receipt = {
    kind: 'status' as const,
    status: 'sent' as const,
    ...{ key: item.key, occurred_at: item.occurred_at, raw: item.raw, correlation },
    platform_message_id: item.platform_message_id,
  };
  await applyEvidence(scene, attemptBook(scene.batch), {
    workspaceId: owner.workspaceId,
    platform: owner.platform,
    item: receipt,
  });
}

/** Whether a send of this conversation is under way, or ended so lately that its answer may be on its way. */
export async function mayBeOurs(
  batch: Batch,
  { owner, now, echoWaitMs }: Pick<ItemScene, 'owner' | 'now' | 'echoWaitMs'>,
  conversationId: string,
): Promise<boolean> {
  const attempts = batch.transaction.query
    .selectFrom('attempts')
    .select('id')
    .where('workspace_id', '=', owner.workspaceId)
    .where('conversation_id', '=', conversationId)
    .limit(1);
  // Two questions, since each has an index of its own.
  const open = await attempts.where(unsettledAttempts).executeTakeFirst();
  if (open) return true;
  const recent = await attempts
    .where('account_id', '=', owner.accountId)
    .where('tried_at', '>', now - echoWaitMs)
    .executeTakeFirst();
  return recent !== undefined;
}
