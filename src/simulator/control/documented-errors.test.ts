import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../test/conditions.ts';
import {
  instagramTable,
  lateWhatsAppCodes,
  lineTable,
  messengerTable,
  rowsOf,
  whatsappTable,
} from '../../../test/error-tables.ts';
import { type MessagingStage, startMessagingStage } from '../../../test/messaging-stage.ts';
import { type Answer, at, textAt } from '../../../test/simulator-stage.ts';

let stage: MessagingStage;

beforeAll(async () => {
  stage = await startMessagingStage();
  await stage.sayWhatsApp({ type: 'text', text: 'Hi' });
  for (const one of [stage.page, stage.linked, stage.login]) await one.say({ type: 'text', text: 'Hi' });
});
afterAll(() => stage.stop());

// One person may get a message in six seconds.
beforeEach(() => stage.control('POST', '/clock/advance', { ms: 12_000 }));

const fault = async (body: object) => {
  const planted = await stage.control('POST', '/faults', body);
  expect(planted, JSON.stringify(planted.body)).toMatchObject({ status: 201 });
};

/** What every error of the Graph API has, and what none has. */
function expectGraphError({ status, headers, body }: Answer, code: string): void {
  const [number, subcode] = code.split('/').map(Number);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(body).toMatchObject({
    error: { code: number, message: expect.stringMatching(/\w/), type: expect.any(String) },
  });
  if (subcode !== undefined) expect(at(body, 'error.error_subcode')).toBe(subcode);
  expect(textAt(body, 'error.fbtrace_id')).toMatch(/^A/);
  // No page promises it.
  expect(headers.has('retry-after')).toBe(false);
}

describe('every error of WhatsApp', () => {
  const send = () => stage.sendWhatsApp({ type: 'text', text: { body: 'Hello' } });

  it.each(rowsOf(whatsappTable))('$code is answered on demand, in its own shape', async ({ code }) => {
    await fault({ platform: 'whatsapp', code });
    const answer = await send();
    expectGraphError(answer, code);
    const isOwn = Number(code) >= 130_000;
    const data = { messaging_product: 'whatsapp', details: expect.any(String) };
    if (isOwn) expect(at(answer.body, 'error.error_data')).toEqual(data);
    expect(JSON.parse(answer.headers.get('x-app-usage') ?? '')).toHaveProperty('call_count');
    expect((await send()).status).toBe(200);
  });

  it.each(lateWhatsAppCodes)('%i comes as a receipt on demand, in the shape of webhooks', async (code) => {
    await fault({ platform: 'whatsapp', code, async: true });
    const answer = await send();
    expect(answer.status).toBe(200);
    const id = textAt(answer.body, 'messages.0.id');
    const statuses = () =>
      stage.receiver.received.map(({ json }) => at(json, 'entry.0.changes.0.value.statuses.0'));
    const status = await until(() => statuses().find((one) => at(one, 'id') === id), 'the receipt');
    expect(status).toMatchObject({ status: 'failed' });
    const error = at(status, 'errors.0');
    expect(error).toMatchObject({
      code,
      title: expect.any(String),
      error_data: { details: expect.any(String) },
    });
    expect(Object.keys(Object(error))).not.toEqual(expect.arrayContaining(['type']));
  });

  it('says of trying again what it is told to say', async () => {
    for (const transient of [true, false]) {
      await fault({ platform: 'whatsapp', code: 131000, transient });
      expect(at((await send()).body, 'error.is_transient')).toBe(transient);
    }
  });

  it('is one that Meta documents', async () => {
    for (const code of [424242, '190/1', 'nothing']) {
      const refused = await stage.control('POST', '/faults', { platform: 'whatsapp', code });
      expect(refused).toMatchObject({ status: 400, body: { error: expect.stringContaining('documented') } });
    }
  });
});

describe.each([
  ['Messenger', 'page', messengerTable],
  ['Instagram through a Page', 'linked', instagramTable],
  ['Instagram Login', 'login', instagramTable],
] as const)('every error of %s', (_, name, table) => {
  it.each(rowsOf(table))('$code is answered on demand, in its own shape', async ({ code, kind }) => {
    const { platform, id, send } = stage[name];
    await fault({ platform, account: id, code });
    expectGraphError(await send({ text: 'Hello' }), code);
    const shown = await stage.control('GET', `/inbox?platform=${platform}&account=${id}`);
    const texts = JSON.stringify(shown.body).split('"Hello"').length - 1;
    // One error says that the message was not sent, and is wrong.
    if (kind === 'already_sent') expect(texts).toBeGreaterThan(0);
    expect((await send({ text: 'And again' })).status).toBe(200);
  });
});

describe('every error of LINE', () => {
  const push = (user: string, key?: string) =>
    stage.line(
      'POST',
      '/v2/bot/message/push',
      { to: user, messages: [{ type: 'text', text: 'Hello' }] },
      key === undefined ? {} : { 'x-line-retry-key': key },
    );
  let user = '';
  beforeAll(async () => {
    user = textAt((await stage.sayLine({ type: 'text', text: 'Hi' })).body, 'from.id');
  });

  it.each(lineTable)('$fault is answered on demand: $status', async ({ fault: code, status, body }) => {
    await fault({ platform: 'line', code });
    const answer = await push(user, randomUUID());
    expect(answer).toMatchObject({ status, body });
    expect(answer.headers.get('x-line-request-id')).toMatch(/\w/);
    expect(answer.headers.has('retry-after')).toBe(false);
    expect(answer.headers.has('x-line-accepted-request-id')).toBe(code === 'accepted_before');
    expect((await push(user)).status).toBe(200);
  });
});
