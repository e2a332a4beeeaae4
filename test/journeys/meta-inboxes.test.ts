import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type Chat, type JourneyStage, type Shop, startJourney } from './stage.ts';

const person = { messenger: '7100000000000101', instagram: '7200000000000101' };

describe.each(databaseKinds)('Pages and Instagram accounts on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place, { PARLEY_ECHO_WAIT_MS: '300' });
  });

  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  describe.each([
    ['messenger', 'page'],
    ['instagram', 'login'],
    ['instagram', 'page'],
  ] as const)('%s by %s', (platform, route) => {
    let shop: Shop;
    let chat: Chat;

    beforeEach(async () => {
      shop = await stage.open(platform, route);
      chat = await shop.meet(person[platform]);
    });

    const authors = async () => {
      const { body } = await stage.hub.api<{ data: { author: string; content: { text?: string } }[] }>(
        'GET',
        `/api/v1/conversations/${chat.id}/messages?order=asc`,
      );
      return body.data.map(({ author, content }) => `${author}: ${content.text}`);
    };

    it('brings an answer to the person, and takes its echo for what it is', async () => {
      const id = await chat.send('Yes, in every size.');
      await stage.reaches(id, platform === 'messenger' ? 'delivered' : 'sent');
      expect(await chat.texts()).toEqual(['Yes, in every size.']);
      // The echo of our own send is no message of somebody else.
      const second = await chat.send('And in blue.');
      await stage.reaches(second, platform === 'messenger' ? 'delivered' : 'sent');
      expect(await authors()).toEqual(['contact: Hello', 'api: Yes, in every size.', 'api: And in blue.']);
    });

    it('shows what was typed in the platform’s own app', async () => {
      await shop.say({ type: 'typed_in_app', text: 'I am the owner.' }, person[platform]);
      await until(async () => (await authors()).includes('app: I am the owner.'), 'the echo');
    });

    it('sends once what got no answer, by the evidence of its echo', async () => {
      await shop.fault({ on: 'send', kind: 'close_after_accept', times: 1 });
      const id = await chat.send('Only once.');
      const { timeline } = await stage.reaches(id, platform === 'messenger' ? 'delivered' : 'sent');
      expect(timeline.attempts).toHaveLength(1);
      await chat.send('Then this.');
      await until(async () => (await chat.texts()).length === 2, 'both');
      expect(await chat.texts()).toEqual(['Only once.', 'Then this.']);
      expect((await authors()).filter((line) => line.startsWith('app'))).toEqual([]);
    });

    it('learns from its echo the id of what was sent in spite of the answer', async () => {
      await shop.fault({ code: '1/1357046' });
      const id = await chat.send('Sent all the same.');
      const known = await until(async () => (await stage.message(id)).platform_message_id, 'the id');
      expect((await shop.shown()).map(({ message_id }) => message_id)).toEqual([known]);
      await stage.reaches(await chat.send('And this.'), platform === 'messenger' ? 'delivered' : 'sent');
      expect(await authors()).toEqual(['contact: Hello', 'api: Sent all the same.', 'api: And this.']);
      expect(await shop.sends()).toHaveLength(2);
    });

    it('knows when the person has read it', async () => {
      const path = platform === 'messenger' ? '/messenger/pages' : '/instagram/accounts';
      const id = await chat.send('Read me.');
      await stage.reaches(id, platform === 'messenger' ? 'delivered' : 'sent');
      await stage.simulated.control('PATCH', `${path}/${shop.simulated}`, {
        auto_read: true,
        auto_read_ms: 0,
      });
      const second = await chat.send('Me too.');
      await stage.reaches(second, 'read');
      // A Page hears of a moment until which everything was read.
      if (platform === 'messenger') await stage.reaches(id, 'read');
    });

    it('says why somebody unknown cannot be written to', async () => {
      const refused = await stage.hub.api<{ id: string }>('POST', '/api/v1/messages', {
        account_id: shop.id,
        to: '7999999999999999',
        content: { type: 'text', text: 'Nobody' },
      });
      const { failure } = await stage.reaches(refused.body.id, 'failed');
      expect(failure).toMatchObject({ kind: 'recipient_unreachable' });
    });
  });
});
