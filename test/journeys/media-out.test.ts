import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { movableClock } from '../in-process-hub.ts';
import {
  type Call,
  type Chat,
  type JourneyStage,
  type Json,
  type Shop,
  startJourney,
  type TimelineView,
} from './stage.ts';

const hour = 60 * 60_000;
const day = 24 * hour;
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

interface Uploaded {
  media_id: string;
  mime_type: string;
  size: number;
  sha256: string;
  url: string;
}

function stranger(shop: Shop): string {
  if (shop.platform === 'whatsapp') return `+4915${randomBytes(4).readUInt32BE(0)}`;
  const bytes = randomBytes(16);
  return shop.platform === 'line' ? `U${bytes.toString('hex')}` : String(bytes.readUIntBE(0, 6));
}

describe.each(databaseKinds)('files of the business, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place, { PARLEY_MEDIA_MAX_BYTES: '1500000' }, movableClock());
  });

  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  async function upload(
    body: Buffer | FormData,
    { query = '', ...headers }: Record<string, string> = {},
  ): Promise<{ status: number; body: Uploaded & { code?: string } }> {
    const authorization = `Bearer ${stage.hub.key}`;
    const response = await fetch(`${stage.hub.url}/api/v1/media${query}`, {
      ...{ method: 'POST', body },
      headers: { authorization, ...headers },
    });
    // Tests name the shape they expect and would fail on any other.
    return { status: response.status, body: (await response.json()) as Uploaded };
  }

  const picture = async (size = png.length) =>
    (await upload(Buffer.concat([png, randomBytes(size - png.length + 8)]), { 'content-type': 'image/png' }))
      .body;

  /** Waits until the platform has taken it; some tell at once that it has arrived. */
  const sent = (id: string): Promise<TimelineView> =>
    until(async () => {
      const message = await stage.message(id);
      expect(message.failure).toBeUndefined();
      return ['sent', 'delivered', 'read'].includes(message.status ?? '') && message;
    }, `message ${id} to be sent`);

  const image = ({ media_id }: Pick<Uploaded, 'media_id'>): Json => ({
    type: 'image',
    items: [{ media_id }],
  });

  /** The calls that handed a file over. */
  async function handedOver(shop: Shop): Promise<Call[]> {
    const query = new URLSearchParams({ platform: shop.platform, account: shop.simulated });
    const { data } = await stage.simulated.control<{ data: Call[] }>('GET', `/requests?${query}`);
    return data.filter(
      ({ method, path }) => method === 'POST' && /\/(media|message_attachments)$/.test(path),
    );
  }

  /** Its token does not end meanwhile. */
  async function keepsToken(shop: Shop): Promise<void> {
    const path = {
      whatsapp: '/whatsapp/numbers',
      messenger: '/messenger/pages',
      instagram: '/instagram/accounts',
    };
    if (shop.platform === 'line') return;
    const account = `${path[shop.platform]}/${shop.simulated}`;
    await stage.simulated.control('PATCH', account, { token_expires_at: null });
  }

  /** What is on its way to the hub would be too late when time passes. */
  async function allIsTold(shop: Shop): Promise<void> {
    const path = `/webhooks?${new URLSearchParams({ platform: shop.platform, account: shop.simulated })}`;
    await until(async () => {
      const { data } = await stage.simulated.control<{ data: { state: string }[] }>('GET', path);
      return data.length > 2 && data.every(({ state }) => state === 'delivered');
    }, 'all webhooks to be delivered');
  }

  async function submit(shop: Shop, chat: Chat, content: Json) {
    return stage.hub.api<{ code: string; detail: string; fix: string }>('POST', '/api/v1/messages', {
      ...{ account_id: shop.id, conversation_id: chat.id, content },
    });
  }

  it('are uploaded as the body or in a form, and are what they are', async () => {
    const raw = await upload(png, { 'content-type': 'image/png', query: '?file_name=a.png' });
    expect(raw).toMatchObject({
      status: 201,
      body: { mime_type: 'image/png', size: png.length, file_name: 'a.png' },
    });
    const form = new FormData();
    form.set('note', 'before the file');
    form.set('file', new File([png], 'Überweisung.png', { type: 'image/jpeg' }));
    const inForm = await upload(form);
    expect(inForm.body).toMatchObject({
      mime_type: 'image/png',
      file_name: 'Überweisung.png',
      sha256: raw.body.sha256,
    });
    const info = await stage.hub.api<Uploaded>('GET', `/api/v1/media/${inForm.body.media_id}/info`);
    expect(info.body).toMatchObject({ status: 'ready', size: png.length });
    const link = await stage.hub.api<{ url: string }>('POST', `/api/v1/media/${raw.body.media_id}/link`, {});
    const bytes = await fetch(link.body.url);
    expect(Buffer.from(await bytes.arrayBuffer())).toEqual(png);
  });

  it('are kept once when an upload is repeated with its key', async () => {
    const headers = { 'content-type': 'image/png', 'idempotency-key': randomBytes(8).toString('hex') };
    const first = await upload(png, headers);
    expect((await upload(png, headers)).body.media_id).toBe(first.body.media_id);
    expect(await upload(Buffer.concat([png, png]), headers)).toMatchObject({ status: 422 });
  });

  it.each([
    ['too large, as the body', () => Buffer.alloc(1_600_000), 413, 'file_too_large'],
    [
      'too large, in a form',
      () => {
        const form = new FormData();
        form.set('file', new File([Buffer.alloc(1_600_000)], 'a.bin'));
        return form;
      },
      ...([413, 'file_too_large'] as const),
    ],
    ['empty', () => Buffer.alloc(0), 422, 'file_empty'],
    ['a form without a file', () => formWith('text'), 400, 'malformed_form'],
  ])('are refused when they are %s', async (_what, body, status, code) => {
    expect(await upload(body())).toMatchObject({ status, body: { code } });
  });

  describe.each([
    ['whatsapp', 30],
    ['messenger', 90],
    ['instagram', 90],
  ] as const)('on %s', (platform, days) => {
    it('are handed over once, sent by the platform’s id, and handed over again when that ends', async () => {
      const shop = await stage.open(platform);
      const chat = await shop.meet(stranger(shop));
      const file = await picture();
      await sent(await chat.send(image(file)));
      await sent(await chat.send(image(file)));
      expect(await handedOver(shop)).toHaveLength(1);
      const [first, second] = (await shop.sends()).map(({ body }) => JSON.stringify(body));
      expect(first).not.toContain(file.media_id);
      expect(idIn(second)).toBe(idIn(first));
      await keepsToken(shop);
      await allIsTold(shop);
      stage.hub.clock.advance(days * day);
      // They must have written lately to be written to.
      await shop.meet(chat.user);
      await sent(await chat.send(image(file)));
      expect(await handedOver(shop)).toHaveLength(2);
    });
  });

  it('are handed over anew when the platform has forgotten them', async () => {
    const shop = await stage.open('messenger');
    const chat = await shop.meet(stranger(shop));
    const file = await picture();
    await sent(await chat.send(image(file)));
    stage.hub.clock.advance(hour);
    await shop.fault({ code: '100/2018074' });
    const { timeline } = await sent(await chat.send(image(file)));
    expect(timeline.attempts.map(({ state }) => state)).toEqual(['failed', 'sent']);
    expect(await handedOver(shop)).toHaveLength(2);
  });

  it('keep their place in the conversation, though they take longer', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet(stranger(shop));
    const ids = [await chat.send(image(await picture())), await chat.send('Behind the picture')];
    for (const id of ids) await sent(id);
    const types = (await shop.sends()).map(({ body }) => body.type);
    expect(types).toEqual(['image', 'text']);
  });

  it('are tried again when they could not be handed over, and nothing is sent twice', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet(stranger(shop));
    const file = await picture();
    await shop.fault({ on: 'any', kind: 'status', status: 503, times: 2 });
    const { timeline } = await sent(await chat.send(image(file)));
    expect(timeline.attempts).toHaveLength(1);
    expect(await shop.sends()).toHaveLength(1);
  });

  it('are refused when they are not there', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet(stranger(shop));
    expect(await submit(shop, chat, image({ media_id: '1234567890' }))).toMatchObject({
      status: 422,
      body: { code: 'media_unknown', fix: expect.stringContaining('platform_media_id') },
    });
  });

  it('may be what somebody sent, passed on as it came', async () => {
    const shop = await stage.open('messenger');
    const [from, to] = [await shop.meet(stranger(shop)), await shop.meet(stranger(shop))];
    const said = await shop.say({ type: 'image' }, from.user);
    await until(async () => (await shop.events('media.ready')).length > 0, 'the picture');
    const event = (await shop.events('message.received')).find(
      ({ data }) => data.message?.platform_message_id === said.message_id,
    );
    const { content } = await stage.message(event?.data.message?.id ?? '');
    await sent(await to.send(content));
    expect(await handedOver(shop)).toHaveLength(1);
  });

  it('may be the platform’s own, by its id', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet(stranger(shop));
    const file = await picture();
    await sent(await chat.send(image(file)));
    const [call] = await shop.sends();
    const platform_media_id = idIn(JSON.stringify(call?.body));
    await sent(await chat.send({ type: 'image', items: [{ platform_media_id }] }));
  });
});

describe.each(databaseKinds.slice(0, 1))('files of the business, from a public address', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;
  let shop: Shop;
  let chat: Chat;

  beforeAll(async () => {
    place = await create();
    stage = await startJourney(place, { PARLEY_PUBLIC_URL: 'https://hub.example' });
    shop = await stage.open('line');
    // The platform is on this machine, and finds the hub here.
    const callback_url = here(shop.webhookUrl);
    await stage.simulated.control('PATCH', `/line/channels/${shop.simulated}`, { callback_url });
    chat = await shop.meet(stranger(shop));
  });

  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  const here = (url: string) => url.replace('https://hub.example', stage.hub.url);

  async function picture(size: number): Promise<string> {
    const response = await fetch(`${stage.hub.url}/api/v1/media`, {
      ...{ method: 'POST', body: Buffer.concat([png, randomBytes(size)]) },
      headers: { authorization: `Bearer ${stage.hub.key}`, 'content-type': 'image/png' },
    });
    const { media_id } = (await response.json()) as Uploaded;
    return media_id;
  }

  it('go to LINE as a link that people can open for long', async () => {
    const media_id = await picture(100);
    await stage.reaches(await chat.send({ type: 'image', items: [{ media_id }] }), 'sent');
    const [call] = await shop.sends();
    const [message] = (call?.body.messages ?? []) as Json[];
    const url = String(message?.originalContentUrl);
    expect(url).toContain(`https://hub.example/api/v1/media/${media_id}?expires=`);
    expect(message?.previewImageUrl).toBe(url);
    stage.hub.clock.advance(60 * day);
    expect((await fetch(here(url))).status).toBe(200);
  });

  it('are refused on LINE when they are too large for a preview and have none', async () => {
    const media_id = await picture(1_200_000);
    const content = { type: 'image', items: [{ media_id }] };
    const answer = await stage.hub.api('POST', '/api/v1/messages', { conversation_id: chat.id, content });
    expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringContaining('preview') } });
  });
});

function formWith(text: string): FormData {
  const form = new FormData();
  form.set('text', text);
  return form;
}

/** The platform's id of a file in a message. */
function idIn(body = ''): string | undefined {
  return /"(?:attachment_id|id)":"(\d{10,})"[^{]*\}\}?/.exec(body.replace(/"recipient":\{[^}]*\}/, ''))?.[1];
}
