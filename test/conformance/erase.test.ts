import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type InProcessHub, startHubHere } from '../in-process-hub.ts';
import {
  ann,
  bob,
  type FakeGraph,
  foundIn,
  type Json,
  openShop,
  type ShopStage,
  startGraph,
} from './erase-stage.ts';

interface EventView {
  type: string;
  cursor: string;
  conversation_id: string | null;
  data: Json;
}

const byPhone = { from: ann.phone };
const byBoth = { from: ann.phone, from_user_id: ann.bsuid };
const contacts = [{ profile: { name: ann.name }, wa_id: ann.phone, user_id: ann.bsuid }];
const later = String(Math.floor(Date.now() / 1000) + 60);

describe.each(databaseKinds)('erasing a person on $kind', ({ create }) => {
  let place: TestDatabase;
  let graph: FakeGraph;
  let hub: InProcessHub;
  let shop: ShopStage;

  beforeEach(async () => {
    place = await create();
    graph = await startGraph();
    hub = await startHubHere({
      PARLEY_DATABASE_URL: place.url,
      PARLEY_GRAPH_URL: graph.url,
      PARLEY_RETRY_FIRST_MS: '20',
      PARLEY_RETRY_MAX_MS: '100',
      PARLEY_POLL_MS: '100',
    });
    shop = await openShop(hub);
  });

  afterEach(async () => {
    graph.answer();
    await hub.stop();
    graph.close();
    await place.drop();
  });

  const events = (types?: string) => shop.list<EventView>(`/events${types ? `?types=${types}` : ''}`);

  /** Erases somebody, and waits until it is done. */
  async function erase(phone: string): Promise<string> {
    const id = await until(() => shop.contactOf(phone), `the contact of ${phone}`);
    await shop.api('DELETE', `/contacts/${id}`);
    await shop.erasure(id, 'done');
    // The log of the database is emptied once the state has been stored.
    await until(async () => (await work()) === 0, 'the job to be over');
    return id;
  }

  /** How many jobs wait or run. */
  async function work(): Promise<number> {
    const text = await (await fetch(`${hub.url}/metrics`)).text();
    const count = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1]);
    return count('parley_jobs_waiting') + count('parley_jobs_running');
  }

  it('leaves nothing of them in the database, and everything of the others', async () => {
    const texts = {
      hers: [
        'the first secret',
        'the second secret',
        'the edited secret',
        'secret of the group',
        'anns secret',
      ],
      ours: ['our offer to her', 'our second offer', 'note about her', 'never sent offer'],
      bobs: ['what bob says', 'bob in the group', 'our offer to bob', 'note about bob'],
    };
    const [first = '', second = '', edited = '', inGroup = '', mixed = ''] = texts.hers;
    const [offer = '', another = '', note = ''] = texts.ours;
    const [bobSays = '', bobInGroup = '', bobsOffer = '', bobsNote = ''] = texts.bobs;
    // She is known by her phone, and as somebody else by the other id, until a payload tells.
    const named = [{ profile: { name: ann.name }, wa_id: ann.phone }];
    await shop.post({ contacts: named, messages: [shop.text('ann-1', first, byPhone)] });
    await shop.post({ messages: [shop.text('ann-2', second, { from_user_id: ann.bsuid })] });
    const body = await shop.post({ contacts, messages: [shop.text('ann-3', first, byBoth)] });
    await shop.repost(body);
    const edit = { type: 'edit', edit: { original_message_id: 'wamid.ann-1', message: textBody(edited) } };
    await shop.post({ messages: [shop.text('ann-4', '', byPhone, edit)] });
    // An edit of a message that never came.
    const early = { type: 'edit', edit: { original_message_id: 'wamid.ann-0', message: textBody(edited) } };
    await shop.post({ messages: [shop.text('ann-5', '', byPhone, early)] });
    // One webhook for both: what bob says in it is to stay.
    await shop.post({
      messages: [shop.text('ann-6', mixed, byPhone), shop.text('bob-1', bobSays, { from: bob.phone })],
    });
    await shop.post({ messages: [shop.text('ann-g1', inGroup, byPhone, { group_id: 'G1' })] });
    const context = { from: ann.phone, id: 'wamid.ann-g1' };
    await shop.post({
      contacts: [{ profile: { name: bob.name }, wa_id: bob.phone }],
      messages: [
        shop.text('bob-g1', bobInGroup, { from: bob.phone }, { group_id: 'G1', context: { id: context.id } }),
      ],
    });
    const members = { added_participants: [{ wa_id: ann.phone, user_id: ann.bsuid }] };
    await shop.post({
      ...{ field: 'group_participants_update', contacts },
      groups: [{ group_id: 'G1', timestamp: later, type: 'group_participants_add', ...members }],
    });
    const key = { 'idempotency-key': 'first-offer' };
    const sent = await shop.send({ to: `+${ann.phone}` }, offer, key);
    await shop.send({ conversation_id: sent.conversation_id }, another);
    await shop.send({ to: `+${bob.phone}` }, bobsOffer);
    await until(() => graph.sent.length === 3, 'the sends');
    const status = { status: 'delivered', timestamp: later, recipient_id: ann.phone };
    await until(async () => {
      const found = await shop.api('GET', `/messages/${sent.id}`);
      return found.status === 'sent';
    }, 'the answer to be stored');
    await shop.post({ statuses: [{ id: `wamid.out-${offer}`, ...status }] });
    await shop.post({ statuses: [{ id: 'wamid.out-of-nobody', ...status, recipient_user_id: ann.bsuid }] });
    const notes = `/conversations/${sent.conversation_id}/notes`;
    await shop.api('POST', notes, { text: note }, { 'idempotency-key': 'note' });
    await shop.api('PATCH', `/conversations/${sent.conversation_id}`, { tags: [`likes ${ann.name}`] });
    const bobs = (await shop.list<Json>('/conversations')).find(({ preview }) => preview === bobsOffer);
    await shop.api('POST', `/conversations/${bobs?.id}/notes`, { text: bobsNote });
    // A body of which one part cannot be read.
    await shop.post({ messages: [{ id: 'wamid.ann-bad', from: ann.phone, text: textBody(first) }, 7] });
    const before = await events();
    const personal = [...texts.hers, offer, another, note, ann.phone, ann.bsuid, ann.name, 'wamid.ann-'];
    const stays = [...texts.bobs, bob.phone, bob.name, 'wamid.bob-1', 'wamid.bob-g1'];
    expect(await foundIn(place, [...personal, ...stays])).toEqual([...personal, ...stays]);

    const id = await erase(ann.phone);

    expect(await foundIn(place, [...personal, ...stays])).toEqual(stays);
    for (const path of [
      `/contacts/${id}`,
      `/conversations/${sent.conversation_id}`,
      `/messages/${sent.id}`,
    ]) {
      expect((await hub.api('GET', `/api/v1${path}`)).status).toBe(404);
    }
    const group = (await shop.list<Json>('/conversations')).find(({ kind }) => kind === 'group');
    const thread = await shop.list<Json>(`/conversations/${group?.id}/messages?order=asc`);
    expect(thread).toMatchObject([
      { content: { type: 'system', kind: 'erased' }, sender: { contact_id: null, id: null, name: null } },
      { content: { text: bobInGroup }, reply_to: { platform_message_id: 'erased' } },
    ]);
    const after = await events();
    // Every event keeps its place and type.
    expect(after.slice(0, before.length).map(({ cursor, type }) => [cursor, type])).toEqual(
      before.map(({ cursor, type }) => [cursor, type]),
    );
    const emptied = after.filter(({ data }) => data.erased === true);
    expect(emptied.length).toBeGreaterThan(15);
    const [last] = await events('contact.erased');
    expect(last?.data).toEqual({ contact_id: id, merged_contact_ids: [expect.any(String)] });
    // The webhook that held items of both says what came of the other's.
    const logged = await shop.list<{ id: string; result: string }>('/webhooks/log?result=erased');
    const records = await Promise.all(logged.map((one) => shop.api<Json>('GET', `/webhooks/log/${one.id}`)));
    const of = (kind: string) => records.filter(({ items }) => JSON.stringify(items).includes(kind));
    expect(of('wamid.bob-1')).toMatchObject([{ body: null, items: [{ result: 'accepted' }] }]);
    const replay = await hub.api('POST', `/api/v1/webhooks/log/${of('wamid.bob-1')[0]?.id}/replay`);
    expect(replay).toMatchObject({ status: 410, body: { code: 'webhook_erased' } });

    // What comes again does not come back, and what is late does not come in.
    await shop.repost(body);
    await shop.post({ statuses: [{ id: `wamid.out-${offer}`, ...status, status: 'read' }] });
    await shop.post({ messages: [shop.text('ann-7', '', byPhone, edit)] });
    expect((await events()).length).toBe(after.length);
    expect(await shop.contactOf(ann.phone)).toBeUndefined();
    expect(await foundIn(place, personal)).toEqual([]);
    // Whoever writes by the same ids is somebody new.
    await shop.post({ messages: [shop.text('ann-8', 'hello, I am new here', byBoth)] });
    const fresh = await shop.contactOf(ann.phone);
    expect(fresh).not.toBe(id);
    expect(await shop.list(`/messages?direction=in`)).toMatchObject([
      { content: { text: 'hello, I am new here' }, sender: { contact_id: fresh } },
      ...thread.toReversed(),
      { content: { text: bobSays } },
    ]);
    expect(await shop.api('GET', `/contacts/${id}/erasure`)).toMatchObject({ state: 'done', reason: null });
    // Asked again it answers how it ended, and does nothing to who is new.
    expect(await shop.api('DELETE', `/contacts/${id}`)).toMatchObject({ contact_id: id, state: 'done' });
    expect(await shop.contactOf(ann.phone)).toBe(fresh);
  });

  it('cancels what waits, and waits for what is under way', async () => {
    await shop.post({ contacts, messages: [shop.text('ann-1', 'hello', byPhone)] });
    const id = await until(() => shop.contactOf(ann.phone), 'the contact');
    const [conversation] = await shop.list<{ id: string }>('/conversations');
    const to = { conversation_id: conversation?.id };
    graph.mood = 'silent';
    const underWay = await shop.send(to, 'under way to her');
    await until(() => graph.sent.length === 1, 'the call');
    const waiting = await shop.send(to, 'waits for her');
    const erasure = await shop.api('DELETE', `/contacts/${id}`);
    expect(erasure).toMatchObject({ contact_id: id, state: 'waiting', erased_at: null });
    // Nobody finds the person any more, and nothing more can be sent.
    expect(await shop.contactOf(ann.phone)).toBeUndefined();
    expect(await shop.list('/conversations')).toEqual([]);
    for (const [method, path, body] of [
      ['POST', '/messages', { ...to, content: { type: 'text', text: 'x' } }],
      ['PATCH', `/conversations/${to.conversation_id}`, { team: 'sales' }],
      ['POST', `/conversations/${to.conversation_id}/notes`, { text: 'x' }],
      ['POST', `/conversations/${to.conversation_id}/actions`, { action: 'mark_read' }],
    ] as const) {
      expect((await hub.api(method, `/api/v1${path}`, body)).status).toBe(404);
    }
    await until(async () => {
      const { reason } = await shop.api('GET', `/contacts/${id}/erasure`);
      return String(reason).includes('1 message(s) under way');
    }, 'what it waits for');
    const [cancelled] = await events('message.cancelled');
    expect(cancelled?.data).toMatchObject({ message_id: waiting.id });
    expect(await foundIn(place, ['under way to her'])).toEqual(['under way to her']);
    graph.mood = 'well';
    graph.answer();
    await until(
      async () => (await shop.api('GET', `/messages/${underWay.id}`)).status === 'sent',
      'the answer',
    );
    await shop.erasure(id, 'done');
    await until(async () => (await work()) === 0, 'the job to be over');
    expect(await foundIn(place, ['under way to her', 'waits for her', ann.phone, ann.name])).toEqual([]);
    expect(graph.sent).toEqual(['under way to her']);
    expect(await shop.list('/dead')).toEqual([]);
  });

  it('takes away work that was given up, and that of retries', async () => {
    await shop.post({ messages: [shop.text('ann-1', 'hello', byPhone)] });
    graph.mood = 'down';
    const sent = await shop.send({ to: `+${ann.phone}` }, 'tried again and again');
    await until(async () => {
      const { timeline } = await shop.api<{ timeline: { waiting: { attempts: number } | null } }>(
        'GET',
        `/messages/${sent.id}`,
      );
      return (timeline.waiting?.attempts ?? 0) > 1;
    }, 'two tries');
    await erase(ann.phone);
    expect(await foundIn(place, ['tried again and again', ann.phone])).toEqual([]);
    graph.mood = 'well';
    await shop.send({ to: `+${bob.phone}` }, 'to bob');
    await until(() => graph.sent.length === 1, 'the next send');
    expect(graph.sent).toEqual(['to bob']);
  });

  it('is for those who may, and of those who exist', async () => {
    await shop.post({ messages: [shop.text('ann-1', 'hello', byPhone)] });
    const id = await shop.contactOf(ann.phone);
    const made = await shop.api<{ key: string }>('POST', '/keys', {
      name: 'desk',
      scopes: ['inbox', 'read'],
    });
    const headers = { authorization: `Bearer ${made.key}` };
    expect((await hub.api('DELETE', `/api/v1/contacts/${id}`, undefined, headers)).status).toBe(403);
    expect((await hub.api('GET', `/api/v1/contacts/${id}/erasure`, undefined, headers)).status).toBe(403);
    expect((await hub.api('GET', `/api/v1/contacts/${id}/erasure`)).status).toBe(404);
    expect((await hub.api('DELETE', '/api/v1/contacts/nobody')).status).toBe(404);
  });
});

function textBody(body: string) {
  return { type: 'text', text: { body } };
}
