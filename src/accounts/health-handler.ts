import type { Batch } from '../database/writer.ts';
import type { JobHandler, Outcome } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';
import { type DoctorOptions, examine } from './doctor.ts';
import { healthJobKind, healthJobOf, putHealthJob } from './health-job.ts';
import { storeHealth } from './health-store.ts';
import { Renewing, type RenewingOptions } from './renewing.ts';
import { readTemplatesSoon } from './template-job.ts';

// An answer that did not come may come at a second try; only then is it news.
const secondLookMs = 60_000;
// Accounts that were connected together, or found together at a start, drift apart.
const jitter = 0.2;

/** What the jobs need. */
export interface HealthJobOptions extends DoctorOptions, RenewingOptions {
  /** How often each account is looked at (ms). */
  everyMs: number;
  random?: () => number;
}

// Accounts that are given their job in one transaction.
const accountsAtOnce = 200;

/** Gives a job to every account that has none: those from before there were such jobs, or whose job was lost. */
export async function putMissingHealthJobs(options: HealthJobOptions): Promise<void> {
  const { database, writer, clock, everyMs, random = Math.random } = options;
  const missing = await database.read
    .selectFrom('accounts')
    .select(['workspace_id', 'id'])
    .where('deleted_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('jobs')
            .select('jobs.id')
            .whereRef('jobs.workspace_id', '=', 'accounts.workspace_id')
            .whereRef('jobs.reference', '=', 'accounts.id')
            .where('jobs.kind', '=', healthJobKind),
        ),
      ),
    )
    .execute();
  for (let from = 0; from < missing.length; from += accountsAtOnce) {
    await writer.run(async (batch) => {
      const some = missing.slice(from, from + accountsAtOnce);
      // Another process that starts now has to wait here, and then finds the jobs of this one.
      const keys = some.map(({ id }) => [id]);
      const rows = await batch.transaction.select('accounts', ['id'], keys, 'lock');
      for (const row of rows) {
        if (row.deleted_at !== null || (await healthJobOf(batch, row)) !== null) continue;
        putHealthJob(batch, row, clock.now(), 1 + Math.round(random() * everyMs));
      }
    });
  }
}

/** How a look went: the account is gone, it was changed meanwhile, nobody answered, or all is stored. */
type Look = 'gone' | 'outdated' | 'unanswered' | 'stored';

/**
 * Looks at accounts, again and again until they are disconnected. Each look puts the next one: a scheduled job
 * costs nothing until it is due, one that holds its lane would be looked for all the time.
 */
export function healthHandler(options: HealthJobOptions): JobHandler<null, Look> {
  const { everyMs, clock, random = Math.random } = options;
  // Accounts whose platform did not answer the last time, in the memory of whoever owns them.
  const unanswered = new Set<string>();
  const renewing = new Renewing(options);
  const settle = (batch: Batch, job: Job, result: Look | Error): Outcome => {
    if (result === 'gone') return { type: 'done' };
    if (result === 'outdated') return { type: 'continue' };
    const wait = result === 'unanswered' ? secondLookMs : everyMs;
    const after = Math.round(wait * (1 - jitter / 2 + jitter * random()));
    const account = { workspace_id: job.workspace_id, id: job.reference };
    putHealthJob(batch, account, clock.now(), after);
    if (result === 'stored') readTemplates(batch, options, account);
    return { type: 'done' };
  };
  return {
    kind: healthJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    async run([job]) {
      return job ? look(options, job.reference, unanswered, renewing) : 'gone';
    },
    async settle(batch, runs) {
      return runs.map(({ jobs, result }) => jobs.map((job) => settle(batch, job, result)));
    },
  };
}

// They seldom change without a webhook, and reading them counts against the limits of the whole business account.
const templatesEveryMs = 6 * 60 * 60_000;

/** Reads the templates again that were not read for some hours, in case a webhook was lost. */
function readTemplates(
  batch: Batch,
  { clock, directory }: HealthJobOptions,
  account: Parameters<typeof readTemplatesSoon>[1],
): void {
  if (!directory.get(account.id)?.platform.templates) return;
  readTemplatesSoon(batch, account, clock.now(), clock.now() - templatesEveryMs);
}

async function look(
  options: HealthJobOptions,
  accountId: string,
  unanswered: Set<string>,
  renewing: Renewing,
): Promise<Look> {
  const { directory, writer } = options;
  const known = await directory.find(accountId);
  if (known) await renewing.look(known);
  // With new credentials it is another than before.
  const account = directory.get(accountId);
  if (!account) {
    renewing.forget(accountId);
    return 'gone';
  }
  const health = await examine(options, account);
  if (health.state !== 'unknown') unanswered.delete(accountId);
  else if (!unanswered.has(accountId)) {
    unanswered.add(accountId);
    return 'unanswered';
  }
  const stored = await storeHealth(writer, account, health);
  if (!stored) return 'gone';
  // New credentials came while the old ones were tried.
  return directory.get(accountId) === account ? 'stored' : 'outdated';
}
