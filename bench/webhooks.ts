import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load, percentile } from './load.ts';
import { firstUrl, runOnSecondCore, startHub, startPinned } from './pinned.ts';
import { number, requestsFor } from './signed-webhooks.ts';

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
interface Server {
  name: string;
  url: string;
  path: string;
  process: ChildProcess;
}

async function startBare(): Promise<Server> {
  const { app_secret } = number.credentials;
  const child = startPinned('bench/bare-server.ts', [app_secret], {});
  return { name: 'node:http, HMAC only', url: await firstUrl(child), path: '/', process: child };
}

async function startParley(name: string, databaseUrl: string, dataDir: string): Promise<Server> {
  const started = performance.now();
  const { url, process: child, post } = await startHub(databaseUrl, dataDir);
  const ready = performance.now() - started;
  const account = await post<{ webhook: { url: string } }>('/api/v1/accounts', number);
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

async function measure(server: Server, run: number): Promise<void> {
  const requests = requestsFor(new URL(server.path, server.url), seconds * 16_000, run);
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
    runOnSecondCore('bench/webhooks.ts');
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const starts = [
    () => startBare(),
    () => startParley('Parley on SQLite', `file:${join(directory, 'parley.db')}`, directory),
    ...(values.postgres ? [() => startParley('Parley on PostgreSQL', values.postgres ?? '', directory)] : []),
  ];
  for (const [run, begin] of starts.entries()) {
    const server = await begin();
    await measure(server, run);
    server.process.kill('SIGKILL');
  }
  rmSync(directory, { recursive: true, force: true });
}

await main();
