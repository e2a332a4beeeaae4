import { careInput, converse } from '../accounts/dialogue.ts';
import type { AccountDirectory } from '../accounts/directory.ts';
import type { PlatformClient } from '../accounts/platform-client.ts';
import { type TemplateJob, templateJobKind } from '../accounts/template-job.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Writer } from '../database/writer.ts';
import { type Failure, isPassing } from '../errors.ts';
import { isFailure } from '../platforms/findings.ts';
import type { Template } from '../platforms/templates.ts';
import { type Backoff, backoffDelay } from '../work/backoff.ts';
import type { JobHandler, Outcome } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';
import { type SyncCounts, storeAll } from './store.ts';
import { sourceOf, type TemplateGroup, type TemplateSource } from './template.ts';

/** What reading templates needs. */
export interface SyncOptions {
  database: Database;
  writer: Writer;
  client: PlatformClient;
  clock: Clock;
}

// 250 pages of 100: far above what any business has; a list that never ends must not run for ever.
const mostPages = 250;

/** Reads all templates of an account's group and keeps them; a failure changes nothing. */
export async function syncTemplates(
  { client, clock, writer }: SyncOptions,
  { account, care, group }: TemplateSource,
): Promise<SyncCounts | Failure> {
  const begun = clock.now();
  const templates: Template[] = [];
  let after: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const found: Awaited<ReturnType<typeof readPage>> = await readPage(after);
    if (isFailure(found)) return found;
    templates.push(...found.templates);
    after = found.next;
    if (after === null) break;
  }
  return writer.run((batch) => storeAll(batch, group, templates, begun));

  function readPage(from: string | null) {
    return converse(client, account, care.list(careInput(account, clock.now()), from));
  }
}

/** When all templates of a group were last read (ms); null: never. */
export async function syncedAt({ read }: Database, group: TemplateGroup): Promise<number | null> {
  const row = await read
    .selectFrom('template_groups')
    .select('synced_at')
    .where('workspace_id', '=', group.workspace_id)
    .where('platform', '=', group.platform)
    .where('group_id', '=', group.group_id)
    .executeTakeFirst();
  return row?.synced_at ?? null;
}

/** What the jobs need. */
export interface TemplateJobOptions extends SyncOptions {
  directory: AccountDirectory;
  backoff: Backoff;
}

// The next look at the account asks again.
const tries = 5;
// Where the platform does not say how long it wants to be left alone: its count is by the hour.
const throttledMs = 10 * 60_000;
const done: Outcome = { type: 'done' };

/** Reads the templates of accounts in the background. */
export function templateHandler(options: TemplateJobOptions): JobHandler<null, Outcome> {
  return {
    kind: templateJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    async run([job]) {
      return job ? runJob(options, job) : done;
    },
    settle: async (_batch, runs) =>
      runs.map(({ jobs, result }) => jobs.map((job) => settled(options, job, result))),
  };
}

async function runJob(options: TemplateJobOptions, job: Job): Promise<Outcome> {
  const account = await options.directory.find(job.reference);
  const source = account && sourceOf(account);
  if (!source) return done;
  const { wanted_at }: TemplateJob = JSON.parse(job.payload);
  // Another account of the group may have read them meanwhile.
  if (((await syncedAt(options.database, source.group)) ?? 0) > wanted_at) return done;
  const found = await syncTemplates(options, source);
  return isFailure(found) ? nextTry(options, job, found) : done;
}

function nextTry({ backoff }: TemplateJobOptions, job: Job, failure: Failure): Outcome {
  const reason = `${failure.code}: ${failure.cause}`;
  if (failure.kind === 'rate_limited') {
    return { type: 'pause', after_ms: failure.retry_after_ms ?? throttledMs, reason };
  }
  const failures = job.attempts + 1;
  if (!isPassing(failure) || failures >= tries) return done;
  return { type: 'retry', after_ms: backoffDelay(backoff, failures, failure.retry_after_ms), reason };
}

/** An error is a mistake of ours, or the database was away. */
function settled({ backoff }: TemplateJobOptions, job: Job, result: Outcome | Error): Outcome {
  if (!(result instanceof Error)) return result;
  const failures = job.attempts + 1;
  if (failures >= tries) return done;
  return { type: 'retry', after_ms: backoffDelay(backoff, failures, undefined), reason: result.message };
}
