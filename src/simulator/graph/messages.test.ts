import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, call, customer, type Stage, startStage, textAt } from '../../../test/simulator-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.stop());

const text = { type: 'text', text: { body: 'Hello' } };
const value = 'entry.0.changes.0.value';
const hour = 60 * 60 * 1000;

/** The customer writes, so that the business may answer freely; that webhook is forgotten. */
async function openWindow(): Promise<string> {
  const said = await stage.sayWhatsApp({ type: 'text', text: 'Hi' });
  stage.receiver.received.length = 0;
  return textAt(said.body, 'message_id');
}

/** The status objects of the first `count` webhooks. */
async function statuses(count: number): Promise<unknown[]> {
  const received = await stage.receiver.arrived(count);
  return received.map(({ json }) => at(json, `${value}.statuses.0`));
}

describe('receipts', () => {
  it('follow a message in order and carry our reference', async () => {
    await openWindow();
    const answer = await stage.sendWhatsApp({ ...text, biz_opaque_callback_data: 'attempt-1' });
    const id = textAt(answer.body, 'messages.0.id');
    const common = {
      id,
      timestamp: String(stage.clock.now() / 1000),
      recipient_id: '66812345678',
      recipient_user_id: expect.stringMatching(/^TH\.\d{20}$/),
      biz_opaque_callback_data: 'attempt-1',
      pricing: { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' },
    };
    expect(await statuses(2)).toEqual([
      { ...common, status: 'sent' },
      { ...common, status: 'delivered' },
    ]);
  });

  it('say read when the customer opens the chat', async () => {
    await openWindow();
    await stage.sendWhatsApp(text);
    await stage.receiver.arrived(2);
    const read = await stage.control('POST', '/read', {
      ...{ platform: 'whatsapp', account: stage.number.phone_number_id, user: customer.phone },
    });
    expect(read.body).toEqual({ read: 1 });
    expect(at((await statuses(3))[2], 'status')).toBe('read');
  });

  it('say read by themselves where that is wanted', async () => {
    await stage.control('PATCH', `/whatsapp/numbers/${stage.number.phone_number_id}`, { auto_read: true });
    await openWindow();
    await stage.sendWhatsApp(text);
    await stage.receiver.arrived(2);
    stage.clock.advance(2000);
    expect(at((await statuses(3))[2], 'status')).toBe('read');
  });

  it('hide the phone of a person addressed by user id', async () => {
    const from = { username: 'somchai', name: 'Somchai', without_phone: true };
    const said = await stage.sayWhatsApp({ type: 'text', text: 'Hi' }, from);
    const recipient = textAt(said.body, 'from.id');
    const answer = await stage.sendWhatsApp({ ...text, to: undefined, recipient });
    expect(at(answer.body, 'contacts.0')).toEqual({ input: recipient, user_id: recipient });
    const webhooks = await stage.receiver.arrived(3);
    expect(webhooks.map(({ text: body }) => body).join()).not.toContain('wa_id');
    expect(at(webhooks[2]?.json, `${value}.contacts.0.profile`)).toEqual({
      name: 'Somchai',
      username: 'somchai',
    });
    expect(at(webhooks[2]?.json, `${value}.statuses.0`)).not.toHaveProperty('recipient_id');
  });

  it.each([
    ['a number that is not on WhatsApp', '+66810000000', 131026],
    ['somebody who never wrote', '+66899999999', 131047],
  ])('say failed for %s', async (_, to, code) => {
    const answer = await stage.sendWhatsApp({ ...text, to });
    expect(answer.status).toBe(200);
    const [failed] = await statuses(1);
    expect(failed).toMatchObject({ status: 'failed', recipient_id: to.slice(1), errors: [{ code }] });
    expect(failed).not.toHaveProperty('recipient_user_id');
    expect(at(failed, 'errors.0.title')).toBe(at(failed, 'errors.0.message'));
    expect(at(stage.receiver.received[0]?.json, value)).not.toHaveProperty('contacts');
  });
});

describe('the customer service window', () => {
  it('closes after 24 hours and opens with the next message', async () => {
    await openWindow();
    stage.clock.advance(24 * hour - 1);
    await stage.sendWhatsApp(text);
    expect(at((await statuses(2))[0], 'status')).toBe('sent');
    stage.clock.advance(1);
    stage.receiver.received.length = 0;
    await stage.sendWhatsApp(text);
    expect(at((await statuses(1))[0], 'errors.0.code')).toBe(131047);
    await openWindow();
    await stage.sendWhatsApp(text);
    expect(at((await statuses(1))[0], 'status')).toBe('sent');
  });

  it('does not bind templates, and is not opened by reactions', async () => {
    const template = { name: 'hello_world', language: { code: 'en_US' } };
    const answer = await stage.sendWhatsApp({ type: 'template', template });
    expect(at(answer.body, 'messages.0.message_status')).toBe('accepted');
    expect(at((await statuses(2))[1], 'pricing')).toMatchObject({
      billable: true,
      type: 'regular',
      category: 'utility',
    });
    await stage.sayWhatsApp({
      type: 'reaction',
      message_id: textAt(answer.body, 'messages.0.id'),
      emoji: '👍',
    });
    stage.receiver.received.length = 0;
    await stage.sendWhatsApp(text);
    expect(at((await statuses(1))[0], 'errors.0.code')).toBe(131047);
  });

  it('may refuse at once where that is wanted', async () => {
    const path = `/whatsapp/numbers/${stage.number.phone_number_id}`;
    await stage.control('PATCH', path, { window_refusal: 'synchronous' });
    const answer = await stage.sendWhatsApp(text);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 131047 } } });
  });
});

describe('limits', () => {
  it('allow 45 messages to one person at once, then one every six seconds', async () => {
    await openWindow();
    for (let sent = 0; sent < 45; sent += 1) expect((await stage.sendWhatsApp(text)).status).toBe(200);
    expect(await stage.sendWhatsApp(text)).toMatchObject({ status: 400, body: { error: { code: 131056 } } });
    expect((await stage.sendWhatsApp({ ...text, to: '+66899999999' })).status).toBe(200);
    stage.clock.advance(6000);
    expect((await stage.sendWhatsApp(text)).status).toBe(200);
    expect(at((await stage.sendWhatsApp(text)).body, 'error.code')).toBe(131056);
  });

  it('allow 80 messages a second for a number', async () => {
    const to = (index: number) => `+6681${String(index).padStart(7, '1')}`;
    const sends = Array.from({ length: 80 }, (_, index) => stage.sendWhatsApp({ ...text, to: to(index) }));
    expect((await Promise.all(sends)).every(({ status }) => status === 200)).toBe(true);
    expect(await stage.sendWhatsApp({ ...text, to: to(99) })).toMatchObject({
      body: { error: { code: 130429, error_subcode: 2494055 } },
    });
    stage.clock.advance(1000);
    expect((await stage.sendWhatsApp({ ...text, to: to(99) })).status).toBe(200);
  });
});

describe('who may call', () => {
  const path = () => `/${stage.number.phone_number_id}/messages`;
  const body = { messaging_product: 'whatsapp', to: customer.phone, ...text };

  it.each([
    ['no token', { authorization: '' }, 401, { code: 104 }],
    ['an unknown token', { authorization: 'Bearer EAAx' }, 401, { code: 190 }],
  ])('refuses %s', async (_, headers, status, error) => {
    expect(await stage.graph('POST', path(), body, headers)).toMatchObject({ status, body: { error } });
  });

  it('refuses an expired token', async () => {
    const account = stage.number.phone_number_id;
    await stage.control('POST', '/expire-token', { platform: 'whatsapp', account });
    const error = { code: 190, error_subcode: 463, type: 'OAuthException' };
    expect(await stage.sendWhatsApp(text)).toMatchObject({ status: 401, body: { error } });
  });

  it('refuses numbers of others and unknown ones alike', async () => {
    const other = await stage.control('POST', '/whatsapp/numbers', {});
    for (const id of [textAt(other.body, 'phone_number_id'), '404']) {
      const error = { code: 100, error_subcode: 33, message: expect.stringContaining(`'${id}'`) };
      expect(await stage.graph('POST', `/${id}/messages`, body)).toMatchObject({
        status: 400,
        body: { error },
      });
    }
  });

  it('refuses a token without the permission', async () => {
    const made = await stage.control('POST', '/whatsapp/numbers', {
      scopes: ['whatsapp_business_management'],
    });
    const headers = { authorization: `Bearer ${textAt(made.body, 'access_token')}` };
    const answer = await stage.graph(
      'POST',
      `/${textAt(made.body, 'phone_number_id')}/messages`,
      body,
      headers,
    );
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 10 } } });
  });

  it('wants a proof where the app demands one', async () => {
    await stage.control('PATCH', `/whatsapp/numbers/${stage.number.phone_number_id}`, {
      require_app_secret: true,
    });
    const { app_secret, access_token } = stage.number;
    const proof = createHmac('sha256', app_secret).update(access_token).digest('hex');
    expect(at((await stage.graph('POST', path(), body)).body, 'error.code')).toBe(100);
    expect(at((await stage.graph('POST', `${path()}?appsecret_proof=0`, body)).body, 'error.code')).toBe(100);
    expect((await stage.graph('POST', `${path()}?appsecret_proof=${proof}`, body)).status).toBe(200);
  });

  it.each(['v20.0', 'v27.0', 'v24', 'latest'])('refuses version %s', async (version) => {
    const url = `${stage.simulator.urls.graph}/${version}${path()}`;
    const answer = await call(url, 'POST', body, { authorization: `Bearer ${stage.number.access_token}` });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 2500 } } });
  });
});

describe('small signs', () => {
  it('mark a received message as read, with a typing sign', async () => {
    const message_id = await openWindow();
    const read = { status: 'read', message_id, to: undefined };
    const answer = await stage.sendWhatsApp({ ...read, typing_indicator: { type: 'text' } });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    const inbox = await stage.control('GET', '/inbox?platform=whatsapp');
    const typing_until = stage.clock.now() + 25_000;
    expect(at(inbox.body, 'chats.0')).toMatchObject({ read_up_to: message_id, typing_until });
  });

  it.each([
    ['of nobody', { status: 'read', message_id: 'wamid.x' }, 131009],
    ['of another kind', { status: 'delivered', message_id: 'wamid.x' }, 100],
    ['without message', { status: 'read' }, 100],
  ])('refuse a mark %s', async (_, body, code) => {
    expect(at((await stage.sendWhatsApp({ to: undefined, ...body })).body, 'error.code')).toBe(code);
  });

  it('react to and quote messages of the chat', async () => {
    const message_id = await openWindow();
    const reaction = await stage.sendWhatsApp({ type: 'reaction', reaction: { message_id, emoji: '❤️' } });
    expect(reaction.status).toBe(200);
    expect((await stage.sendWhatsApp({ ...text, context: { message_id } })).status).toBe(200);
    const other = await stage.sendWhatsApp({ ...text, to: '+66899999999', context: { message_id } });
    expect(at(other.body, 'error.code')).toBe(131009);
    // A reaction is never reported as delivered.
    const states = (await statuses(3)).map((status) => at(status, 'status'));
    expect(states).toEqual(['sent', 'sent', 'delivered']);
  });
});
