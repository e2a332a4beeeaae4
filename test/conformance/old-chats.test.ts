import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type InProcessHub, startHubHere } from '../in-process-hub.ts';

const secret = 'the-secret-that-signs';
const phone = '66811112222';
const day = 24 * 60 * 60;
const now = Math.floor(Date.now() / 1000);

interface MessageView {
  id: string;
  conversation_id: string;
  direction: string;
  content: { type: string; text?: string; kind?: string };
}

interface EventView {
  type: string;
  imported?: boolean;
  data: { message?: MessageView; contact_id?: string; previous_identities?: object[] };
}

// A number that is connected while its owner goes on with the app brings its old chats with it.
describe.each(databaseKinds)('what a platform hands over or changes on $kind', ({ create }) => {
  let place: TestDatabase;
  let hub: InProcessHub;
  let account: { id: string; webhook: { url: string } };
  let number: string;

  beforeAll(async () => {
    place = await create();
    hub = await startHubHere({ PARLEY_DATABASE_URL: place.url });
  });

  beforeEach(async () => {
    number = randomUUID();
    const credentials = { phone_number_id: number, access_token: 'token', app_secret: secret };
    const fresh = { platform: 'whatsapp', name: 'Shop', credentials };
    account = (await hub.api<typeof account>('POST', '/api/v1/accounts', fresh)).body;
  });

  afterAll(async () => {
    await hub.stop();
    await place.drop();
  });

  async function post(field: string, value: object): Promise<void> {
    const metadata = { phone_number_id: number, display_phone_number: '15550100100' };
    const changes = [{ field, value: { metadata, ...value } }];
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] });
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
    const { status } = await fetch(`${hub.url}${new URL(account.webhook.url).pathname}`, {
      method: 'POST',
      headers,
      body,
    });
    expect(status).toBe(200);
  }

  const list = async <T>(path: string) =>
    (await hub.api<{ data: T[] }>('GET', `/api/v1/${path}?account_id=${account.id}&limit=100`)).body.data;
  const old = (id: string, more: object) => ({ id: `wamid.${id}`, timestamp: `${now - day}`, ...more });

  it('puts media that follow later in the place of the message that announced them', async () => {
    const messages = [
      old('in', { from: phone, type: 'media_placeholder' }),
      old('out', { from: '15550100100', to: phone, type: 'media_placeholder' }),
      old('text', { from: phone, type: 'text', text: { body: 'Long ago' } }),
    ];
    const chunk = {
      metadata: { phase: 0, chunk_order: 1, progress: 100 },
      threads: [{ id: phone, messages }],
    };
    await post('history', { history: [chunk] });
    const image = { type: 'image', image: { id: '41', mime_type: 'image/jpeg', caption: 'The lid' } };
    const video = { type: 'video', video: { id: '42', mime_type: 'video/mp4' } };
    const media = [
      old('in', { from: phone, ...image }),
      old('out', { from: '15550100100', to: phone, ...video }),
    ];
    await post('history', { messages: media });
    // Coming again it changes nothing.
    await post('history', { messages: media });
    const stored = await list<MessageView>('messages');
    expect(new Set(stored.map(({ conversation_id }) => conversation_id)).size).toBe(1);
    const shown = stored.map(({ direction, content }) => `${direction} ${content.type} ${content.text}`);
    expect(shown.toSorted()).toEqual(['in image The lid', 'in text Long ago', 'out video undefined']);
    const events = await list<EventView>('events');
    expect(events.every(({ type, imported }) => imported || !type.startsWith('message.'))).toBe(true);
    const told = events.flatMap(({ type, data }) =>
      data.message ? [`${type} ${data.message.content.type}`] : [],
    );
    expect(told.toSorted()).toEqual([
      'message.echoed unsupported',
      'message.echoed video',
      'message.received image',
      'message.received text',
      'message.received unsupported',
    ]);
  });

  it('keeps one contact when the user id of somebody without a phone changes', async () => {
    const before = 'TH.111';
    const after = 'TH.222';
    const text = (body: string, from_user_id: string) => ({
      ...{ id: `wamid.${randomUUID()}`, timestamp: `${now}`, type: 'text', text: { body } },
      from_user_id,
    });
    await post('messages', { messages: [text('old id', before)] });
    const system = {
      type: 'user_changed_user_id',
      user_id: after,
      previous_user_id: before,
      body: 'changed',
    };
    await post('messages', {
      messages: [{ id: 'wamid.moved', timestamp: `${now}`, type: 'system', system }],
    });
    await post('messages', { messages: [text('new id', after)] });
    const stored = await list<MessageView>('messages');
    expect(stored).toHaveLength(2);
    expect(new Set(stored.map(({ conversation_id }) => conversation_id)).size).toBe(1);
    const changed = (await list<EventView>('events')).filter(({ type }) => type === 'contact.changed');
    expect(changed).toMatchObject([{ data: { previous_identities: [{ kind: 'bsuid', value: before }] } }]);
  });

  it('keeps on the contact whether they want marketing messages', async () => {
    const wish = (value: string) =>
      post('user_preferences', {
        user_preferences: [
          { wa_id: phone, category: 'marketing_messages', value, timestamp: randomUUID(), detail: value },
        ],
      });
    const marketing = async () =>
      (await list<{ marketing: string | null }>('contacts')).map((contact) => contact.marketing);
    const text = { from: phone, type: 'text', text: { body: 'Hi' } };
    await post('messages', { messages: [{ id: 'wamid.hi', timestamp: `${now}`, ...text }] });
    expect(await marketing()).toEqual([null]);
    await wish('stop');
    expect(await marketing()).toEqual(['stopped']);
    await wish('resume');
    expect(await marketing()).toEqual(['wanted']);
    const errors = [{ code: 131050, title: 'User stopped marketing messages' }];
    const failed = { id: 'wamid.sale', status: 'failed', timestamp: `${now}`, recipient_id: phone, errors };
    await post('messages', { statuses: [failed] });
    expect(await marketing()).toEqual(['stopped']);
  });
});
