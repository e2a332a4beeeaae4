import { expect, it } from 'vitest';
import { createSealer } from '../../src/accounts/secrets.ts';
import { openDatabase } from '../../src/database/open.ts';
import { loadItemHash } from '../../src/inbound/item-hash.ts';
import { databaseKinds } from '../databases.ts';
import { seededAt } from './rows.ts';

const oldKey = 'a1'.repeat(32);
const newKey = 'b2'.repeat(32);

it.each(databaseKinds)('what has come is known by the same hash for ever, on $kind', async ({ create }) => {
  const place = await create();
  const database = openDatabase(place.url, { pool: 2, onError: () => {} });
  await database.migrate();
  const row = { workspace_id: 'w', result: 'accepted', raw_id: 'r', created_at: seededAt };
  // As an older version has stored them, more than are changed at once.
  const keys = Array.from({ length: 2500 }, (_, index) => `message:wamid.${index}`);
  await database.transaction((transaction) =>
    transaction.insert(
      'dedupe_keys',
      ['a', 'b'].flatMap((account_id) => keys.map((key) => ({ ...row, account_id, key }))),
    ),
  );
  const hash = await loadItemHash(database, createSealer([oldKey]), seededAt);
  const stored = await database.read.selectFrom('dedupe_keys').select(['account_id', 'key']).execute();
  const expected = ['a', 'b'].flatMap((account) => keys.map((key) => `${account} ${hash(account, key)}`));
  expect(stored.map(({ account_id, key }) => `${account_id} ${key}`).toSorted()).toEqual(expected.toSorted());
  expect(hash('a', 'x')).not.toBe(hash('b', 'x'));
  // The key of another start opens what the older one has sealed.
  const again = await loadItemHash(database, createSealer([newKey, oldKey]), seededAt);
  expect(again('a', 'x')).toBe(hash('a', 'x'));
  expect(await database.read.selectFrom('dedupe_keys').select('key').execute()).toHaveLength(5000);
  await database.close();
  await place.drop();
});
