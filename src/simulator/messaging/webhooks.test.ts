import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Business, type MessagingStage, startMessagingStage } from '../../../test/messaging-stage.ts';
import { at, type Received, textAt } from '../../../test/simulator-stage.ts';

type Json = Record<string, unknown>;

let stage: MessagingStage;
beforeEach(async () => {
  stage = await startMessagingStage();
});
afterEach(() => stage.stop());

const routes = ['page', 'linked', 'login'] as const;
const text = { text: 'Hello' };
const itemOf = (received: Received | undefined) => at(received?.json, 'entry.0.messaging.0');

/** The customer writes, so that the business may answer; that webhook is forgotten. */
async function openWindow(shop: Business): Promise<string> {
  const said = await shop.say({ type: 'text', text: 'Hi' });
  stage.receiver.received.length = 0;
  return textAt(said.body, 'message_id');
}

/** The items of the first `count` webhooks. */
async function items(count: number): Promise<unknown[]> {
  return (await stage.receiver.arrived(count)).map(itemOf);
}

describe('what follows a send', () => {
  it('in Messenger is an echo that names app and reference, and a receipt', async () => {
    const { page } = stage;
    const mid = await openWindow(page);
    const more = { reply_to: { mid } };
    const sent = await page.send({ ...text, metadata: 'attempt-1' }, more);
    const message_id = textAt(sent.body, 'message_id');
    const now = stage.clock.now();
    const [echo, receipt] = await items(2);
    expect(echo).toEqual({
      ...{ sender: { id: page.id }, recipient: { id: page.customer }, timestamp: now },
      message: {
        ...{ mid: message_id, text: 'Hello', is_echo: true, metadata: 'attempt-1', reply_to: { mid } },
        app_id: Number(page.described.app_id),
      },
    });
    expect(receipt).toEqual({
      ...{ sender: { id: page.customer }, recipient: { id: page.id }, timestamp: now },
      delivery: { mids: [message_id], watermark: now },
    });
  });

  it.each(['linked', 'login'] as const)('on Instagram, %s, is an echo that names nobody', async (route) => {
    const shop = stage[route];
    await openWindow(shop);
    const sent = await shop.send(text);
    const [echo] = await items(1);
    expect(echo).toEqual({
      ...{ sender: { id: shop.id }, recipient: { id: shop.customer }, timestamp: stage.clock.now() },
      message: { mid: textAt(sent.body, 'message_id'), text: 'Hello', is_echo: true },
    });
    const log = await stage.control('GET', `/webhooks?account=${shop.id}`);
    // What was said, and the echo: no receipt.
    expect(at(log.body, 'data.length')).toBe(2);
  });

  it('shows files and templates in the echo', async () => {
    await openWindow(stage.page);
    const url = 'https://shop.example/a.png';
    await stage.page.send({ attachment: { type: 'image', payload: { url } } });
    const payload = { template_type: 'button', text: 'a', buttons: [{ type: 'account_unlink' }] };
    await stage.page.send({ attachment: { type: 'template', payload } });
    const [image, , template] = await items(4);
    expect(at(image, 'message.attachments')).toEqual([{ type: 'image', payload: { url } }]);
    expect(at(template, 'message.attachments')).toEqual([{ type: 'template', title: '', payload }]);
  });

  it('can overtake the answer', async () => {
    await openWindow(stage.page);
    await stage.control('POST', '/delivery', { before_answer: true });
    await stage.page.send(text);
    expect(stage.receiver.received).toHaveLength(2);
  });

  it('names no messages in receipts where that is wanted', async () => {
    await openWindow(stage.page);
    await stage.page.change({ delivery_mids: false });
    await stage.page.send(text);
    expect(at((await items(2))[1], 'delivery')).toEqual({ watermark: stage.clock.now() });
  });

  it.each(routes)('to %s says read when the customer opens the chat', async (route) => {
    const shop = stage[route];
    const isPage = route === 'page';
    await openWindow(shop);
    await shop.send({ text: 'One' });
    const second = textAt((await shop.send({ text: 'Two' })).body, 'message_id');
    await stage.receiver.arrived(isPage ? 4 : 2);
    const { platform, id: account } = shop;
    const read = { platform, account, user: shop.customer };
    expect((await stage.control('POST', '/read', read)).body).toEqual({ read: 2 });
    expect(at(itemOf(stage.receiver.received.at(-1)), 'read')).toEqual(
      isPage ? { watermark: stage.clock.now() } : { mid: second },
    );
    expect((await stage.control('POST', '/read', read)).body).toEqual({ read: 0 });
    const inbox = await stage.control('GET', `/inbox?account=${account}`);
    expect(at(inbox.body, 'data.0')).toMatchObject({ status: 'read', text: 'One', platform });
  });

  it.each(routes)('to %s says read by itself where that is wanted', async (route) => {
    const shop = stage[route];
    await shop.change({ auto_read: true });
    await openWindow(shop);
    await shop.send(text);
    const before = route === 'page' ? 2 : 1;
    await stage.receiver.arrived(before);
    stage.clock.advance(1500);
    expect(Object.keys(Object((await items(before + 1)).at(-1)))).toContain('read');
  });
});

describe.each(routes)('what people of %s type in the native app', (route) => {
  it('comes as an echo', async () => {
    const shop = stage[route];
    await openWindow(shop);
    const typed = { type: 'typed_in_app', text: 'I am the owner', attachments: [{ type: 'image' }] };
    const said = await shop.say(typed);
    expect(itemOf(stage.receiver.received[0])).toMatchObject({
      ...{ sender: { id: shop.id }, recipient: { id: shop.customer } },
      message: {
        mid: textAt(said.body, 'message_id'),
        ...{ is_echo: true, text: 'I am the owner', attachments: [{ type: 'image' }] },
        ...(route === 'page' ? { app_id: 263902037430900 } : {}),
      },
    });
    const inbox = await stage.control('GET', `/inbox?account=${shop.id}`);
    expect(at(inbox.body, 'data.0.text')).toBe('I am the owner');
    expect((await shop.say({ type: 'typed_in_app' })).status).toBe(400);
  });
});

describe('signatures', () => {
  const hmac = (kind: string, secret: unknown, body = '') =>
    `${kind}=${createHmac(kind, String(secret)).update(body).digest('hex')}`;

  it('are made with the secret of the app that hears', async () => {
    for (const route of routes) await stage[route].say({ type: 'text', text: 'Grüße / 👍' });
    const secrets = [stage.page, stage.page, stage.login].map(({ described }) => described.app_secret);
    expect(stage.receiver.received.map(({ path }) => path)).toEqual(['/page', '/instagram', '/login']);
    for (const [index, { text: body, headers }] of stage.receiver.received.entries()) {
      expect(headers['x-hub-signature-256']).toBe(hmac('sha256', secrets[index], body));
      expect(headers['x-hub-signature']).toBe(hmac('sha1', secrets[index], body));
      expect(body).toContain('Gr\\u00fc\\u00dfe \\/ \\ud83d\\udc4d');
    }
    await stage.login.change({ app_secret: 'rotated' });
    await stage.login.say({ type: 'text', text: 'Hi' });
    const last = stage.receiver.received.at(-1);
    expect(last?.headers['x-hub-signature-256']).toBe(hmac('sha256', 'rotated', last?.text));
  });

  it('of both routes come for one account, of the same message', async () => {
    const page = await stage.control('POST', '/messenger/pages', {});
    const both = await stage.control('POST', '/instagram/accounts', {
      ...{ page_id: textAt(page.body, 'page_id'), login: true },
      ...{ callback_url: `${stage.receiver.url}/both`, verify_token: 'secret' },
    });
    const account = textAt(both.body, 'instagram_business_account_id');
    const message = { type: 'text', text: 'Hi' };
    await stage.control('POST', '/say', { platform: 'instagram', account, message });
    const [one, other] = stage.receiver.received;
    expect(one?.text).toBe(other?.text);
    expect(one?.headers['x-hub-signature-256']).not.toBe(other?.headers['x-hub-signature-256']);
    const secrets = [at(both.body, 'app_secret'), at(both.body, 'page_app_secret')];
    expect(stage.receiver.received.map(({ headers }) => headers['x-hub-signature-256'])).toEqual(
      secrets.map((secret) => hmac('sha256', secret, one?.text)),
    );
  });
});

describe('subscriptions', () => {
  const state = async (shop: Business, message: Json = { type: 'text', text: 'Hi' }) =>
    at((await shop.say(message)).body, 'delivery.state');

  it('of a Page are by field', async () => {
    const { page } = stage;
    await page.change({ subscribed_fields: ['messages'] });
    expect(await state(page)).toBe('delivered');
    expect(await state(page, { type: 'postback', data: 'a' })).toBe('no_callback');
    expect(await state(page, { type: 'typed_in_app', text: 'a' })).toBe('no_callback');
    await page.change({ subscribed_fields: [] });
    expect(await state(page)).toBe('no_callback');
  });

  it('of an Instagram account are all or nothing', async () => {
    const { login, linked, page } = stage;
    await login.change({ subscribed_fields: ['comments'] });
    expect(await state(login)).toBe('delivered');
    await login.change({ subscribed_fields: [] });
    expect(await state(login)).toBe('no_callback');
    await page.change({ subscribed_fields: ['feed'] });
    expect(await state(linked)).toBe('delivered');
    await linked.change({ message_access: false });
    expect(await state(linked)).toBe('no_callback');
    await linked.change({ message_access: true });
    await page.change({ subscribed_fields: [] });
    expect(await state(linked)).toBe('no_callback');
  });

  it('of a Page end when an hour of tries has failed', async () => {
    const { page } = stage;
    const retry = { first_ms: 30 * 60_000, max_ms: 30 * 60_000 };
    await stage.control('POST', '/delivery', { retry: { messenger: retry, instagram: retry } });
    stage.receiver.answer = 500;
    for (const shop of [page, stage.login]) {
      await shop.say({ type: 'text', text: 'Hi' });
      const attempts = async (wanted: number) => {
        for (;;) {
          const log = await stage.control('GET', `/webhooks?account=${shop.id}`);
          if (at(log.body, 'data.0.attempts.length') === wanted) return at(log.body, 'data.0.state');
        }
      };
      await attempts(2);
      stage.clock.advance(30 * 60_000);
      await attempts(3);
      stage.clock.advance(30 * 60_000);
      expect(await attempts(4)).toBe(shop === page ? 'given_up' : 'retrying');
    }
    const listed = await page.graph('GET', '/me/subscribed_apps');
    expect(listed.body).toEqual({ data: [] });
  });
});

describe('a thread that another app controls', () => {
  const inbox = '263902037430900';

  it('is only listened to', async () => {
    const { page } = stage;
    const before = await openWindow(page);
    await page.say({ type: 'handover', action: 'take', metadata: 'Let me' });
    expect(at(itemOf(stage.receiver.received[0]), 'take_thread_control')).toEqual({
      ...{ previous_owner_app_id: null, new_owner_app_id: inbox, metadata: 'Let me' },
    });
    await page.say({ type: 'text', text: 'Hi', reply_to: before });
    const standby = at(stage.receiver.received[1]?.json, 'entry.0.standby.0');
    expect(at(standby, 'message.text')).toBe('Hi');
    await page.say({ type: 'postback', data: 'BUY', title: 'Buy' });
    const tap = at(stage.receiver.received[2]?.json, 'entry.0.standby.0.postback');
    expect(tap).toEqual({ mid: expect.any(String), title: 'Buy' });
  });

  it('is passed, asked for and released', async () => {
    const { page } = stage;
    await openWindow(page);
    const app = String(page.described.app_id);
    const recipient = { id: page.customer };
    const control = (kind: string, more: Json = {}) =>
      page.graph('POST', `/me/${kind}_thread_control`, { recipient, ...more });
    const owner = async () => {
      const answer = await page.graph('GET', `/me/thread_owner?recipient=${page.customer}`);
      return at(answer.body, 'data.0.thread_owner.app_id') ?? null;
    };
    expect(await owner()).toBeNull();
    expect((await control('take')).body).toEqual({ success: true });
    expect(await owner()).toBe(app);
    expect(at((await control('pass')).body, 'error.code')).toBe(100);
    await control('pass', { target_app_id: Number(inbox) });
    expect(await owner()).toBe(inbox);
    expect(at((await control('release')).body, 'error.error_subcode')).toBe(2018300);
    await control('request', { metadata: 'Please' });
    await page.say({ type: 'handover', action: 'pass' });
    expect(await owner()).toBe(app);
    await control('release');
    expect(await owner()).toBeNull();
    const keys = (await items(4)).map((item) => Object.keys(Object(item)).at(-1));
    expect(keys.sort()).toEqual(['pass', 'pass', 'request', 'take'].map((kind) => `${kind}_thread_control`));
    await page.send(text, { thread_control: { control_type: 'pass', app_id: inbox } });
    await stage.receiver.arrived(7);
    expect(await owner()).toBe(inbox);
  });
});

describe('disorder', () => {
  it('puts several accounts of one app into one webhook', async () => {
    const { app_id } = stage.page.described;
    const second = await stage.control('POST', '/messenger/pages', { app_id });
    const account = textAt(second.body, 'page_id');
    await stage.control('POST', '/delivery', { hold: true, batch: 10 });
    await stage.page.say({ type: 'text', text: 'One' });
    await stage.page.say({ type: 'text', text: 'Two' });
    const message = { type: 'text', text: 'Three' };
    await stage.control('POST', '/say', { platform: 'messenger', account, message });
    await stage.page.say({ type: 'comment', text: 'Four' });
    await stage.control('POST', '/delivery/release');
    expect(stage.receiver.received).toHaveLength(1);
    const entries = at(stage.receiver.received[0]?.json, 'entry');
    const shape = (Array.isArray(entries) ? entries : []).map((entry) => [
      ...[at(entry, 'id'), at(entry, 'messaging.length'), at(entry, 'changes.length')],
    ]);
    expect(shape).toEqual([
      [stage.page.id, 2, undefined],
      [account, 1, undefined],
      [stage.page.id, undefined, 1],
    ]);
    const log = await stage.control('GET', `/webhooks?account=${account}`);
    expect(at(log.body, 'data.length')).toBe(1);
  });

  it('lets an answer count that comes within five seconds', async () => {
    stage.receiver.answer = null;
    const saying = stage.page.say({ type: 'text', text: 'slow' });
    await stage.receiver.arrived(1);
    stage.clock.advance(5000);
    expect(at((await saying).body, 'delivery')).toMatchObject({ state: 'failed', status: null });
  });

  it('takes 200 for an answer and nothing else', async () => {
    stage.receiver.answer = 204;
    const said = await stage.login.say({ type: 'text', text: 'Hi' });
    expect(at(said.body, 'delivery')).toMatchObject({ state: 'failed', status: 204 });
  });
});
