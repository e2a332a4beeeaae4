import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, type Received, type Stage, startStage, textAt } from '../../../test/simulator-stage.ts';
import { metaJson, metaSignature } from '../graph/payload.ts';
import { lineSignature } from '../line/payload.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage({ channel: { redelivery: true } });
});
afterEach(() => stage.stop());

const say = (text: string) => stage.sayWhatsApp({ type: 'text', text });
const textOf = ({ json }: Received) => at(json, 'entry.0.changes.0.value.messages.0.text.body');
const settings = (body: unknown) => stage.control('POST', '/delivery', body);

/** Reads the log of webhooks until it is as wanted: attempts are noted a moment after they arrive. */
async function webhooks(wanted: (list: unknown[]) => boolean): Promise<unknown[]> {
  for (;;) {
    const list = at((await stage.control('GET', '/webhooks')).body, 'data');
    if (Array.isArray(list) && wanted(list)) return list;
  }
}

describe('signatures', () => {
  it.each([
    [
      '{"object":"whatsapp_business_account","entry":[]}',
      'dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756',
    ],
    [
      '{"text":"\\u00e4\\u00f6 \\/ \\ud83d\\udc4d"}',
      '95e1f2b95b7667afbbfbd03bab2999dcb77583fae440f7fd4c4a20527f5b849e',
    ],
    ['{"text":"äö / 👍"}', 'b68372a04567afba029e2cded531c20dbe2daf8cb291932b3285538ef7675bd1'],
  ])('of Meta: %s', (body, signature) => {
    expect(metaSignature('test_app_secret', body)).toBe(`sha256=${signature}`);
  });

  it.each([
    [
      '8c570fa6dd201bb328f1c1eac23a96d8',
      '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}',
      'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=',
    ],
    ['SECRET', '{}', '3q8QXTAGaey18yL8FWTqdVlbMr6hcuNvM4tefa0o9nA='],
  ])('of LINE: %s', (secret, body, signature) => {
    expect(lineSignature(secret, body)).toBe(signature);
  });

  it('escapes as Meta does', () => {
    expect(metaJson({ text: 'äö / 👍' })).toBe('{"text":"\\u00e4\\u00f6 \\/ \\ud83d\\udc4d"}');
  });

  it('cover the bytes that arrive', async () => {
    await say('Grüße / 👍');
    await stage.sayLine({ type: 'text', text: 'こんにちは' });
    const [meta, line] = stage.receiver.received;
    const hmac = (secret: string, text = '') => createHmac('sha256', secret).update(text);
    const { app_secret } = stage.number;
    expect(meta?.headers['x-hub-signature-256']).toBe(`sha256=${hmac(app_secret, meta?.text).digest('hex')}`);
    expect(meta?.text).toContain('Gr\\u00fc\\u00dfe \\/ \\ud83d\\udc4d');
    const { channel_secret } = stage.channel;
    expect(line?.headers['x-line-signature']).toBe(hmac(channel_secret, line?.text).digest('base64'));
    expect(line?.headers['content-type']).toBe('application/json; charset=utf-8');
  });
});

describe('failures', () => {
  it('are tried again at once, then with growing pauses, the same bytes', async () => {
    stage.receiver.answer = 503;
    const said = await say('again');
    expect(at(said.body, 'delivery')).toEqual({ state: 'failed', status: 503, attempts: 1 });
    await webhooks(([one]) => at(one, 'attempts.length') === 2);
    stage.clock.advance(999);
    expect(stage.receiver.received).toHaveLength(2);
    stage.clock.advance(1);
    await webhooks(([one]) => at(one, 'attempts.length') === 3);
    stage.receiver.answer = 200;
    stage.clock.advance(2000);
    const [log] = await webhooks(([one]) => at(one, 'state') === 'delivered');
    expect(at(log, 'attempts')).toMatchObject([
      { status: 503 },
      { status: 503 },
      { status: 503 },
      { status: 200 },
    ]);
    expect(new Set(stage.receiver.received.map(({ text }) => text)).size).toBe(1);
  });

  it('end after seven days', async () => {
    await settings({ retry: { whatsapp: { first_ms: 4 * 24 * 60 * 60_000, max_ms: 4 * 24 * 60 * 60_000 } } });
    stage.receiver.answer = 500;
    await say('again');
    await webhooks(([one]) => at(one, 'attempts.length') === 2);
    stage.clock.advance(4 * 24 * 60 * 60_000);
    const [log] = await webhooks(([one]) => at(one, 'attempts.length') === 3);
    expect(at(log, 'state')).toBe('given_up');
  });

  it('of LINE are marked as redelivery and otherwise the same', async () => {
    stage.receiver.answer = 500;
    await stage.sayLine({ type: 'text', text: 'again' });
    const [first, second] = await stage.receiver.arrived(2);
    const isRedelivery = (one: Received | undefined) =>
      at(one?.json, 'events.0.deliveryContext.isRedelivery');
    expect([isRedelivery(first), isRedelivery(second)]).toEqual([false, true]);
    const rest = (one: Received | undefined) => ({
      ...Object(at(one?.json, 'events.0')),
      deliveryContext: null,
    });
    expect(rest(second)).toEqual(rest(first));
    expect(first?.headers['x-line-signature']).not.toBe(second?.headers['x-line-signature']);
  });

  it('of LINE are final without redelivery', async () => {
    await stage.control('PATCH', `/line/channels/${stage.channel.channel_id}`, { redelivery: false });
    stage.receiver.answer = 500;
    await stage.sayLine({ type: 'text', text: 'lost' });
    const [log] = await webhooks(([one]) => at(one, 'state') === 'given_up');
    expect(at(log, 'attempts.length')).toBe(1);
  });

  it('include answers that come too late', async () => {
    stage.receiver.answer = null;
    const saying = stage.sayLine({ type: 'text', text: 'slow' });
    await stage.receiver.arrived(1);
    stage.clock.advance(2000);
    expect(at((await saying).body, 'delivery')).toMatchObject({ state: 'failed', status: null });
  });
});

describe('disorder', () => {
  it('posts copies', async () => {
    await settings({ duplicate: 2 });
    await say('thrice');
    const received = await stage.receiver.arrived(3);
    expect(new Set(received.map(({ text }) => text)).size).toBe(1);
  });

  it('holds webhooks until they are released, in order', async () => {
    await settings({ hold: true });
    expect(at((await say('one')).body, 'delivery.state')).toBe('held');
    await say('two');
    expect(stage.receiver.received).toHaveLength(0);
    expect((await stage.control('POST', '/delivery/release')).body).toEqual({ released: 2 });
    expect(stage.receiver.received.map(textOf)).toEqual(['one', 'two']);
  });

  it('shuffles', async () => {
    await settings({ hold: true, shuffle: true });
    for (const text of ['one', 'two', 'three']) await say(text);
    await stage.control('POST', '/delivery/release');
    const texts = stage.receiver.received.map(textOf);
    expect(texts).not.toEqual(['one', 'two', 'three']);
    expect(texts.sort()).toEqual(['one', 'three', 'two']);
  });

  it('delays', async () => {
    await settings({ delay_ms: 1000 });
    expect(at((await say('later')).body, 'delivery.state')).toBe('delayed');
    stage.clock.advance(999);
    expect(stage.receiver.received).toHaveLength(0);
    stage.clock.advance(1);
    await stage.receiver.arrived(1);
  });

  it('puts several updates of Meta into one webhook', async () => {
    await settings({ batch: 10 });
    await say('one');
    await say('two');
    await stage.sendWhatsApp({ type: 'text', text: { body: 'Hello' }, biz_opaque_callback_data: 'a' });
    await stage.sayWhatsApp({ type: 'text', text: 'three' }, { name: 'Malee', phone: '+66822222222' });
    await stage.control('POST', '/delivery/release');
    const changes = at(stage.receiver.received[0]?.json, 'entry.0.changes');
    const shape = (Array.isArray(changes) ? changes : []).map((change) => [
      at(change, 'value.messages.length') ?? 0,
      at(change, 'value.statuses.length') ?? 0,
    ]);
    expect(stage.receiver.received).toHaveLength(1);
    // The two of one person share a value; the receipts name the person a little differently.
    expect(shape).toEqual(
      expect.arrayContaining([
        [2, 0],
        [1, 0],
      ]),
    );
    expect(shape.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(2);
  });

  it('puts several events of LINE into one webhook', async () => {
    await settings({ batch: 10 });
    await stage.sayLine({ type: 'text', text: 'one' });
    await stage.sayLine({ type: 'text', text: 'two' }, { name: 'Ken' });
    stage.clock.advance(50);
    const [only] = await stage.receiver.arrived(1);
    expect(at(only?.json, 'events.length')).toBe(2);
  });

  it('lets receipts overtake the answer of a send', async () => {
    await say('Hi');
    await settings({ before_answer: true });
    await stage.sendWhatsApp({ type: 'text', text: { body: 'Hello' } });
    expect(stage.receiver.received).toHaveLength(3);
  });

  it('of one account does not touch another', async () => {
    stage.receiver.answer = null;
    const slow = say('slow');
    await stage.receiver.arrived(1);
    stage.receiver.answer = 200;
    const said = await stage.sayLine({ type: 'text', text: 'quick' });
    expect(at(said.body, 'delivery.state')).toBe('delivered');
    stage.clock.advance(10_000);
    expect(textAt((await slow).body, 'delivery.state')).toBe('failed');
  });
});
