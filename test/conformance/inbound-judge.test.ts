import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type HubProcess, startHubProcess } from '../hub-process.ts';

const secret = 'the-secret-that-signs';
const triesPerMinute = 5;
const user = 'U00000000000000000000000000000001';
const at = Date.UTC(2026, 5, 1, 12);

interface Connected {
  id: string;
  webhook: { url: string };
}

interface EventView {
  type: string;
  occurred_at: string;
  conversation_id: string | null;
  data: Record<string, unknown> & { message?: MessageView };
  raw?: unknown;
}

interface MessageView {
  id: string;
  platform_message_id: string;
  content: { type: string; text?: string; items?: { media_id?: string }[] };
  sender: { name: string | null };
  status: string | null;
  edited_at?: string;
  deleted_at?: string;
}

const deleted = { type: 'system', kind: 'deleted' };

// What platforms send out of order, twice, or as no page describes it.
describe.each(databaseKinds)('odd webhooks on $kind', ({ create }) => {
  let place: TestDatabase;
  let hub: HubProcess;

  beforeAll(async () => {
    place = await create();
    hub = await startHubProcess({
      PARLEY_DATABASE_URL: place.url,
      PARLEY_DATA_DIR: `/tmp/parley-odd-${randomUUID()}`,
      PARLEY_PORT: '0',
      PARLEY_SIGNATURE_TRIES_PER_MINUTE: String(triesPerMinute),
    });
  });

  afterAll(async () => {
    await hub.kill();
    await place.drop();
  });

  async function connect(platform: string, credentials: Record<string, string>): Promise<Connected> {
    const account = { platform, name: 'Shop', credentials };
    const { body } = await hub.api<Connected>('POST', '/api/v1/accounts', account);
    return body;
  }

  const connectLine = () => connect('line', { channel_secret: secret, channel_access_token: 'token' });
  const connectWhatsApp = (phone_number_id: string) =>
    connect('whatsapp', { phone_number_id, access_token: 'token', app_secret: secret });

  /** Posts bytes, signed for either platform. */
  async function postBytes(account: Connected, body: string): Promise<number> {
    const hmac = (encoding: 'hex' | 'base64') => createHmac('sha256', secret).update(body).digest(encoding);
    const headers = {
      'content-type': 'application/json',
      'x-line-signature': hmac('base64'),
      'x-hub-signature-256': `sha256=${hmac('hex')}`,
    };
    const { pathname } = new URL(account.webhook.url);
    const { status } = await fetch(`${hub.url}${pathname}`, { method: 'POST', headers, body });
    return status;
  }

  async function postLine(account: Connected, ...events: object[]): Promise<void> {
    const common = { mode: 'active', timestamp: at, source: { type: 'user', userId: user } };
    const sent = events.map((event) => ({ ...common, webhookEventId: randomUUID(), ...event }));
    const body = { destination: 'U0000000000000000000000000000bot0', events: sent };
    expect(await postBytes(account, JSON.stringify(body))).toBe(200);
  }

  async function postWhatsApp(account: Connected, number: string, value: object): Promise<void> {
    const change = { field: 'messages', value: { metadata: { phone_number_id: number }, ...value } };
    const body = { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] };
    expect(await postBytes(account, JSON.stringify(body))).toBe(200);
  }

  async function eventsOf({ id }: Connected): Promise<EventView[]> {
    const path = `/api/v1/events?account_id=${id}&raw=true&limit=200`;
    return (await hub.api<{ data: EventView[] }>('GET', path)).body.data;
  }

  const messagesIn = (events: EventView[]) => events.flatMap(({ data }) => data.message ?? []);
  const get = async <T>(path: string) => (await hub.api<T>('GET', `/api/v1${path}`)).body;
  const previewOf = async ({ conversation_id }: EventView) =>
    (await get<{ preview: string }>(`/conversations/${conversation_id}`)).preview;

  it('replaces NUL, which PostgreSQL cannot hold, and keeps an escaped backslash', async () => {
    const account = await connectLine();
    const message = { id: '1\0', type: 'text', text: 'a\0b \\u0000 👍', 'odd\0key': '\0' };
    await postLine(account, { type: 'message', message });
    const [received] = messagesIn(await eventsOf(account));
    expect(received?.content.text).toBe('a\ufffdb \\u0000 👍');
    expect(received?.platform_message_id).toBe('1\ufffd');
  });

  it('keeps a body that is no JSON, even with NUL in it', async () => {
    const account = await connectLine();
    expect(await postBytes(account, '\0{"events":')).toBe(200);
    const log = await get<{ data: object[] }>(`/webhooks/log?account_id=${account.id}`);
    expect(log.data).toMatchObject([
      { result: 'failed', error: expect.stringContaining('not JSON'), size: 11 },
    ]);
  });

  it('lists what came for a number that is not connected, and gives it to the number once it is', async () => {
    const known = await connectWhatsApp('300100');
    const message = (id: string) => ({
      contacts: [{ profile: { name: 'Early Bird' }, wa_id: '66810000001' }],
      messages: [{ from: '66810000001', id, timestamp: '1780315200', type: 'text', text: { body: id } }],
    });
    await postWhatsApp(known, '300200', message('wamid.early-1'));
    await postWhatsApp(known, '300100', message('wamid.known'));
    await postWhatsApp(known, '300200', message('wamid.early-2'));
    const unmatched = () => get<{ data: object[] }>('/webhooks/unmatched');
    expect((await unmatched()).data).toMatchObject([
      { platform: 'whatsapp', external_id: '300200', kind: 'message', count: 2 },
    ]);
    const late = await connectWhatsApp('300200');
    const received = await until(async () => {
      const events = (await eventsOf(late)).filter(({ type }) => type === 'message.received');
      return events.length === 2 && events;
    }, 'what had come before');
    expect(received).toMatchObject([
      { replayed: true, data: { message: { content: { text: 'wamid.early-1' } } } },
      { replayed: true, data: { message: { content: { text: 'wamid.early-2' } } } },
    ]);
    expect((await unmatched()).data).toEqual([]);
    expect(messagesIn(await eventsOf(known)).map(({ content }) => content.text)).toEqual(['wamid.known']);
  });

  it('stores nothing of a message that was taken back before it came', async () => {
    const account = await connectLine();
    await postLine(account, { type: 'unsend', unsend: { messageId: '7' } });
    await postLine(account, { type: 'message', message: { id: '7', type: 'text', text: 'regretted' } });
    const events = await eventsOf(account);
    expect(events.map(({ type }) => type)).toEqual([
      'conversation.opened',
      'message.deleted',
      'message.received',
    ]);
    expect(events[1]?.data).toEqual({ message_id: null, platform_message_id: '7' });
    const [received] = messagesIn(events);
    expect(received).toMatchObject({ content: deleted, deleted_at: new Date(at).toISOString() });
    expect(await get(`/messages/${received?.id}`)).toMatchObject({ content: deleted });
    const conversation = await get(`/conversations/${events[2]?.conversation_id}`);
    expect(conversation).toMatchObject({ preview: '', unread: 0 });
  });

  it('applies an edit that came before its message, and announces it at once', async () => {
    const number = '551';
    const account = await connectWhatsApp(number);
    const from = { from: '66811112222', timestamp: '1780000000' };
    const message = { type: 'image', image: { id: '99', caption: 'right' } };
    const edit = { original_message_id: 'wamid.late', message };
    await postWhatsApp(account, number, { messages: [{ ...from, id: 'wamid.e', type: 'edit', edit }] });
    const late = { ...from, id: 'wamid.late', type: 'text', text: { body: 'wrnog' } };
    await postWhatsApp(account, number, { messages: [late] });
    const events = (await eventsOf(account)).slice(1);
    expect(events.map(({ type }) => type)).toEqual(['message.edited', 'message.received']);
    const content = { type: 'image', text: 'right', items: [{ platform_media_id: '99' }] };
    expect(events[0]?.data).toMatchObject({ message_id: null, platform_message_id: 'wamid.late', content });
    const [received] = messagesIn(events);
    expect(received).toMatchObject({ content, edited_at: new Date(1_780_000_000_000).toISOString() });
    expect(received?.content.items?.[0]?.media_id).toBeDefined();
    expect(events[1] && (await previewOf(events[1]))).toBe('right');
  });

  it('tells what was said, and then that it was edited and taken back, out of one body', async () => {
    const account = await connectLine();
    const source = { type: 'group', groupId: 'C1', userId: user };
    await postLine(
      account,
      { type: 'message', source, message: { id: '3', type: 'text', text: 'one' } },
      { type: 'messageEdited', source, timestamp: at + 1, message: { id: '3', type: 'text', text: 'two' } },
      { type: 'unsend', source, timestamp: at + 2, unsend: { messageId: '3' } },
    );
    const [, received, edited, taken] = await eventsOf(account);
    expect(received?.data.message?.content).toEqual({ type: 'text', text: 'one' });
    const message_id = received?.data.message?.id;
    expect(edited?.data).toMatchObject({ message_id, content: { type: 'text', text: 'two' } });
    expect(taken).toMatchObject({ type: 'message.deleted', data: { message_id } });
    expect(await get(`/messages/${message_id}`)).toMatchObject({ content: deleted });
    expect(received && (await previewOf(received))).toBe('');
  });

  it('keeps different messages that stand under one id in one body, and no repeat of them', async () => {
    const account = await connectLine();
    const events = [
      { type: 'message', webhookEventId: 'same', message: { id: '5', type: 'text', text: 'words' } },
      { type: 'message', webhookEventId: 'same', message: { id: '5', type: 'sticker', stickerId: '2' } },
    ];
    await postLine(account, ...events);
    await postLine(account, ...events.toReversed());
    // From another request it is the same message, whatever is odd about it.
    await postLine(account, { type: 'message', message: { id: '5', type: 'text', text: 'words' } });
    const received = messagesIn(await eventsOf(account));
    expect(received.map(({ content }) => content.type)).toEqual(['text', 'sticker']);
  });

  it('does not move a message of a customer by a receipt', async () => {
    const number = '552';
    const account = await connectWhatsApp(number);
    const common = { id: 'wamid.theirs', timestamp: '1780000000' };
    const message = { ...common, from: '66811112222', type: 'text', text: { body: 'Hello' } };
    await postWhatsApp(account, number, { messages: [message] });
    const status = { ...common, status: 'delivered', recipient_id: '66811112222' };
    await postWhatsApp(account, number, { statuses: [status] });
    const events = await eventsOf(account);
    expect(events.map(({ type }) => type)).toEqual(['conversation.opened', 'message.received']);
    expect(await get(`/messages/${messagesIn(events)[0]?.id}`)).toMatchObject({ status: null });
  });

  it('takes whatever is signed on the URL of a whole app, and limits only what is not', async () => {
    const account = await connectWhatsApp('554');
    // On PostgreSQL an account reaches the memory of the process after the answer, or when its URL is called.
    await postWhatsApp(account, '554', {});
    const value = { metadata: { phone_number_id: 'unknown' } };
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '9', changes: [{ field: 'messages', value }] }],
    });
    const post = async (key: string) => {
      const signature = createHmac('sha256', key).update(body).digest('hex');
      const headers = { 'x-hub-signature-256': `sha256=${signature}` };
      return (await fetch(`${hub.url}/api/v1/webhooks/whatsapp`, { method: 'POST', headers, body })).status;
    };
    for (let count = 0; count < 2 * triesPerMinute; count++) expect(await post(secret)).toBe(200);
    const refused = new Set<number>();
    for (let count = 0; count < 3 * triesPerMinute; count++) refused.add(await post('forged'));
    expect(refused).toEqual(new Set([401, 429]));
  });

  it('opens no conversation with nobody, and shows what the platform said without a time', async () => {
    const number = '553';
    const account = await connectWhatsApp(number);
    const call = { id: 'wacid.1', event: 'connect' };
    await postWhatsApp(account, number, { calls: [call] });
    const events = await eventsOf(account);
    expect(events).toMatchObject([{ type: 'call.received', conversation_id: null, raw: call }]);
  });
});
