import { createHmac, randomBytes } from 'node:crypto';
import type { Sealer } from '../accounts/secrets.ts';
import type { Database } from '../database/database.ts';

/**
 * Makes of an item's key what is stored of it. The platforms' own ids hold phone numbers, and must still be
 * recognised when the person is erased; a hash without a key could be undone by trying all numbers.
 */
export type ItemHash = (accountId: string, key: string) => string;

const name = 'items';
// What every hash begins with, and no key of a platform.
const mark = '#';
// 128 bits: nobody can make two items collide, and the index stays small.
const hashBytes = 16;
// Small enough to hold the writer only for some milliseconds.
const rowsAtOnce = 1000;

/** The hash that a key of 32 bytes makes. */
export function itemHash(key: Buffer): ItemHash {
  return (accountId, text) => {
    const digest = createHmac('sha256', key).update(`${accountId}\n${text}`).digest();
    return mark + digest.subarray(0, hashBytes).toString('base64url');
  };
}

/** The key under which the platform's id of an erased message is remembered. */
export function erasedMessageKey(platformMessageId: string): string {
  return `erased message ${platformMessageId}`;
}

/**
 * The installation's own hash, the same in every process. Its key is made at the first start and kept sealed
 * in the database, so that it outlives the keys it is sealed with. Run at each start.
 */
export async function loadItemHash(
  database: Database,
  sealer: Pick<Sealer, 'seal' | 'open'>,
  now: number,
): Promise<ItemHash> {
  const fresh = { name, sealed: sealer.seal(randomBytes(32).toString('hex'), name), created_at: now };
  const [made] = await database.transaction((transaction) =>
    transaction.insertNew('hash_keys', ['name'], [fresh]),
  );
  const row = await database.read
    .selectFrom('hash_keys')
    .select('sealed')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  const hash = itemHash(Buffer.from(sealer.open(row.sealed, name), 'hex'));
  if (made) await hashOldKeys(database, hash);
  return hash;
}

/** Keys that an older version has stored as they are. */
async function hashOldKeys(database: Database, hash: ItemHash): Promise<void> {
  for (let after: [string, string, string] = ['', '', '']; ; ) {
    const rows = await database.read
      .selectFrom('dedupe_keys')
      .select(['workspace_id', 'account_id', 'key'])
      .where(({ eb, refTuple, tuple }) =>
        eb(refTuple('workspace_id', 'account_id', 'key'), '>', tuple(...after)),
      )
      .orderBy('workspace_id')
      .orderBy('account_id')
      .orderBy('key')
      .limit(rowsAtOnce)
      .execute();
    await database.transaction(async ({ query }) => {
      for (const { workspace_id, account_id, key } of rows.filter((row) => !row.key.startsWith(mark))) {
        await query
          .updateTable('dedupe_keys')
          .set({ key: hash(account_id, key) })
          .where('workspace_id', '=', workspace_id)
          .where('account_id', '=', account_id)
          .where('key', '=', key)
          .execute();
      }
    });
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) return;
    after = [last.workspace_id, last.account_id, last.key];
  }
}
