import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type MovableClock, movableClock } from '../in-process-hub.ts';
import { type AgentShop, type AgentStage, answerOf, startAgentJourney } from './agent-stage.ts';
import type { Json } from './stage.ts';

const people = { messenger: '7000000000000001', whatsapp: '66840000001', line: `U${'1'.repeat(32)}` };
const handedOver = { handover: { text: 'A colleague comes.' } };
const minute = 60_000;

describe.each(databaseKinds)('an agent in trouble, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: AgentStage;
  let clock: MovableClock;

  beforeAll(async () => {
    place = await create();
    // Hub, platforms and model live by one clock, which the tests put forward.
    clock = movableClock();
    stage = await startAgentJourney(place, clock);
  });
  afterEach(() => stage.calm());
  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  const asked = (count: number) =>
    until(async () => (await stage.calls()).length >= count, `${count} calls of the model`);

  const toldOf = (shop: AgentShop, user: string, count: number) =>
    until(async () => {
      const told = await shop.told(user);
      return told.length >= count && told;
    }, `${count} texts on the phone of ${user}`);

  /** What a person had in the end: a word that somebody comes, and a person. */
  async function expectHandedOver(shop: AgentShop, conversation: string, user: string, reason: RegExp) {
    const last = await until(
      async () => (await shop.runs()).find(({ decision }) => decision === 'handed_over'),
      'the conversation to be handed over',
    );
    expect(last.reason).toMatch(reason);
    expect(await stage.conversation(conversation)).toMatchObject({ owner: 'human' });
    expect((await toldOf(shop, user, 1)).at(-1)).toBe('A colleague comes.');
  }

  describe('whose provider', () => {
    it('is down, waits for it, and answers when it is back', async () => {
      const shop = await stage.openWithAgent('messenger', handedOver);
      await stage.model({ outage: 'unavailable' });
      await shop.write(people.messenger, 'Hello');
      const [failed] = await shop.ended(1);
      expect(failed).toMatchObject({
        decision: 'failed',
        reason: expect.stringMatching(/could not be reached/),
      });
      await stage.model({ outage: null });
      clock.advance(10_000);
      const runs = await shop.ended(2);
      expect(runs.map(({ decision }) => decision)).toEqual(['failed', 'replied']);
      expect(await toldOf(shop, people.messenger, 1)).toEqual(['Hello! How can I help you?']);
    });

    it('stays down, gives its customers to people', async () => {
      const shop = await stage.openWithAgent('messenger', { ...handedOver, answer_seconds: 5 });
      await stage.model({ outage: 'close' });
      const conversation = await shop.write(people.messenger, 'Hello');
      await shop.ended(1);
      for (let count = 1; count < 6; count += 1) {
        clock.advance(6000);
        if ((await shop.runs()).some(({ decision }) => decision === 'handed_over')) break;
        await shop.ended(count + 1);
      }
      await expectHandedOver(shop, conversation, people.messenger, /could not be reached/);
    });

    it('is down, asks its second model', async () => {
      const second_model = { provider: 'google', model: 'gemini-2.5-flash' };
      const shop = await stage.openWithAgent('messenger', { ...handedOver, second_model });
      await stage.plan({ error: { status: 503 }, times: 3 });
      await shop.write(people.messenger, 'Hello');
      expect(await shop.ended(1)).toMatchObject([{ decision: 'replied', model: 'gemini-2.5-flash' }]);
    });

    it.each<[string, Json, RegExp]>([
      ['refuses the prompt', { block_reason: 'PROHIBITED_CONTENT' }, /safety filter/],
      ['breaks its answer off', { json: answerOf('Half'), cut: 12, times: 9 }, /form/],
      ['says nothing', { empty: true, times: 9 }, /without saying anything/],
      ['refuses the key', { error: { status: 403 } }, /key/],
      ['refuses the request', { error: { status: 400 } }, /refused the request/],
    ])('%s, hands over', async (_, answer, reason) => {
      const shop = await stage.openWithAgent('messenger', handedOver);
      await stage.plan(answer);
      const conversation = await shop.write(people.messenger, 'Hello');
      await expectHandedOver(shop, conversation, people.messenger, reason);
    });

    it('asks to wait, is asked again after that', async () => {
      const shop = await stage.openWithAgent('messenger', handedOver);
      await stage.plan({ error: { status: 429, retry_delay_ms: 25_000 }, times: 1 });
      await shop.write(people.messenger, 'Hello');
      const [failed] = await shop.ended(1);
      expect(failed).toMatchObject({ decision: 'failed', reason: expect.stringMatching(/limit/) });
      clock.advance(20_000);
      expect(await stage.calls()).toHaveLength(1);
      clock.advance(6000);
      expect((await shop.ended(2))[1]).toMatchObject({ decision: 'replied' });
    });

    it('takes too long, hands over', async () => {
      const shop = await stage.openWithAgent('messenger', { ...handedOver, answer_seconds: 10 });
      await stage.plan({ delay_ms: null, times: 9 });
      const conversation = await shop.write(people.messenger, 'Hello');
      await asked(1);
      clock.advance(11_000);
      await expectHandedOver(shop, conversation, people.messenger, /in time/);
      await until(async () => (await stage.calls())[0]?.aborted, 'the call to be given up');
    });
  });

  it('whose budget is spent, hands over, and raises an alarm once', async () => {
    const shop = await stage.openWithAgent('messenger', { ...handedOver, budget: { tokens_per_day: 10 } });
    const conversation = await shop.write(people.messenger, 'Hello');
    await expectHandedOver(shop, conversation, people.messenger, /use up in a day/);
    await shop.write('7000000000000002', 'Hello');
    await shop.ended(2);
    expect(await stage.calls()).toHaveLength(0);
    expect(await shop.events('agent.budget_spent')).toHaveLength(1);
  });

  describe('where answering is free for a while', () => {
    const late = async (policy: string) => {
      const settings = { ...handedOver, late_answers: policy, answer_seconds: 200 };
      const shop = await stage.openWithAgent('line', settings);
      await stage.plan({ delay_ms: 1.5 * minute, json: answerOf('Here it is.') });
      const conversation = await shop.write(people.line, 'Hello');
      await asked(1);
      return { shop, conversation };
    };
    const ways = async (shop: AgentShop) => (await shop.sends()).map(({ path }) => path.split('/').at(-1));

    it('asks to wait in time, and pays for the answer', async () => {
      const { shop } = await late('hold');
      clock.advance(45_000);
      expect(await toldOf(shop, people.line, 1)).toEqual(['One moment please, I am looking into it.']);
      clock.advance(50_000);
      expect((await toldOf(shop, people.line, 2))[1]).toBe('Here it is.');
      expect(await ways(shop)).toEqual(['reply', 'push']);
    });

    it('only pays for the answer', async () => {
      const { shop } = await late('push');
      clock.advance(2 * minute);
      expect(await toldOf(shop, people.line, 1)).toEqual(['Here it is.']);
      expect(await ways(shop)).toEqual(['push']);
    });

    it('gives it to people in time, and pays nothing', async () => {
      const { shop, conversation } = await late('never');
      clock.advance(45_000);
      await expectHandedOver(shop, conversation, people.line, /free/);
      expect(await ways(shop)).toEqual(['reply']);
    });
  });

  it('that may not write any more when it would, leaves it to people', async () => {
    const now = new Date(clock.now());
    const today = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
    // Closed until the day after tomorrow: the window of a day is over by then.
    const days = [2, 3].map((ahead) => today[(now.getUTCDay() + ahead) % 7]);
    const hours = { open: [{ days, from: '00:00', to: '00:00' }], answer_when_closed: false };
    const shop = await stage.openWithAgent('whatsapp', { ...handedOver, hours });
    const conversation = await shop.write(people.whatsapp, 'Hello');
    expect((await shop.ended(1))[0]).toMatchObject({ decision: 'silent', reason: 'The business is closed.' });
    clock.advance(49 * 60 * minute);
    expect((await shop.ended(2))[1]).toMatchObject({
      decision: 'handed_over',
      reason: expect.stringMatching(/No answer may go now/),
    });
    expect(await stage.conversation(conversation)).toMatchObject({ owner: 'human' });
    expect(await shop.told(people.whatsapp)).toEqual([]);
    expect(await stage.calls()).toHaveLength(0);
  });
});
