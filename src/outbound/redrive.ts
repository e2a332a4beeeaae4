import type { Clock } from '../clock.ts';
import { type Scene, setStatus } from '../conversations/delivery-status.ts';
import { rankOf } from '../conversations/message.ts';
import { conversationStore } from '../conversations/store.ts';
import type { MessageRow } from '../database/schema.ts';
import type { Writer } from '../database/writer.ts';
import { redriveJobs } from '../work/dead-jobs.ts';
import { sendJobKind } from './deliver.ts';

/** A dead job that was brought back. */
export interface Redriven {
  id: string;
  kind: string;
  reference: string;
}

/**
 * Brings dead jobs back to the end of their lanes, and the messages among them back to `queued`. Answers
 * those that were found.
 */
export function redrive(
  writer: Writer,
  clock: Clock,
  workspaceId: string,
  ids: readonly string[],
): Promise<Redriven[]> {
  return writer.run(async (batch) => {
    const now = clock.now();
    const keys = [...new Set(ids)].map((id) => [workspaceId, id]);
    const dead = await batch.transaction.select('dead_jobs', ['workspace_id', 'id'], keys, 'lock');
    const sends = dead.filter(({ kind }) => kind === sendJobKind);
    await requeue({ batch, store: conversationStore(batch, now), now }, sends);
    await redriveJobs(
      batch,
      workspaceId,
      dead.map(({ id }) => id),
      now,
    );
    return dead.map(({ id, kind, reference }) => ({ id, kind, reference }));
  });
}

async function requeue(
  scene: Scene,
  sends: readonly { workspace_id: string; reference: string }[],
): Promise<void> {
  const { store, batch } = scene;
  await store.messages.load(
    sends.map(({ workspace_id, reference }) => ({ workspaceId: workspace_id, id: reference })),
  );
  const messages = sends.flatMap(
    ({ workspace_id, reference }) => store.messages.rows.get(workspace_id, reference) ?? [],
  );
  // Not locked: a conversation never changes its platform.
  const conversations = await batch.transaction.select(
    'conversations',
    ['workspace_id', 'id'],
    messages.map((message) => [message.workspace_id, message.conversation_id]),
  );
  const platforms = new Map(conversations.map(({ id, platform }) => [id, platform]));
  for (const message of messages) {
    // What evidence has corrected since then is sent, and must not be sent again.
    if (message.status !== 'failed' && message.status !== 'expired') continue;
    putBack(scene, message, platforms.get(message.conversation_id) ?? '');
  }
}

/** The parts that have not arrived wait again; those that were sent stay so. */
function putBack(scene: Scene, message: MessageRow, platform: string): void {
  const { store, now } = scene;
  for (const part of store.messages.partsOf(message)) {
    if (rankOf(part.status) >= rankOf('sent')) continue;
    // The platform took it once and failed later: as what it is sent now gets an id of its own.
    store.messages.parts.change(part, { platform_message_id: null, quote_token: null });
  }
  // Due now: how long it has been waiting since it was written must not expire it again.
  store.messages.rows.change(message, { scheduled_at: now });
  setStatus(scene, { message, status: 'queued', occurred_at: now, platform });
}
