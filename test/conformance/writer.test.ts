import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import { type Batch, type WriteKind, Writer } from '../../src/database/writer.ts';
import { Problem } from '../../src/errors.ts';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { startJourney } from '../journeys/stage.ts';
import { outageOf } from '../outage.ts';

/** Stores a workspace; refuses, fails or is large when its name says so. */
function storing(applied: string[][] = []): WriteKind<string, string> {
  return {
    name: 'storing',
    size: (name) => (name.startsWith('large') ? 2_000_000 : 1),
    async apply(batch, names) {
      applied.push([...names]);
      const outputs: (string | Problem)[] = [];
      for (const name of names) {
        if (name === 'bad') throw new Error('a bad input');
        if (name === 'refused') outputs.push(new Problem({ ...refusal }));
        else {
          await batch.transaction.insert('workspaces', [{ id: name, name, created_at: 1, deleted_at: null }]);
          outputs.push(`stored ${name}`);
        }
      }
      return outputs;
    },
  };
}

const refusal = { status: 422, code: 'refused', detail: 'No.', fix: 'Ask another time.' };

describe.each(databaseKinds)('the writer on $kind', ({ kind, create }) => {
  let place: TestDatabase;
  let database: Database;
  let writer: Writer;

  beforeEach(async () => {
    place = await create();
    database = openDatabase(place.url, { pool: 5, onError: () => {} });
    await database.migrate();
    writer = new Writer(database);
  });

  afterEach(async () => {
    await writer.idle();
    await database.close();
    await place.drop();
  });

  const stored = async () =>
    (await database.read.selectFrom('workspaces').select('id').orderBy('id').execute()).map(({ id }) => id);

  const addAll = (write: WriteKind<string, string>, names: readonly string[]) =>
    Promise.allSettled(names.map((name) => writer.add(write, name)));

  it('commits what is handed in together in one transaction, the large alone', async () => {
    const applied: string[][] = [];
    await addAll(storing(applied), ['a', 'b', 'large 1', 'c', 'large 2', 'd']);
    expect(applied).toEqual([['a', 'b'], ['large 1'], ['c'], ['large 2'], ['d']]);
    expect(await stored()).toEqual(['a', 'b', 'c', 'd', 'large 1', 'large 2']);
  });

  it('lets a bad input fail alone', async () => {
    const results = await addAll(storing(), ['a', 'bad', 'b', 'refused', 'c']);
    expect(results).toMatchObject([
      { value: 'stored a' },
      { reason: { message: 'a bad input' } },
      { value: 'stored b' },
      { reason: { code: 'refused' } },
      { value: 'stored c' },
    ]);
    expect(await stored()).toEqual(['a', 'b', 'c']);
  });

  it('refuses one without rolling back the others', async () => {
    const applied: string[][] = [];
    const results = await addAll(storing(applied), ['a', 'refused', 'b']);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(applied).toHaveLength(1);
  });

  it('tells what a batch signals after its commit, each value once, and nothing of one that fails', async () => {
    const heard: string[][] = [];
    writer.on('jobs', (values) => heard.push(values));
    const signalling = (value: string, fails = false) =>
      writer.run(async (batch) => {
        batch.signal('jobs', value);
        expect(heard).toEqual([]);
        if (fails) throw new Error('rolled back');
      });
    await Promise.allSettled([signalling('a'), signalling('b'), signalling('a')]);
    expect(heard).toEqual([['a', 'b']]);
    heard.length = 0;
    await expect(signalling('c', true)).rejects.toThrow('rolled back');
    expect(heard).toEqual([]);
  });

  it('gives numbers in the order asked, and to nobody before', async () => {
    const asking = () =>
      writer.run(async (batch) => {
        const number = batch.number('w');
        expect(() => number.seq).toThrow();
        return number;
      });
    const numbers = (await Promise.all([asking(), asking(), asking()])).map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(numbers).size).toBe(3);
  });

  it('tries again what a conflict with another writer has ended', async () => {
    const tries: Record<string, number> = { one: 0, two: 0 };
    const conflict = kind === 'sqlite' ? busyOnce(place.url, tries) : await deadlock(place.url, tries);
    const [first, second] = conflict.kinds;
    await Promise.all([writer.add(first, 'one'), conflict.other(writer).add(second, 'two')]);
    expect(await stored()).toEqual(['one', 'two']);
    expect((tries.one ?? 0) + (tries.two ?? 0)).toBe(3);
    await conflict.close();
  });

  it('answers that nothing was stored while the database is away, and works again after', async () => {
    await writer.add(storing(), 'before');
    const outage = outageOf(place);
    await outage.begin();
    await expect(writer.add(storing(), 'during')).rejects.toMatchObject({
      status: 503,
      code: 'database_unavailable',
      retryable: true,
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
    });
    await outage.end();
    await writer.add(storing(), 'after');
    expect(await stored()).toEqual(['after', 'before']);
  });
});

interface Conflict {
  kinds: [WriteKind<string, string>, WriteKind<string, string>];
  /** Who writes the second. */
  other(writer: Writer): Writer;
  close(): Promise<void>;
}

async function store(batch: Batch, names: readonly string[]): Promise<string[]> {
  await batch.transaction.insert(
    'workspaces',
    names.map((id) => ({ id, name: id, created_at: 1, deleted_at: null })),
  );
  return [...names];
}

/** The first try meets SQLite's own refusal to let a second writer in. */
function busyOnce(url: string, tries: Record<string, number>): Conflict {
  const meeting: WriteKind<string, string> = {
    name: 'meeting',
    async apply(batch, [name = '']) {
      tries[name] = (tries[name] ?? 0) + 1;
      const answer = await store(batch, [name]);
      if (name === 'one' && tries[name] === 1) {
        const second = new DatabaseSync(url.slice('file:'.length));
        try {
          second.exec('begin immediate');
        } finally {
          second.close();
        }
      }
      return answer;
    },
    size: () => 2_000_000,
  };
  return { kinds: [meeting, meeting], other: (writer) => writer, close: async () => {} };
}

/** Two processes lock the same two rows in opposite order, each the second when the other has its first. */
async function deadlock(url: string, tries: Record<string, number>): Promise<Conflict> {
  const database = openDatabase(url, { pool: 5, onError: () => {} });
  const locked = new Set<string>();
  const crossing = (order: readonly number[]): WriteKind<string, string> => ({
    name: 'crossing',
    async apply(batch, [name = '']) {
      tries[name] = (tries[name] ?? 0) + 1;
      for (const shard of order) {
        await batch.transaction.select('leases', ['shard'], [[shard]], 'lock');
        locked.add(name);
        await until(() => locked.size === 2, 'both to hold a row');
      }
      return store(batch, [name]);
    },
  });
  return {
    kinds: [crossing([1, 2]), crossing([2, 1])],
    other: () => new Writer(database),
    close: () => database.close(),
  };
}

describe.each(databaseKinds)('a hub on $kind whose database goes away', ({ create }) => {
  it('answers 503 with Retry-After, takes what comes again, and sends what waited', async () => {
    const place = await create();
    const stage = await startJourney(place, { PARLEY_LOG_LEVEL: 'fatal' });
    const outage = outageOf(place);
    try {
      await stage.simulated.control('POST', '/delivery', {
        retry: { whatsapp: { first_ms: 50, max_ms: 50 } },
      });
      const shop = await stage.open('whatsapp');
      const chat = await shop.meet('66830000001');
      await outage.begin();
      const submit = () =>
        stage.hub.api('POST', '/api/v1/messages', {
          account_id: shop.id,
          to: chat.user,
          content: { type: 'text', text: 'During' },
        });
      const answer = await submit();
      expect(answer).toMatchObject({ status: 503, body: { code: 'database_unavailable', retryable: true } });
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
      const said = await shop.say('Is anybody there?', chat.user);
      expect(said).toMatchObject({ delivery: { state: 'failed', status: 503 } });
      await outage.end();
      expect((await submit()).status).toBe(202);
      await until(async () => (await chat.texts()).length === 1, 'the message on the phone');
      const received = await until(async () => {
        const events = await shop.events('message.received');
        return events.length === 2 && events;
      }, 'the event of what was said meanwhile');
      expect(received[1]?.data.message?.content).toMatchObject({ text: 'Is anybody there?' });
    } finally {
      await outage.end();
      await stage.stop();
      await place.drop();
    }
  });
});
