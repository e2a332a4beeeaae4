import type { AccountRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { Problem } from '../errors.ts';
import type { Platform } from '../platforms/platform.ts';

/** Whether a connected account of this hub is known to the platform by this id. */
export async function isTaken(batch: Batch, platform: string, externalId: string): Promise<boolean> {
  const row = await batch.transaction.query
    .selectFrom('accounts')
    .select('id')
    .where('platform', '=', platform)
    .where('external_id', '=', externalId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** @throws Problem 409 when the platform's id is known and an account of this hub has it already */
export async function refuseTaken(
  batch: Batch,
  platform: Platform,
  externalId: string | null,
): Promise<void> {
  if (externalId === null || !(await isTaken(batch, platform.name, externalId))) return;
  throw new Problem({
    status: 409,
    code: 'account_exists',
    detail: `${platform.title} account ${externalId} is connected to this hub already.`,
    fix: 'Change the connected account with PATCH, or delete it first.',
  });
}

/** Sets the ids that an account shares with others, such as that of their business. */
export async function setGroupIds(
  batch: Batch,
  row: Pick<AccountRow, 'id' | 'workspace_id' | 'platform'>,
  groupIds: readonly string[],
): Promise<void> {
  await batch.transaction.query.deleteFrom('account_ids').where('account_id', '=', row.id).execute();
  const rows = groupIds.map((externalId) => ({
    workspace_id: row.workspace_id,
    account_id: row.id,
    platform: row.platform,
    external_id: externalId,
  }));
  await batch.transaction.insert('account_ids', rows);
}
