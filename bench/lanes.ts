import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/clock.ts';
import { openDatabase } from '../src/database/open.ts';
import { Writer } from '../src/database/writer.ts';
import type { JobHandler } from '../src/work/handler.ts';
import { putJob } from '../src/work/jobs.ts';
import { Leases } from '../src/work/leases.ts';
import { Worker } from '../src/work/worker.ts';

/**
 * What the engine costs for each ordinary job that does nothing: putting, claiming and settling it. Counted in time of
 * the processor too, which says more than the clock where other programs run. PostgreSQL needs an empty database of
 * its own.
 *
 *   node bench/lanes.ts [--jobs 20000] [--lanes 2000] [--postgres postgres://…]
 */
const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '20000' },
    lanes: { type: 'string', default: '2000' },
    postgres: { type: 'string' },
  },
});
const jobs = Number(values.jobs);
const lanes = Number(values.lanes);
// About as many as webhooks bring in one transaction.
const putTogether = 50;

function onError(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
}

async function measure(name: string, url: string): Promise<void> {
  const database = openDatabase(url, { pool: 10, onError });
  await database.migrate();
  const writer = new Writer(database);
  const clock = systemClock();
  let ran = 0;
  const all = Promise.withResolvers<void>();
  const handler: JobHandler<null, null> = {
    kind: 'nothing',
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    async run() {
      return null;
    },
    async settle(batch, runs) {
      batch.committed(() => {
        ran += runs.length;
        if (ran === jobs) all.resolve();
      });
      return runs.map(() => [{ type: 'done' }]);
    },
  };
  const worker = new Worker({
    ...{
      database,
      writer,
      clock,
      onError,
      handlers: [handler],
      pollMs: 1000,
      renewMs: 5000,
      leaseMarginMs: 0,
    },
    leases: new Leases({ database, clock, owner: 'bench', leaseMs: 15_000 }),
    policy: { concurrency: () => 50, admit: () => null, giveBack: () => {}, forget: () => {} },
  });
  await worker.start();
  const started = performance.now();
  const before = process.cpuUsage();
  for (let put = 0; put < jobs; put += putTogether) {
    await writer.run(async (batch) => {
      for (let number = put; number < Math.min(put + putTogether, jobs); number++) {
        const lane = `${number % lanes}`;
        const job = { workspace_id: 'bench', target: `account:${number % 4}`, lane, kind: 'nothing' };
        putJob(batch, { ...job, reference: `${number}` }, clock.now());
      }
    });
    // As between webhooks: nothing but the database would else get a turn, and leases would end.
    await turn();
  }
  await all.promise;
  const { user, system } = process.cpuUsage(before);
  const perSecond = Math.round((jobs / (performance.now() - started)) * 1000);
  const microseconds = Math.round((user + system) / jobs);
  process.stdout.write(`${name.padEnd(12)} ${perSecond} jobs/s  ${microseconds} µs of processor per job\n`);
  await worker.stop();
  await database.close();
}

const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
await measure('sqlite', `file:${join(folder, 'parley.db')}`);
rmSync(folder, { recursive: true, force: true });
if (values.postgres) await measure('postgres', values.postgres);
