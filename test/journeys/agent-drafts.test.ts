import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

interface Draft {
  id: string;
  state: string;
  run_id: string;
  message_id: string | null;
  contents: Json[];
}

describe.each(databaseKinds)('drafts of an agent, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;
  let shop: Shop;
  let member: { id: string; headers: Record<string, string> };
  let customers = 0;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place);
    const { body: niran } = await stage.hub.api<{ id: string }>('POST', '/api/v1/members', { name: 'Niran' });
    const key = { name: 'Niran', member_id: niran.id, scopes: ['send', 'inbox', 'read'] };
    const { body: made } = await stage.hub.api<{ key: string }>('POST', '/api/v1/keys', key);
    member = { id: niran.id, headers: { authorization: `Bearer ${made.key}` } };
    shop = await stage.open('messenger');
    const settings = { mode: 'suggest', turns: { quiet_seconds: 0, maximum_seconds: 5 } };
    await stage.hub.api('PUT', `/api/v1/agent/settings/${shop.id}`, settings);
  });

  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  const drafts = async (conversation: string, state: string) => {
    const path = `/api/v1/suggestions?conversation_id=${conversation}&state=${state}`;
    return (await stage.hub.api<{ data: Draft[] }>('GET', path)).body.data;
  };
  const decide = (id: string, deed: string, body?: Json, headers = member.headers) =>
    stage.hub.api<Draft & Json>('POST', `/api/v1/suggestions/${id}/${deed}`, body, headers);

  /** Somebody greets the shop, and the agent drafts an answer. */
  async function greeted() {
    customers += 1;
    const chat = await shop.meet(`700000000000${1000 + customers}`);
    const draft = await until(async () => (await drafts(chat.id, 'open'))[0], 'a draft');
    return { chat, draft };
  }

  const decided = async (id: string) => {
    const events = await shop.events('suggestion.decided');
    return events.map(({ data }) => data.suggestion as unknown as Draft).find((draft) => draft.id === id);
  };

  it('are sent as they are by a person, and lead to their run', async () => {
    const { chat, draft } = await greeted();
    const { status, body } = await decide(draft.id, 'accept');
    expect([status, body]).toMatchObject([200, { state: 'accepted', decided_by: member.id }]);
    const { timeline, ...message } = await stage.reaches(body.message_id ?? '', 'delivered');
    expect(message).toMatchObject({ author: 'human', content: draft.contents[0] });
    expect(timeline.agent_run?.id).toBe(draft.run_id);
    expect(await decided(draft.id)).toMatchObject({ state: 'accepted', message_id: body.message_id });
    const { body: conversation } = await stage.hub.api<Json>('GET', `/api/v1/conversations/${chat.id}`);
    expect(conversation.owner).toBe('human');
    // Twice is the same as once, and refusing it comes too late.
    expect((await decide(draft.id, 'accept')).body.message_id).toBe(body.message_id);
    expect(await decide(draft.id, 'reject')).toMatchObject({
      ...{ status: 409, body: { code: 'suggestion_over', detail: expect.stringMatching(/accepted/) } },
    });
    expect(await chat.texts()).toHaveLength(1);
  });

  it('are sent in other words', async () => {
    const { chat, draft } = await greeted();
    const { body } = await decide(draft.id, 'edit', {
      contents: [{ type: 'text', text: 'Hello from Niran!' }],
    });
    expect(body.state).toBe('edited');
    await stage.reaches(body.message_id ?? '', 'delivered');
    expect(await chat.texts()).toEqual(['Hello from Niran!']);
  });

  it('are sent in the name of software by a key of nobody', async () => {
    const { draft } = await greeted();
    const { body } = await decide(draft.id, 'accept', undefined, {});
    expect(body).toMatchObject({ state: 'accepted', decided_by: null });
    expect(await stage.reaches(body.message_id ?? '', 'delivered')).toMatchObject({ author: 'api' });
  });

  it('are refused, and nothing goes', async () => {
    const { chat, draft } = await greeted();
    expect((await decide(draft.id, 'reject')).body).toMatchObject({ state: 'rejected', message_id: null });
    expect(await chat.texts()).toEqual([]);
  });

  it('are over when the person writes again, and a new one takes their place', async () => {
    const { chat, draft } = await greeted();
    await shop.say('Thanks', chat.user);
    const next = await until(
      async () => (await drafts(chat.id, 'open')).find(({ id }) => id !== draft.id),
      'a new draft',
    );
    expect(await decide(draft.id, 'accept')).toMatchObject({
      ...{ status: 409, body: { code: 'suggestion_over', detail: expect.stringMatching(/gone on/) } },
    });
    expect(await decided(draft.id)).toMatchObject({ state: 'expired' });
    await decide(next.id, 'reject');
  });

  it('are over when a person answers otherwise', async () => {
    const { chat, draft } = await greeted();
    const body = { conversation_id: chat.id, author: 'human', content: { type: 'text', text: 'I am here.' } };
    await stage.hub.api('POST', '/api/v1/messages', body, member.headers);
    expect(await decided(draft.id)).toMatchObject({ state: 'expired' });
  });

  it('have a run that says how they came about, and can be rated', async () => {
    const { draft } = await greeted();
    const path = `/api/v1/agent/runs/${draft.run_id}`;
    const { body: run } = await stage.hub.api<Json & { steps: Json[] }>('GET', path);
    expect(run).toMatchObject({ decision: 'suggested', kind: 'reply', reply: draft.contents });
    expect(run.prompt_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(run.steps.map(({ type }) => type)).toContain('model');
    expect(run.steps).toContainEqual({ type: 'guard', rule: 'citations', outcome: 'passed' });
    const rating = { rating: -1, note: 'Too stiff.' };
    const rated = await stage.hub.api<Json>('PUT', `${path}/rating`, rating, member.headers);
    expect(rated.body).toMatchObject({ rating: -1, rating_note: 'Too stiff.', rated_by: member.id });
    const list = `/api/v1/agent/runs?account_id=${shop.id}&rating=-1`;
    const { body } = await stage.hub.api<{ data: Json[] }>('GET', list);
    expect(body.data.map(({ id }) => id)).toEqual([draft.run_id]);
  });
});
