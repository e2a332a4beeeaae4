import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { type ConsumerServer, startConsumer } from '../consumer-server.ts';
import { createPostgres, type TestDatabase } from '../databases.ts';
import { type HubProcess, startHubProcess } from '../hub-process.ts';
import { type ConnectedAccount, connectLine, type Simulated, simulate } from '../simulated.ts';

interface EventView {
  id: string;
  cursor: string;
  conversation_id: string;
}

const people = 6;
const filter = { types: ['message.received'] };

// SQLite belongs to one process; there the kills of the other suites say the same.
describe('two hubs on one PostgreSQL that hand events to one consumer', () => {
  let place: TestDatabase;
  let simulated: Simulated;
  let hubs: [HubProcess, HubProcess];
  let server: ConsumerServer;
  let account: ConnectedAccount;

  beforeEach(async () => {
    place = await createPostgres();
    simulated = await simulate();
    const environment = {
      PARLEY_DATABASE_URL: place.url,
      PARLEY_DATA_DIR: `/tmp/parley-handover-${process.pid}`,
      PARLEY_PORT: '0',
      // Short, so that the one that lives need not wait long for what the other had.
      PARLEY_LEASE_MS: '2000',
      PARLEY_PLATFORM_TIMEOUT_MS: '400',
      PARLEY_POLL_MS: '200',
      PARLEY_ALLOW_PRIVATE_NETWORKS: 'true',
      ...simulated.environment,
    };
    // One after the other: the first brings the schema, and finds all shards free.
    hubs = [await startHubProcess(environment), await startHubProcess(environment)];
    server = await startConsumer();
    account = await connectLine(hubs[0], simulated);
  });

  afterEach(async () => {
    await Promise.all(hubs.map((hub) => hub.kill()));
    await Promise.all([server.stop(), simulated.stop()]);
    await place.drop();
  });

  it.each([0, 1])(
    'lose nothing when number %i is killed, keep the order, and repeat only what was under way',
    {
      timeout: 120_000,
    },
    async (victim) => {
      const [killed, living] = victim === 0 ? hubs : [hubs[1], hubs[0]];
      const given = { name: 'Shop', url: server.url, filter, settings: { timeout_seconds: 2 } };
      const { body: consumer } = await killed.api<{ id: string }>('POST', '/api/v1/consumers', given);
      let sent = 0;
      let running = true;
      const senders = Array.from({ length: people }, async (_, person) => {
        for (let count = 0; running; count++) {
          // As the platform does: the same again, to whoever answers.
          const id = `${person}-${count}`;
          while (!(await isTaken(count % 2 ? living : killed, id, person))) {
            if (await isTaken(living, id, person)) break;
          }
          sent++;
        }
      });
      await until(() => server.came.length > 60, 'deliveries to flow');
      // What comes while it dies is under way: it has no answer.
      let dying = true;
      server.answer(() => (dying ? 'say nothing' : 200));
      await killed.kill();
      dying = false;
      const after = server.came.length;
      await until(() => sent > 200 && server.came.length > after + 30, 'the other to go on', 60_000);
      running = false;
      await Promise.all(senders);

      const events = await received(living);
      expect(events.length).toBe(sent);
      await until(() => server.taken().length === events.length, 'everything to be taken', 60_000);
      for (const [conversation, own] of Map.groupBy(events, ({ conversation_id }) => conversation_id)) {
        const taken = server.taken().filter(({ body }) => body.conversation_id === conversation);
        expect(taken.map(({ body }) => body.id)).toEqual(own.map(({ id }) => id));
      }
      // What came twice was at most one of each conversation, whose answer the dead hub could not store.
      const twice = Map.groupBy(server.came, ({ body }) => body.id);
      const doubles = [...twice.values()].filter(({ length }) => length > 1);
      const conversations = doubles.map(([first]) => first?.body.conversation_id);
      expect(new Set(conversations).size).toBe(doubles.length);
      await until(async () => {
        const { body } = await living.api<{ queued: number }>('GET', `/api/v1/consumers/${consumer.id}`);
        return body.queued === 0;
      }, 'nothing to wait');
    },
  );

  /** Posts one message as LINE does; whether it was answered 200. */
  async function isTaken(hub: HubProcess, id: string, person: number): Promise<boolean> {
    const body = JSON.stringify({ destination: account.simulated, events: [messageEvent(id, person)] });
    const signature = createHmac('sha256', account.secret).update(body).digest('base64');
    try {
      const response = await fetch(`${hub.url}${new URL(account.webhookUrl).pathname}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'x-line-signature': signature },
      });
      await response.arrayBuffer();
      return response.status === 200;
    } catch {
      return false;
    }
  }

  async function received(hub: HubProcess): Promise<EventView[]> {
    const events: EventView[] = [];
    for (let after = '0'; ; ) {
      const path = `/api/v1/events?types=message.received&after=${after}&limit=200`;
      const { body } = await hub.api<{ data: EventView[]; next_cursor: string }>('GET', path);
      events.push(...body.data);
      if (body.data.length === 0) return events;
      after = body.next_cursor;
    }
  }
});

function messageEvent(id: string, person: number) {
  return {
    type: 'message',
    mode: 'active',
    timestamp: Date.now(),
    source: { type: 'user', userId: `U${String(person).repeat(32)}` },
    webhookEventId: `01HANDOVER${id}`,
    deliveryContext: { isRedelivery: false },
    replyToken: id,
    message: { type: 'text', id: `9000${id}`, quoteToken: 'q', text: id },
  };
}
