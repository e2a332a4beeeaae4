import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { App } from './server.ts';

/** A server that is accepting connections. */
export interface Listening {
  /** Where it can be called from this machine. */
  url: string;
  /** Accepts no more, ends streams, lets requests under way finish for `graceMs`, then cuts them off. */
  close(graceMs: number): Promise<void>;
}

const serverOptions = {
  // Headers fit into one packet or a few; who takes longer is stalling.
  headersTimeout: 15_000,
  // The largest file in time over a slow line (100 MiB at 1.4 Mbit/s).
  requestTimeout: 10 * 60_000,
  // Longer than the 60 s after which common load balancers drop idle connections, so that it is never us who
  // closes one just as they send the next request on it.
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#connection-idle-timeout
  keepAliveTimeout: 65_000,
};

// How often a closing server looks for connections that have become idle.
const sweepMs = 20;

function urlOf(host: string, port: number): string {
  const callable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${callable.includes(':') ? `[${callable}]` : callable}:${port}`;
}

async function start(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!inUse) throw error;
    throw new Error(`Port ${port} of ${host} is in use; stop what uses it, or set PARLEY_PORT.`, {
      cause: error,
    });
  }
}

/** Serves an app on a port; 0 takes any free one. */
export async function listen(app: App, { host, port }: { host: string; port: number }): Promise<Listening> {
  const controller = new AbortController();
  const closing = controller.signal;
  const server = createServer(
    serverOptions,
    getRequestListener((request, { incoming, outgoing }) => {
      if (closing.aborted && 'shouldKeepAlive' in outgoing) outgoing.shouldKeepAlive = false;
      // createServer of node:http makes requests of HTTP/1 only.
      return app.fetch(request, { incoming: incoming as IncomingMessage, closing });
    }),
  );
  await start(server, host, port);
  let closed: Promise<void> | undefined;

  async function close(graceMs: number): Promise<void> {
    const done = once(server, 'close');
    controller.abort();
    server.close();
    // A connection that becomes idle after close() would otherwise be waited for until its time-out.
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    await done;
    clearInterval(sweep);
    clearTimeout(cut);
  }

  return {
    // A server that listens on a port has an address in this form.
    url: urlOf(host, (server.address() as AddressInfo).port),
    close(graceMs) {
      closed ??= close(graceMs);
      return closed;
    },
  };
}
