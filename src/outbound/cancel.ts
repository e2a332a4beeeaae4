import type { Clock } from '../clock.ts';
import { setStatus } from '../conversations/delivery-status.ts';
import { rankOf } from '../conversations/message.ts';
import { conversationStore } from '../conversations/store.ts';
import type { MessagePartRow, MessageRow } from '../database/schema.ts';
import type { Writer } from '../database/writer.ts';
import { notFound, Problem } from '../errors.ts';
import { attemptBook, isUnsettled } from './attempt.ts';
import { sendJobKind } from './deliver.ts';

/**
 * Takes a message back that nobody has begun to send: its job then finds nothing to do.
 *
 * @throws Problem 404 when there is none, 409 when it is too late
 */
export function cancelMessage(writer: Writer, clock: Clock, workspaceId: string, id: string): Promise<void> {
  return writer.run(async (batch) => {
    const now = clock.now();
    const store = conversationStore(batch, now);
    await store.messages.load([{ workspaceId, id }]);
    const message = store.messages.rows.get(workspaceId, id);
    if (message?.direction !== 'out') throw notFound('message', id);
    if (message.status === 'cancelled') return;
    const book = attemptBook(batch);
    await book.loadOfMessages([[workspaceId, id]]);
    const underWay = book.ofMessage(id).some(isUnsettled);
    if (underWay || !isWaiting(message, store.messages.partsOf(message))) throw tooLate(message);
    // Not locked: a conversation never changes its platform.
    const [conversation] = await batch.transaction.select(
      'conversations',
      ['workspace_id', 'id'],
      [[workspaceId, message.conversation_id]],
    );
    const platform = conversation?.platform ?? '';
    setStatus({ batch, store, now }, { message, status: 'cancelled', occurred_at: now, platform });
    // One that stands in its lane is in somebody's memory; it ends by itself.
    batch.atEnd(async () => {
      await batch.transaction.query
        .deleteFrom('jobs')
        .where('workspace_id', '=', workspaceId)
        .where('reference', '=', id)
        .where('kind', '=', sendJobKind)
        .where('seq', 'is', null)
        .execute();
    });
  });
}

function isWaiting({ status }: MessageRow, parts: readonly MessagePartRow[]): boolean {
  if (status !== 'scheduled' && status !== 'queued') return false;
  return parts.every((part) => rankOf(part.status) < rankOf('sending'));
}

function tooLate({ status }: MessageRow): Problem {
  return new Problem({
    status: 409,
    code: 'not_cancellable',
    detail: `The message is ${status ?? 'not ours'} and cannot be taken back.`,
    fix: 'Only what is scheduled or queued, and not yet on its way, can be cancelled.',
  });
}
