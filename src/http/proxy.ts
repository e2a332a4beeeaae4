import { type Authenticate, authorise } from './auth.ts';
import type { Exchange } from './route.ts';

/** An address of this hub below which requests go on to another server, for whoever may do everything. */
export interface ProxyTarget {
  /** `/dev/phones`: itself and all that lies below it. */
  path: string;
  /** Where the other server is, without a slash at the end. */
  url: string;
}

// What of a request and an answer means anything at the other side; keys and cookies stay here.
const passedOn = ['content-type', 'accept'];
const passedBack = ['content-type', 'cache-control'];
const statusesWithoutBody = new Set([204, 205, 304]);

/** Answers what lies below one of these addresses; null for all others. */
export function openProxies(
  proxies: readonly ProxyTarget[],
  authenticate: Authenticate,
): (exchange: Exchange) => Promise<Response | null> {
  return async (exchange) => {
    const { pathname } = exchange.url;
    const proxy = proxies.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
    if (proxy === undefined) return null;
    await authorise(exchange.request, 'admin', authenticate);
    return passOn(exchange, `${proxy.url}${pathname.slice(proxy.path.length) || '/'}${exchange.url.search}`);
  };
}

async function passOn({ request: { method }, headers, bytes }: Exchange, url: string): Promise<Response> {
  const answer = await fetch(url, {
    method,
    headers: only(passedOn, headers),
    ...(method !== 'GET' && method !== 'HEAD' && { body: new Uint8Array(await bytes()) }),
  });
  return new Response(statusesWithoutBody.has(answer.status) ? null : await answer.arrayBuffer(), {
    status: answer.status,
    headers: only(passedBack, answer.headers),
  });
}

function only(names: readonly string[], headers: Headers): [string, string][] {
  return names.flatMap((name): [string, string][] => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
}
