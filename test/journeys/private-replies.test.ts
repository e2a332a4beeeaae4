import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

const person = { messenger: '7100000000000301', instagram: '7200000000000301' };

describe.each(databaseKinds)('Private replies on $kind', ({ create }) => {
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

  describe.each([
    ['messenger', 'page'],
    ['instagram', 'login'],
  ] as const)('of %s', (platform, route) => {
    let shop: Shop;

    beforeEach(async () => {
      shop = await stage.open(platform, route);
    });

    /** Somebody comments; answers the comment's id, as its event names it. */
    async function commented(text: string): Promise<string> {
      await shop.say({ type: 'comment', text }, person[platform]);
      const event = await until(
        async () => (await shop.events('comment.received')).find(({ data }) => data.text === text),
        `the comment ${text}`,
      );
      return String(event.data.comment_id);
    }

    const send = (to: Json | string, text: string) =>
      stage.hub.api<{ id: string; conversation_id: string }>('POST', '/api/v1/messages', {
        account_id: shop.id,
        to,
        content: { type: 'text', text },
      });

    it('go to whoever commented, and are one conversation with all that follows', async () => {
      const comment = await commented('Is it waterproof?');
      const reply = await send({ type: 'comment', id: comment }, 'It is, to 30 metres.');
      await stage.reaches(reply.body.id, platform === 'messenger' ? 'delivered' : 'sent');
      const [call] = await shop.sends();
      expect(call?.body).toMatchObject({ recipient: { comment_id: comment } });
      expect((await shop.shown()).map(({ text }) => text)).toEqual(['It is, to 30 metres.']);

      // The answer comes from the person’s own id, which was learnt with the reply.
      const { message_id } = await shop.say('Then I take two.', person[platform]);
      const answer = await until(
        async () =>
          (await shop.events('message.received')).find(
            ({ data }) => data.message?.platform_message_id === message_id,
          ),
        'the answer',
      );
      expect(answer.conversation_id).toBe(reply.body.conversation_id);

      const { body } = await send(person[platform], 'They are on their way.');
      expect(body.conversation_id).toBe(reply.body.conversation_id);
      await stage.reaches(body.id, platform === 'messenger' ? 'delivered' : 'sent');
      expect((await shop.sends()).at(-1)?.body).toMatchObject({ recipient: { id: person[platform] } });
    });

    it('join the conversation that there was before', async () => {
      const chat = await shop.meet(person[platform]);
      const reply = await send({ type: 'comment', id: await commented('And in blue?') }, 'In blue too.');
      await stage.reaches(reply.body.id, platform === 'messenger' ? 'delivered' : 'sent');
      const next = await send(person[platform], 'Anything else?');
      expect(next.body.conversation_id).toBe(chat.id);
      expect(await shop.events('contact.merged')).toHaveLength(1);
    });

    it('are refused where the comment was answered already', async () => {
      const comment = await commented('How much?');
      const first = await send({ type: 'comment', id: comment }, 'Twelve francs.');
      await stage.reaches(first.body.id, platform === 'messenger' ? 'delivered' : 'sent');
      // By now the person is known, but has never written: the platform waits for their answer.
      const second = await send({ type: 'comment', id: comment }, 'And free of charge to your door.');
      const { failure } = await stage.reaches(second.body.id, 'failed');
      expect(failure).toMatchObject({ kind: 'window_closed' });
      expect(await shop.shown()).toHaveLength(1);
    });
  });
});
