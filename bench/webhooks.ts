import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load, percentile } from './load.ts';

/**
 * How many signed webhooks a hub takes per second, each committed before it is answered, beside a bare
 * server that only checks the signature. Server and load run on one core each; bodies are signed before.
 *
 *   node bench/webhooks.ts [--seconds 5] [--connections 64] [--postgres postgres://…]
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '64' },
    postgres: { type: 'string' },
    pinned: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const secret = 'bench-secret';
const key = 'bench-key-of-the-installation';

interface Server {
  name: string;
  url: string;
  path: string;
  process: ChildProcess;
}

function start(
  name: string,
  file: string,
  args: string[],
  environment: Record<string, string>,
): ChildProcess {
  const child = spawn('taskset', ['-c', '0', process.execPath, file, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.on('exit', (code) => {
    if (code) throw new Error(`${name} ended with ${code}`);
  });
  return child;
}

function firstUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const url = /(http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
      if (url) resolve(url);
    });
  });
}

async function startBare(): Promise<Server> {
  const child = start('bare', 'bench/bare-server.ts', [secret], {});
  return { name: 'node:http, HMAC only', url: await firstUrl(child), path: '/', process: child };
}

async function startHub(name: string, databaseUrl: string, dataDir: string): Promise<Server> {
  const child = start(name, 'src/main.ts', ['serve'], {
    PARLEY_DATABASE_URL: databaseUrl,
    PARLEY_DATA_DIR: dataDir,
    PARLEY_PORT: '0',
    PARLEY_ADMIN_KEY: key,
    PARLEY_SECRET_KEY: '5a'.repeat(32),
    PARLEY_LOG_LEVEL: 'error',
  });
  const started = performance.now();
  const url = await firstUrl(child);
  const ready = performance.now() - started;
  const response = await fetch(`${url}/api/v1/accounts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      platform: 'whatsapp',
      name: 'Bench',
      credentials: { access_token: 't', phone_number_id: '106540352242922', app_secret: secret },
    }),
  });
  // The hub's own API answers this shape.
  const account = (await response.json()) as { webhook: { url: string } };
  process.stdout.write(`${name}: ready after ${ready.toFixed(0)} ms, ${memory(child)} MB idle\n`);
  return { name, url, path: new URL(account.webhook.url).pathname, process: child };
}

/** CPU seconds a process has used, its threads included. */
function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  // utime and stime, in ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function memory({ pid }: ChildProcess): string {
  const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return (Number(resident) / 1024).toFixed(0);
}

/** Whole HTTP requests, each another message of one of a thousand people. */
function requestsFor({ url, path }: Server, count: number, run: number): Buffer[] {
  const { host } = new URL(url);
  return Array.from({ length: count }, (_, index) => {
    const body = JSON.stringify(payload(`wamid.${run}-${index}`, index % 1000));
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const head = [
      `POST ${path} HTTP/1.1`,
      `host: ${host}`,
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

async function measure(server: Server, run: number): Promise<void> {
  const requests = requestsFor(server, seconds * 16_000, run);
  // The first requests pay for compiling.
  await load(new URL(server.url), requests.splice(0, 2000), { connections, seconds: 5 });
  const before = cpuSeconds(server.process);
  const result = await load(new URL(server.url), requests, { connections, seconds });
  const cpu = cpuSeconds(server.process) - before;
  const { latencies } = result;
  const row = [
    server.name.padEnd(22),
    `${Math.round(result.requests / result.seconds)}/s`.padStart(9),
    `${((cpu / result.requests) * 1e6).toFixed(0)} µs CPU each`.padStart(16),
    `p50 ${percentile(latencies, 0.5).toFixed(1)} ms`,
    `p99 ${percentile(latencies, 0.99).toFixed(1)} ms`,
    `${result.failures} not 200`,
    `${memory(server.process)} MB`,
  ];
  process.stdout.write(`${row.join('  ')}\n`);
}

async function main(): Promise<void> {
  if (!values.pinned) {
    // The load itself runs on the other core.
    const args = ['-c', '1', process.execPath, 'bench/webhooks.ts', ...process.argv.slice(2), '--pinned'];
    spawn('taskset', args, { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 0));
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const starts = [
    () => startBare(),
    () => startHub('Parley on SQLite', `file:${join(directory, 'parley.db')}`, directory),
    ...(values.postgres ? [() => startHub('Parley on PostgreSQL', values.postgres ?? '', directory)] : []),
  ];
  for (const [run, begin] of starts.entries()) {
    const server = await begin();
    await measure(server, run);
    server.process.kill('SIGKILL');
  }
  rmSync(directory, { recursive: true, force: true });
}

await main();
