import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type Chat, type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

describe.each(databaseKinds)('rules without any model, on $kind', ({ create }) => {
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

  async function open(rules: Json[], more: Json = {}, platform: 'messenger' | 'line' = 'messenger') {
    const shop = await stage.open(platform);
    const answer = await set(shop, { rules, ...more });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return shop;
  }

  const set = (shop: Shop, settings: Json) =>
    stage.hub.api<Json>('PUT', `/api/v1/agent/settings/${shop.id}`, settings);
  const conversation = async ({ id }: Chat) =>
    (await stage.hub.api<Json>('GET', `/api/v1/conversations/${id}`)).body;
  const person = '7000000000000001';

  it('assign, sort and tag, and say in the events which of them it was', async () => {
    const { body: member } = await stage.hub.api<{ id: string }>('POST', '/api/v1/members', { name: 'Mali' });
    const shop = await open([
      { name: 'greetings', when: { keywords: ['hello'] }, actions: { add_tags: ['greeted'] } },
      {
        ...{ name: 'first', when: { first_contact: true } },
        actions: { assignee_id: member.id, team: 'sales', owner: 'human' },
      },
      { name: 'never', when: { keywords: ['refund'] }, actions: { team: 'refunds' } },
    ]);
    const chat = await shop.meet(person);
    expect(await conversation(chat)).toMatchObject({
      ...{ assignee_id: member.id, team: 'sales', owner: 'human', tags: ['greeted'] },
    });
    const told = await shop.events('conversation.changed,conversation.handover');
    expect(told.map(({ type, data: { by, reason } }) => [type, by, reason])).toEqual([
      ['conversation.changed', { member_id: null, key_id: null, rule: 'greetings' }, undefined],
      ['conversation.changed', { member_id: null, key_id: null, rule: 'first' }, undefined],
      ['conversation.handover', { member_id: null, key_id: null, rule: 'first' }, 'The rule "first".'],
    ]);
    await shop.say('A refund please', person);
    await until(async () => (await conversation(chat)).team === 'refunds', 'the second message');
    // Only the first message was the first.
    expect((await shop.events('conversation.handover')).length).toBe(1);
  });

  it.each(['messenger', 'line'] as const)('answer, and the agent is silent then: %s', async (platform) => {
    const rules = [
      { name: 'closed', when: { open: false, keywords: ['hello'] }, actions: { reply: 'We are closed.' } },
      { name: 'again', when: { keywords: ['hello'] }, actions: { reply: 'A second answer.' } },
    ];
    const holidays = [-1, 0, 1].map((day) => ({
      date: new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10),
    }));
    const shop = await open(rules, { mode: 'auto', hours: { holidays } }, platform);
    const chat = await shop.meet(platform === 'line' ? `U${'2'.repeat(32)}` : person);
    await until(async () => (await chat.texts()).length === 1, 'the answer');
    expect(await chat.texts()).toEqual(['We are closed.']);
    const [queued] = await shop.events('message.queued');
    expect(queued?.data.message).toMatchObject({ author: 'bot' });
    // The agent was not even asked.
    expect((await conversation(chat)).owner).toBe('none');
  });

  it('do not interrupt a person, but may say that one comes', async () => {
    const shop = await open([
      {
        ...{ name: 'person', when: { keywords: ['human'] } },
        actions: { owner: 'human', reply: 'A colleague will be with you.' },
      },
    ]);
    const chat = await shop.meet(person);
    await shop.say('A human, please', person);
    await until(async () => (await chat.texts()).length === 1, 'the answer');
    await shop.say('Is a human there?', person);
    const last = await until(async () => {
      const events = await shop.events('message.received');
      return events.length === 3 && events.at(-1);
    }, 'the third message');
    expect(last.conversation_id).toBe(chat.id);
    expect((await shop.events('message.queued')).length).toBe(1);
  });

  it('act on live news only, and what one may not do holds nothing up', async () => {
    const { body: member } = await stage.hub.api<{ id: string }>('POST', '/api/v1/members', { name: 'Gone' });
    const shop = await open([
      { name: 'gone', when: { first_contact: true }, actions: { assignee_id: member.id, team: 'night' } },
    ]);
    expect((await stage.hub.api('DELETE', `/api/v1/members/${member.id}`)).status).toBe(204);
    const chat = await shop.meet(person);
    expect(await conversation(chat)).toMatchObject({ assignee_id: null, team: 'night' });
  });

  it('must differ in their names', async () => {
    const twice = { name: 'same', when: { open: true }, actions: { team: 'a' } };
    const shop = await stage.open('messenger');
    expect((await set(shop, { rules: [twice, twice] })).status).toBe(422);
  });
});
