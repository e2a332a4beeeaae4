import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, call, type Stage, startStage, textAt } from '../../../test/simulator-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.stop());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const data = (path: string) =>
  call(
    `${stage.simulator.urls.lineData}${path}`,
    'GET',
    undefined,
    bearer(stage.channel.channel_access_token),
  );

describe('content', () => {
  it('is on the data host, until it is unsent', async () => {
    const said = await stage.sayLine({
      type: 'file',
      data: 'aGVsbG8=',
      mime_type: 'text/plain',
      file_name: 'a.txt',
    });
    const path = `/v2/bot/message/${textAt(said.body, 'message_id')}/content`;
    expect(await data(path)).toMatchObject({ status: 200, body: 'hello' });
    expect((await stage.line('GET', path)).status).toBe(404);
    expect((await data('/v2/bot/message/1/content')).status).toBe(404);
    expect((await data(`${path}/transcoding`)).status).toBe(400);
    await stage.sayLine({ type: 'unsend', message_id: textAt(said.body, 'message_id') });
    expect((await data(path)).status).toBe(410);
  });

  it('of a film takes a while', async () => {
    const said = await stage.sayLine({ type: 'video', preparing_ms: 5000 });
    const path = `/v2/bot/message/${textAt(said.body, 'message_id')}/content`;
    expect((await data(path)).status).toBe(202);
    expect((await data(`${path}/transcoding`)).body).toEqual({ status: 'processing' });
    stage.clock.advance(5000);
    expect((await data(path)).status).toBe(200);
    expect((await data(`${path}/transcoding`)).body).toEqual({ status: 'succeeded' });
    expect((await data(`${path}/preview`)).headers.get('content-type')).toBe('image/jpeg');
  });
});

describe('tokens', () => {
  const oauth = (path: string, fields: Record<string, string>) =>
    call(`${stage.simulator.urls.line}${path}`, 'POST', new URLSearchParams(fields));
  const client = () => ({
    grant_type: 'client_credentials',
    client_id: stage.channel.channel_id,
    client_secret: stage.channel.channel_secret,
  });
  const info = async (token: string) =>
    (await stage.line('GET', '/v2/bot/info', undefined, bearer(token))).status;

  it('without state live 15 minutes', async () => {
    const issued = await oauth('/oauth2/v3/token', client());
    expect(issued).toMatchObject({ status: 200, body: { expires_in: 900, token_type: 'Bearer' } });
    const token = textAt(issued.body, 'access_token');
    expect(await info(token)).toBe(200);
    stage.clock.advance(15 * 60_000);
    expect(await info(token)).toBe(401);
  });

  it('of short life: the 31st ends the oldest', async () => {
    const tokens: string[] = [];
    for (let count = 0; count < 31; count += 1) {
      tokens.push(textAt((await oauth('/v2/oauth/accessToken', client())).body, 'access_token'));
    }
    expect(await info(tokens[0] ?? '')).toBe(401);
    expect(await info(tokens[1] ?? '')).toBe(200);
    const verified = await oauth('/v2/oauth/verify', { access_token: tokens[1] ?? '' });
    expect(verified.body).toMatchObject({ client_id: stage.channel.channel_id, expires_in: 2_592_000 });
    expect((await oauth('/v2/oauth/revoke', { access_token: tokens[1] ?? '' })).status).toBe(200);
    expect(await info(tokens[1] ?? '')).toBe(401);
    expect((await oauth('/v2/oauth/verify', { access_token: tokens[1] ?? '' })).status).toBe(400);
  });

  it.each([
    ['a wrong secret', { client_secret: 'x' }, 'invalid_client'],
    ['no grant type', { grant_type: '' }, 'invalid_request'],
  ])('are refused for %s in the words of OAuth', async (_, change, error) => {
    const answer = await oauth('/oauth2/v3/token', { ...client(), ...change });
    expect(answer).toMatchObject({ status: 400, body: { error } });
  });

  it('end on demand', async () => {
    await stage.control('POST', '/expire-token', { platform: 'line', account: stage.channel.channel_id });
    expect(await info(stage.channel.channel_access_token)).toBe(401);
  });
});

describe('the account', () => {
  it('describes itself and its friends', async () => {
    const said = await stage.sayLine({ type: 'text', text: 'Hi' }, { name: 'Yuki', language: 'ja' });
    const userId = textAt(said.body, 'from.id');
    const destination = at(stage.receiver.received[0]?.json, 'destination');
    expect((await stage.line('GET', '/v2/bot/info')).body).toMatchObject({
      userId: destination,
      chatMode: 'chat',
    });
    expect((await stage.line('GET', `/v2/bot/profile/${userId}`)).body).toEqual({
      displayName: 'Yuki',
      userId,
      language: 'ja',
    });
    expect((await stage.line('GET', '/v2/bot/profile/U0')).status).toBe(404);
  });

  it('shows that it is about to answer', async () => {
    const said = await stage.sayLine({ type: 'text', text: 'Hi' });
    const chatId = textAt(said.body, 'from.id');
    const start = (body: unknown) => stage.line('POST', '/v2/bot/chat/loading/start', body);
    expect(await start({ chatId, loadingSeconds: 30 })).toMatchObject({ status: 202, body: {} });
    expect((await start({ chatId, loadingSeconds: 7 })).status).toBe(400);
    expect((await start({ chatId: `C${'0'.repeat(32)}` })).status).toBe(400);
    const markAsReadToken = at(stage.receiver.received[0]?.json, 'events.0.message.markAsReadToken');
    const mark = (token: unknown) =>
      stage.line('POST', '/v2/bot/chat/markAsRead', { markAsReadToken: token });
    expect((await mark(markAsReadToken)).body).toEqual({});
    expect((await mark('x')).status).toBe(400);
    const inbox = await stage.control('GET', '/inbox?platform=line');
    expect(at(inbox.body, 'chats.0')).toMatchObject({
      read_up_to: textAt(said.body, 'message_id'),
      typing_until: stage.clock.now() + 30_000,
    });
  });
});

describe('the webhook settings', () => {
  const path = '/v2/bot/channel/webhook/endpoint';
  const test = (body: unknown = {}) => stage.line('POST', '/v2/bot/channel/webhook/test', body);

  it('can be changed and tried', async () => {
    const endpoint = `${stage.receiver.url}/other`;
    expect((await stage.line('PUT', path, { endpoint })).body).toEqual({});
    expect((await stage.line('GET', path)).body).toEqual({ endpoint, active: true });
    expect((await test()).body).toMatchObject({
      success: true,
      statusCode: 200,
      reason: 'OK',
      detail: '200',
    });
    expect(at(stage.receiver.received[0]?.json, 'events')).toEqual([]);
    stage.receiver.answer = 500;
    expect((await test()).body).toMatchObject({
      success: false,
      statusCode: 500,
      reason: 'ERROR_STATUS_CODE',
    });
    const nowhere = await test({ endpoint: 'http://127.0.0.1:1/' });
    expect(nowhere).toMatchObject({
      status: 200,
      body: { success: false, statusCode: 0, reason: 'COULD_NOT_CONNECT' },
    });
  });

  it('must be https', async () => {
    const answer = await stage.line('PUT', path, { endpoint: 'http://hub.example/line' });
    expect(answer).toMatchObject({ status: 400, body: { message: 'Invalid webhook endpoint URL' } });
  });

  it('may be missing', async () => {
    await stage.control('PATCH', `/line/channels/${stage.channel.channel_id}`, { callback_url: null });
    expect((await stage.line('GET', path)).status).toBe(404);
    expect(at((await stage.sayLine({ type: 'text', text: 'Hi' })).body, 'delivery.state')).toBe(
      'no_callback',
    );
  });
});
