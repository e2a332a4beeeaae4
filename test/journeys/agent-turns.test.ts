import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type AgentShop, type AgentStage, answerOf, startAgentJourney } from './agent-stage.ts';

const people = { messenger: '7000000000000001', whatsapp: '66840000001', line: `U${'1'.repeat(32)}` };

describe.each(databaseKinds)('turns of a conversation, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: AgentStage;

  beforeAll(async () => {
    place = await create();
    stage = await startAgentJourney(place);
  });
  afterEach(() => stage.calm());
  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  const decisions = async (shop: AgentShop, count: number) =>
    (await shop.ended(count)).map(({ decision }) => decision);

  /** Waits until the model has been asked so often. */
  const asked = (count: number, text?: string) =>
    until(async () => (await stage.calls(text)).length >= count, `${count} calls of the model`);

  it('are answered once, however many pieces they come in', async () => {
    const shop = await stage.openWithAgent('messenger', { turns: { quiet_seconds: 1, maximum_seconds: 10 } });
    await stage.plan({ match: 'about books', json: answerOf('One answer.') });
    await shop.write(people.messenger, 'Hello', 'I have', 'a question', 'about books');
    expect(await decisions(shop, 1)).toEqual(['replied']);
    await until(async () => (await shop.told(people.messenger)).length > 0, 'the answer');
    expect(await shop.told(people.messenger)).toEqual(['One answer.']);
    const calls = await stage.calls('about books');
    expect(calls).toHaveLength(1);
    expect(JSON.stringify(calls[0]?.body)).toContain('Hello\\nI have\\na question\\nabout books');
  });

  it('are each answered, also where the platform tells the time by the second', async () => {
    const shop = await stage.openWithAgent('whatsapp');
    for (let count = 1; count < 4; count += 1) {
      await shop.write(people.whatsapp, 'Hello');
      await until(async () => (await shop.told(people.whatsapp)).length === count, `answer ${count}`);
    }
    expect(await decisions(shop, 3)).toEqual(['replied', 'replied', 'replied']);
  });

  it('end at the latest after their longest wait', async () => {
    const shop = await stage.openWithAgent('messenger', { turns: { quiet_seconds: 3, maximum_seconds: 4 } });
    // Somebody who never pauses for three seconds.
    let wrote = 0;
    await until(async () => {
      if ((await stage.calls('And another thing')).length > 0) return true;
      if (Date.now() - wrote > 800) {
        await shop.write(people.messenger, 'And another thing');
        wrote = Date.now();
      }
      return false;
    }, 'the model to be asked');
    expect((await shop.events('message.received')).length).toBeGreaterThan(2);
  });

  it('stop a model that thinks when the person goes on, and are answered with everything', async () => {
    const shop = await stage.openWithAgent('messenger');
    await stage.plan({ match: 'first', delay_ms: null });
    await shop.write(people.messenger, 'My first words');
    await asked(1, 'first words');
    await stage.plan({ match: 'second', delay_ms: null });
    await shop.write(people.messenger, 'My second words');
    await asked(1, 'second words');
    await stage.plan({ match: 'third', json: answerOf('All heard.') });
    await shop.write(people.messenger, 'My third words');
    expect(await decisions(shop, 3)).toEqual(['overtaken', 'overtaken', 'replied']);
    await until(async () => (await shop.told(people.messenger)).length > 0, 'the answer');
    expect(await shop.told(people.messenger)).toEqual(['All heard.']);
    const calls = await stage.calls('first words');
    expect(calls.map(({ aborted }) => aborted)).toEqual([true, true, false]);
    expect(JSON.stringify(calls[2]?.body)).toMatch(/first words.*second words.*third words/);
  });

  it('are not answered when the person takes back what they had asked', async () => {
    const shop = await stage.openWithAgent('line');
    await stage.plan({ match: 'secret question', delay_ms: null });
    const { message_id } = await shop.say('My secret question', people.line);
    await asked(1, 'secret question');
    await shop.say({ type: 'unsend', message_id }, people.line);
    await until(async () => (await stage.calls('secret question'))[0]?.aborted, 'the call to be given up');
    await until(async () => (await shop.runs()).length > 0, 'the run to end');
    // A later question is answered by itself.
    await stage.plan({ match: 'opening hours', json: answerOf('From nine to six.') });
    await shop.write(people.line, 'And the opening hours?');
    await until(async () => (await shop.told(people.line)).length > 0, 'the answer');
    expect(await shop.told(people.line)).toEqual(['From nine to six.']);
    expect(await stage.calls('secret question')).toHaveLength(1);
  });

  it('go to whoever types in the platform’s own app meanwhile', async () => {
    const shop = await stage.openWithAgent('messenger');
    await stage.plan({ match: 'anybody', delay_ms: null });
    const conversation = await shop.write(people.messenger, 'Is anybody there');
    await asked(1, 'anybody');
    await shop.say({ type: 'typed_in_app', text: 'I am, the owner.' }, people.messenger);
    expect(await decisions(shop, 1)).toEqual(['overtaken']);
    expect(await stage.conversation(conversation)).toMatchObject({ owner: 'human' });
    await until(async () => (await stage.calls('anybody'))[0]?.aborted, 'the call to be given up');
    await shop.write(people.messenger, 'Good');
    const received = await shop.events('message.received');
    expect(received).toHaveLength(2);
    // The agent keeps silent from here on: no further run, no further word.
    expect(await shop.runs()).toHaveLength(1);
    expect(await stage.calls('anybody')).toHaveLength(1);
  });

  it('are handed over with a word to the customer when they ask for a person', async () => {
    const shop = await stage.openWithAgent('line', { handover: { text: 'A colleague comes.' } });
    const conversation = await shop.write(people.line, 'I want to talk to a human please');
    const [run] = await shop.ended(1);
    expect(run).toMatchObject({ decision: 'handed_over', reason: 'The customer asks for a person.' });
    expect(await stage.conversation(conversation)).toMatchObject({ owner: 'human' });
    await until(async () => (await shop.told(people.line)).length > 0, 'the word');
    expect(await shop.told(people.line)).toEqual(['A colleague comes.']);
    expect(await stage.calls('talk to a human')).toHaveLength(0);
    const { body } = await stage.hub.api<{ data: { text: string }[] }>(
      'GET',
      `/api/v1/conversations/${conversation}/notes`,
    );
    expect(body.data[0]?.text).toContain('I want to talk to a human please');
  });
});
