import type { Transaction } from '../database/database.ts';
import { erasedMessageKey } from '../inbound/item-hash.ts';
import type { EraseTools } from './step.ts';
import type { Subject } from './subject.ts';

/**
 * Forgets the platform's ids of messages; of each only a keyed hash stays, by which later news of the message
 * is recognised and not taken in.
 */
export async function forgetPlatformIds(
  { clock, hash }: EraseTools,
  transaction: Transaction,
  { workspaceId, accountId }: Subject,
  ids: readonly string[],
): Promise<void> {
  const unique = [...new Set(ids)].sort();
  await transaction.remove(
    'platform_messages',
    ['workspace_id', 'account_id', 'platform_message_id'],
    unique.map((id) => [workspaceId, accountId, id]),
  );
  await transaction.insertNew(
    'dedupe_keys',
    ['workspace_id', 'account_id', 'key'],
    unique.map((id) => ({
      workspace_id: workspaceId,
      account_id: accountId,
      key: hash(accountId, erasedMessageKey(id)),
      result: 'erased',
      raw_id: '',
      created_at: clock.now(),
    })),
  );
}
