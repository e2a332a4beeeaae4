import type { Batch } from '../database/writer.ts';
import { appendEvent } from '../events/log.ts';
import type { Consumer } from './consumer.ts';

/** A delivery arrived: it does not fail any more. */
export async function noteSuccess(batch: Batch, { row }: Consumer, now: number): Promise<void> {
  if (row.failing_since === null) return;
  row.failing_since = null;
  await batch.transaction.update('consumers', ['id'], [{ id: row.id, failing_since: null, updated_at: now }]);
}

/**
 * A delivery failed. Disables the consumer when that has been so for too long, or when it says that it is gone
 * for good; answers whether it is disabled now.
 */
export async function noteFailure(
  batch: Batch,
  { row }: Consumer,
  reason: string,
  { disableAfterMs, isGone }: { disableAfterMs: number; isGone: boolean },
  now: number,
): Promise<boolean> {
  const since = row.failing_since ?? now;
  const isOver = isGone || now - since >= disableAfterMs;
  if (row.failing_since !== null && !isOver) return false;
  row.failing_since = since;
  const [current] = await batch.transaction.select('consumers', ['id'], [[row.id]], 'lock');
  if (!current) return true;
  const change = { id: row.id, failing_since: since, updated_at: now };
  if (!isOver || current.state !== 'enabled') {
    await batch.transaction.update('consumers', ['id'], [change]);
    return current.state !== 'enabled';
  }
  const why = isGone ? 'It answered 410: it is gone for good.' : `It has failed for too long. ${reason}`;
  await batch.transaction.update('consumers', ['id'], [{ ...change, state: 'disabled', reason: why }]);
  batch.signal('consumers', row.id);
  appendEvent(
    batch,
    {
      workspace_id: row.workspace_id,
      type: 'consumer.disabled',
      occurred_at: now,
      data: () => ({ consumer_id: row.id, name: row.name, reason: why, failing_since: since }),
    },
    now,
  );
  return true;
}
