import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Business, type MessagingStage, startMessagingStage } from '../../../test/messaging-stage.ts';
import { at, call, textAt } from '../../../test/simulator-stage.ts';

type Json = Record<string, unknown>;

let stage: MessagingStage;
beforeEach(async () => {
  stage = await startMessagingStage();
});
afterEach(() => stage.stop());

const hour = 60 * 60 * 1000;
const text = { text: 'Hello' };
const human = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
const routes = ['page', 'linked', 'login'] as const;

/** The code and subcode of a refusal, joined with `/`; `ok` for none. */
function errorOf({ status, body }: { status: number; body: unknown }): string {
  if (status === 200) return 'ok';
  const subcode = at(body, 'error.error_subcode');
  return `${at(body, 'error.code')}${subcode === undefined ? '' : `/${subcode}`}`;
}

describe.each(routes)('the window of %s', (route) => {
  const closed = route === 'page' ? '10/2018278' : '10/2534022';
  let shop: Business;
  beforeEach(() => {
    shop = stage[route];
  });

  it('closes after 24 hours, for people after seven days', async () => {
    await shop.say({ type: 'text', text: 'Hi' });
    stage.clock.advance(24 * hour - 1);
    expect(errorOf(await shop.send(text))).toBe('ok');
    stage.clock.advance(1);
    const late = await shop.send(text);
    expect(late.status).toBe(403);
    expect(errorOf(late)).toBe(closed);
    expect(errorOf(await shop.send(text, human))).toBe('ok');
    stage.clock.advance(6 * 24 * hour);
    expect(errorOf(await shop.send(text, human))).toBe(closed);
  });

  it.each<[string, Json]>([
    ['a tap', { type: 'postback', data: 'START' }],
    ['a reaction', { type: 'reaction', message_id: 'm', emoji: '👍' }],
    ['a link', { type: 'referral', referral: { ref: 'a', source: 'SHORTLINK', type: 'OPEN_THREAD' } }],
  ])('opens with %s', async (_, said) => {
    await shop.say({ type: 'unsend', message_id: 'm' });
    expect(errorOf(await shop.send(text))).toBe(closed);
    await shop.say(said);
    expect(errorOf(await shop.send(text))).toBe('ok');
  });

  it('stays closed for people without the feature', async () => {
    await shop.say({ type: 'text', text: 'Hi' });
    await shop.change({ human_agent: false });
    expect(errorOf(await shop.send(text, human))).toBe('10');
  });
});

describe.each(routes)('who does not receive from %s', (route) => {
  it('is refused by what is the matter', async () => {
    const shop = stage[route];
    const isPage = route === 'page';
    await shop.say({ type: 'text', text: 'Hi' });
    await shop.say({ type: 'block' });
    expect(errorOf(await shop.send(text))).toBe('551/1545041');
    // Whoever writes again receives again.
    await shop.say({ type: 'text', text: 'Hi' });
    expect(errorOf(await shop.send(text))).toBe('ok');
    await shop.say({ type: 'handover', action: 'take' });
    expect(errorOf(await shop.send(text))).toBe(isPage ? '10/2018300' : '100/2534037');
    await shop.say({ type: 'handover', action: 'pass' });
    expect(errorOf(await shop.send(text))).toBe('ok');
    await shop.change({ restricted: true });
    expect(errorOf(await shop.send(text))).toBe(isPage ? '10/1893063' : '100/2534029');
  });
});

describe('an Instagram account', () => {
  it('is out of reach while the owner allows no access to messages', async () => {
    for (const shop of [stage.linked, stage.login]) {
      await shop.say({ type: 'text', text: 'Hi' });
      await shop.change({ message_access: false });
      expect(errorOf(await shop.send(text))).toBe('200/2534041');
    }
  });

  it('must be linked to the Page that speaks for it', async () => {
    const made = await stage.control('POST', '/messenger/pages', {});
    await stage.linked.say({ type: 'text', text: 'Hi' });
    const headers = { authorization: `Bearer ${textAt(made.body, 'page_access_token')}` };
    const body = { recipient: { id: stage.linked.customer }, message: text };
    expect(errorOf(await stage.page.graph('POST', '/me/messages', body, headers))).toBe('100/2534013');
  });
});

describe('who may call', () => {
  const bodyFor = (shop: Business) => ({ recipient: { id: shop.customer }, message: text });

  it.each([
    ['no token', '', '104'],
    ['an unknown token', 'Bearer EAAx', '190'],
  ])('%s', async (_, authorization, code) => {
    for (const route of routes) {
      const answer = await stage[route].graph('POST', '/me/messages', bodyFor(stage[route]), {
        authorization,
      });
      expect({ status: answer.status, code: errorOf(answer) }).toEqual({ status: 401, code });
      expect(at(answer.body, 'error.type')).toBe('OAuthException');
    }
  });

  it('tokens of one host mean nothing to the other', async () => {
    const { page, login } = stage;
    const mine = { authorization: `Bearer ${textAt(page.described, 'page_access_token')}` };
    const yours = { authorization: `Bearer ${textAt(login.described, 'access_token')}` };
    expect(errorOf(await login.graph('POST', '/me/messages', bodyFor(login), mine))).toBe('190');
    expect(errorOf(await page.graph('POST', '/me/messages', bodyFor(page), yours))).toBe('190');
  });

  it.each(routes)('tokens of %s that ended', async (route) => {
    const shop = stage[route];
    await shop.change({ token_died_of: 460 });
    expect(errorOf(await shop.send(text))).toBe('190/460');
    await shop.change({ token_died_of: null });
    await stage.control('POST', '/expire-token', { platform: shop.platform, account: shop.id });
    const answer = await shop.send(text);
    expect({ status: answer.status, code: errorOf(answer) }).toEqual({ status: 401, code: '190/463' });
  });

  it.each([
    ['page', 'pages_manage_metadata', 403, '230'],
    ['linked', 'pages_messaging', 403, '10'],
    ['login', 'instagram_business_basic', 403, '10'],
  ] as const)('tokens of %s with %s alone', async (route, scope, status, code) => {
    const shop = stage[route];
    await shop.say({ type: 'text', text: 'Hi' });
    await shop.change({ scopes: [scope] });
    const answer = await shop.send(text);
    expect({ status: answer.status, code: errorOf(answer) }).toEqual({ status, code });
  });

  it('only the Page or account itself', async () => {
    const other = await stage.control('POST', '/messenger/pages', {});
    for (const id of [textAt(other.body, 'page_id'), stage.linked.id, '404']) {
      expect(errorOf(await stage.page.graph('POST', `/${id}/messages`, bodyFor(stage.page)))).toBe('100/33');
    }
    expect(
      errorOf(await stage.login.graph('POST', `/${stage.linked.id}/messages`, bodyFor(stage.login))),
    ).toBe('100/33');
    await stage.login.say({ type: 'text', text: 'Hi' });
    // Both of its ids address an account.
    const scoped = textAt(stage.login.described, 'scoped_id');
    expect(errorOf(await stage.login.graph('POST', `/${scoped}/messages`, bodyFor(stage.login)))).toBe('ok');
  });

  it('with a proof, where the app demands one', async () => {
    await stage.page.say({ type: 'text', text: 'Hi' });
    await stage.page.change({ require_app_secret: true });
    const { app_secret, page_access_token } = stage.page.described;
    const proof = createHmac('sha256', String(app_secret)).update(String(page_access_token)).digest('hex');
    const body = bodyFor(stage.page);
    const send = (query: string) => stage.page.graph('POST', `/me/messages${query}`, body);
    const refused = await send('');
    expect(at(refused.body, 'error')).toMatchObject({ code: 100, type: 'GraphMethodException' });
    expect(at(refused.body, 'error')).not.toHaveProperty('error_data');
    expect(errorOf(await send('?appsecret_proof=0'))).toBe('100');
    expect(errorOf(await send(`?appsecret_proof=${proof}`))).toBe('ok');
    const inBody = { ...body, appsecret_proof: proof, access_token: page_access_token };
    expect(errorOf(await stage.page.graph('POST', '/me/messages', inBody, { authorization: '' }))).toBe('ok');
  });

  it.each(['v20.0', 'v27.0', 'latest'])('not in version %s', async (version) => {
    const { graph, instagram } = stage.simulator.urls;
    const token = textAt(stage.login.described, 'access_token');
    const headers = { authorization: `Bearer ${token}` };
    const body = bodyFor(stage.login);
    const answer = await call(`${instagram}/${version}/me/messages`, 'POST', body, headers);
    expect(at(answer.body, 'error')).toMatchObject({ code: 2500, type: 'IGApiException' });
    expect(errorOf(await call(`${graph}/${version}/me/messages`, 'POST', body, headers))).toBe('2500');
  });
});

describe('rates', () => {
  it.each([
    ['page', 300],
    ['linked', 100],
    ['login', 100],
  ] as const)('of %s allow %i texts a second', async (route, rate) => {
    const shop = stage[route];
    await shop.change({ calls_per_customer: 1000 });
    await shop.say({ type: 'text', text: 'Hi' });
    const answers = await Promise.all(Array.from({ length: rate }, () => shop.send(text)));
    expect(new Set(answers.map(errorOf))).toEqual(new Set(['ok']));
    const refused = await shop.send(text);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 613, is_transient: true } } });
    stage.clock.advance(1000);
    expect(errorOf(await shop.send(text))).toBe('ok');
  });

  it('allow ten films a second beside them', async () => {
    await stage.page.say({ type: 'text', text: 'Hi' });
    const film = { attachment: { type: 'video', payload: { url: 'https://shop.example/a.mp4' } } };
    const answers = await Promise.all(Array.from({ length: 11 }, () => stage.page.send(film)));
    expect(answers.map(errorOf).filter((one) => one === '613')).toHaveLength(1);
    expect(errorOf(await stage.page.send(text))).toBe('ok');
  });

  it('allow a Page 200 calls a day for each person it may write to', async () => {
    await stage.page.say({ type: 'text', text: 'Hi' });
    const used = async () => {
      const { headers } = await stage.page.send(text);
      return at(JSON.parse(headers.get('x-business-use-case-usage') ?? 'null'), `${stage.page.id}.0`);
    };
    expect(await used()).toMatchObject({ type: 'messenger', call_count: 0 });
    for (let calls = 0; calls < 198; calls += 1) await stage.page.send(text);
    expect(await used()).toMatchObject({ call_count: 100, estimated_time_to_regain_access: 60 });
    const refused = await stage.page.send(text);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 80006 } } });
    await stage.page.say({ type: 'text', text: 'Hi' }, { id: '7000000000000002' });
    expect(await used()).toMatchObject({ call_count: 50 });
  });
});

describe('files', () => {
  let host: Server;
  let address: string;
  const types: Record<string, string> = {
    '/a.png': 'image/png',
    '/a.gif': 'image/gif',
    '/a.mp4': 'video/mp4',
    '/a.zip': 'application/zip',
    '/big.png': 'image/png',
  };
  beforeEach(async () => {
    host = createServer((request, response) => {
      const type = types[request.url ?? ''];
      const size = request.url === '/big.png' ? 8 * 1024 * 1024 + 1 : 3;
      response.writeHead(type === undefined ? 404 : 200, { 'content-type': type ?? 'text/html' });
      response.end(Buffer.alloc(size));
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    // Listening on a port, so the address is one.
    address = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
    for (const route of routes) await stage[route].say({ type: 'text', text: 'Hi' });
  });
  afterEach(async () => {
    host.closeAllConnections();
    await new Promise((resolve) => host.close(resolve));
  });
  const file = (type: string, name: string, more: Json = {}) => ({
    attachment: { type, payload: { url: `${address}/${name}`, ...more } },
  });

  it.each([
    ['page', 'image', 'a.png', 'ok'],
    ['page', 'image', 'a.gif', 'ok'],
    ['page', 'file', 'a.zip', 'ok'],
    ['page', 'image', 'a.mp4', '100/2018047'],
    ['page', 'video', 'a.png', '100/2018047'],
    ['page', 'image', 'none.png', '100/2018008'],
    ['page', 'image', 'big.png', '100/2018109'],
    ['login', 'image', 'a.png', 'ok'],
    ['login', 'video', 'a.mp4', 'ok'],
    ['login', 'image', 'a.gif', '100/2018047'],
    ['login', 'file', 'a.zip', '100/2018047'],
    ['login', 'image', 'none.png', '100/2018008'],
    ['login', 'image', 'big.png', '36000/2207004'],
  ] as const)('from %s, as %s: %s is %s', async (route, type, name, expected) => {
    expect(errorOf(await stage[route].send(file(type, name)))).toBe(expected);
  });

  it.each([
    ['page', '/me/message_attachments', {}],
    ['linked', '/me/message_attachments', { platform: 'instagram' }],
    ['login', '/me/message_attachments', {}],
  ] as const)('of %s can be uploaded and sent for 90 days', async (route, path, more) => {
    const shop = stage[route];
    const upload = await shop.graph('POST', path, { message: file('image', 'a.png'), ...more });
    const attachment_id = textAt(upload.body, 'attachment_id');
    const byId = (type: string) => ({ attachment: { type, payload: { attachment_id } } });
    expect(errorOf(await shop.send(byId('image')))).toBe('ok');
    expect(errorOf(await shop.send(byId('video')))).toBe('100/2018047');
    const refused = await shop.graph('POST', path, { message: file('image', 'none.png'), ...more });
    expect(errorOf(refused)).toBe('100/2018008');
    stage.clock.advance(90 * 24 * hour);
    await shop.change({ token_expires_at: null });
    await shop.say({ type: 'text', text: 'Hi' });
    expect(errorOf(await shop.send(byId('image')))).toBe('100/2018074');
  });

  it('that are reusable come back with an id of the account', async () => {
    const sent = await stage.page.send(file('image', 'a.png', { is_reusable: true }));
    const attachment_id = textAt(sent.body, 'attachment_id');
    const again = { attachment: { type: 'image', payload: { attachment_id } } };
    expect(errorOf(await stage.page.send(again))).toBe('ok');
    expect(errorOf(await stage.linked.send(again))).toBe('100/2018074');
  });
});

describe('other recipients', () => {
  it.each([
    ['page', '100'],
    ['linked', '100/2534025'],
    ['login', '100/2534025'],
  ] as const)('a comment on %s is answered once, within seven days', async (route, refusal) => {
    const shop = stage[route];
    const comment = async () =>
      textAt((await shop.say({ type: 'comment', text: 'Price?' })).body, 'message_id');
    const reply = (comment_id: string) => shop.send(text, { recipient: { comment_id } });
    const first = await comment();
    const answer = await reply(first);
    expect(answer.body).toEqual({ recipient_id: shop.customer, message_id: expect.any(String) });
    expect(errorOf(await reply(first))).toBe(refusal);
    // The reply opens nothing: the person must answer first.
    expect(errorOf(await shop.send(text))).toMatch(/^10\//);
    const late = await comment();
    stage.clock.advance(7 * 24 * hour);
    expect(errorOf(await reply(late))).toBe(refusal);
  });

  it('whoever agreed to marketing is reached by token, a guest by reference', async () => {
    const token = { notification_messages_token: 'agreed' };
    await stage.page.say({ type: 'optin', optin: { type: 'notification_messages', ...token } });
    await stage.page.say({ type: 'optin', optin: { ref: 'checkout', user_ref: 'guest-1' } });
    const byToken = await stage.page.send(text, { recipient: token });
    expect(byToken.body).toEqual({ recipient_id: stage.page.customer, message_id: expect.any(String) });
    const byReference = await stage.page.send(text, { recipient: { user_ref: 'guest-1' } });
    expect(byReference.body).toEqual({ message_id: expect.any(String) });
  });
});

describe.each(routes)('sender actions of %s', (route) => {
  const act = (sender_action: string, payload?: Json) =>
    stage[route].send({}, { message: undefined, sender_action, payload });
  const chat = async () =>
    at((await stage.control('GET', `/inbox?account=${stage[route].id}`)).body, 'chats.0');

  it('show on the phone', async () => {
    const said = await stage[route].say({ type: 'text', text: 'Hi' });
    const message_id = textAt(said.body, 'message_id');
    expect((await act('typing_on')).body).toEqual({ recipient_id: stage[route].customer });
    expect(await chat()).toMatchObject({ typing_until: stage.clock.now() + 20_000, read_up_to: null });
    await act('typing_off');
    await act('mark_seen');
    expect(await chat()).toMatchObject({ typing_until: null, read_up_to: message_id });
    await act('react', { message_id, reaction: '🎉' });
    const shown = async () => at((await stage.control('GET', '/inbox')).body, 'data');
    expect(await shown()).toMatchObject([{ platform: stage[route].platform, text: '🎉', message_id }]);
    await act('unreact', { message_id });
    expect(await shown()).toEqual([]);
    await stage[route].say({ type: 'unsend', message_id });
    expect(errorOf(await act('react', { message_id, reaction: '🎉' }))).toBe('9000001');
  });
});

describe('a fault', () => {
  it.each(routes)('of %s speaks with code and subcode', async (route) => {
    const { platform, id: account } = stage[route];
    await stage[route].say({ type: 'text', text: 'Hi' });
    const fault = (body: Json) => stage.control('POST', '/faults', { platform, account, ...body });
    await fault({ code: '2/2018344' });
    expect(at((await stage[route].send(text)).body, 'error')).toMatchObject({
      ...{ code: 2, error_subcode: 2018344, is_transient: false },
      ...{ error_user_title: expect.any(String), error_user_msg: expect.any(String) },
    });
    await fault({ code: 1200 });
    expect(errorOf(await stage[route].send(text))).toBe('1200');
    expect((await fault({ code: '10/1' })).status).toBe(400);
    expect((await fault({ code: 1200, async: true })).status).toBe(400);
    // This one lies: the message was sent.
    await fault({ code: '1/1357046' });
    expect(errorOf(await stage[route].send({ text: 'Arrived' }))).toBe('1/1357046');
    const inbox = await stage.control('GET', `/inbox?account=${account}`);
    expect(at(inbox.body, 'data.0.text')).toBe('Arrived');
  });

  it('strikes a sign of life only when it is meant for any call', async () => {
    await stage.page.say({ type: 'text', text: 'Hi' });
    const typing = { message: undefined, sender_action: 'typing_on' };
    await stage.control('POST', '/faults', { platform: 'messenger', kind: 'status', status: 503 });
    expect((await stage.page.send({}, typing)).status).toBe(200);
    expect((await stage.page.send(text)).status).toBe(503);
    const any = { platform: 'messenger', on: 'any', kind: 'status', status: 502 };
    await stage.control('POST', '/faults', any);
    expect((await stage.page.graph('GET', '/me')).status).toBe(502);
  });

  it('leaves WhatsApp alone', async () => {
    await stage.sayWhatsApp({ type: 'text', text: 'Hi' });
    await stage.control('POST', '/faults', { platform: 'messenger', kind: 'status', status: 503 });
    expect((await stage.sendWhatsApp({ type: 'text', text: { body: 'Hi' } })).status).toBe(200);
  });
});

describe('the log of requests', () => {
  it('knows whose inbox was meant', async () => {
    for (const route of routes) {
      await stage[route].say({ type: 'text', text: 'Hi' });
      await stage[route].send(text);
      const { platform, id: account } = stage[route];
      const log = await stage.control('GET', `/requests?platform=${platform}&account=${account}`);
      expect(at(log.body, 'data')).toMatchObject([
        { account, body: { message: text }, answer: { status: 200 } },
      ]);
    }
  });
});
