import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type EventView, type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

const day = 24 * 60 * 60_000;

interface MediaView {
  type: string;
  media_id: string;
  status: string;
  url: string | null;
  mime_type?: string;
  size?: number;
  sha256?: string;
  file_name?: string;
}

/** A person nobody has met before, as each platform names one. */
function stranger(shop: Shop): string {
  if (shop.platform === 'whatsapp') return `+4915${randomBytes(4).readUInt32BE(0)}`;
  return shop.platform === 'line'
    ? `U${randomBytes(16).toString('hex')}`
    : String(randomBytes(6).readUIntBE(0, 6));
}

/** The news of what became of somebody's media. */
function newsOf(
  shop: Shop,
  said: { message_id: string },
): Promise<EventView & { data: { media: MediaView } }> {
  return until(async () => {
    const events = await shop.events('message.received,media.ready,media.failed');
    const message = events.find(({ data }) => data.message?.platform_message_id === said.message_id);
    const news = events.find(
      ({ type, data }) => type !== 'message.received' && data.message_id === message?.data.message?.id,
    );
    return news as (EventView & { data: { media: MediaView } }) | undefined;
  }, `the media of ${said.message_id}`);
}

/** A server of somebody else. */
async function stranges(): Promise<{ url: string; server: Server; asked: Headers[] }> {
  const asked: Headers[] = [];
  const server = createServer((request, response) => {
    asked.push(new Headers(request.headers as Record<string, string>));
    if (request.url === '/lost') response.writeHead(404).end();
    else if (request.url === '/page')
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Hi');
    else if (request.url === '/large')
      response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(300_000));
    else
      response
        .writeHead(200, { 'content-type': 'image/jpeg' })
        .end(Buffer.from('\xff\xd8\xff picture', 'latin1'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, asked };
}

describe.each(databaseKinds)('media that people send, on $kind', ({ create }) => {
  let place: TestDatabase;
  let stage: JourneyStage;
  let folder: string;

  beforeAll(async () => {
    place = await create();
    folder = mkdtempSync(join(tmpdir(), 'parley-media-'));
    stage = await startJourney(place, {
      PARLEY_MEDIA_MAX_BYTES: '200000',
      PARLEY_MEDIA_STORE: `file:${folder}`,
    });
  });

  afterAll(async () => {
    await stage.stop();
    await place.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const bytesAt = async (url: string | null, init: RequestInit = {}) => fetch(url ?? '', init);

  describe.each(['whatsapp', 'messenger', 'instagram', 'line'] as const)('on %s', (platform) => {
    it.each([
      ['image', 'image/png', 'inline'],
      ['voice', 'audio/', 'inline'],
      ['file', 'application/pdf', 'attachment'],
    ])('are fetched at once: %s', async (type, mime, disposition) => {
      const shop = await stage.open(platform);
      const news = await newsOf(shop, await shop.say({ type }, stranger(shop)));
      expect(news).toMatchObject({ type: 'media.ready', data: { media: { status: 'ready' } } });
      const { media } = news.data;
      const answer = await bytesAt(media.url);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect([answer.status, bytes.length]).toEqual([200, media.size]);
      expect(answer.headers.get('content-type')).toContain(mime);
      expect(answer.headers.get('content-disposition')).toContain(disposition);
      expect(answer.headers.get('content-security-policy')).toContain('sandbox');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      const message = await stage.message(news.data.message_id ?? '');
      const { type: _, ...shown } = media;
      expect(message.content).toMatchObject({
        type: media.type,
        items: [{ ...shown, url: expect.stringContaining('signature=') }],
      });
    });
  });

  it('outlive the platform, and links are made afresh', async () => {
    const shop = await stage.open('messenger');
    const { data } = await newsOf(shop, await shop.say({ type: 'image' }, stranger(shop)));
    stage.hub.clock.advance(8 * day);
    expect((await bytesAt(data.media.url)).status).toBe(403);
    const { content } = await stage.message(data.message_id ?? '');
    const [item] = content.items as MediaView[];
    expect((await bytesAt(item?.url ?? null)).status).toBe(200);
  });

  it('wait until LINE has prepared them', async () => {
    const shop = await stage.open('line');
    const news = await newsOf(shop, await shop.say({ type: 'video', preparing_ms: 300 }, stranger(shop)));
    expect(news.type).toBe('media.ready');
  });

  it('are taken away with the message', async () => {
    const shop = await stage.open('line');
    const user = stranger(shop);
    const said = await shop.say({ type: 'image' }, user);
    const { data } = await newsOf(shop, said);
    await shop.say({ type: 'unsend', message_id: said.message_id } as Json, user);
    await until(async () => (await bytesAt(data.media.url)).status === 404, 'the picture to be gone');
  });

  it('are served to their own workspace only', async () => {
    const shop = await stage.open('line');
    const { data } = await newsOf(shop, await shop.say({ type: 'image' }, stranger(shop)));
    const path = `/api/v1/media/${data.media.media_id}`;
    const bearer = { authorization: `Bearer ${stage.hub.key}` };
    expect((await bytesAt(stage.hub.url + path, { headers: bearer })).status).toBe(200);
    expect((await bytesAt(stage.hub.url + path)).status).toBe(401);
    await stage.hub.api('POST', '/api/v1/workspaces', { name: `Other on ${place.url.length}` });
    const { body } = await stage.hub.api<{ data: { id: string }[] }>('GET', '/api/v1/workspaces');
    const other = body.data.find(({ id }) => id !== 'default')?.id ?? '';
    const foreign = await bytesAt(stage.hub.url + path, {
      headers: { ...bearer, 'parley-workspace': other },
    });
    expect(foreign.status).toBe(404);
    const forged = (data.media.url ?? '').replace(/signature=.{4}/, 'signature=0000');
    expect((await bytesAt(forged)).status).toBe(403);
  });

  it('are given in parts, and not again to who has them', async () => {
    const shop = await stage.open('line');
    const { data } = await newsOf(shop, await shop.say({ type: 'voice' }, stranger(shop)));
    const { url, size = 0 } = data.media;
    const part = await bytesAt(url, { headers: { range: 'bytes=0-3' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      ...[206, `bytes 0-3/${size}`, '\0\0\0\x18'],
    ]);
    expect((await bytesAt(url, { headers: { range: `bytes=${size}-` } })).status).toBe(416);
    const known = { 'if-none-match': part.headers.get('etag') ?? '' };
    expect((await bytesAt(url, { headers: known })).status).toBe(304);
  });

  it('that lie elsewhere are fetched without a token; pages and what is too large are refused', async () => {
    const { url, server, asked } = await stranges();
    const shop = await stage.open('line');
    const outcome = async (path: string) => {
      const news = await newsOf(
        shop,
        await shop.say({ type: 'image', external_url: url + path }, stranger(shop)),
      );
      return [news.type, (news.data as { error?: { code: string } }).error?.code];
    };
    expect(await outcome('/picture')).toEqual(['media.ready', undefined]);
    expect(await outcome('/page')).toEqual(['media.failed', 'web_page']);
    expect(await outcome('/large')).toEqual(['media.failed', 'too_large']);
    expect(asked.map((headers) => headers.get('authorization'))).toEqual([null, null, null]);
    server.close();
  });

  it('that are not what the platform says was sent are not taken', async () => {
    const shop = await stage.open('whatsapp');
    const user = stranger(shop);
    const said = await shop.say({ type: 'image' }, user);
    await newsOf(shop, said);
    const [event] = await shop.events('message.received');
    const [item] = (event?.data.message?.content.items ?? []) as { platform_media_id: string }[];
    const sha256 = Buffer.alloc(32).toString('base64');
    const image = { id: item?.platform_media_id, mime_type: 'image/png', sha256 };
    const news = await newsOf(
      shop,
      await shop.say({ type: 'native', message: { type: 'image', image } }, user),
    );
    expect(news.data).toMatchObject({ media: { status: 'failed' }, error: { code: 'sha256_differs' } });
  });

  it('go with the person who is erased, bytes and all', async () => {
    const shop = await stage.open('messenger');
    const news = await newsOf(shop, await shop.say({ type: 'image' }, stranger(shop)));
    const { media_id, url } = news.data.media;
    const kept = () =>
      readdirSync(folder, { recursive: true }).some((path) => String(path).endsWith(media_id));
    expect(kept()).toBe(true);
    const [event] = await shop.events('message.received');
    const contact = `/api/v1/contacts/${event?.data.message?.sender.contact_id}`;
    await stage.hub.api('DELETE', contact);
    await until(async () => {
      const { body } = await stage.hub.api<{ state: string }>('GET', `${contact}/erasure`);
      return body.state === 'done';
    }, 'the person to be erased');
    expect(kept()).toBe(false);
    expect((await bytesAt(url)).status).toBe(404);
  });

  it('that are lost fail, and say so', async () => {
    const { url, server } = await stranges();
    const shop = await stage.open('line');
    const news = await newsOf(
      shop,
      await shop.say({ type: 'image', external_url: `${url}/lost` }, stranger(shop)),
    );
    server.close();
    expect(news.data).toMatchObject({
      media: { status: 'failed', url: null },
      error: { kind: 'not_found' },
    });
    const gone = await stage.hub.api('GET', `/api/v1/media/${news.data.media.media_id}`);
    expect(gone).toMatchObject({
      status: 410,
      body: { code: 'media_gone', fix: expect.stringContaining('again') },
    });
  });
});

describe.each(databaseKinds.slice(0, 1))('a hub that may not call its neighbours', ({ create }) => {
  it('does not fetch what somebody links to on a private address', async () => {
    const place = await create();
    const stage = await startJourney(place, { PARLEY_ALLOW_PRIVATE_NETWORKS: 'false' });
    const { url, server, asked } = await stranges();
    const shop = await stage.open('line');
    const said = await shop.say({ type: 'image', external_url: `${url}/picture` }, stranger(shop));
    const news = await newsOf(shop, said);
    expect(news.data).toMatchObject({ error: { code: 'private_address' } });
    expect(asked).toEqual([]);
    server.close();
    await stage.stop();
    await place.drop();
  });
});
