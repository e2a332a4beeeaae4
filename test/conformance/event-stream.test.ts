import { once } from 'node:events';
import { connect } from 'node:net';
import { Hono } from 'hono';
import type { KyselyPlugin } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Writer } from '../../src/database/writer.ts';
import { appendEvent } from '../../src/events/log.ts';
import { eventPage } from '../../src/events/page.ts';
import { eventStream } from '../../src/events/stream.ts';
import { listen } from '../../src/http/listen.ts';
import type { App } from '../../src/http/server.ts';
import { until } from '../conditions.ts';
import { createSqlite, databaseKinds } from '../databases.ts';
import { heartbeatMs, openStage, type Stage } from './reading-stage.ts';
import { eventRow } from './rows.ts';

const north = { workspace_id: 'north' };

/** One block of a stream: an event, or a sign of life with only an id. */
interface Block {
  id: string;
  event?: string;
  data?: { id: string; cursor: string; type: string };
}

/** The blocks of a stream, one at a time. */
class Reader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = '';

  constructor({ body }: { body: ReadableStream<Uint8Array> | null }) {
    if (!body) throw new Error('There is no stream.');
    this.#reader = body.getReader();
  }

  /** The next block, or null at the end. */
  async next(): Promise<Block | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return parseBlock(block);
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }

  /** The next so many events; signs of life are passed over. */
  async events(count: number): Promise<Block[]> {
    const found: Block[] = [];
    while (found.length < count) {
      const block = await this.next();
      if (!block) throw new Error(`The stream ended after ${found.length} of ${count} events.`);
      if (block.event) found.push(block);
    }
    return found;
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}

function parseBlock(text: string): Block {
  const fields = text.split('\n').map((line) => [line.split(': ', 1)[0] ?? '', line.replace(/^\w*: /, '')]);
  const { id = '', event, data } = Object.fromEntries(fields);
  return { id, ...(event && { event }), ...(data && { data: JSON.parse(data) }) };
}

describe.each(databaseKinds)('the event stream on $kind', ({ create }) => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage(await create());
  });

  afterEach(() => stage.close());

  const append = (
    writer: Writer,
    workspaceId = 'north',
    type: 'message.sent' | 'message.read' = 'message.sent',
  ) =>
    writer.run(async (batch) => {
      appendEvent(batch, { workspace_id: workspaceId, type, occurred_at: 1, data: () => ({}) }, 1);
    });

  const request = (query = '', headers: Record<string, string> = {}) =>
    stage.app.request(`/api/v1/events/stream${query}`, {
      headers: { authorization: 'Bearer north', ...headers },
    });
  const open = async (query = '', headers: Record<string, string> = {}) =>
    new Reader(await request(query, headers));

  const insert = (...seqs: number[]) =>
    stage.database.transaction((transaction) =>
      transaction.insert(
        'events',
        seqs.map((seq) => eventRow({ ...north, seq })),
      ),
    );

  it('has the form of server-sent events, and is not held back on its way', async () => {
    await insert(4);
    const response = await request('?after=3');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    const reader = new Reader(response);
    expect(await reader.next()).toEqual({ id: '3' });
    const block = await reader.next();
    const [pulled] = (await stage.get('/api/v1/events')).body.data;
    expect(block).toEqual({ id: '4', event: 'message.received', data: pulled });
    await reader.cancel();
  });

  it('begins with the newest event, at `after`, or behind the last one that was seen', async () => {
    await insert(1, 2, 3);
    const began = async (query: string, headers = {}) => {
      const reader = await open(query, headers);
      const first = await reader.next();
      await reader.cancel();
      return first?.id;
    };
    expect(await began('')).toBe('3');
    expect(await began('?after=1')).toBe('1');
    expect(await began('?after=1', { 'last-event-id': '2' })).toBe('2');
    expect((await request('', { 'last-event-id': 'x' })).status).toBe(400);
  });

  it('brings what is written while it is open, and only what was asked for', async () => {
    const all = await open();
    const reads = await open('?types=message.read');
    await append(stage.writer, 'south');
    await append(stage.writer);
    await append(stage.writer, 'north', 'message.read');
    expect((await all.events(2)).map(({ event }) => event)).toEqual(['message.sent', 'message.read']);
    expect((await reads.events(1)).map(({ event }) => event)).toEqual(['message.read']);
    await Promise.all([all.cancel(), reads.cancel()]);
  });

  it('brings every event once, in order, to clients that come and go, while many write', async () => {
    const writers = 6;
    const each = 50;
    const others = await Promise.all(
      // SQLite belongs to one process, so there all writers share its one.
      Array.from({ length: writers }, async (_, index) =>
        stage.database.exclusive || index === 0 ? stage.writer : new Writer(await stage.openAnother()),
      ),
    );
    let following = true;
    const written = Promise.all(
      others.map(async (writer) => {
        for (let count = 0; count < each; count++) {
          await append(writer, count % 7 === 0 ? 'south' : 'north');
          await append(writer);
        }
      }),
    );
    // Notifications may be lost; the heartbeat makes up for it, and here time runs fast.
    const passing = (async () => {
      while (following) {
        stage.clock.advance(heartbeatMs);
        await new Promise(setImmediate);
      }
    })();
    const total = writers * each * 2 - writers * Math.ceil(each / 7);

    const follow = async (perVisit: number) => {
      const seen: string[] = [];
      while (seen.length < total) {
        const last = seen.at(-1);
        const reader = await open('?after=0', last === undefined ? {} : { 'last-event-id': last });
        const some = await reader.events(Math.min(perVisit, total - seen.length));
        seen.push(...some.map(({ id }) => id));
        await reader.cancel();
      }
      return seen;
    };
    // Whoever polls does so at another process.
    const { read } = stage.database.exclusive ? stage.database : await stage.openAnother();
    const poll = async () => {
      const seen: string[] = [];
      for (let after = 0; seen.length < total; ) {
        const { rows, next } = await eventPage(read, { workspaceId: 'north', after, limit: 7 });
        seen.push(...rows.map(({ seq }) => String(seq)));
        after = next;
        await new Promise(setImmediate);
      }
      return seen;
    };
    const seen = await Promise.all([follow(total), follow(37), follow(110), poll()]);
    following = false;
    await Promise.all([written, passing]);

    const stored = await stage.database.read
      .selectFrom('events')
      .select('seq')
      .where('workspace_id', '=', 'north')
      .orderBy('seq')
      .execute();
    expect(stored).toHaveLength(total);
    for (const ids of seen) expect(ids).toEqual(stored.map(({ seq }) => String(seq)));
  });

  it('shows that it lives, with the place that was reached, and finds what nobody told of', async () => {
    const reader = await open('?types=message.read');
    expect(await reader.next()).toEqual({ id: '0' });
    const next = reader.next();
    // Passes no filter, but need not be read again by whoever comes back.
    await insert(5);
    await stage.database.transaction((transaction) =>
      transaction.insert('events', [eventRow({ ...north, seq: 6, type: 'message.read' })]),
    );
    await advanceUntil(stage, next);
    // If the stream had not looked yet when the event came, it needs no heartbeat to find it.
    const first = await next;
    const found = first?.id === '0' ? await reader.next() : first;
    expect(found).toMatchObject({ id: '6', event: 'message.read' });
    await insert(7);
    const later = reader.next();
    await advanceUntil(stage, later);
    expect(Number((await later)?.id)).toBeGreaterThanOrEqual(6);
    const last = reader.next();
    await advanceUntil(stage, last);
    expect(await last).toEqual({ id: '7' });
    await reader.cancel();
  });

  it('ends when its key is revoked', async () => {
    const reader = await open();
    await reader.next();
    stage.revoked.add('north');
    const end = reader.next();
    await advanceUntil(stage, end);
    expect(await end).toBeNull();
  });

  it('ends when the server closes, over a real connection too', async () => {
    const server = await listen(stage.app, { host: '127.0.0.1', port: 0 });
    const response = await fetch(`${server.url}/api/v1/events/stream`, {
      headers: { authorization: 'Bearer north' },
    });
    const reader = new Reader(response);
    expect(await reader.next()).toEqual({ id: '0' });
    await append(stage.writer);
    await reader.events(1);
    const closed = server.close(60_000);
    expect(await reader.next()).toBeNull();
    await closed;
  });
});

/** Lets time pass until something has happened. */
async function advanceUntil(stage: Stage, done: Promise<unknown>): Promise<void> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  done.then(settle, settle);
  while (!settled) {
    stage.clock.advance(heartbeatMs);
    await new Promise(setImmediate);
  }
}

describe('a stream by itself', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage(await createSqlite());
  });

  afterEach(() => stage.close());

  /** A stream that shows what it asks of the database and of those who wake it. */
  function openStream() {
    const watched = {
      ...{ queries: 0, listeners: 0, broken: false, errors: [] as unknown[] },
      ring: () => {},
      /** Happens after a query was answered and before the stream sees the answer. */
      afterQuery: async () => {},
    };
    const counting: KyselyPlugin = {
      transformQuery({ node }) {
        if (watched.broken) throw new Error('The database is away.');
        watched.queries += 1;
        return node;
      },
      async transformResult({ result }) {
        await watched.afterQuery();
        return result;
      },
    };
    const stream = eventStream({
      read: stage.database.read.withPlugin(counting),
      workspaceId: 'north',
      after: 0,
      filter: {},
      wake(listener) {
        watched.ring = listener;
        watched.listeners += 1;
        return () => {
          watched.listeners -= 1;
        };
      },
      signal: new AbortController().signal,
      heartbeatMs,
      clock: stage.clock,
      permitted: async () => true,
      onError: (error) => watched.errors.push(error),
    });
    return { stream, watched };
  }

  it('reads no further than its client, and listens only while it is read', async () => {
    const rows = Array.from({ length: 250 }, (_, index) => eventRow({ ...north, seq: index + 1 }));
    await stage.database.transaction((transaction) => transaction.insert('events', rows));
    const { stream, watched } = openStream();
    await new Promise(setImmediate);
    expect(watched).toMatchObject({ queries: 0, listeners: 0 });
    const reader = new Reader({ body: stream });
    await reader.events(1);
    const { queries } = watched;
    await reader.events(99);
    await new Promise(setImmediate);
    expect(watched).toMatchObject({ queries, listeners: 1 });
    await reader.events(1);
    expect(watched.queries).toBe(2 * queries);
    await reader.cancel();
    expect(watched.listeners).toBe(0);
  });

  it('is not read ahead for a client on the network that is slow, which delays no other', async () => {
    // Forty megabytes: far more than what the machine itself takes in for a connection that nobody reads.
    const [count, data] = [2000, JSON.stringify({ text: 'x'.repeat(20_000) })];
    for (let seq = 1; seq <= count; seq += 100) {
      const rows = Array.from({ length: 100 }, (_, index) => eventRow({ ...north, seq: seq + index, data }));
      await stage.database.transaction((transaction) => transaction.insert('events', rows));
    }
    const [slow, quick] = [openStream(), openStream()];
    const app: App = new Hono();
    app.get('/slow', () => new Response(slow.stream)).get('/quick', () => new Response(quick.stream));
    const server = await listen(app, { host: '127.0.0.1', port: 0 });
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write('GET /slow HTTP/1.1\r\nhost: hub\r\n\r\n');
    await once(socket, 'readable');

    const reader = new Reader(await fetch(`${server.url}/quick`));
    await reader.events(count);
    // What the connection itself holds has been asked for, and no more.
    expect(slow.watched.queries).toBeLessThan(quick.watched.queries / 2);

    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      text = (text + chunk).slice(-60_000);
    });
    await until(() => text.includes(`\nid: ${count}\n`), 'the slow one to have everything');
    expect(slow.watched.queries).toBe(quick.watched.queries);
    await reader.cancel();
    socket.destroy();
    await server.close(0);
  });

  it('hears what is told while it is reading', async () => {
    const { stream, watched } = openStream();
    const reader = new Reader({ body: stream });
    await reader.next();
    let written = false;
    watched.afterQuery = async () => {
      // The second query of a page reads its events: this one comes too late for it.
      if (written || watched.queries < 2) return;
      written = true;
      await stage.database.transaction((transaction) =>
        transaction.insert('events', [eventRow({ ...north, seq: 1 })]),
      );
      watched.ring();
    };
    expect(await reader.events(1)).toMatchObject([{ id: '1' }]);
    await reader.cancel();
  });

  it('outlives a database that is away for a while', async () => {
    const { stream, watched } = openStream();
    const reader = new Reader({ body: stream });
    await reader.next();
    watched.broken = true;
    const alive = reader.next();
    await advanceUntil(stage, alive);
    expect(await alive).toEqual({ id: '0' });
    expect(watched.errors).toMatchObject([{ message: 'The database is away.' }]);
    watched.broken = false;
    await stage.database.transaction((transaction) =>
      transaction.insert('events', [eventRow({ ...north, seq: 1 })]),
    );
    const event = reader.events(1);
    await advanceUntil(stage, event);
    expect(await event).toMatchObject([{ id: '1' }]);
    await reader.cancel();
  });
});
