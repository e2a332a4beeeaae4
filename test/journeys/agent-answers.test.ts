import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type Chat, type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

interface RunView {
  id: string;
  decision: string;
  reason: string;
  turn: number;
  message_id: string | null;
}

describe.each(databaseKinds)('an agent that answers, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place);
  });

  afterEach(async () => {
    await stage.simulated.control('DELETE', '/model/answers');
    await stage.simulated.control('PATCH', '/model', { mode: 'scripted', outage: null, delay_ms: 0 });
  });

  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  async function open(more: Json = {}, platform: 'messenger' | 'line' | 'whatsapp' = 'messenger') {
    const shop = await stage.open(platform);
    const settings = { mode: 'auto', turns: { quiet_seconds: 0, maximum_seconds: 5 }, ...more };
    const answer = await stage.hub.api('PUT', `/api/v1/agent/settings/${shop.id}`, settings);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return shop;
  }

  const customer = { messenger: '7000000000000001', line: `U${'1'.repeat(32)}`, whatsapp: '66812345678' };
  const meet = (shop: Shop) =>
    shop.meet(customer[shop.platform === 'instagram' ? 'messenger' : shop.platform]);

  /** Plans what the model says next, as small talk unless it says otherwise. */
  const plan = (json: Json, more: Json = {}) =>
    stage.simulated.control('POST', '/model/answers', {
      json: {
        ...{ text: 'Hello there!', options: [], cards: [], media_id: null, citations: [], small_talk: true },
        ...{ confidence: 0.9, hand_over: false, summary: '', reason: 'A greeting.' },
        ...json,
      },
      ...more,
    });
  const runs = async (shop: Shop) =>
    (await shop.events('agent.run_ended')).map(({ data }) => data.run as unknown as RunView);
  const ended = (shop: Shop, count: number) =>
    until(async () => {
      const found = await runs(shop);
      return found.length >= count && found;
    }, `${count} runs to end`);
  const conversation = async ({ id }: Chat) =>
    (await stage.hub.api<Json>('GET', `/api/v1/conversations/${id}`)).body;
  /** Waits until a model is asked and has not answered. */
  const thinking = () =>
    until(async () => {
      const { data } = await stage.simulated.control<{ data: { answer: unknown; aborted: boolean }[] }>(
        'GET',
        '/model/requests',
      );
      const last = data.at(-1);
      return last?.answer === null && !last.aborted;
    }, 'the model to think');
  const texts = (chat: Chat, expected: string[]) =>
    until(async () => {
      const found = await chat.texts();
      return found.length >= expected.length && found;
    }, `${expected.length} texts`).then((found) => expect(found).toEqual(expected));

  it('greets back, and the message leads to its run', async () => {
    await plan({});
    const shop = await open();
    const chat = await meet(shop);
    await texts(chat, ['Hello there!']);
    const [run] = await ended(shop, 1);
    expect(run).toMatchObject({ decision: 'replied', reason: 'A greeting.' });
    const { timeline, ...message } = await stage.reaches(run?.message_id ?? '', 'delivered');
    expect(message).toMatchObject({ author: 'bot', content: { type: 'text', text: 'Hello there!' } });
    expect(timeline.agent_run).toMatchObject({ id: run?.id, decision: 'replied' });
  });

  it('answers a burst once, with all of it', async () => {
    const shop = await open({ turns: { quiet_seconds: 0.4, maximum_seconds: 5 } });
    const chat = await meet(shop);
    for (const piece of ['I', 'would like', 'to say thanks']) await shop.say(piece, chat.user);
    await ended(shop, 1);
    await texts(chat, ['You are welcome! Is there anything else?']);
    const { data } = await stage.simulated.control<{ data: { body: unknown }[] }>('GET', '/model/requests');
    expect(JSON.stringify(data.at(-1)?.body)).toContain('I\\nwould like\\nto say thanks');
  });

  it('begins anew when the person writes while the model thinks', async () => {
    await plan({ text: 'Too early.' }, { delay_ms: null });
    const shop = await open();
    const chat = await meet(shop);
    await thinking();
    await plan({ text: 'To all of it.' });
    await shop.say('And thanks', chat.user);
    await texts(chat, ['To all of it.']);
    const decisions = (await ended(shop, 2)).map(({ decision }) => decision);
    expect(decisions).toEqual(['overtaken', 'replied']);
  });

  it('takes an answer back that waits to be sent when the person goes on', async () => {
    await plan({ text: 'To the first.' });
    const shop = await open();
    // The account cannot send for some minutes.
    await shop.fault({ code: 190 });
    const chat = await meet(shop);
    const [first] = await ended(shop, 1);
    const waits = () => stage.message(first?.message_id ?? '');
    await until(async () => (await waits()).timeline.waiting?.account_pause, 'the account to be paused');
    await plan({ text: 'To both.' });
    await shop.say('Are you there?', chat.user);
    await ended(shop, 2);
    stage.hub.clock.advance(10 * 60_000);
    await texts(chat, ['To both.']);
    expect(await waits()).toMatchObject({
      status: 'cancelled',
      timeline: { cancellation: { reason: 'The conversation had gone on before it was sent.' } },
    });
  });

  it('says nothing when a person takes the floor while the model thinks', async () => {
    await plan({ text: 'Too late.' }, { delay_ms: 600 });
    const shop = await open();
    const chat = await meet(shop);
    await thinking();
    await stage.hub.api('PATCH', `/api/v1/conversations/${chat.id}`, { owner: 'human' });
    const [run] = await ended(shop, 1);
    expect(run?.decision).toBe('overtaken');
    await stage.reaches(await chat.send('I am a person.'), 'delivered');
    expect(await chat.texts()).toEqual(['I am a person.']);
  });

  const handedOver: [name: string, reply: Json, reason: RegExp][] = [
    ['that gives up', { hand_over: true, summary: 'Wants shoes.' }, /wants a person to take over/],
    ['that invents a source', { citations: ['k9'] }, /cites what nobody gave it: k9/],
    ['that invents a fact', { text: 'It costs 300 baht.', small_talk: false }, /Nothing was found/],
    ['that leads astray', { text: 'Look at https://evil.example' }, /rest on/],
  ];
  it.each(handedOver)('gives people the conversation for an answer %s', async (_name, reply, reason) => {
    await plan(reply);
    const shop = await open({ handover: { text: 'A colleague will answer.', team: 'Sales' } });
    const chat = await meet(shop);
    const [run] = await ended(shop, 1);
    expect(run).toMatchObject({ decision: 'handed_over', reason: expect.stringMatching(reason) });
    await texts(chat, ['A colleague will answer.']);
    expect(await conversation(chat)).toMatchObject({ owner: 'human', team: 'Sales' });
    const notes = await stage.hub.api<{ data: { text: string }[] }>(
      'GET',
      `/api/v1/conversations/${chat.id}/notes`,
    );
    expect(notes.body.data[0]?.text).toMatch(reason);
    expect(notes.body.data[0]?.text).toContain('Hello');
  });

  it('gives people the conversation when no model can be reached for long', async () => {
    await stage.simulated.control('PATCH', '/model', { outage: 'unavailable' });
    const shop = await open({ answer_seconds: 5 });
    const chat = await meet(shop);
    await until(async () => {
      stage.hub.clock.advance(2000);
      return (await conversation(chat)).owner === 'human';
    }, 'people to get the conversation');
    const decisions = (await runs(shop)).map(({ decision }) => decision);
    expect(decisions.at(-1)).toBe('handed_over');
    expect(decisions.slice(0, -1).every((decision) => decision === 'failed')).toBe(true);
  });

  it('hears of the end of a budget, and lets people answer', async () => {
    const shop = await open({ budget: { tokens_per_day: 0 } });
    await meet(shop);
    const [run] = await ended(shop, 1);
    expect(run).toMatchObject({ decision: 'handed_over', reason: expect.stringMatching(/spent/) });
    expect(await shop.events('agent.budget_spent')).toHaveLength(1);
  });

  it('shows buttons as the platform has them', async () => {
    const options = ['Shoes', 'Hats', 'Bags'].map((title) => ({ title, url: null }));
    await plan({ text: 'What are you looking for?', options });
    const shop = await open({}, 'line');
    await meet(shop);
    const [run] = await ended(shop, 1);
    const { content } = await stage.reaches(run?.message_id ?? '', 'sent');
    expect(content).toMatchObject({ type: 'choices', options: [{ title: 'Shoes' }, {}, {}] });
  });

  it('asks to wait where answering is free only for a while, and answers later', async () => {
    await plan({ text: 'Here I am.' }, { delay_ms: 1500 });
    const shop = await open({ late_answers: 'hold' }, 'line');
    const chat = await meet(shop);
    await thinking();
    stage.hub.clock.advance(45_000);
    await texts(chat, ['One moment please, I am looking into it.', 'Here I am.']);
    expect((await shop.sends()).map(({ path }) => path.split('/').at(-1))).toEqual(['reply', 'push']);
  });

  it('gives up where a late answer must cost nothing', async () => {
    await plan({ text: 'Too late.' }, { delay_ms: null });
    const shop = await open(
      { late_answers: 'never', handover: { text: 'A colleague will answer.' } },
      'line',
    );
    const chat = await meet(shop);
    await thinking();
    stage.hub.clock.advance(43_000);
    await texts(chat, ['A colleague will answer.']);
    expect((await shop.sends()).map(({ path }) => path.split('/').at(-1))).toEqual(['reply']);
    expect((await conversation(chat)).owner).toBe('human');
  });

  it('answers only when the business opens, and says so once', async () => {
    const hours = {
      open: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '00:01' }],
      closed_text: 'We are closed.',
      answer_when_closed: false,
    };
    const shop = await open({ hours });
    const chat = await meet(shop);
    await texts(chat, ['We are closed.']);
    await shop.say('Hello again', chat.user);
    expect((await ended(shop, 2)).map(({ reason }) => reason)).toEqual(
      Array(2).fill('The business is closed.'),
    );
    expect(await chat.texts()).toEqual(['We are closed.']);
  });

  it('drafts for people, and sends what they agree to as theirs', async () => {
    await plan({});
    const shop = await open({ mode: 'suggest' });
    const chat = await meet(shop);
    const suggested = await until(async () => (await shop.events('reply.suggested'))[0], 'a draft');
    expect(suggested.data.suggestion).toMatchObject({
      ...{ state: 'open', contents: [{ type: 'text', text: 'Hello there!' }] },
    });
    expect(await chat.texts()).toEqual([]);
    expect((await conversation(chat)).owner).toBe('none');
  });
});
