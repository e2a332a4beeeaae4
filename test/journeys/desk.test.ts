import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type JourneyStage, type Json, startJourney } from './stage.ts';

describe.each(databaseKinds)('a conversation at the desk, on $kind', ({ create }) => {
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

  it('is taken over, noted on, read and closed, and opens again when the person writes', async () => {
    const shop = await stage.open('line');
    const user = `U${randomBytes(16).toString('hex')}`;
    const chat = await shop.meet(user);
    const path = `/api/v1/conversations/${chat.id}`;
    const { body: before } = await stage.hub.api<Json>('GET', path);
    expect(before).toMatchObject({ status: 'open', owner: 'none', unread: 1 });
    const wishes = { owner: 'human', add_tags: ['vip'], read_until: before.last_message_cursor };
    expect((await stage.hub.api<Json>('PATCH', path, wishes)).body).toMatchObject({
      ...{ owner: 'human', tags: ['vip'], unread: 0 },
    });
    const note = await stage.hub.api('POST', `${path}/notes`, { text: 'Waits for the shoe in 42.' });
    expect(note.status).toBe(201);
    expect((await stage.hub.api<Json>('PATCH', path, { status: 'closed' })).body.status).toBe('closed');
    await shop.say('One more thing', user);
    const open = await until(async () => {
      const { body } = await stage.hub.api<Json>('GET', path);
      return body.unread === 1 && body;
    }, 'the new message');
    expect(open).toMatchObject({ status: 'open', owner: 'human', tags: ['vip'] });
    // The person's profile is fetched meanwhile, and comes when it comes.
    const told = (await shop.events()).filter(({ type }) => type !== 'contact.changed');
    const events = told.map(({ type, data }) => [type, data.changes ?? data.to ?? null]);
    expect(events.slice(-6)).toEqual([
      ['conversation.changed', { tags: { from: [], to: ['vip'] }, unread: { from: 1, to: 0 } }],
      ['conversation.handover', 'human'],
      ['note.added', null],
      ['conversation.changed', { status: { from: 'open', to: 'closed' } }],
      ['message.received', null],
      ['conversation.changed', { status: { from: 'closed', to: 'open' } }],
    ]);
    const last = (await shop.events('conversation.changed')).at(-1);
    expect(last?.data.by).toBeNull();
    // Nothing of it went to the person.
    expect(await chat.texts()).toEqual([]);
  });
});
