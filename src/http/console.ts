import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';
import { notFound } from '../errors.ts';
import type { ProxyTarget } from './proxy.ts';
import { type Exchange, type Route, route } from './route.ts';

/** Where the build leaves the console: the same place for the sources and for what is built of them. */
export const consoleFolder = fileURLToPath(new URL('../../dist/console/', import.meta.url));

/** What the build writes wherever a nonce belongs. */
export const noncePlaceholder = '__PARLEY_NONCE__';

/** Stands in the page for the addresses behind which something else is that the console can use. */
const proxiesPlaceholder = '__PARLEY_PROXIES__';

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
};

interface Asset {
  plain: Uint8Array<ArrayBuffer>;
  compressed: Uint8Array<ArrayBuffer>;
  type: string;
}

/** The console as files of one folder. */
export interface Console {
  /** Its page, the same for every address of it; null when the console has not been built. */
  page(): Promise<Response | null>;
  /** The routes of its scripts and styles. */
  routes: Route[];
}

/** The console out of a folder that was built before; its page is told which other servers there are. */
export function openConsole(folder: string, proxies: readonly ProxyTarget[] = []): Console {
  return {
    async page() {
      const html = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
      const paths = proxies.map(({ path }) => path).join(' ');
      return html === null ? null : pageOf(html.replace(proxiesPlaceholder, paths));
    },
    routes: [assetRoute(folder)],
  };
}

function pageOf(html: string): Response {
  const nonce = randomBytes(16).toString('base64');
  return new Response(html.replaceAll(noncePlaceholder, nonce), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyWith(nonce),
      'referrer-policy': 'same-origin',
    },
  });
}

/**
 * Scripts come from the hub alone. Styles too, and from elements with the nonce: components set what they compute that
 * way. Pictures of cards and people are shown from where they are.
 */
function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob: https:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const compress = promisify(gzip);

/** Each file is read and compressed once, at the first visit. Names hold a hash, so nothing ever changes. */
function assetRoute(folder: string): Route {
  const assets = new Map<string, Promise<Asset>>();
  return route({
    method: 'GET',
    path: '/assets/{name}',
    scope: 'public',
    tags: ['Operations'],
    summary: 'A file of the console',
    params: z.object({ name: z.string().regex(/^[\w-]+(\.[\w-]+)*\.\w+$/, 'Expected the name of a file') }),
    answers: { 200: { description: 'The file.', contentType: '*/*' } },
    async handle({ params: { name }, headers }) {
      const known = assets.get(name) ?? readAsset(folder, name);
      assets.set(name, known);
      const asset = await known.catch(() => null);
      if (!asset) {
        assets.delete(name);
        throw notFound('file', name);
      }
      return assetResponse(asset, headers);
    },
  });
}

async function readAsset(folder: string, name: string): Promise<Asset> {
  const plain = new Uint8Array(await readFile(join(folder, 'assets', name)));
  const compressed = new Uint8Array(await compress(plain, { level: 9 }));
  return { plain, compressed, type: types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream' };
}

function assetResponse({ plain, compressed, type }: Asset, headers: Headers): Response {
  const takesGzip = /\bgzip\b/.test(headers.get('accept-encoding') ?? '');
  return new Response(takesGzip ? compressed : plain, {
    headers: {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      ...(takesGzip && { 'content-encoding': 'gzip' }),
    },
  });
}

/** Whether a browser asks for a page at this address, and no route begins like it. */
export function isPageOfConsole(routes: readonly Route[]): (exchange: Exchange) => boolean {
  const taken = new Set(routes.map(({ path }) => path.split('/')[1]));
  return ({ request: { method }, headers, url }) =>
    method === 'GET' &&
    headers.get('accept')?.includes('text/html') === true &&
    !taken.has(url.pathname.split('/')[1]);
}
