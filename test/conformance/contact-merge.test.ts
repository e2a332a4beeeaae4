import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type InProcessHub, startHubHere } from '../in-process-hub.ts';

const secret = 'the-secret-that-signs';
const phone = '66811112222';
const bsuid = 'TH.555';
const parent = 'TH.ENT.777';

interface ConversationView {
  id: string;
  contact_id: string | null;
  merged_into: string | null;
  window_ends_at: string | null;
}

interface MessageView {
  id: string;
  conversation_id: string;
  status: string;
  content: { text: string };
}

interface EventView {
  type: string;
  conversation_id: string;
  data: Record<string, unknown>;
}

interface Call {
  status?: string;
  message_id?: string;
  to?: string;
  text?: { body: string };
}

// One person with two ids is taken for two people until a payload tells that both ids are theirs.
describe.each(databaseKinds)('people who turn out to be one on $kind', ({ create }) => {
  let place: TestDatabase;
  let hub: InProcessHub;
  let graph: Server;
  let account: { id: string; webhook: { url: string } };
  let number: string;
  let calls: Call[];
  /** What the platform says of the recipient; `down`: it fails. */
  let answer: 'down' | { contacts?: object[] };

  beforeAll(async () => {
    place = await create();
    graph = createServer(async (request, response) => {
      const chunks: Buffer[] = await request.toArray();
      const fault = { error: { code: 2, message: 'Service temporarily unavailable', is_transient: true } };
      if (answer !== 'down') calls.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(answer === 'down' ? 500 : 200, { 'content-type': 'application/json' });
      const body = answer === 'down' ? fault : { messages: [{ id: `wamid.${randomUUID()}` }], ...answer };
      response.end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(graph, 'listening');
    // A server on a port has an address of this kind.
    const { port } = graph.address() as AddressInfo;
    hub = await startHubHere({
      PARLEY_DATABASE_URL: place.url,
      PARLEY_GRAPH_URL: `http://127.0.0.1:${port}`,
      PARLEY_RETRY_FIRST_MS: '20',
      PARLEY_RETRY_MAX_MS: '100',
      PARLEY_POLL_MS: '100',
    });
  });

  beforeEach(async () => {
    number = randomUUID();
    calls = [];
    answer = {};
    const credentials = { phone_number_id: number, access_token: 'token', app_secret: secret };
    const fresh = { platform: 'whatsapp', name: 'Shop', credentials };
    account = (await hub.api<typeof account>('POST', '/api/v1/accounts', fresh)).body;
  });

  afterAll(async () => {
    await hub.stop();
    graph.closeAllConnections();
    graph.close();
    await place.drop();
  });

  const list = async <T>(path: string) =>
    (await hub.api<{ data: T[] }>('GET', `/api/v1${path}account_id=${account.id}&limit=100`)).body.data;
  const conversation = async (id: string) =>
    (await hub.api<ConversationView>('GET', `/api/v1/conversations/${id}`)).body;
  const mergers = () => list<EventView>('/events?types=contact.merged&');

  async function post(value: object): Promise<void> {
    const change = { field: 'messages', value: { metadata: { phone_number_id: number }, ...value } };
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [change] }],
    });
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
    const { pathname } = new URL(account.webhook.url);
    const { status } = await fetch(`${hub.url}${pathname}`, { method: 'POST', headers, body });
    expect(status).toBe(200);
  }

  const text = (body: string, from: object) => ({
    ...{ id: `wamid.${randomUUID()}`, timestamp: String(Math.floor(Date.now() / 1000)) },
    ...{ type: 'text', text: { body } },
    ...from,
  });
  const byPhone = { from: phone };
  const byBsuid = { from_user_id: bsuid };
  const byBoth = { ...byPhone, ...byBsuid };

  /** In which conversation each text stands. */
  async function places(): Promise<Record<string, string>> {
    const messages = await list<MessageView>('/messages?');
    return Object.fromEntries(messages.map((message) => [message.content.text, message.conversation_id]));
  }

  async function send(to: object, words: string): Promise<MessageView> {
    const content = { type: 'text', text: words };
    const message = { account_id: account.id, ...to, content };
    const { status, body } = await hub.api<MessageView>('POST', '/api/v1/messages', message);
    expect(status).toBe(202);
    return body;
  }

  const reaches = (id: string, status: string) =>
    until(async () => {
      const { body } = await hub.api<MessageView & { platform_message_id: string; failure?: object }>(
        'GET',
        `/api/v1/messages/${id}`,
      );
      if (status !== 'failed') expect(body.failure).toBeUndefined();
      return body.status === status && body;
    }, `message ${id} to be ${status}`);

  it('lets the only conversation go on as that of the contact who stays', async () => {
    await post({ messages: [text('in the group', { ...byPhone, group_id: 'G1' })] });
    await post({ messages: [text('one', byBsuid)] });
    await post({ messages: [text('two', byBoth), text('three', byBsuid)] });
    await post({ messages: [text('four', byPhone)] });
    const { 'in the group': group, one, ...later } = await places();
    expect(group).not.toBe(one);
    expect(later).toEqual({ two: one, three: one, four: one });
    const [merged, ...more] = await mergers();
    expect(merged).toMatchObject({ conversation_id: one });
    expect(more).toEqual([]);
    expect(await conversation(one ?? '')).toMatchObject({
      contact_id: merged?.data.contact_id,
      merged_into: null,
    });
  });

  /** The shop has written to a phone; a customer with a username writes, and is nobody the shop knows. */
  async function strangers() {
    const { id, conversation_id } = await send({ to: `+${phone}` }, 'offer');
    const { platform_message_id } = await reaches(id, 'sent');
    const contacts = [{ profile: { name: 'Somchai' }, user_id: bsuid }];
    await post({ contacts, messages: [text('question', byBsuid)] });
    const { question = '' } = await places();
    expect(question).not.toBe(conversation_id);
    return { ours: conversation_id, theirs: question, platformMessageId: platform_message_id };
  }

  async function expectMerged({ ours, theirs }: { ours: string; theirs: string }): Promise<void> {
    const winner = await conversation(ours);
    const loser = await conversation(theirs);
    expect(loser).toMatchObject({ merged_into: ours });
    expect(winner).toMatchObject({ merged_into: null, window_ends_at: loser.window_ends_at });
    expect(winner.window_ends_at).not.toBeNull();
    expect(await mergers()).toMatchObject([
      {
        conversation_id: ours,
        data: { contact_id: winner.contact_id, merged_contact_id: loser.contact_id },
      },
    ]);
    const kept = await hub.api('GET', `/api/v1/contacts/${winner.contact_id}`);
    expect(kept.body).toMatchObject({ name: 'Somchai' });
    const reply = await send({ conversation_id: theirs }, 'answer');
    expect(reply.conversation_id).toBe(ours);
    await reaches(reply.id, 'sent');
    expect(calls.at(-1)).toMatchObject({ to: `+${phone}`, text: { body: 'answer' } });
    // The question stands in the conversation that was merged; whichever is named, it is what was read.
    const { data } = (await hub.api<{ data: { platform_message_id: string }[] }>('GET', questions(theirs)))
      .body;
    for (const id of [theirs, ours]) {
      const action = { action: 'mark_read' };
      expect((await hub.api('POST', `/api/v1/conversations/${id}/actions`, action)).status).toBe(204);
      expect(calls.at(-1)).toMatchObject({ status: 'read', message_id: data[0]?.platform_message_id });
    }
  }

  const questions = (conversationId: string) =>
    `/api/v1/messages?direction=in&conversation_id=${conversationId}`;

  it('moves the conversations when a receipt tells', async () => {
    const { platformMessageId, ...two } = await strangers();
    const status = { id: platformMessageId, status: 'delivered', timestamp: '1780000000' };
    const recipient = { recipient_id: phone, recipient_user_id: bsuid };
    // What stands behind it in the same body is another person's.
    await post({
      statuses: [{ ...status, ...recipient }],
      messages: [text('somebody else', { from: '66899999999' })],
    });
    await expectMerged(two);
  });

  it('moves the conversations when the answer to a send tells', async () => {
    const two = await strangers();
    answer = { contacts: [{ input: phone, wa_id: phone, user_id: bsuid }] };
    const { id } = await send({ conversation_id: two.ours }, 'one more');
    await reaches(id, 'sent');
    await expectMerged(two);
  });

  it('learns nothing from an answer about somebody else', async () => {
    const two = await strangers();
    answer = { contacts: [{ input: '66800000000', wa_id: '66800000000', user_id: bsuid }] };
    await reaches((await send({ conversation_id: two.ours }, 'one more')).id, 'sent');
    expect(await mergers()).toEqual([]);
  });

  it('sends what waits in the conversation that was merged', async () => {
    await post({ messages: [text('old', byPhone)] });
    await post({ messages: [text('new', byBsuid)] });
    answer = 'down';
    const { new: theirs, old: ours } = await places();
    const waiting = await send({ conversation_id: theirs }, 'waits');
    await post({ messages: [text('both', byBoth)] });
    expect(await places()).toMatchObject({ both: ours, waits: theirs });
    expect(await conversation(theirs ?? '')).toMatchObject({ merged_into: ours });
    answer = { contacts: [{ input: phone, wa_id: phone, user_id: bsuid, parent_user_id: parent }] };
    await reaches(waiting.id, 'sent');
    expect(calls).toMatchObject([{ to: `+${phone}`, text: { body: 'waits' } }]);
    // What that answer taught is known of the contact who stays.
    await post({ messages: [text('by the third id', { from_parent_user_id: parent })] });
    expect(await places()).toMatchObject({ 'by the third id': ours });
  });

  it('follows mergers of mergers, also of one body', async () => {
    await post({ messages: [text('first', byPhone)] });
    await post({ messages: [text('second', byBsuid)] });
    await post({ messages: [text('third', { from_parent_user_id: parent })] });
    const { first, second, third } = await places();
    expect(new Set([first, second, third]).size).toBe(3);
    await post({
      messages: [text('2 + 3', { ...byBsuid, from_parent_user_id: parent }), text('1 + 2', byBoth)],
    });
    expect(await mergers()).toMatchObject([{ conversation_id: second }, { conversation_id: first }]);
    await post({ messages: [text('third again', { from_parent_user_id: parent })] });
    expect(await places()).toMatchObject({ '2 + 3': second, '1 + 2': first, 'third again': first });
    const reply = await send({ conversation_id: third }, 'answer');
    expect(reply.conversation_id).toBe(first);
    await reaches(reply.id, 'sent');
  });

  it('takes whoever has a number that was given up for somebody new, also in the same body', async () => {
    await post({ messages: [text('before', byPhone)] });
    const system = { type: 'user_changed_number', body: 'changed', wa_id: '66833333333' };
    const moved = { id: 'wamid.moved', from: phone, timestamp: '1780000000', type: 'system', system };
    await post({
      messages: [moved, text('new owner', byPhone), text('same person', { from: '66833333333' })],
    });
    await post({ messages: [text('new owner again', byPhone)] });
    const { before, 'new owner': newOwner, ...later } = await places();
    expect(newOwner).not.toBe(before);
    expect(later).toEqual({ 'same person': before, 'new owner again': newOwner });
    expect(await mergers()).toEqual([]);
  });
});
