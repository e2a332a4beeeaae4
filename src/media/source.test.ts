import { describe, expect, it } from 'vitest';
import { manualClock } from '../../test/clock.ts';
import { platformAccount } from '../../test/platform-account.ts';
import { PlatformClient } from '../accounts/platform-client.ts';
import { AddressRefused } from '../network/network.ts';
import type { MediaSource } from '../platforms/media-transfer.ts';
import { whatsapp } from '../platforms/whatsapp/index.ts';
import { openSource } from './source.ts';

const account = platformAccount(
  whatsapp,
  { phone_number_id: '1', business_account_id: '2', access_token: 'EAAtoken', app_secret: 'x' },
  { graph_url: 'https://graph.example' },
);
const hosts = ['lookaside.example', '*.cdn.example'];
const link = (url: string): MediaSource => ({ from: 'link', url, told: {} });
const tokenLink = (url: string): MediaSource => ({ from: 'token_link', url, hosts, told: {} });
const api: MediaSource = {
  from: 'api',
  request: { method: 'GET', base: 'graph_url', path: '/file', headers: {} },
  told: {},
};

type Web = Readonly<Record<string, () => Response>>;

/** What comes of a source where the web is like this, and who was given the token. */
async function open(source: MediaSource, web: Web) {
  const given: string[] = [];
  const asked: string[] = [];
  const fetchFrom: typeof fetch = async (input, init) => {
    const url = String(input);
    asked.push(url);
    if (new Headers(init?.headers).get('authorization') === 'Bearer EAAtoken') given.push(url);
    const answer = web[url];
    if (!answer) throw new TypeError('fetch failed', { cause: new AddressRefused('inside', ['10.0.0.1']) });
    return answer();
  };
  const client = new PlatformClient({ fetch: fetchFrom, clock: manualClock(), timeoutMs: 1000 });
  const network = { fetch: fetchFrom, close: async () => {} };
  const opened = await openSource({ client, network }, account, source, AbortSignal.timeout(1000));
  const outcome =
    opened.kind === 'bytes'
      ? await opened.response.text()
      : opened.kind === 'failed'
        ? opened.failure.code
        : 'later';
  return { outcome, given, asked, opened };
}

const bytes = () => new Response('bytes');
const to = (location: string) => () => new Response(null, { status: 302, headers: { location } });
const lookaside = 'https://lookaside.example/a';

describe('a link that wants the token', () => {
  it('gets it on the hosts of the platform, and on those below', async () => {
    const near = 'https://scontent.cdn.example/a';
    const web = { [lookaside]: to(near), [near]: bytes };
    expect(await open(tokenLink(lookaside), web)).toMatchObject({
      outcome: 'bytes',
      given: [lookaside, near],
    });
  });

  it.each([
    ['another host', 'https://evil.example/a'],
    ['a host that only ends alike', 'https://evilcdn.example/a'],
    ['a host that only begins alike', 'https://lookaside.example.evil/a'],
    ['a line that anybody can read', 'http://lookaside.example/a'],
  ])('does not get it on %s, not even after a redirect', async (_what, url) => {
    expect(await open(tokenLink(url), { [url]: bytes })).toMatchObject({
      outcome: 'strange_host',
      asked: [],
    });
    const web = { [lookaside]: to(url), [url]: bytes };
    expect(await open(tokenLink(lookaside), web)).toMatchObject({
      outcome: 'strange_host',
      given: [lookaside],
    });
  });

  it('is not followed for ever', async () => {
    expect(await open(tokenLink(lookaside), { [lookaside]: to(lookaside) })).toMatchObject({
      outcome: 'strange_host',
    });
  });
});

describe('what comes of asking', () => {
  const url = 'https://scontent.cdn.example/a';
  const status = (code: number, headers = {}) => ({
    [url]: () => new Response('', { status: code, headers }),
  });

  it('the bytes of a link, without a token', async () => {
    expect(await open(link(url), { [url]: bytes })).toMatchObject({ outcome: 'bytes', given: [] });
  });

  it.each([
    [404, 'not_found'],
    [410, 'not_found'],
    [403, 'not_found'],
    [401, 'media_rejected'],
    [429, 'temporary'],
    [503, 'temporary'],
  ])('a link that answers %i: %s', async (code, kind) => {
    expect((await open(link(url), status(code))).opened).toMatchObject({ failure: { kind } });
  });

  it('waits as long as a server asks', async () => {
    const { opened } = await open(link(url), status(429, { 'retry-after': '7' }));
    expect(opened).toMatchObject({ failure: { retry_after_ms: 7000 } });
  });

  it('a link into a private network is not called', async () => {
    expect(await open(link('https://inside/'), {})).toMatchObject({ outcome: 'private_address' });
  });

  it.each<[string, () => Response, string]>([
    ['the bytes', bytes, 'bytes'],
    ['that they are not ready', () => new Response(null, { status: 202 }), 'later'],
    ['that they are gone', () => new Response(null, { status: 410 }), 'HTTP 410'],
    [
      'that the token is dead',
      () => Response.json({ error: { code: 190, message: '' } }, { status: 401 }),
      '190',
    ],
  ])('the API of the platform, asked with the token, says: %s', async (_what, answer, outcome) => {
    const web = { 'https://graph.example/file': answer };
    expect(await open(api, web)).toMatchObject({ outcome, given: ['https://graph.example/file'] });
  });
});
