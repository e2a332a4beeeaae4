import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { SimulatorEnv } from './traffic.ts';

/** A server that listens. */
export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** Starts serving on `host`; port 0 takes any free one. */
export function listen(app: Hono<SimulatorEnv>, host: string, port: number): Promise<Listening> {
  // Without `createServer` options the adaptor makes a plain HTTP/1.1 server.
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host }) as Server;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      const bound = address !== null && typeof address === 'object' ? address.port : port;
      resolve({ url: `http://${host}:${bound}`, close: () => close(server) });
    });
  });
}

/** Calls that were left hanging on purpose are cut, else closing would wait for them for ever. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
