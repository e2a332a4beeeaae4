import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { load } from './load.ts';

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
const secret = 'bench-secret';
const key = 'bench-key-of-the-installation';
const people = 1000;

interface Hub {
  url: string;
  process: ChildProcess;
}

async function startHub(databaseUrl: string, dataDir: string): Promise<Hub> {
  const process_ = spawn('taskset', ['-c', '0', process.execPath, 'src/main.ts', 'serve'], {
    env: {
      PATH: process.env.PATH,
      PARLEY_DATABASE_URL: databaseUrl,
      PARLEY_DATA_DIR: dataDir,
      PARLEY_PORT: '0',
      PARLEY_ADMIN_KEY: key,
      PARLEY_SECRET_KEY: '5a'.repeat(32),
      PARLEY_LOG_LEVEL: 'error',
      PARLEY_ALLOW_PRIVATE_NETWORKS: 'true',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve) => {
    let output = '';
    process_.stdout?.on('data', (chunk) => {
      output += chunk;
      const found = /(http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
      if (found) resolve(found);
    });
  });
  return { url, process: process_ };
}

async function post<T>({ url }: Hub, path: string, body: unknown): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  // The hub's own API answers these shapes.
  return (await response.json()) as T;
}

/** Endpoints that take everything at once, and count. */
async function startConsumers(hub: Hub, count: number): Promise<{ came(): number; stop(): void }> {
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
    await post(hub, '/api/v1/consumers', {
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

/** Whole HTTP requests, each another message of one of a thousand people. */
function requestsFor(webhook: URL, run: string): Buffer[] {
  return Array.from({ length: events }, (_, index) => {
    const body = JSON.stringify(payload(`wamid.${run}-${index}`, index % people));
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const head = [
      `POST ${webhook.pathname} HTTP/1.1`,
      `host: ${webhook.host}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-hub-signature-256: sha256=${signature}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}

function payload(id: string, person: number) {
  const from = `668${String(person).padStart(8, '0')}`;
  const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' };
  const contacts = [{ profile: { name: `Person ${person}` }, wa_id: from, user_id: `TH.${person}` }];
  const text = { body: 'Is the blue one still available in size M? I would take two.' };
  const messages = [{ from, from_user_id: `TH.${person}`, id, timestamp: '1795467000', type: 'text', text }];
  const value = { messaging_product: 'whatsapp', metadata, contacts, messages };
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
  };
}

/** Receives while consumers are served, and measures until they have everything. */
async function measure(name: string, hub: Hub, count: number): Promise<void> {
  const credentials = { access_token: 't', phone_number_id: '106540352242922', app_secret: secret };
  const account = await post<{ webhook: { url: string } }>(hub, '/api/v1/accounts', {
    ...{ platform: 'whatsapp', name: 'Bench', credentials },
  });
  const webhook = new URL(new URL(account.webhook.url).pathname, hub.url);
  const consumers = await startConsumers(hub, count);
  const requests = requestsFor(webhook, `${name}-${count}`);
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
    const args = ['-c', '1', process.execPath, 'bench/consumers.ts', ...process.argv.slice(2), '--pinned'];
    spawn('taskset', args, { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 0));
    return;
  }
  for (const count of values.consumers.split(',').map(Number)) {
    const directory = mkdtempSync(join(tmpdir(), 'parley-bench-'));
    const databases = [['SQLite', `file:${join(directory, 'parley.db')}`]];
    // Runs on one database would not be alike: the later ones have the consumers of the earlier.
    if (values.postgres) databases.push(['PostgreSQL', values.postgres.replace(/\/?$/, `_${count}`)]);
    for (const [name = '', url = ''] of databases) {
      const hub = await startHub(url, directory);
      await measure(name, hub, count);
      hub.process.kill('SIGKILL');
    }
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
