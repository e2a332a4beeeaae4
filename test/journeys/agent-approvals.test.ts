import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type AgentStage, answerOf, startAgentJourney } from './agent-stage.ts';
import type { Json } from './stage.ts';

const ann = '7000000000000001';

describe.each(databaseKinds)('an answer that needs a person’s consent, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: AgentStage;
  let shop: Server;
  let booked: string[] = [];

  beforeAll(async () => {
    place = await create();
    stage = await startAgentJourney(place);
    shop = createServer((request, response) => {
      booked.push(String(request.headers['idempotency-key']));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ table: 'T-4711' }));
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    booked = [];
    await stage.calm();
  });
  afterAll(async () => {
    await stage.stop();
    shop.close();
    await place.drop();
  });

  /** Somebody asks for a table, the model wants to book one, and a person is asked. */
  async function asked(more: Json = {}) {
    // A server that listens has an address.
    const { port } = shop.address() as AddressInfo;
    const tool = {
      ...{ name: 'book_table', description: 'Books a table.', approval: true },
      parameters: { type: 'object', properties: { people: { type: 'integer' } }, required: ['people'] },
      url: `http://127.0.0.1:${port}/tables`,
    };
    const account = await stage.openWithAgent('messenger', { tools: [tool], ...more });
    await stage.plan({ match: 'A table', calls: [{ name: 'book_table', args: { people: 2 } }] });
    const conversation = await account.write(ann, 'A table for two please');
    const waiting = await until(async () => (await approvals(account.id))[0], 'the question');
    return { account, conversation, waiting };
  }

  const approvals = async (account: string) => {
    const path = `/api/v1/agent/approvals?account_id=${account}`;
    return (await stage.hub.api<{ data: { id: string; run_id: string }[] }>('GET', path)).body.data;
  };
  const decide = (id: string, deed: 'approve' | 'refuse') =>
    stage.hub.api('POST', `/api/v1/agent/approvals/${id}/${deed}`, {});
  const told = (account: { told(user: string): Promise<string[]> }, count = 1) =>
    until(async () => {
      const texts = await account.told(ann);
      return texts.length >= count && texts;
    }, `${count} answers`);

  it('goes on where it stopped once somebody agrees', async () => {
    const { account, waiting } = await asked();
    expect(booked).toEqual([]);
    await stage.plan({ json: answerOf('Your table is T-4711.', { small_talk: false }) });
    expect((await decide(waiting.id, 'approve')).status).toBe(200);
    expect(await told(account)).toEqual(['Your table is T-4711.']);
    expect(booked).toEqual([waiting.id]);
    const [run, ...more] = await account.ended(1);
    expect([run?.id, run?.decision, more]).toEqual([waiting.run_id, 'replied', []]);
    const { body } = await stage.hub.api<{ steps: Json[] }>('GET', `/api/v1/agent/runs/${run?.id}`);
    expect(body.steps.map(({ type, tool }) => tool ?? type)).toEqual(
      expect.arrayContaining(['guard', 'model', 'book_table']),
    );
  });

  it('holds up nobody else, and not the person who writes again', async () => {
    const { account, waiting } = await asked();
    await stage.plan({ json: answerOf('Hello again!') });
    await account.write(ann, 'Hello?');
    expect(await told(account)).toEqual(['Hello again!']);
    expect((await account.ended(2)).map(({ decision }) => decision)).toEqual(['overtaken', 'replied']);
    expect((await decide(waiting.id, 'approve')).status).toBe(409);
    expect(booked).toEqual([]);
  });

  it('is for people when nobody decides in time', async () => {
    const { account, conversation } = await asked({ handover: { text: 'A colleague will answer.' } });
    stage.hub.clock.advance(61 * 60_000);
    expect(await told(account)).toEqual(['A colleague will answer.']);
    expect(await stage.conversation(conversation)).toMatchObject({ owner: 'human' });
    expect(booked).toEqual([]);
  });

  it('is over when a person takes the floor', async () => {
    const { account, conversation, waiting } = await asked();
    await stage.hub.api('PATCH', `/api/v1/conversations/${conversation}`, { owner: 'human' });
    expect((await account.ended(1)).map(({ decision }) => decision)).toEqual(['overtaken']);
    expect((await decide(waiting.id, 'approve')).status).toBe(409);
  });
});
