import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createClient,
  type Parley,
  ParleyError,
  type ParleyEvent,
  SignatureError,
  verifyWebhook,
} from '../../src/client/index.ts';
import { printClientTypes } from '../../src/commands/client-printer.ts';
import { until } from '../conditions.ts';
import { type ConsumerServer, startConsumer } from '../consumer-server.ts';
import { createSqlite, databaseKinds, type TestDatabase } from '../databases.ts';
import { type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

const sources = join(import.meta.dirname, '../../src/client');

describe.each(databaseKinds)('the client, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;
  let shop: Shop;
  let client: Parley;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place, { PARLEY_ALLOW_PRIVATE_NETWORKS: 'true' });
    shop = await stage.open('line');
    client = createClient({ url: stage.hub.url, key: stage.hub.key });
  });
  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  const somebody = () => `U${randomBytes(16).toString('hex')}`;

  it('sends once, lists page after page, and names what was refused', async () => {
    const chats = [await shop.meet(somebody()), await shop.meet(somebody()), await shop.meet(somebody())];
    const [chat = expect.fail()] = chats;
    const message = { conversation_id: chat.id, content: { type: 'text' as const, text: 'From the client' } };
    const key = { idempotencyKey: 'the same' };
    const [first, second] = [await client.send(message, key), await client.send(message, key)];
    expect(second.id).toBe(first.id);
    await stage.reaches(first.id, 'sent');
    expect(await chat.texts()).toEqual(['From the client']);
    const listed = await Array.fromAsync(client.conversations({ limit: 1 }));
    expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(chats.map(({ id }) => id)));
    const found = await client.request('GET /api/v1/messages/{id}', { params: { id: first.id } });
    expect(found.content).toEqual(message.content);
    const refused = client.request('GET /api/v1/messages/{id}', { params: { id: 'nobody' } });
    await expect(refused).rejects.toMatchObject({ name: 'ParleyError', status: 404, code: 'not_found' });
  });

  it('sees every event once though it is cut again and again', async () => {
    const cutter = await startCutter(stage.hub.url);
    const cut = createClient({ url: cutter.url, key: stage.hub.key });
    const chat = await shop.meet(somebody());
    const seen: ParleyEvent[] = [];
    const ending = new AbortController();
    const filter = { types: ['message.received'], conversation_id: chat.id, after: '0' };
    const following = (async () => {
      for await (const event of cut.events({ ...filter, signal: ending.signal })) {
        seen.push(event);
        // Every third event the line breaks.
        if (seen.length % 3 === 0) cutter.cut();
      }
    })();
    for (let count = 0; count < 20; count++) await shop.say(`Number ${count}`, chat.user);
    await until(() => seen.length === 21, 'all events');
    ending.abort();
    await following;
    await cutter.stop();
    expect(seen.map(textOf)).toEqual([
      'Hello',
      ...Array.from({ length: 20 }, (_, index) => `Number ${index}`),
    ]);
    expect(cutter.cuts()).toBeGreaterThan(3);
  });

  it('ends following when its key is revoked', async () => {
    const { key, id } = await client.request('POST /api/v1/keys', {
      body: { name: 'For a while', scopes: ['read'] },
    });
    const events = createClient({ url: stage.hub.url, key }).events({ after: '0' });
    await events.next();
    await client.request('DELETE /api/v1/keys/{id}', { params: { id } });
    const again = createClient({ url: stage.hub.url, key }).events({ after: '0' });
    await expect(again.next()).rejects.toMatchObject({ status: 401 });
    await events.return();
  });

  it.each(['v1', 'v1a'] as const)('verifies what an endpoint gets, signed by %s', async (scheme) => {
    const server: ConsumerServer = await startConsumer();
    const consumer = await client.request('POST /api/v1/consumers', {
      body: { name: 'Shop', url: server.url, scheme, filter: { types: ['message.received'] } },
    });
    await shop.meet(somebody());
    await until(() => server.came.length > 0, 'a delivery');
    const [{ headers, text } = expect.fail()] = server.came;
    const event = await verifyWebhook({ headers, body: text }, ['whsec_AAAA', consumer.secret]);
    expect(event.type === 'message.received' && event.data.message.content).toEqual({
      type: 'text',
      text: 'Hello',
    });
    const request = new Request(server.url, { method: 'POST', headers: Object(headers), body: text });
    await expect(verifyWebhook(request, consumer.secret)).resolves.toEqual(event);
    const late = { now: Date.now() + 301_000 };
    for (const [wrong, options] of [
      [{ headers, body: `${text} ` }, {}],
      [{ headers: { ...headers, 'webhook-signature': 'v1,AAAA' }, body: text }, {}],
      [{ headers: {}, body: text }, {}],
      [{ headers, body: text }, late],
    ] as const) {
      await expect(verifyWebhook(wrong, consumer.secret, options)).rejects.toThrow(SignatureError);
    }
    await client.request('DELETE /api/v1/consumers/{id}', { params: { id: consumer.id } });
    await server.stop();
  });
});

describe('what the client is made of', () => {
  it('is what a hub says of itself; print it anew with `npm run -s parley -- docs client`', async () => {
    const place = await createSqlite();
    const stage = await startJourney(place);
    const [openapi, asyncapi] = await Promise.all(
      ['openapi', 'asyncapi'].map(
        async (name) => (await fetch(`${stage.hub.url}/${name}.json`)).json() as Promise<Json>,
      ),
    );
    await stage.stop();
    await place.drop();
    const printed = printClientTypes(openapi, asyncapi).trimEnd();
    expect(readFileSync(join(sources, 'api.ts'), 'utf8').trimEnd()).toBe(printed);
  });

  it('runs where there is no Node: nothing is imported but itself', () => {
    for (const name of readdirSync(sources)) {
      const text = readFileSync(join(sources, name), 'utf8');
      const imported = [...text.matchAll(/from '([^']+)'/g)].map(([, from = '']) => from);
      expect([name, imported.filter((from) => !/^\.\/[\w-]+\.ts$/.test(from))]).toEqual([name, []]);
      expect([name, /\b(process|Buffer|require|global)\b[.(]/.test(text)]).toEqual([name, false]);
    }
  });

  it('tries again what can be repeated, and only that', async () => {
    let calls = 0;
    const failing: typeof fetch = async () => {
      calls++;
      throw new TypeError('fetch failed');
    };
    const client = createClient({ url: 'http://hub.invalid', key: 'k', retries: 2, fetch: failing });
    const message = { account_id: 'a', to: '1', content: { type: 'text' as const, text: 'x' } };
    await expect(client.send(message)).rejects.toThrow(ParleyError);
    expect(calls).toBe(3);
    await expect(client.request('POST /api/v1/messages', { body: message })).rejects.toMatchObject({
      ...{ status: 0, code: 'unreachable', retryable: true },
    });
    expect(calls).toBe(4);
  });
});

function textOf(event: ParleyEvent): unknown {
  if (event.type !== 'message.received') return event.type;
  const { content } = event.data.message;
  return content.type === 'text' ? content.text : content.type;
}

/** A line to the hub that can be cut. */
async function startCutter(target: string) {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let count = 0;
  const server: Server = createServer((socket) => {
    const onward = connect(Number(port), hostname);
    for (const end of [socket, onward]) {
      open.add(end);
      end.on('error', () => {});
      end.on('close', () => open.delete(end));
    }
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const own = typeof address === 'object' && address ? address.port : 0;
  const cut = () => {
    count++;
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${own}`,
    cut,
    cuts: () => count,
    stop: () =>
      new Promise<void>((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}
