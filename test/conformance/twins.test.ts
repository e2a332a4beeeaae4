import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type InProcessHub, startHubHere } from '../in-process-hub.ts';

// Both routes to one inbox are connected: each tells everything, under ids and a secret of its own.
const routes = { login: 'secret of the login', page: 'secret of the page' } as const;
type Route = keyof typeof routes;

interface EventView {
  type: string;
  data: {
    message?: {
      id: string;
      sender: { contact_id: string | null };
      content: Record<string, unknown>;
      reply_to?: { message_id: string | null };
    };
    message_id?: string | null;
  };
}

let accounts = 17841400000000000n;
let people = 5000;

describe.each(databaseKinds)('one inbox by both routes, on $kind', ({ create }) => {
  let place: TestDatabase;
  let hub: InProcessHub;

  beforeAll(async () => {
    place = await create();
    hub = await startHubHere({
      PARLEY_DATABASE_URL: place.url,
      PARLEY_ECHO_WAIT_MS: '300',
      PARLEY_POLL_MS: '100',
    });
  });
  afterAll(async () => {
    await hub.stop();
    await place.drop();
  });

  async function connect() {
    const account = String(++accounts);
    const igsid = String(++people);
    const credentials = {
      access_token: 'IGAA',
      instagram_business_account_id: account,
      app_secret: Object.values(routes),
    };
    const { body } = await hub.api<{ id: string; webhook: { url: string } }>('POST', '/api/v1/accounts', {
      ...{ platform: 'instagram', name: 'Shop', credentials },
    });
    const inbound = { sender: { id: igsid }, recipient: { id: account } };
    const tell = async (route: Route, ...items: object[]) => {
      const messaging = items.map((item) => ({ ...inbound, ...item }));
      const text = JSON.stringify({ object: 'instagram', entry: [{ id: account, time: 1, messaging }] });
      const signature = createHmac('sha256', routes[route]).update(text).digest('hex');
      const answer = await fetch(body.webhook.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
        body: text,
      });
      expect(answer.status).toBe(200);
    };
    const events = async () => {
      const filter = `account_id=${body.id}&types=message.*,reaction.*,postback.*&limit=200`;
      return (await hub.api<{ data: EventView[] }>('GET', `/api/v1/events?${filter}`)).body.data;
    };
    const echo = { sender: { id: account }, recipient: { id: igsid } };
    return { tell, events, echo };
  }

  const at = Date.UTC(2026, 10, 1, 12);
  const text = (mid: string, said: string, timestamp = at) => ({ timestamp, message: { mid, text: said } });
  const picture = (mid: string, asset: string, signature: string) => {
    const url = `https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=${asset}&signature=${signature}`;
    return { timestamp: at, message: { mid, attachments: [{ type: 'image', payload: { url } }] } };
  };

  it.each<[string, Route, Route]>([
    ['login first', 'login', 'page'],
    ['page first', 'page', 'login'],
  ])('a message is one, %s', async (_, first, second) => {
    const { tell, events } = await connect();
    await tell(first, text('mid.a', 'Hello'));
    await tell(second, text('mid.b', 'Hello'));
    await tell(second, text('mid.b', 'Hello'));
    expect((await events()).map(({ type }) => type)).toEqual(['message.received']);
  });

  it('and also when both come at the same moment', async () => {
    const { tell, events } = await connect();
    await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const said = (mid: string) => text(`${mid}.${index}`, `Number ${index}`, at + index);
        await Promise.all([tell('login', said('a')), tell('page', said('b'))]);
      }),
    );
    const said = (await events()).map(({ data }) => data.message?.content.text);
    expect(said.toSorted()).toEqual(Array.from({ length: 10 }, (_, index) => `Number ${index}`));
  });

  it('is found by either id afterwards', async () => {
    const { tell, events } = await connect();
    await tell('login', text('mid.a', 'A table for two'));
    await tell('page', text('mid.b', 'A table for two'));
    const [first] = await events();
    const id = first?.data.message?.id;
    const answer = (mid: string, to: string) => ({
      timestamp: at + 1000,
      message: { mid, text: 'At eight', reply_to: { mid: to } },
    });
    await tell('page', answer('mid.d', 'mid.b'));
    await tell('login', answer('mid.c', 'mid.a'));
    const reaction = (mid: string) => ({
      timestamp: at + 2000,
      reaction: { mid, action: 'react', emoji: '❤' },
    });
    await tell('login', reaction('mid.a'));
    await tell('page', reaction('mid.b'));
    const unsent = (mid: string) => ({ timestamp: at + 3000, message: { mid, is_deleted: true } });
    await tell('page', unsent('mid.b'));
    await tell('login', unsent('mid.a'));
    const told = (await events()).slice(1);
    expect(
      told.map(({ type, data }) => [type, data.message?.reply_to?.message_id ?? data.message_id]),
    ).toEqual([
      ['message.received', id],
      ['reaction.added', id],
      ['message.deleted', id],
    ]);
  });

  it('are two where they differ: in what, who, when, or within one request', async () => {
    const { tell, events } = await connect();
    await tell('login', text('mid.1', 'Hello'), text('mid.2', 'Hello'));
    await tell('page', text('mid.3', 'Hello!'));
    await tell('page', text('mid.4', 'Hello', at + 1));
    await tell('page', { ...text('mid.5', 'Hello'), sender: { id: String(++people) } });
    await tell('login', picture('mid.6', '1', 'x'));
    await tell('page', picture('mid.7', '2', 'x'));
    expect(await events()).toHaveLength(7);
    // The same picture, by a link that was signed anew.
    await tell('page', picture('mid.8', '1', 'y'));
    expect(await events()).toHaveLength(7);
  });

  it('of a person who was erased, nothing comes back by the other route', async () => {
    const { tell, events } = await connect();
    await tell('login', text('mid.a', 'Forget me'));
    const [first] = await events();
    const contact = first?.data.message?.sender.contact_id ?? expect.fail();
    await hub.api('DELETE', `/api/v1/contacts/${contact}`);
    await until(async () => {
      const { body } = await hub.api<Record<string, unknown>>('GET', `/api/v1/contacts/${contact}/erasure`);
      return body.state === 'done';
    }, 'the person to be erased');
    await tell('page', text('mid.b', 'Forget me'));
    expect(JSON.stringify(await events())).not.toContain('Forget me');
    await tell('page', text('mid.c', 'I am here again', at + 1));
    expect(JSON.stringify(await events())).toContain('I am here again');
  });

  it('a tap and a message that was typed in the app are told once too', async () => {
    const { tell, events, echo } = await connect();
    const tap = (mid: string) => ({ timestamp: at, postback: { mid, title: 'Menu', payload: 'MENU' } });
    await tell('login', tap('mid.a'));
    await tell('page', tap('mid.b'));
    const typed = (mid: string) => ({
      ...echo,
      timestamp: at + 1,
      message: { mid, text: 'Typed', is_echo: true },
    });
    await tell('page', typed('mid.c'));
    await tell('login', typed('mid.d'));
    await until(async () => (await events()).length >= 2, 'both');
    await tell('login', text('mid.e', 'And now?', at + 2));
    const types = () => events().then((all) => all.map(({ type }) => type));
    await until(async () => (await types()).includes('message.received'), 'the last one');
    expect(await types()).toEqual(['postback.received', 'message.echoed', 'message.received']);
  });
});
