import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, type Stage, startStage, textAt } from '../../../test/simulator-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
  await stage.sayWhatsApp({ type: 'text', text: 'Hi' });
  stage.receiver.received.length = 0;
});
afterEach(() => stage.stop());

const text = { type: 'text', text: { body: 'Hello' } };
const fault = (body: object) => stage.control('POST', '/faults', { platform: 'whatsapp', ...body });
const shown = async () => at((await stage.control('GET', '/inbox')).body, 'data.length');

/** A send that may never be answered: gives up as soon as the simulator has noted the call. */
async function abandonedSend(): Promise<void> {
  const giveUp = new AbortController();
  const sending = fetch(`${stage.simulator.urls.graph}/v24.0/${stage.number.phone_number_id}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${stage.number.access_token}` },
    body: JSON.stringify({ messaging_product: 'whatsapp', to: '+66812345678', ...text }),
    signal: giveUp.signal,
  });
  const ended = sending.then(
    () => 'answered',
    () => 'broken',
  );
  for (;;) {
    const log = await stage.control('GET', '/requests');
    if (at(log.body, 'data.0.fault') !== null && at(log.body, 'data.0.fault') !== undefined) break;
  }
  giveUp.abort();
  expect(await ended).toBe('broken');
}

describe('a fault', () => {
  it.each([
    ['timeout', 0],
    ['timeout_after_accept', 1],
  ])('of kind %s answers nothing and delivers %i messages', async (kind, delivered) => {
    await fault({ kind });
    await abandonedSend();
    if (delivered > 0) await stage.receiver.arrived(2);
    expect(await shown()).toBe(delivered);
    expect((await stage.sendWhatsApp(text)).status).toBe(200);
  });

  it.each([
    ['close', 0],
    ['close_after_accept', 1],
  ])('of kind %s cuts the connection and delivers %i messages', async (kind, delivered) => {
    await fault({ kind });
    await expect(stage.sendWhatsApp(text)).rejects.toThrow();
    if (delivered > 0) await stage.receiver.arrived(2);
    expect(await shown()).toBe(delivered);
  });

  it('answers what it is told, as often as it is told', async () => {
    const body = '<html>Bad gateway</html>';
    await fault({ kind: 'status', status: 502, body, headers: { 'content-type': 'text/html' }, times: 2 });
    for (let count = 0; count < 2; count += 1)
      expect(await stage.sendWhatsApp(text)).toMatchObject({ status: 502, body });
    expect((await stage.sendWhatsApp(text)).status).toBe(200);
  });

  it('answers an error of the platform, at once or later', async () => {
    await fault({ code: 131048 });
    expect(await stage.sendWhatsApp(text)).toMatchObject({
      status: 400,
      body: { error: { code: 131048, error_data: { messaging_product: 'whatsapp' } } },
    });
    await fault({ code: 131049, async: true });
    expect((await stage.sendWhatsApp(text)).status).toBe(200);
    const [failed] = await stage.receiver.arrived(1);
    const status = at(failed?.json, 'entry.0.changes.0.value.statuses.0');
    expect(status).toMatchObject({ status: 'failed', errors: [{ code: 131049 }] });
  });

  it('strikes only the account and calls it is meant for', async () => {
    const other = textAt((await stage.control('POST', '/whatsapp/numbers', {})).body, 'phone_number_id');
    await fault({ account: other, kind: 'status', status: 500 });
    expect((await stage.sendWhatsApp(text)).status).toBe(200);
    await stage.control('DELETE', '/faults');
    await fault({ kind: 'status', status: 500 });
    expect((await stage.graph('GET', `/${stage.number.phone_number_id}`)).status).toBe(200);
    await fault({ on: 'any', kind: 'status', status: 503 });
    expect((await stage.graph('GET', `/${stage.number.phone_number_id}`)).status).toBe(503);
    expect((await stage.sendWhatsApp(text)).status).toBe(500);
  });

  it('speaks the words of LINE', async () => {
    await fault({ platform: 'line', code: 'monthly_limit' });
    const push = () => stage.line('POST', '/v2/bot/message/push', {});
    const limit = await push();
    expect(limit).toMatchObject({ status: 429, body: { message: 'You have reached your monthly limit.' } });
    expect(limit.headers.has('x-line-request-id')).toBe(true);
    expect((await fault({ platform: 'line', code: 'monthly_limit', async: true })).status).toBe(400);
    expect((await fault({ platform: 'line', code: 'nothing' })).status).toBe(400);
    expect((await fault({ code: 1234567 })).status).toBe(400);
  });
});

describe('the log of requests', () => {
  it('shows call and answer without secrets', async () => {
    await stage.sendWhatsApp(text);
    await stage.graph('GET', `/debug_token?input_token=a&access_token=b`);
    const log = await stage.control('GET', '/requests?platform=whatsapp');
    expect(at(log.body, 'data.0')).toMatchObject({
      account: stage.number.phone_number_id,
      method: 'POST',
      path: `/v24.0/${stage.number.phone_number_id}/messages`,
      body: text,
      answer: { status: 200, body: { messages: [{}] } },
    });
    expect(at(log.body, 'data.1.path')).toBe('/v24.0/debug_token?input_token=***&access_token=***');
    expect(JSON.stringify(log.body)).not.toContain(stage.number.access_token);
    await stage.control('DELETE', '/logs');
    expect((await stage.control('GET', '/requests')).body).toEqual({ data: [] });
  });
});

describe('the console', () => {
  it('refuses a callback that fails the handshake', async () => {
    const body = { callback_url: `${stage.receiver.url}/meta`, verify_token: 'wrong' };
    const made = await stage.control('POST', '/whatsapp/numbers', body);
    expect(made).toMatchObject({ status: 409, body: { error: expect.stringContaining('403') } });
    expect(at((await stage.control('GET', '/whatsapp/numbers')).body, 'data.length')).toBe(1);
  });

  it('describes accounts as it made them', async () => {
    expect(at((await stage.control('GET', '/whatsapp/numbers')).body, 'data.0')).toEqual(stage.number);
    expect(at((await stage.control('GET', '/line/channels')).body, 'data.0')).toEqual(stage.channel);
  });

  it('moves a clock that can be moved', async () => {
    const before = stage.clock.now();
    const moved = await stage.control('POST', '/clock/advance', { ms: 1000 });
    expect(moved.body).toEqual({ now: before + 1000 });
  });

  it('says what is wrong with a request', async () => {
    expect(await stage.control('POST', '/say', { platform: 'sms' })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('platform') },
    });
    expect((await stage.control('GET', '/nothing')).status).toBe(404);
  });
});
