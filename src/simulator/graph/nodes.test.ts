import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, call, type Stage, startStage, textAt } from '../../../test/simulator-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.stop());

const number = () => stage.number.phone_number_id;
const account = () => stage.number.business_account_id;
const token = () => ({ authorization: `Bearer ${stage.number.access_token}` });

function form(bytes: Uint8Array<ArrayBuffer>, type: string, announced = type): FormData {
  const parts = new FormData();
  parts.set('messaging_product', 'whatsapp');
  parts.set('file', new Blob([bytes], { type }), 'file');
  if (announced !== '') parts.set('type', announced);
  return parts;
}

describe('media', () => {
  it('can be uploaded, looked up, sent and deleted', async () => {
    const uploaded = await stage.graph('POST', `/${number()}/media`, form(new Uint8Array(10), 'image/png'));
    const id = textAt(uploaded.body, 'id');
    expect((await stage.graph('GET', `/${id}?phone_number_id=${number()}`)).body).toMatchObject({
      ...{ messaging_product: 'whatsapp', id, mime_type: 'image/png', file_size: 10 },
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await stage.sendWhatsApp({ type: 'image', image: { id } })).status).toBe(200);
    expect((await stage.graph('DELETE', `/${id}`)).body).toEqual({ success: true });
    expect(at((await stage.graph('GET', `/${id}`)).body, 'error.error_subcode')).toBe(33);
  });

  it.each([
    ['of a type nobody sends', form(new Uint8Array(1), 'application/zip'), 131053],
    ['that is too large', form(new Uint8Array(5 * 1024 * 1024 + 1), 'image/png'), 131053],
    ['of another type than announced', form(new Uint8Array(1), 'image/png', 'image/jpeg'), 131053],
    ['of no announced type', form(new Uint8Array(1), 'image/png', ''), 100],
  ])('%s is refused', async (_, parts, code) => {
    const answer = await stage.graph('POST', `/${number()}/media`, parts);
    expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
  });

  it('sent as something else fails later', async () => {
    await stage.sayWhatsApp({ type: 'text', text: 'Hi' });
    const uploaded = await stage.graph('POST', `/${number()}/media`, form(new Uint8Array(1), 'image/png'));
    await stage.sendWhatsApp({ type: 'video', video: { id: textAt(uploaded.body, 'id') } });
    const webhooks = await stage.receiver.arrived(2);
    expect(at(webhooks[1]?.json, 'entry.0.changes.0.value.statuses.0.errors.0.code')).toBe(131053);
  });

  it('behind a link on this machine is fetched', async () => {
    await stage.sayWhatsApp({ type: 'text', text: 'Hi' });
    const host = createServer((request, response) => {
      response.writeHead(request.url === '/a.png' ? 200 : 404, { 'content-type': 'image/png' }).end('png');
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    // Listening on a port, so the address is one.
    const { port } = host.address() as AddressInfo;
    for (const name of ['a.png', 'b.png']) {
      const { status } = await stage.sendWhatsApp({
        type: 'image',
        image: { link: `http://127.0.0.1:${port}/${name}` },
      });
      expect(status).toBe(200);
    }
    const webhooks = await stage.receiver.arrived(4);
    host.closeAllConnections();
    await new Promise((resolve) => host.close(resolve));
    const states = webhooks.slice(1).map(({ json }) => at(json, 'entry.0.changes.0.value.statuses.0.status'));
    expect(states.sort()).toEqual(['delivered', 'failed', 'sent']);
  });

  it('from customers can be downloaded for five minutes, with the token', async () => {
    await stage.sayWhatsApp({
      type: 'document',
      data: 'aGVsbG8=',
      mime_type: 'text/plain',
      file_name: 'a.txt',
    });
    const file = at(stage.receiver.received[0]?.json, 'entry.0.changes.0.value.messages.0.document');
    expect(file).toMatchObject({
      filename: 'a.txt',
      mime_type: 'text/plain',
      sha256: expect.stringMatching(/^.{43}=$/),
    });
    const url = textAt((await stage.graph('GET', `/${textAt(file, 'id')}`)).body, 'url');
    expect(await call(url, 'GET', undefined, token())).toMatchObject({ status: 200, body: 'hello' });
    expect((await call(url, 'GET')).status).toBe(404);
    stage.clock.advance(5 * 60_000);
    expect((await call(url, 'GET', undefined, token())).status).toBe(404);
    expect((await call(textAt(file, 'url'), 'GET', undefined, token())).status).toBe(404);
    stage.clock.advance(7 * 24 * 60 * 60_000);
    expect((await stage.graph('GET', `/${textAt(file, 'id')}`)).status).toBe(400);
  });
});

describe('nodes', () => {
  it('show their default fields, or those asked for', async () => {
    const standard = await stage.graph('GET', `/${number()}`);
    expect(standard.body).toMatchObject({
      id: number(),
      quality_rating: 'GREEN',
      platform_type: 'CLOUD_API',
    });
    expect(standard.body).not.toHaveProperty('status');
    const wanted = await stage.graph('GET', `/${number()}?fields=status,health_status`);
    expect(wanted.body).toMatchObject({
      id: number(),
      status: 'CONNECTED',
      health_status: { can_send_message: 'AVAILABLE' },
    });
    expect(at((await stage.graph('GET', `/${number()}?fields=colour`)).body, 'error.code')).toBe(100);
    expect(at((await stage.graph('GET', `/${account()}`)).body, 'id')).toBe(account());
    expect(at((await stage.graph('GET', `/${account()}/phone_numbers`)).body, 'data.0.id')).toBe(number());
  });

  it('carry usage headers', async () => {
    const { headers } = await stage.graph('GET', `/${number()}`);
    expect(JSON.parse(headers.get('x-app-usage') ?? '')).toMatchObject({ call_count: 0 });
    const usage: unknown = JSON.parse(headers.get('x-business-use-case-usage') ?? '');
    expect(Object.values(Object(usage))).toEqual([
      [expect.objectContaining({ estimated_time_to_regain_access: 0 })],
    ]);
  });

  it('list templates in pages', async () => {
    const first = await stage.graph('GET', `/${account()}/message_templates?limit=4&status=APPROVED`);
    expect(at(first.body, 'data.length')).toBe(4);
    const rest = await call(textAt(first.body, 'paging.next'), 'GET', undefined, token());
    expect(at(rest.body, 'data.length')).toBe(1);
    expect(at(rest.body, 'paging.next')).toBeUndefined();
  });

  it('explain tokens', async () => {
    const { app_id, app_secret, access_token } = stage.number;
    const query = (input: string) => `/debug_token?input_token=${input}&access_token=${app_id}|${app_secret}`;
    const nobody = { authorization: '' };
    expect((await stage.graph('GET', query(access_token), undefined, nobody)).body).toMatchObject({
      data: {
        app_id,
        is_valid: true,
        expires_at: 0,
        scopes: expect.arrayContaining(['whatsapp_business_messaging']),
      },
    });
    expect(at((await stage.graph('GET', query('x'), undefined, nobody)).body, 'data.is_valid')).toBe(false);
  });
});

describe('callbacks', () => {
  const override = (url: string, verify_token: string) => ({
    webhook_configuration: { override_callback_uri: url, verify_token },
  });

  it('need the handshake, and the nearest one wins', async () => {
    const { url } = stage.receiver;
    const wrong = await stage.graph('POST', `/${number()}`, override(`${url}/number`, 'wrong'));
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: 100 } } });
    const own = { override_callback_uri: `${url}/account`, verify_token: 'secret' };
    expect((await stage.graph('POST', `/${account()}/subscribed_apps`, own)).body).toEqual({ success: true });
    await stage.sayWhatsApp({ type: 'text', text: 'to the account' });
    expect((await stage.graph('POST', `/${number()}`, override(`${url}/number`, 'secret'))).body).toEqual({
      success: true,
    });
    await stage.sayWhatsApp({ type: 'text', text: 'to the number' });
    // Account fields are not covered by overrides.
    await stage.sayWhatsApp({
      type: 'native',
      field: 'account_update',
      value: { event: 'VERIFIED_ACCOUNT' },
    });
    expect(stage.receiver.received.map(({ path }) => path)).toEqual(['/account', '/number', '/meta']);
    const configuration = await stage.graph('GET', `/${number()}?fields=webhook_configuration`);
    expect(at(configuration.body, 'webhook_configuration')).toEqual({
      ...{
        phone_number: `${url}/number`,
        whatsapp_business_account: `${url}/account`,
        application: `${url}/meta`,
      },
    });
  });

  it('hear nothing from accounts that are not subscribed', async () => {
    await stage.graph('DELETE', `/${account()}/subscribed_apps`);
    const said = await stage.sayWhatsApp({ type: 'text', text: 'Hi' });
    expect(at(said.body, 'delivery.state')).toBe('no_callback');
  });

  it('can be set for the whole app', async () => {
    const { app_id, app_secret } = stage.number;
    const headers = { authorization: `Bearer ${app_id}|${app_secret}` };
    const body = {
      object: 'whatsapp_business_account',
      callback_url: `${stage.receiver.url}/app`,
      verify_token: 'secret',
      fields: 'messages',
    };
    expect((await stage.graph('POST', `/${app_id}/subscriptions`, body, headers)).body).toEqual({
      success: true,
    });
    const listed = await stage.graph('GET', `/${app_id}/subscriptions`, undefined, headers);
    expect(at(listed.body, 'data.0')).toMatchObject({
      active: true,
      fields: [{ name: 'messages', version: 'v24.0' }],
    });
    await stage.sayWhatsApp({ type: 'text', text: 'Hi' });
    expect(stage.receiver.received[0]?.path).toBe('/app');
  });
});
