import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSealer } from '../../src/accounts/secrets.ts';
import { systemClock } from '../../src/clock.ts';
import { filterSchema, settingsSchema } from '../../src/consumers/consumer.ts';
import { ConsumerDirectory } from '../../src/consumers/directory.ts';
import { Dispatcher } from '../../src/consumers/dispatch.ts';
import { ConsumerStore } from '../../src/consumers/store.ts';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import { Writer } from '../../src/database/writer.ts';
import { appendEvent } from '../../src/events/log.ts';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';

const events = 300;

// Who owns a consumer may change hands while both still work on it.
describe.each(databaseKinds)('two that follow the log for one consumer, on $kind', ({ create }) => {
  let place: TestDatabase;
  let database: Database;
  let errors: unknown[];
  const clock = systemClock();

  beforeEach(async () => {
    place = await create();
    errors = [];
    database = openDatabase(place.url, { pool: 10, onError: (error) => errors.push(error) });
    await database.migrate();
  });
  afterEach(async () => {
    await database.close();
    await place.drop();
  });

  /** As a process of its own would have it: a memory and a writer that know nothing of the other's. */
  async function follower() {
    const writer = new Writer(database);
    const onError = (error: unknown) => errors.push(error);
    const sealer = createSealer(['5a'.repeat(32)]);
    const directory = new ConsumerDirectory({ database, sealer, writer, onError });
    await directory.load();
    const dispatcher = new Dispatcher({
      ...{ database, writer, directory, clock, onError },
      owns: () => true,
      pollMs: 5,
    });
    const store = new ConsumerStore({ database, writer, sealer, clock, directory });
    return { writer, directory, dispatcher, store };
  }

  it('queue every event once, in order', async () => {
    const [first, second] = [await follower(), await follower()];
    await first.store.create('default', {
      ...{ name: 'Till', url: 'https://till.invalid/', headers: {}, scheme: 'v1' },
      filter: filterSchema.parse({}),
      settings: settingsSchema.parse({}),
    });
    for (const { directory, dispatcher } of [first, second]) {
      await directory.load();
      dispatcher.start();
    }
    for (let number = 0; number < events; number += 10) {
      await first.writer.run(async (batch) => {
        for (let one = 0; one < 10; one++) append(batch, number + one);
      });
    }
    const queued = () =>
      database.read.selectFrom('jobs').select(['reference', 'seq']).orderBy('seq').execute();
    await until(async () => (await queued()).length >= events, 'all events to be queued');
    for (const { dispatcher } of [first, second]) await dispatcher.stop();
    const log = await database.read.selectFrom('events').select('id').orderBy('seq').execute();
    expect((await queued()).map(({ reference }) => reference)).toEqual(log.map(({ id }) => id));
    expect(errors).toEqual([]);
  });

  function append(batch: Parameters<typeof appendEvent>[0], number: number): void {
    const event = {
      workspace_id: 'default',
      type: 'note.added',
      conversation_id: 'c',
      data: () => ({ number }),
    };
    appendEvent(batch, { ...event, type: 'note.added', occurred_at: clock.now() }, clock.now());
  }
});
