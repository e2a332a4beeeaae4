import type { AccountDirectory } from '../accounts/directory.ts';
import { replayJobKind } from '../accounts/replay-job.ts';
import type { Database } from '../database/database.ts';
import { Problem } from '../errors.ts';
import type { JobHandler, Outcome } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';
import type { Replay } from './replay.ts';
import { isUnmatched } from './webhook-log.ts';

/** What finding the webhooks of a new account needs. */
export interface ReplayUnmatchedOptions {
  database: Database;
  directory: AccountDirectory;
  replay: Replay;
}

// One page of the list; each is replayed by itself.
const webhooksAtOnce = 100;

/** Gives an account that was connected what had come for it before, in the order in which it came. */
export function replayUnmatchedHandler(options: ReplayUnmatchedOptions): JobHandler<null, number> {
  return {
    kind: replayJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    async run([job]) {
      return job ? replayAll(options, job) : 0;
    },
    settle: async (_batch, runs) =>
      runs.map(({ jobs, result }) => jobs.map((): Outcome => outcomeOf(result))),
  };
}

// Each webhook of its own fails by itself and stays listed; what fails as a whole is tried again.
const againMs = 30_000;

function outcomeOf(result: number | Error): Outcome {
  if (!(result instanceof Error)) return { type: 'done' };
  return { type: 'retry', after_ms: againMs, reason: result.message };
}

async function replayAll(options: ReplayUnmatchedOptions, job: Job): Promise<number> {
  const account = await options.directory.find(job.reference);
  const ids = [account?.externalId, ...(account?.groupIds ?? [])].filter((id) => typeof id === 'string');
  if (!account || ids.length === 0) return 0;
  let count = 0;
  for (let after = ''; ; ) {
    const rows = await unmatched(options.database, account.platform.name, ids, after);
    for (const { workspace_id, raw_id } of rows) {
      await replayOne(options.replay, workspace_id, raw_id);
      count++;
    }
    after = rows.at(-1)?.raw_id ?? after;
    if (rows.length < webhooksAtOnce) return count;
  }
}

function unmatched(database: Database, platform: string, ids: readonly string[], after: string) {
  return database.read
    .selectFrom('raw_items')
    .select(['workspace_id', 'raw_id'])
    .distinct()
    .where(isUnmatched)
    .where('platform', '=', platform)
    .where('external_id', 'in', ids)
    .where('raw_id', '>', after)
    .orderBy('raw_id')
    .limit(webhooksAtOnce)
    .execute();
}

async function replayOne(replay: Replay, workspaceId: string, rawId: string): Promise<void> {
  try {
    await replay.replay(workspaceId, rawId);
  } catch (error) {
    // Gone meanwhile, or not readable any more: it says so in the webhook log.
    if (!(error instanceof Problem) || error.retryable) throw error;
  }
}
