import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { load } from './load.ts';
import { type PinnedHub, runOnSecondCore, startHub } from './pinned.ts';
import { number, requestsFor } from './signed-webhooks.ts';

/**
 * How many events per second a hub hands to consumers, in order within each conversation, and what receiving costs
 * while it does. The hub runs on one core, load and consumers on the other. Each run gives a PostgreSQL database of
 * its own to be named.
 *
 *   node bench/consumers.ts [--events 10000] [--consumers 0,1,5] [--postgres postgres://…]
 */
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    consumers: { type: 'string', default: '0,1,5' },
    postgres: { type: 'string' },
    pinned: { type: 'boolean', default: false },
  },
});
const events = Number(values.events);
/** Endpoints that take everything at once, and count. */
async function startConsumers(hub: PinnedHub, count: number): Promise<{ came(): number; stop(): void }> {
  let came = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      came++;
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  for (let number = 0; number < count; number++) {
    const url = `http://127.0.0.1:${port}/${number}`;
    const filter = { types: ['message.received'] };
    await hub.post('/api/v1/consumers', {
      name: `Bench ${number}`,
      url,
      filter,
      settings: { concurrency: 20 },
    });
  }
  return {
    came: () => came,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Receives while consumers are served, and measures until they have everything. */
async function measure(name: string, hub: PinnedHub, count: number): Promise<void> {
  const account = await hub.post<{ webhook: { url: string } }>('/api/v1/accounts', number);
  const webhook = new URL(new URL(account.webhook.url).pathname, hub.url);
  const consumers = await startConsumers(hub, count);
  const requests = requestsFor(webhook, events, `${name}-${count}`);
  const started = performance.now();
  const received = await load(webhook, requests, { connections: 64, seconds: 600 });
  const atEnd = consumers.came();
  while (consumers.came() < received.requests * count) await pause(5);
  const seconds = (performance.now() - started) / 1000;
  const after = seconds - received.seconds;
  const row = [
    name.padEnd(12),
    `${count} consumers`,
    `received ${Math.round(received.requests / received.seconds)}/s`.padStart(16),
    `handed over ${Math.round(consumers.came() / seconds)}/s in all`.padStart(26),
    after > 1 ? `${Math.round((consumers.came() - atEnd) / after)}/s when nothing comes in` : '',
    `${received.failures} not 200`,
  ];
  process.stdout.write(`${row.join('  ')}\n`);
  consumers.stop();
}

async function main(): Promise<void> {
  if (!values.pinned) {
    runOnSecondCore('bench/consumers.ts');
    return;
  }
  for (const count of values.consumers.split(',').map(Number)) {
    const directory = mkdtempSync(join(tmpdir(), 'parley-bench-'));
    const databases = [['SQLite', `file:${join(directory, 'parley.db')}`]];
    // Runs on one database would not be alike: the later ones have the consumers of the earlier.
    if (values.postgres) databases.push(['PostgreSQL', values.postgres.replace(/\/?$/, `_${count}`)]);
    for (const [name = '', url = ''] of databases) {
      const hub = await startHub(url, directory, { PARLEY_ALLOW_PRIVATE_NETWORKS: 'true' });
      await measure(name, hub, count);
      hub.process.kill('SIGKILL');
    }
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
