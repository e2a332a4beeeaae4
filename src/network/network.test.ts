import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addressRefusal, type Network, type NetworkOptions, openNetwork, unreachableUrl } from './network.ts';

let server: Server;
let port: number;
let asked: string[];
let network: Network | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    const target = new URL(request.url ?? '/', 'http://any').searchParams.get('to');
    response.writeHead(target ? 302 : 200, target ? { location: target } : {}).end('here');
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  // A server that listens on a port has such an address.
  ({ port } = server.address() as AddressInfo);
});

afterEach(() => network?.close());
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** What comes of a call: the text, or the host that was refused. */
async function outcome(url: string, options: NetworkOptions): Promise<string> {
  asked = [];
  network = openNetwork(options);
  try {
    return await (await network.fetch(url)).text();
  } catch (error) {
    const refusal = addressRefusal(error);
    if (!refusal) throw error;
    return `refused: ${refusal.host}`;
  }
}

describe('a network', () => {
  it.each([
    ['an address', '127.0.0.1', '127.0.0.1'],
    ['an address in another form', '0x7f.1', '127.0.0.1'],
    ['an address of six', '[::1]', '::1'],
    ['a mapped address', '[::ffff:127.0.0.1]', '::ffff:7f00:1'],
    ['a name', 'localhost', 'localhost'],
  ])('does not call this machine by %s', async (_what, host, refused) => {
    expect(await outcome(`http://${host}:${port}/`, { allowPrivate: false })).toBe(`refused: ${refused}`);
    expect(asked).toEqual([]);
  });

  it('calls it when private networks are allowed', async () => {
    expect(await outcome(`http://localhost:${port}/`, { allowPrivate: true })).toBe('here');
  });

  it('looks at the address behind a redirect too', async () => {
    const to = encodeURIComponent(`http://127.0.0.2:${port}/secret`);
    const permits = (address: string) => address === '127.0.0.1';
    expect(await outcome(`http://127.0.0.1:${port}/?to=${to}`, { allowPrivate: false, permits })).toBe(
      'refused: 127.0.0.2',
    );
    expect(asked).toHaveLength(1);
  });

  it('takes a permitted address among several', async () => {
    const permits = (address: string) => address === '127.0.0.1';
    expect(await outcome(`http://localhost:${port}/`, { allowPrivate: false, permits })).toBe('here');
  });

  it('fails otherwise as any fetch does', async () => {
    await expect(outcome('http://nobody.invalid/', { allowPrivate: false })).rejects.toThrow('fetch failed');
  });
});

describe('unreachableUrl', () => {
  it.each([
    ['http://169.254.169.254/latest', 'private network'],
    ['https://localhost/', 'this machine'],
    ['https://shop.localhost/', 'this machine'],
    ['https://user:secret@example.com/', 'password'],
    ['ftp://example.com/', 'no http'],
    ['nothing', 'no http'],
  ])('says why %s cannot be called', (url, why) => {
    expect(unreachableUrl(url, { allowPrivate: false })).toContain(why);
  });

  it('lets through what may be called', () => {
    expect(unreachableUrl('https://example.com/hook?x=1', { allowPrivate: false })).toBeNull();
    expect(unreachableUrl('http://127.0.0.1:3000/hook', { allowPrivate: true })).toBeNull();
  });
});
