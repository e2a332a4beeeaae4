import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type Chat, type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

describe.each(databaseKinds)('who has the floor, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;
  let member: Record<string, string>;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place);
    const { body: niran } = await stage.hub.api<{ id: string }>('POST', '/api/v1/members', { name: 'Niran' });
    const key = { name: 'Niran', member_id: niran.id, scopes: ['send', 'inbox', 'read'] };
    const { body: made } = await stage.hub.api<{ key: string }>('POST', '/api/v1/keys', key);
    member = { authorization: `Bearer ${made.key}` };
  });

  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  // So slow that nobody is answered within this test.
  const turns = { quiet_seconds: 120, maximum_seconds: 600 };

  async function open(mode: string, more: Json = {}, platform: 'messenger' | 'line' = 'messenger') {
    const shop = await stage.open(platform);
    const settings = { mode, turns, ...more };
    const answer = await stage.hub.api('PUT', `/api/v1/agent/settings/${shop.id}`, settings);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return shop;
  }

  async function meet(shop: Shop): Promise<Chat> {
    return shop.meet(shop.platform === 'line' ? `U${'1'.repeat(32)}` : '7000000000000001');
  }

  const conversation = async ({ id }: Chat) =>
    (await stage.hub.api<Json>('GET', `/api/v1/conversations/${id}`)).body;
  const patch = ({ id }: Chat, body: Json) =>
    stage.hub.api<Json>('PATCH', `/api/v1/conversations/${id}`, body);
  const owned = (chat: Chat, owner: string) =>
    until(async () => (await conversation(chat)).owner === owner, `the floor to be with ${owner}`);
  const handovers = async (shop: Shop) =>
    (await shop.events('conversation.handover')).map(({ data: { from, to, reason } }) => [from, to, reason]);
  const agentTakes = ['none', 'bot', 'Nobody had the floor when the person wrote.'];

  it('is the agent’s when a person writes and nobody has it', async () => {
    const shop = await open('auto');
    await owned(await meet(shop), 'bot');
    expect(await handovers(shop)).toEqual([agentTakes]);
  });

  it.each(['off', 'suggest'])('is nobody’s when the agent is to %s', async (mode) => {
    const chat = await meet(await open(mode));
    expect((await conversation(chat)).owner).toBe('none');
  });

  it('goes to the person who writes through the hub, and stays there', async () => {
    const shop = await open('auto');
    const chat = await meet(shop);
    const body = {
      conversation_id: chat.id,
      author: 'human',
      content: { type: 'text', text: 'I am Niran.' },
    };
    expect((await stage.hub.api('POST', '/api/v1/messages', body, member)).status).toBe(202);
    await owned(chat, 'human');
    await shop.say('Hello Niran', chat.user);
    await until(async () => (await conversation(chat)).unread === 2, 'the second message');
    expect((await conversation(chat)).owner).toBe('human');
    expect(await handovers(shop)).toEqual([agentTakes, ['bot', 'human', 'A person of the business wrote.']]);
  });

  it('goes to whoever types in the platform’s own app', async () => {
    const shop = await open('auto');
    const chat = await meet(shop);
    await shop.say({ type: 'typed_in_app', text: 'I am the owner.' }, chat.user);
    await owned(chat, 'human');
    expect((await handovers(shop)).at(-1)).toEqual([
      ...['bot', 'human'],
      'A person wrote in the platform’s own app.',
    ]);
  });

  it('stays with the agent when software writes', async () => {
    const shop = await open('auto');
    const chat = await meet(shop);
    for (const author of ['api', 'bot']) {
      await stage.reaches(await chat.send(`From ${author}`, { author }), 'delivered');
    }
    expect((await conversation(chat)).owner).toBe('bot');
    expect(await handovers(shop)).toEqual([agentTakes]);
  });

  it('goes back to the agent when the conversation is closed, unless that is not wanted', async () => {
    const shop = await open('auto');
    const chat = await meet(shop);
    await patch(chat, { owner: 'human' });
    expect((await patch(chat, { status: 'closed' })).body.owner).toBe('bot');
    expect((await handovers(shop)).slice(1)).toEqual([
      ['bot', 'human', 'By hand.'],
      ['human', 'bot', 'The conversation was closed.'],
    ]);
    await patch(chat, { status: 'open', owner: 'bot' });
    expect((await patch(chat, { status: 'closed', owner: 'human' })).body.owner).toBe('human');
    const keeping = await meet(await open('auto', { handover: { back_when_closed: false } }));
    await patch(keeping, { owner: 'human' });
    expect((await patch(keeping, { status: 'closed' })).body.owner).toBe('human');
  });

  it('goes back to the agent when people are silent for long', async () => {
    const shop = await open('auto', { handover: { back_after_minutes: 30 } });
    const chat = await meet(shop);
    await patch(chat, { owner: 'human' });
    stage.hub.clock.advance(20 * 60_000);
    await chat.send('I am on it.', { author: 'api' });
    stage.hub.clock.advance(11 * 60_000);
    await owned(chat, 'bot');
    expect((await handovers(shop)).at(-1)).toEqual(['human', 'bot', 'No person wrote for 30 minutes.']);
  });
});
