import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { movableClock } from '../in-process-hub.ts';
import { type Chat, type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

const minute = 60_000;
const hour = 60 * minute;

const template = { name: 'order_update', language: 'en_US', parameters: ['Mali', 'A-17'] };

interface VerdictView {
  verdict: string;
  reason: string;
  ends_at: string | null;
  cost: string;
  error: { kind: string; code: string } | null;
  window: { open: boolean; ends_at: string | null } | null;
  quota: { limit: number | null; used: number } | null;
  templates: boolean;
}

interface RehearsalView {
  verdict: VerdictView;
  falls_back: boolean;
  notes: string[];
  requests: { method: string; path: string; body: Json; parts: number[] }[];
}

interface ProblemView {
  code: string;
  detail: string;
  fix: string;
}

describe.each(databaseKinds)('what may be sent, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;
  let person = 0;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place, {}, movableClock());
  }, 60_000);

  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  const newPhone = () => `6681${String(9_100_000 + ++person).padStart(7, '0')}`;
  const newUser = () => `U${String(++person).padStart(32, '0')}`;

  const canSend = async (chat: Chat, query = '') =>
    (await stage.hub.api<VerdictView>('GET', `/api/v1/conversations/${chat.id}/can-send${query}`)).body;
  const submit = <T = ProblemView>(body: Json, query = '', key?: string) =>
    stage.hub.api<T>('POST', `/api/v1/messages${query}`, body, key ? { authorization: `Bearer ${key}` } : {});
  const text = (words: string) => ({ content: { type: 'text', text: words } });
  const change = (shop: Shop, settings: Json) =>
    stage.hub.api('PATCH', `/api/v1/accounts/${shop.id}`, { settings });

  /** Somebody who wrote so long ago that there is nothing left to reply to. */
  async function late(shop: Shop): Promise<Chat> {
    const chat = await shop.meet(newUser());
    stage.hub.clock.advance(minute);
    return chat;
  }

  describe('through a window that closes after a day', () => {
    it('is free text inside it, and only a template outside, until the person writes again', async () => {
      const shop = await stage.open('whatsapp');
      const chat = await shop.meet(newPhone());
      const open = await canSend(chat);
      expect(open).toMatchObject({
        verdict: 'allowed',
        cost: 'free',
        window: { open: true },
        templates: true,
      });
      expect(open.ends_at).toBe(open.window?.ends_at);
      stage.hub.clock.advance(25 * hour);
      expect(await canSend(chat)).toMatchObject({ verdict: 'with_template', error: { code: '131047' } });
      expect(await canSend(chat, '?content_type=template')).toMatchObject({
        verdict: 'allowed',
        cost: 'charged',
      });
      const refused = await submit({ conversation_id: chat.id, ...text('Too late') });
      expect(refused).toMatchObject({ status: 422, body: { code: 'window_closed' } });
      expect(refused.body.fix).toMatch('template');
      expect(refused.body.detail).toMatch(`ended at ${open.ends_at}`);
      await stage.reaches(await chat.send({ type: 'template', ...template }), 'delivered');
      expect(await shop.sends()).toHaveLength(1);
      await shop.say('Here again', chat.user);
      await until(async () => (await canSend(chat)).verdict === 'allowed', 'the window to open');
      await stage.reaches(await chat.send('Welcome back'), 'delivered');
    });

    it('is judged again when it goes: what waited too long fails without a call', async () => {
      const shop = await stage.open('whatsapp');
      const chat = await shop.meet(newPhone());
      stage.hub.clock.advance(23.5 * hour);
      await shop.fault({ code: 131056 });
      const id = await chat.send('Just in time');
      await until(async () => (await stage.message(id)).timeline.waiting?.reason, 'the refusal');
      stage.hub.clock.advance(hour);
      const { failure, timeline } = await stage.reaches(id, 'failed');
      expect(failure).toMatchObject({ kind: 'window_closed', code: '131047' });
      expect(failure?.fix).toMatch('template');
      expect(timeline.dead_job?.reason).toBe(failure?.cause);
      expect(await shop.sends()).toHaveLength(1);
    });

    it('is left to the platform while the person may have written before the account was there', async () => {
      const shop = await stage.open('whatsapp');
      const answer = await submit<{ id: string }>({ account_id: shop.id, to: newPhone(), ...text('Hello?') });
      expect(answer.status).toBe(202);
      const { failure, timeline } = await stage.reaches(answer.body.id, 'failed');
      expect(failure).toMatchObject({ kind: 'window_closed', code: '131047' });
      expect(timeline.attempts).toHaveLength(1);
      stage.hub.clock.advance(25 * hour);
      expect(await submit({ account_id: shop.id, to: newPhone(), ...text('Hello?') })).toMatchObject({
        status: 422,
        body: { code: 'window_closed' },
      });
    });

    it('is the template that was given for this', async () => {
      const shop = await stage.open('whatsapp');
      const chat = await shop.meet(newPhone());
      const inside = await chat.send('Still open', { fallback: { template } });
      expect((await stage.reaches(inside, 'delivered')).content).toMatchObject({ text: 'Still open' });
      stage.hub.clock.advance(25 * hour);
      const id = await chat.send(`${'Long. '.repeat(1500)}`, { fallback: { template } });
      const sent = await stage.reaches(id, 'delivered');
      expect(sent.content).toMatchObject({ type: 'template', ...template });
      expect(sent.timeline.substitution?.instead_of).toMatchObject({ type: 'text' });
      expect(sent.timeline.events.map(({ type }) => type)).toContain('message.substituted');
      expect(sent.parts).toBeUndefined();
      const [, last] = await shop.sends();
      expect(last?.body).toMatchObject({ type: 'template', template: { name: 'order_update' } });
    });

    it('is no fallback where there are no templates', async () => {
      const chat = await (await stage.open('line')).meet(newUser());
      const body = { conversation_id: chat.id, ...text('Hello'), fallback: { template } };
      expect(await submit(body)).toMatchObject({
        status: 422,
        body: { code: 'content_rejected', detail: expect.stringMatching(/^fallback.template/) },
      });
    });
  });

  describe.each(['messenger', 'instagram'] as const)('on %s after a day', (platform) => {
    it('is what a person writes, once Meta has granted that', async () => {
      const shop = await stage.open(platform);
      const chat = await shop.meet(`70000000000${++person}`);
      const member = await stage.hub.api<{ id: string }>('POST', '/api/v1/members', { name: 'Niran' });
      const key = { name: 'Niran', scopes: ['send'], member_id: member.body.id };
      const niran = (await stage.hub.api<{ key: string }>('POST', '/api/v1/keys', key)).body.key;
      const byHand = { conversation_id: chat.id, author: 'human', ...text('By hand') };
      stage.hub.clock.advance(25 * hour);
      const closed = { status: 422, body: { code: 'window_closed' } };
      expect(await submit(byHand, '', niran)).toMatchObject(closed);
      await change(shop, { human_agent: 'on' });
      expect(await canSend(chat, '?author=human')).toMatchObject({ verdict: 'as_human_agent' });
      expect(await submit({ ...byHand, author: 'bot' })).toMatchObject(closed);
      const answer = await submit<{ id: string }>(byHand, '', niran);
      await stage.reaches(answer.body.id, platform === 'messenger' ? 'delivered' : 'sent');
      const [call] = await shop.sends();
      expect(call?.body).toMatchObject({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' });
      stage.hub.clock.advance(6 * 24 * hour);
      expect(await submit(byHand, '', niran)).toMatchObject(closed);
    });

    it('is a utility template where the platform has them', async () => {
      const shop = await stage.open(platform);
      const chat = await shop.meet(`70000000000${++person}`);
      stage.hub.clock.advance(25 * hour);
      const body = { conversation_id: chat.id, ...text('Your order'), fallback: { template } };
      const { status, body: answer } = await submit<RehearsalView & ProblemView>(body, '?dry_run=true');
      if (platform === 'instagram') {
        expect([status, answer.code]).toEqual([422, 'content_rejected']);
        return;
      }
      expect(answer).toMatchObject({ verdict: { verdict: 'with_template' }, falls_back: true });
      expect(answer.requests[0]?.body).toMatchObject({
        ...{ messaging_type: 'UTILITY', message: { template: { name: 'order_update' } } },
      });
      expect(await shop.sends()).toEqual([]);
    });
  });

  describe('where a plan counts', () => {
    const pushes = async (shop: Shop) => (await shop.sends()).filter(({ path }) => path.endsWith('/push'));
    const plan = (shop: Shop, quota: Json) =>
      stage.simulated.control('PATCH', `/line/channels/${shop.simulated}`, quota);

    it('is nothing that the plan would count once it is spent, and replies all the same', async () => {
      const shop = await stage.open('line');
      const chat = await late(shop);
      await plan(shop, { quota: 1, quota_used: 1 });
      const { failure } = await stage.reaches(await chat.send('One too many'), 'failed');
      expect(failure).toMatchObject({ kind: 'quota_exhausted', code: 'quota_spent' });
      expect(await canSend(chat)).toMatchObject({
        ...{ verdict: 'refused', cost: 'counted' },
        quota: { limit: 1, used: 1 },
      });
      const refused = await submit({ conversation_id: chat.id, ...text('Another') });
      expect(refused).toMatchObject({ status: 422, body: { code: 'quota_exhausted' } });
      // None where a look at the account came first.
      expect((await pushes(shop)).length).toBeLessThanOrEqual(1);
      await shop.meet(chat.user);
      expect(await canSend(chat)).toMatchObject({ verdict: 'allowed', cost: 'free' });
      await stage.reaches(await chat.send('As a reply'), 'sent');
      await plan(shop, { quota: 5 });
      stage.hub.clock.advance(2 * minute);
      // Read again before it stops anything.
      expect(await canSend(chat)).toMatchObject({ verdict: 'allowed', cost: 'counted' });
      await stage.reaches(await chat.send('With a larger plan'), 'sent');
    });

    it('waits while the quota is only reserved, and not when it has become a reply', async () => {
      const shop = await stage.open('line');
      await plan(shop, { quota: 10, quota_used: 0 });
      const chats = [await late(shop), await late(shop)];
      const ids: string[] = [];
      for (const chat of chats) {
        await shop.fault({
          kind: 'status',
          status: 429,
          body: { message: 'You have reached your monthly limit.' },
        });
        const id = await chat.send('Held');
        await until(async () => (await stage.message(id)).timeline.waiting?.reason, 'the refusal');
        ids.push(id);
      }
      const [waits = '', answers = ''] = ids;
      const [, second] = chats;
      if (!second) throw new Error('There are two chats.');
      await shop.meet(second.user);
      await stage.reaches(await second.send('And more'), 'sent');
      await stage.reaches(answers, 'sent');
      expect(await second.texts()).toEqual(['Held', 'And more']);
      expect((await pushes(shop)).length).toBe(2);
      expect((await stage.message(waits)).status).toBe('queued');
      stage.hub.clock.advance(11 * minute);
      await stage.reaches(waits, 'sent');
    });

    it('is no push where the account forbids it, and nothing to whoever blocked the account', async () => {
      const shop = await stage.open('line');
      await change(shop, { push_policy: 'never' });
      const chat = await late(shop);
      const refused = await submit({ conversation_id: chat.id, ...text('Hello') });
      expect(refused).toMatchObject({ status: 422, body: { code: 'permission' } });
      await change(shop, { push_policy: 'allow' });
      await shop.say({ type: 'unfollow' }, chat.user);
      await until(async () => (await canSend(chat)).error?.kind === 'recipient_unreachable', 'the block');
      expect(await submit({ conversation_id: chat.id, ...text('Hello') })).toMatchObject({
        status: 422,
        body: { code: 'recipient_unreachable' },
      });
      expect(await pushes(shop)).toEqual([]);
    });
  });

  describe('before it is sent', () => {
    it.each(['whatsapp', 'line'] as const)(
      'can be tried out on %s, and is sent just so',
      async (platform) => {
        const shop = await stage.open(platform);
        // LINE itself knows only who has written.
        const to = platform === 'line' ? (await late(shop)).user : newPhone();
        const words = platform === 'line' ? 'Word. '.repeat(4500) : 'Word. '.repeat(1000);
        const body = { account_id: shop.id, to, ...text(words) };
        const tried = await submit<RehearsalView>(body, '?dry_run=true');
        expect(tried).toMatchObject({ status: 200, body: { verdict: { verdict: 'allowed' } } });
        expect(tried.body.notes).toHaveLength(1);
        expect(await shop.sends()).toEqual([]);
        const people = await stage.hub.api<{ data: Json[] }>('GET', `/api/v1/contacts?account_id=${shop.id}`);
        expect(people.body.data).toHaveLength(platform === 'line' ? 1 : 0);
        const answer = await submit<{ id: string }>(body);
        await until(async () => (await shop.sends()).length === tried.body.requests.length, 'all calls');
        const made = (await shop.sends()).map(({ body: { biz_opaque_callback_data: _, ...rest } }) => rest);
        expect(tried.body.requests.map(({ body: { biz_opaque_callback_data: _, ...rest } }) => rest)).toEqual(
          made,
        );
        expect(answer.status).toBe(202);
      },
    );

    it('shows what stands against it, and with what it would go as a reply', async () => {
      const shop = await stage.open('line');
      const chat = await shop.meet(newUser());
      const body = {
        conversation_id: chat.id,
        content: { type: 'file', items: [{ url: 'https://shop.example/a.pdf' }] },
      };
      const { requests, verdict } = (await submit<RehearsalView>(body, '?dry_run=true')).body;
      expect(verdict).toMatchObject({ verdict: 'allowed', cost: 'free' });
      expect(requests).toMatchObject([{ method: 'POST', path: '/v2/bot/message/reply' }]);
      expect(await submit({ ...body, unsupported: 'refuse' })).toMatchObject({
        status: 422,
        body: { code: 'content_rejected' },
      });
    });

    it('is sent at its time, unless it is taken back', async () => {
      const shop = await stage.open('whatsapp');
      const chat = await shop.meet(newPhone());
      const send_at = new Date(stage.hub.clock.now() + hour).toISOString();
      const [kept, taken] = [
        await chat.send('In an hour', { send_at }),
        await chat.send('Never', { send_at }),
      ];
      expect(await stage.message(kept)).toMatchObject({ status: 'scheduled', scheduled_at: send_at });
      const cancel = (id: string) => stage.hub.api('POST', `/api/v1/messages/${id}/cancel`);
      expect((await cancel(taken)).status).toBe(204);
      expect((await cancel(taken)).status).toBe(204);
      expect(await stage.message(taken)).toMatchObject({ status: 'cancelled', timeline: { waiting: null } });
      await stage.reaches(await chat.send('Now'), 'delivered');
      stage.hub.clock.advance(hour);
      const { timeline } = await stage.reaches(kept, 'delivered');
      expect(timeline.events.map(({ type }) => type)).toEqual([
        ...['message.scheduled', 'message.sent', 'message.delivered'],
      ]);
      expect(await chat.texts()).toEqual(['Now', 'In an hour']);
      expect(await cancel(kept)).toMatchObject({ status: 409, body: { code: 'not_cancellable' } });
      expect((await cancel('nobody')).status).toBe(404);
      const far = new Date(stage.hub.clock.now() + 31 * 24 * hour).toISOString();
      expect((await submit({ conversation_id: chat.id, ...text('?'), send_at: far })).status).toBe(422);
    });

    it('is taken back while it waits behind another', async () => {
      const shop = await stage.open('whatsapp');
      const chat = await shop.meet(newPhone());
      await shop.fault({ code: 131056 });
      const ids = [await chat.send('First'), await chat.send('Second')];
      await until(async () => (await stage.message(ids[0] ?? '')).timeline.waiting?.reason, 'the refusal');
      expect((await stage.hub.api('POST', `/api/v1/messages/${ids[1]}/cancel`)).status).toBe(204);
      stage.hub.clock.advance(13_000);
      await stage.reaches(ids[0] ?? '', 'delivered');
      await stage.reaches(await chat.send('Third'), 'delivered');
      expect(await chat.texts()).toEqual(['First', 'Third']);
    });
  });

  it('goes on at the part that failed, also when it is brought back by hand', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet(newPhone());
    const words = Array.from({ length: 1800 }, (_, index) => `Word ${index}.`).join(' ');
    const id = await chat.send(words);
    await stage.reaches(id, 'delivered');
    const whole = (await shop.sends()).length;
    expect(whole).toBeGreaterThan(2);
    await shop.fault({ code: 131056 });
    const broken = await chat.send(words);
    await until(async () => (await stage.message(broken)).timeline.waiting?.reason, 'the refusal');
    // The first part goes through, the second is refused for good.
    await shop.fault({ kind: 'status', status: 503, times: 1 });
    await shop.fault({ code: 131009, times: 1 });
    stage.hub.clock.advance(minute);
    const { timeline } = await stage.reaches(broken, 'failed');
    expect(timeline.dead_job).not.toBeNull();
    expect((await stage.hub.api('POST', `/api/v1/dead/${timeline.dead_job?.id}/redrive`)).status).toBe(202);
    stage.hub.clock.advance(minute);
    await stage.reaches(broken, 'delivered');
    const texts = (await shop.shown()).map((entry) => entry.text);
    expect(texts).toEqual([...texts.slice(0, whole), ...texts.slice(0, whole)]);
    expect(texts).toHaveLength(2 * whole);
  });

  it('goes on at the part that has to wait', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet(newPhone());
    const words = Array.from({ length: 1800 }, (_, index) => `Word ${index}.`).join(' ');
    const quoted = await shop.say('A question', chat.user);
    await shop.fault({ code: 131056 });
    const id = await chat.send(words, { reply_to: quoted.message_id });
    await until(async () => (await stage.message(id)).timeline.waiting?.reason, 'the refusal');
    await shop.fault({ code: 130429, times: 1 });
    stage.hub.clock.advance(minute);
    await until(async () => (await shop.sends()).length >= 2, 'more calls');
    await stage.reaches(id, 'delivered');
    const shown = await shop.shown();
    expect(
      shown
        .map((entry) => entry.text)
        .join(' ')
        .replaceAll(/\s+/g, ' '),
    ).toBe(words);
    const bodies = (await shop.sends())
      .filter(({ answer }) => answer?.status === 200)
      .map(({ body }) => body);
    expect(bodies.map(({ context }) => context)).toEqual([
      { message_id: quoted.message_id },
      ...Array(bodies.length - 1).fill(undefined),
    ]);
  });
});
