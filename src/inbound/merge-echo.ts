import type { Scene } from '../conversations/delivery-status.ts';
import { handOver } from '../conversations/handover.ts';
import type { Interest } from '../conversations/interest.ts';
import { conversationStore } from '../conversations/store.ts';
import type { ConversationRow, MessageRow } from '../database/schema.ts';
import { appendEvent } from '../events/log.ts';
import { type EchoOfOurs, echoOfOursJobKind } from '../outbound/settle.ts';
import type { JobHandler, Outcome } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';

/** What merging needs. */
export interface MergeOptions {
  now(): number;
  interest: Pick<Interest, 'changed'>;
}

/**
 * Merges an echo that was taken for typed in the platform's own app with the message of ours that it turned out to
 * be, and undoes what was done because a person seemed to speak.
 */
export function mergeEchoHandler(options: MergeOptions): JobHandler<null, null> {
  return {
    kind: echoOfOursJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    run: async () => null,
    async settle(batch, runs) {
      const now = options.now();
      const scene: Scene = { batch, store: conversationStore(batch, now), now };
      for (const [job] of runs.map(({ jobs }) => jobs)) if (job) await merge(options, scene, job);
      return runs.map(({ jobs }) => jobs.map((): Outcome => ({ type: 'done' })));
    },
  };
}

async function merge({ interest }: MergeOptions, scene: Scene, job: Job): Promise<void> {
  const { store } = scene;
  // Only `settle.ts` writes the payload of these jobs.
  const { message_id: oursId }: EchoOfOurs = JSON.parse(job.payload);
  const conversation = await store.conversations.current(job.workspace_id, job.lane);
  await store.messages.load([{ workspaceId: job.workspace_id, id: job.reference }]);
  const echo = store.messages.rows.get(job.workspace_id, job.reference);
  if (!conversation || echo?.author !== 'app') return;
  await remove(scene, conversation, echo, oursId);
  const from = tookFloorFrom(echo);
  if (from === null || conversation.owner !== 'human' || (await hasPersonSpoken(scene, echo))) return;
  const before = { owner: conversation.owner, status: conversation.status };
  const reason = 'What was taken for a word of a person was a message of ours.';
  handOver(scene, conversation, { to: from, reason }, { by: null, occurred_at: scene.now });
  await interest.changed(scene, conversation, before);
}

async function remove(
  { batch, store, now }: Scene,
  conversation: ConversationRow,
  echo: MessageRow,
  oursId: string,
): Promise<void> {
  const { workspace_id, account_id, id } = echo;
  const parts = store.messages.partsOf(echo);
  await batch.transaction.query
    .updateTable('messages')
    .set({ reply_to: oursId })
    .where('workspace_id', '=', workspace_id)
    .where('conversation_id', '=', echo.conversation_id)
    .where('reply_to', '=', id)
    .execute();
  await store.messages.parts.remove(parts.map(({ position }) => [workspace_id, id, position]));
  await store.messages.rows.remove([[workspace_id, id]]);
  appendEvent(
    batch,
    {
      ...{ workspace_id, account_id, type: 'message.deleted', occurred_at: now, message_id: id },
      ...{ platform: conversation.platform, conversation_id: conversation.id },
      data: () => ({
        message_id: id,
        platform_message_id: parts[0]?.platform_message_id ?? null,
        merged_into: oursId,
      }),
    },
    now,
  );
}

function tookFloorFrom({ context }: MessageRow): 'bot' | 'none' | null {
  const { took_floor_from }: { took_floor_from?: 'bot' | 'none' } = context ? JSON.parse(context) : {};
  return took_floor_from ?? null;
}

/** A person who spoke since keeps the floor. */
async function hasPersonSpoken({ batch }: Scene, echo: MessageRow): Promise<boolean> {
  const word = await batch.transaction.query
    .selectFrom('messages')
    .select('id')
    .where('workspace_id', '=', echo.workspace_id)
    .where('conversation_id', '=', echo.conversation_id)
    .where('sent_at', '>=', echo.sent_at)
    .where('author', 'in', ['human', 'app'])
    .where('id', '<>', echo.id)
    .limit(1)
    .executeTakeFirst();
  return word !== undefined;
}
