import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type JourneyStage, startJourney } from './stage.ts';

const path = '/api/v1/agent/knowledge';
// What is first in one list alone has 1/61, and in both 2/61: https://plg.uwaterloo.ca/~gvcormac/cormacksigir09-rrf.pdf
const firstInBoth = 2 / 61;

describe.each(databaseKinds)('finding knowledge by meaning, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;
  let account: string;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place);
    account = (await stage.open('line')).id;
  });

  afterAll(async () => {
    await stage?.stop();
    await place?.drop();
  });

  const set = async (settings: object) => {
    const answer = await stage.hub.api('PUT', `/api/v1/agent/settings/${account}`, settings);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  };

  const teach = async (title: string, text: string, tags: string[]) => {
    const { body } = await stage.hub.api<{ id: string }>('POST', path, { title, text, tags });
    await until(async () => {
      const found = await stage.hub.api<{ state: string }>('GET', `${path}/${body.id}`);
      return found.body.state === 'ready';
    }, 'the document to be indexed');
    return body.id;
  };

  const find = async (question: string) => {
    const query = new URLSearchParams({ q: question, account_id: account });
    const { body } = await stage.hub.api<{ data: { title: string; score: number }[] }>(
      'GET',
      `${path}/search?${query}`,
    );
    return body.data;
  };

  const foundByBoth = (question: string, title: string) =>
    until(async () => {
      const [best] = await find(question);
      return best?.title === title && Math.abs(best.score - firstInBoth) < 1e-9;
    }, `“${title}” to be first by words and by meaning`);

  it('takes what was there before the model was set, and what comes later, by its tags', async () => {
    await teach('Parking', 'Parking behind the shop is free for two hours.', ['shop']);
    await set({ mode: 'off' });
    expect((await find('Where can I park: parking behind the shop?'))[0]?.score).not.toBeCloseTo(
      firstInBoth,
      6,
    );
    const embedding_model = { provider: 'google', model: 'gemini-embedding-001' };
    await set({ mode: 'off', embedding_model, knowledge_tags: ['shop'] });
    await foundByBoth('Is parking behind the shop free?', 'Parking');
    await teach('Pets', 'Small dogs may come in when they are carried.', ['shop']);
    await teach('Secret', 'Small dogs of the staff sleep in the kitchen.', ['staff']);
    await foundByBoth('May small dogs come in?', 'Pets');
    expect((await find('Where do small dogs of the staff sleep?')).map(({ title }) => title)).not.toContain(
      'Secret',
    );
  });

  it('goes on by words while the model is away, and is rebuilt for another model', async () => {
    await stage.simulated.control('PATCH', '/model', { outage: 'unavailable' });
    const [best] = await find('Is parking behind the shop free?');
    expect(best?.title).toBe('Parking');
    expect(best?.score).not.toBeCloseTo(firstInBoth, 6);
    await stage.simulated.control('PATCH', '/model', { outage: null });
    await set({ mode: 'off', embedding_model: { provider: 'google', model: 'gemini-embedding-2' } });
    await foundByBoth('Where do small dogs of the staff sleep?', 'Secret');
  });
});
