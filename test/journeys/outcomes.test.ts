import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { createSqlite, databaseKinds, type TestDatabase } from '../databases.ts';
import { startHubProcess } from '../hub-process.ts';
import { connectLine, simulate } from '../simulated.ts';
import { type JourneyStage, type Json, type Shop, startJourney, type TimelineView } from './stage.ts';

let phones = 0;

/** A customer nobody has met before. */
function newPhone(): string {
  phones++;
  return `6682${String(phones).padStart(7, '0')}1`;
}

function newUser(): string {
  return `U${randomBytes(16).toString('hex')}`;
}

/** Faults after which the same request is made again, until it is taken: nothing was, or LINE knows. */
const passing: [what: string, platform: 'whatsapp' | 'line', fault: Json, tries: number][] = [
  ['WhatsApp overloaded', 'whatsapp', { code: 2, times: 2 }, 3],
  ['WhatsApp too fast', 'whatsapp', { code: 130429 }, 2],
  ['LINE out of order', 'line', { kind: 'status', status: 500, times: 2 }, 3],
  ['LINE too fast', 'line', { code: 'rate_limit' }, 2],
  ['LINE silent', 'line', { kind: 'timeout' }, 2],
  ['LINE cut off', 'line', { kind: 'close' }, 2],
  ['LINE cut off after taking it', 'line', { kind: 'close_after_accept' }, 2],
  ['LINE silent after taking it', 'line', { kind: 'timeout_after_accept' }, 2],
];

/** Refusals for good, and what people are told of them. */
const final: [platform: 'whatsapp' | 'line', fault: Json, kind: string, code: string][] = [
  ['whatsapp', { code: 131047, async: true }, 'window_closed', '131047'],
  ['whatsapp', { code: 131026, async: true }, 'recipient_unreachable', '131026'],
  ['whatsapp', { code: 131047 }, 'window_closed', '131047'],
  ['whatsapp', { code: 131051 }, 'content_rejected', '131051'],
  ['whatsapp', { code: 132001 }, 'template_rejected', '132001'],
  ['line', { code: 'failed_to_send' }, 'recipient_unreachable', '400'],
];

describe.each(databaseKinds)('what comes of sending, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place);
  });

  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  afterEach(() => stage.simulated.control('DELETE', '/faults'));

  /** Lets LINE's reply token be used up, so that what follows is pushed. */
  async function pushedChat(shop: Shop) {
    const chat = await shop.meet(newUser());
    await stage.reaches(await chat.send('Welcome'), 'sent');
    return chat;
  }

  const meet = (shop: Shop) => (shop.platform === 'line' ? pushedChat(shop) : shop.meet(newPhone()));

  it.each(passing)('%s: it is sent once all the same', async (_, platform, fault, tries) => {
    const shop = await stage.open(platform);
    const chat = await meet(shop);
    const before = await shop.sends();
    const shown = await chat.texts();
    await shop.fault(fault);
    const ids = [await chat.send('First'), await chat.send('Second')];
    const done = platform === 'line' ? 'sent' : 'delivered';
    for (const id of ids) await stage.reaches(id, done);
    expect(await chat.texts()).toEqual([...shown, 'First', 'Second']);
    const sends = (await shop.sends()).slice(before.length);
    // The one that failed, as often as it had to be made, and the second message unless it joined it.
    expect([tries, tries + 1]).toContain(sends.length);
    if (platform === 'whatsapp' || JSON.stringify(fault).includes('rate_limit')) return;
    const keys = sends.slice(0, tries).map(({ headers }) => headers['x-line-retry-key']);
    expect(new Set(keys).size).toBe(1);
  });

  it.each(final)('%s %o: it failed, with the reason, and can be sent again by hand', async (...row) => {
    const [platform, fault, kind, code] = row;
    const shop = await stage.open(platform);
    const chat = await meet(shop);
    await shop.fault(fault);
    const id = await chat.send('Never');
    const failed = await stage.reaches(id, 'failed');
    expect(failed.failure).toMatchObject({ kind, code: expect.stringContaining(code) });
    expect(failed.failure?.fix).not.toBe('');
    const event = (await shop.events('message.failed')).at(-1);
    expect(event?.data).toMatchObject({ message_id: id, status: 'failed', error: { kind } });
    const dead = failed.timeline.dead_job;
    expect(dead?.reason).toContain(failed.failure?.cause);
    const list = await stage.hub.api<{ data: Json[] }>('GET', '/api/v1/dead');
    expect(list.body.data[0]).toMatchObject({ id: dead?.id, reference: id, kind: 'send' });
    // The lane went on without it.
    const next = await chat.send('Next');
    await stage.reaches(next, platform === 'line' ? 'sent' : 'delivered');
    expect((await stage.hub.api('POST', `/api/v1/dead/${dead?.id}/redrive`)).status).toBe(202);
    await until(async () => (await chat.texts()).includes('Never'), 'the redriven message on the phone');
    const after = await stage.message(id);
    expect(after.timeline.dead_job).toBeNull();
    expect((await stage.hub.api('POST', `/api/v1/dead/${dead?.id}/redrive`)).status).toBe(404);
  });

  it('one customer who gets too much waits alone', async () => {
    const shop = await stage.open('whatsapp');
    const slow = await shop.meet(newPhone());
    const other = await shop.meet(newPhone());
    await shop.fault({ code: 131056 });
    const ids = [await slow.send('One'), await slow.send('Two')];
    await until(async () => (await stage.message(ids[0] ?? '')).timeline.waiting?.reason, 'the refusal');
    await stage.reaches(await other.send('At once'), 'delivered');
    expect(await slow.texts()).toEqual([]);
    const { timeline } = await stage.message(ids[0] ?? '');
    expect(timeline.waiting).toMatchObject({ attempts: 1, reason: expect.stringContaining('131056') });
    expect(timeline.waiting?.account_pause).toBeNull();
    // WhatsApp gives one message in six seconds back.
    stage.hub.clock.advance(13_000);
    for (const id of ids) await stage.reaches(id, 'delivered');
    expect(await slow.texts()).toEqual(['One', 'Two']);
  });

  it('an account without a valid token waits as a whole, and goes on at once with a new one', async () => {
    const shop = await stage.open('whatsapp');
    const chats = [await shop.meet(newPhone()), await shop.meet(newPhone())];
    await stage.simulated.control('POST', '/expire-token', { platform: 'whatsapp', account: shop.simulated });
    const ids: string[] = [];
    for (const chat of chats) ids.push(await chat.send('Hello again'));
    const event = await until(async () => (await shop.events('account.paused'))[0], 'the event');
    expect(event.data).toMatchObject({
      account_id: shop.id,
      error: { kind: 'credentials', code: expect.stringContaining('190'), fix: expect.any(String) },
    });
    const paused = await until(async () => {
      const message = await stage.message(ids[0] ?? '');
      return message.timeline.waiting?.account_pause && message;
    }, 'the pause');
    expect(paused).toMatchObject({ status: 'queued', timeline: { waiting: { attempts: 0 } } });
    const access_token = `EAA${randomBytes(20).toString('hex')}`;
    await stage.simulated.control('PATCH', `/whatsapp/numbers/${shop.simulated}`, { access_token });
    const patched = await stage.hub.api('PATCH', `/api/v1/accounts/${shop.id}`, {
      credentials: { access_token },
    });
    expect(patched.status).toBe(200);
    for (const id of ids) await stage.reaches(id, 'delivered');
    const told = await shop.events('account.paused,account.resumed');
    expect(told.map(({ type }) => type)).toEqual(['account.paused', 'account.resumed']);
  });

  it('of a batch that LINE refuses for its content only the guilty message fails', async () => {
    const shop = await stage.open('line');
    const chat = await pushedChat(shop);
    await shop.fault({ kind: 'timeout' });
    // Only LINE can tell that no message has this token.
    const guilty = { type: 'native', body: { type: 'text', text: '3', quoteToken: 'nobody-has-it' } };
    const ids: string[] = [];
    for (const content of ['0', '1', '2', guilty, '4', '5']) ids.push(await chat.send(content));
    await stage.reaches(ids[5] ?? '', 'sent');
    expect(await chat.texts()).toEqual(['Welcome', '0', '1', '2', '4', '5']);
    const failed = await stage.reaches(ids[3] ?? '', 'failed');
    expect(failed.failure?.kind).toBe('content_rejected');
    expect(failed.timeline.attempts.map(({ state }) => state)).toEqual(['split', 'failed']);
    for (const index of [0, 1, 2, 4]) {
      expect((await stage.message(ids[index] ?? '')).status).toBe('sent');
    }
    expect((await shop.events('message.failed')).map(({ data }) => data.message_id)).toEqual([ids[3]]);
  });

  it('what the platform says it had before is not sent again', async () => {
    const shop = await stage.open('line');
    const chat = await shop.meet(`U${'9'.repeat(32)}`);
    // Without the id of the request that was accepted, which LINE gives as a rule.
    await shop.fault({
      on: 'send',
      kind: 'status',
      status: 409,
      body: { message: 'The retry key is known.' },
    });
    const id = await chat.send('Had before');
    const { timeline } = await stage.reaches(id, 'sent');
    expect(timeline.attempts.map(({ state }) => state)).toEqual(['sent']);
    await stage.reaches(await chat.send('Next'), 'sent');
    expect(await chat.texts()).toEqual(['Next']);
  });

  it('a lost answer of WhatsApp is settled by its receipt', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet(newPhone());
    await shop.fault({ kind: 'close_after_accept' });
    const ids = [await chat.send('Once'), await chat.send('Behind it')];
    for (const id of ids) await stage.reaches(id, 'delivered');
    expect(await chat.texts()).toEqual(['Once', 'Behind it']);
    const { timeline } = await stage.message(ids[0] ?? '');
    expect(timeline.attempts).toMatchObject([{ state: 'sent', tries: 1, failure: null }]);
  });

  it('without answer and receipt it is sent again after the wait', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet(newPhone());
    await shop.fault({ kind: 'timeout' });
    const id = await chat.send('Once');
    await until(async () => (await stage.message(id)).timeline.attempts[0]?.state === 'uncertain', 'doubt');
    expect(await chat.texts()).toEqual([]);
    // A later webhook shows that receipts would have come.
    await shop.meet(newPhone());
    const { timeline } = await stage.reaches(id, 'delivered');
    expect(await chat.texts()).toEqual(['Once']);
    expect(timeline.attempts.map(({ state }) => state)).toEqual(['superseded', 'sent']);
  });

  it('receipts that come before the answer, twice and in any order make each event once, forwards', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet(newPhone());
    const read = () =>
      stage.simulated.control('POST', '/read', {
        platform: 'whatsapp',
        account: shop.simulated,
        user: chat.user,
      });
    const conducts: Json[] = [
      { before_answer: true },
      { before_answer: true, duplicate: 2 },
      { shuffle: true, delay_ms: 60 },
      { shuffle: true, delay_ms: 60, duplicate: 1, batch: 3 },
    ];
    const ordinary = { before_answer: false, duplicate: 0, shuffle: false, delay_ms: 0, batch: 1 };
    try {
      for (const conduct of conducts) {
        await stage.simulated.control('POST', '/delivery', conduct);
        const ids: string[] = [];
        for (let count = 0; count < 5; count++) ids.push(await chat.send(`Text ${count}`));
        await until(async () => {
          await read();
          const found = await Promise.all(ids.map(stage.message));
          return found.every(({ status }) => status === 'read');
        }, 'all to be read');
        await stage.simulated.control('POST', '/delivery', ordinary);
        for (const id of ids) {
          const types = (await stage.message(id)).timeline.events.map(({ type }) => type);
          const way = ['message.queued', 'message.sent', 'message.delivered', 'message.read'];
          expect(types).toEqual(way.filter((type) => types.includes(type)));
          expect(types).toEqual(expect.arrayContaining(['message.queued', 'message.sent', 'message.read']));
          expect((await stage.message(id)).timeline.attempts).toHaveLength(1);
        }
      }
    } finally {
      await stage.simulated.control('POST', '/delivery', ordinary);
    }
  });
});

describe('what comes of sending', () => {
  it.each([
    { of: 'the installation', policy: 'fail', settings: {} },
    { of: 'the account', policy: 'resend', settings: { uncertain_policy: 'fail' } },
  ])(
    'fails as uncertain if $of does not want it sent twice, until a late receipt proves it wrong',
    async ({ policy, settings }) => {
      const place = await createSqlite();
      const stage = await startJourney(place, {
        PARLEY_UNCERTAIN_POLICY: policy,
        PARLEY_EVIDENCE_WAIT_MS: '150',
        PARLEY_RESEND_AFTER_MS: '150',
      });
      try {
        const shop = await stage.open('whatsapp');
        const changed = await stage.hub.api('PATCH', `/api/v1/accounts/${shop.id}`, { settings });
        expect(changed).toMatchObject({ status: 200, body: { settings } });
        const wrong = { settings: { uncertain_policy: 'perhaps' } };
        expect((await stage.hub.api('PATCH', `/api/v1/accounts/${shop.id}`, wrong)).status).toBe(422);
        const chat = await shop.meet(newPhone());
        await stage.simulated.control('POST', '/delivery', { hold: true });
        await shop.fault({ kind: 'close_after_accept' });
        const id = await chat.send('Perhaps');
        const failed = await stage.reaches(id, 'failed');
        expect(failed.failure).toMatchObject({ kind: 'uncertain', fix: expect.stringContaining('twice') });
        expect(failed.timeline.attempts).toHaveLength(1);
        await stage.simulated.control('POST', '/delivery', { hold: false });
        await stage.simulated.control('POST', '/delivery/release');
        await stage.reaches(id, 'delivered');
        expect(await chat.texts()).toEqual(['Perhaps']);
      } finally {
        await stage.stop();
        await place.drop();
      }
    },
  );

  it('sends nothing of a batch twice when the hub is killed before its answer', async () => {
    const place = await createSqlite();
    const simulated = await simulate();
    const environment = {
      ...{ PARLEY_DATABASE_URL: place.url, PARLEY_DATA_DIR: dirname(place.url.slice('file:'.length)) },
      ...{ PARLEY_PORT: '0', ...simulated.environment },
    };
    let hub = await startHubProcess(environment);
    try {
      const account = await connectLine(hub, simulated);
      const query = { platform: 'line', account: account.simulated };
      const user = newUser();
      const hello = { type: 'text', text: 'Hello' };
      await simulated.control('POST', '/say', { ...query, from: { id: user }, message: hello });
      // While the account waits for a new token its messages gather.
      await simulated.control('POST', '/expire-token', query);
      const ids: string[] = [];
      for (const text of ['0', '1', '2']) {
        const body = { account_id: account.id, to: user, content: { type: 'text', text } };
        ids.push((await hub.api<{ id: string }>('POST', '/api/v1/messages', body)).body.id);
      }
      const waits = async () => {
        const { body } = await hub.api<TimelineView>('GET', `/api/v1/messages/${ids[0]}`);
        return body.timeline.waiting?.account_pause;
      };
      await until(waits, 'the pause');
      await simulated.control('POST', '/faults', { ...query, kind: 'timeout_after_accept' });
      const channel_access_token = randomBytes(20).toString('hex');
      const path = `/line/channels/${account.simulated}`;
      await simulated.control('PATCH', path, { channel_access_token });
      await hub.api('PATCH', `/api/v1/accounts/${account.id}`, { credentials: { channel_access_token } });
      const texts = async () => (await simulated.inbox(query)).map(({ body }) => body.text);
      await until(async () => (await texts()).length === 3, 'all three on the phone');
      await hub.kill();
      hub = await startHubProcess(environment);
      for (const id of ids) {
        await until(async () => {
          const { body } = await hub.api<TimelineView>('GET', `/api/v1/messages/${id}`);
          return body.status === 'sent' && body.timeline.waiting === null;
        }, 'the end of a job');
      }
      expect(await texts()).toEqual(['0', '1', '2']);
    } finally {
      await hub.kill();
      await simulated.stop();
      await place.drop();
    }
  });

  it('finishes and settles a send under way when the hub stops', async () => {
    const place = await createSqlite();
    const first = await startJourney(place);
    const shop = await first.open('line');
    const chat = await shop.meet(newUser());
    // Silence until the time-out, then a repeat that tells: all of it after the stop has begun.
    await shop.fault({ kind: 'timeout_after_accept' });
    const id = await chat.send('On its way');
    await until(async () => (await shop.shown()).length === 1, 'the message on the phone');
    await first.hub.stop();
    const second = await startJourney(place, first.simulated.environment);
    try {
      const { timeline } = await second.reaches(id, 'sent');
      expect(timeline.attempts).toMatchObject([{ state: 'sent', tries: 2 }]);
      expect(await chat.texts()).toEqual(['On its way']);
    } finally {
      await second.stop();
      await first.simulated.stop();
      await place.drop();
    }
  });
});
