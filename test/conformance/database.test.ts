import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import type { DedupeKeyRow, EventRow } from '../../src/database/schema.ts';
import { createEmptyPostgres, createSqlite, databaseKinds, type TestDatabase } from '../databases.ts';

const options = {
  pool: 10,
  onError: (error: Error) => {
    throw error;
  },
};
const key = ['workspace_id', 'account_id', 'key'] as const;

function dedupeRow(name: string): DedupeKeyRow {
  return { workspace_id: 'w', account_id: 'a', key: name, result: 'accepted', raw_id: 'r', created_at: 1 };
}

function eventRow(workspaceId: string, seq: number): EventRow {
  return {
    workspace_id: workspaceId,
    seq,
    id: `event-${seq}`,
    type: 'message.received',
    occurred_at: 1,
    created_at: 1,
    account_id: null,
    platform: null,
    conversation_id: null,
    message_id: null,
    data: '{}',
    raw_id: null,
    raw_position: null,
    origin: 'live',
    routing: null,
  };
}

describe.each(databaseKinds)('database on $kind', ({ createEmpty }) => {
  let place: TestDatabase;
  let database: Database;

  beforeEach(async () => {
    place = await createEmpty();
    database = openDatabase(place.url, options);
    await database.migrate();
  });

  afterEach(async () => {
    await database.close();
    await place.drop();
  });

  it('inserts sets, tells new keys from known ones, updates, selects and removes by key', async () => {
    const first = await database.transaction((transaction) =>
      transaction.insertNew('dedupe_keys', key, [dedupeRow('1'), dedupeRow('2')]),
    );
    const second = await database.transaction((transaction) =>
      transaction.insertNew('dedupe_keys', key, [dedupeRow('2'), dedupeRow('3')]),
    );
    expect([first, second]).toEqual([
      [true, true],
      [false, true],
    ]);
    await database.transaction(async (transaction) => {
      await transaction.update('dedupe_keys', key, [
        { workspace_id: 'w', account_id: 'a', key: '1', result: 'one' },
        { workspace_id: 'w', account_id: 'a', key: '2', result: 'two' },
      ]);
      await transaction.remove('dedupe_keys', key, [['w', 'a', '3']]);
    });
    const rows = await database.transaction((transaction) =>
      transaction.select(
        'dedupe_keys',
        key,
        [
          ['w', 'a', '1'],
          ['w', 'a', '2'],
          ['w', 'a', '3'],
        ],
        'lock',
      ),
    );
    expect(rows.map((row) => [row.key, row.result, row.created_at]).sort()).toEqual([
      ['1', 'one', 1],
      ['2', 'two', 1],
    ]);
  });

  it('keeps text and bytes exactly', async () => {
    const body = new Uint8Array([0, 255, 1, 34, 92, 10]);
    const row = {
      workspace_id: 'w',
      id: 'raw',
      platform: 'p',
      account_id: null,
      app_id: 'app',
      received_at: 1_795_467_807_398,
      headers: '{"a":"ä \\\\ \\" \' {x}, สวัสดี 👍"}',
      body,
      result: 'accepted',
      error: null,
      items: 1,
    };
    await database.transaction((transaction) => transaction.insert('raw_webhooks', [row]));
    const read = await database.read.selectFrom('raw_webhooks').selectAll().executeTakeFirstOrThrow();
    expect({ ...read, body: new Uint8Array(read.body) }).toEqual(row);
  });

  it('rolls everything back when the work fails', async () => {
    const work = database.transaction(async (transaction) => {
      await transaction.insert('dedupe_keys', [dedupeRow('1')]);
      throw new Error('on purpose');
    });
    await expect(work).rejects.toThrow('on purpose');
    expect(await database.read.selectFrom('dedupe_keys').selectAll().execute()).toEqual([]);
  });

  it('gives a cursor reader every event once, in order, while many writers commit', async () => {
    const writers = 8;
    const batches = 40;
    const seen: Record<string, number[]> = { even: [], odd: [] };
    let writing = true;
    const readers = Object.entries(seen).map(async ([workspaceId, found]) => {
      for (let more = true; more; ) {
        more = writing;
        const rows = await database.read
          .selectFrom('events')
          .select('seq')
          .where('workspace_id', '=', workspaceId)
          .where('seq', '>', found.at(-1) ?? 0)
          .orderBy('seq')
          .execute();
        found.push(...rows.map(({ seq }) => seq));
        await new Promise(setImmediate);
      }
    });
    const write = async (writer: number) => {
      for (let batch = 0; batch < batches; batch++) {
        const workspaceIds = batch % 5 === 0 ? ['odd', 'even'] : [writer % 2 ? 'odd' : 'even'];
        await database.transaction(async (transaction) => {
          const numbers = await transaction.sequence(workspaceIds, workspaceIds.length * 2);
          await transaction.insert(
            'events',
            numbers.map((seq, index) => eventRow(workspaceIds[index % workspaceIds.length] ?? '', seq)),
          );
        });
      }
    };
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    writing = false;
    await Promise.all(readers);
    for (const [workspaceId, found] of Object.entries(seen)) {
      const stored = await database.read
        .selectFrom('events')
        .select('seq')
        .where('workspace_id', '=', workspaceId)
        .orderBy('seq')
        .execute();
      expect(stored.length).toBeGreaterThan(writers * batches * 0.5);
      expect(found).toEqual(stored.map(({ seq }) => seq));
    }
  });

  it('migrates once when several hubs start together, and refuses a database of a newer version', async () => {
    expect(await database.migrate()).toEqual([]);
    await database.transaction(({ query }) =>
      query
        // The table is Kysely's own and not in our schema.
        .insertInto('kysely_migration' as never)
        .values({ name: '999-from-the-future', timestamp: '2030' } as never)
        .execute(),
    );
    await expect(database.migrate()).rejects.toMatchObject({ code: 'database_too_new' });
  });
});

describe('one database, several hubs', () => {
  it('migrates a PostgreSQL database once however many start at once', async () => {
    const place = await createEmptyPostgres();
    const hubs = Array.from({ length: 4 }, () => openDatabase(place.url, options));
    const applied = await Promise.all(hubs.map((hub) => hub.migrate()));
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    await Promise.all(hubs.map((hub) => hub.close()));
    await place.drop();
  });

  it('refuses a second hub on one SQLite file', async () => {
    const place = await createSqlite();
    const first = openDatabase(place.url, options);
    expect(() => openDatabase(place.url, options)).toThrow(/Another hub has the database/);
    await first.close();
    const next = openDatabase(place.url, options);
    await next.close();
    await place.drop();
  });
});
