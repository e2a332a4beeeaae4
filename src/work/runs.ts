import type { Kysely } from 'kysely';
import type { JobRow, Tables } from '../database/schema.ts';
import { Cancelled, LeaseLost, PutAgain } from './abort.ts';
import type { Job } from './jobs.ts';
import type { WorkSignal } from './signals.ts';

/** Jobs that are being claimed or run in this process. */
interface Run {
  jobs: readonly Job[];
  epoch: number;
  controller: AbortController;
}

/** What runs in this process, and why it need not go on. */
export class Runs {
  readonly #runs = new Set<Run>();

  /** Notes that jobs are about to be claimed and run; `end` when they have run. */
  begin(jobs: readonly Job[], epoch: number): { signal: AbortSignal; end(): void } {
    const run = { jobs, epoch, controller: new AbortController() };
    this.#runs.add(run);
    return { signal: run.controller.signal, end: () => this.#runs.delete(run) };
  }

  /** Aborts who runs a job that was put again since, or was taken away. */
  overtake(overtaken: NonNullable<WorkSignal['overtaken']>): void {
    for (const { jobs, controller } of this.#runs) {
      const job = jobs.find(({ id }) => id === overtaken.id);
      if (!job) continue;
      if (overtaken.by === 'cancelled') controller.abort(new Cancelled('The job was cancelled.'));
      else if (overtaken.puts > job.puts) controller.abort(new PutAgain('The job was put again.'));
    }
  }

  /** Aborts what runs on shards that are not held any more, or not without a break. */
  leave(epochOf: (shard: number) => number | undefined): void {
    for (const { jobs, epoch, controller } of this.#runs) {
      const lost = epochOf(jobs[0]?.shard ?? 0) !== epoch;
      if (lost) controller.abort(new LeaseLost('This process does not own the target any more.'));
    }
  }

  /** Looks whether unique jobs that run were overtaken; for when a signal may have been lost. */
  async check(read: Kysely<Tables>): Promise<void> {
    const unique = [...this.#runs].flatMap(({ jobs }) => jobs.filter(({ puts }) => puts > 0));
    for (const [workspaceId, jobs] of Map.groupBy(unique, (job) => job.workspace_id)) {
      const ids = jobs.map(({ id }) => id);
      const rows = await read
        .selectFrom('jobs')
        .select(['id', 'puts'])
        .where('workspace_id', '=', workspaceId)
        .where('id', 'in', ids)
        .execute();
      const found = new Map<string, Pick<JobRow, 'puts'>>(rows.map((row) => [row.id, row]));
      for (const id of ids) {
        const row = found.get(id);
        this.overtake(row ? { id, by: 'put', puts: row.puts } : { id, by: 'cancelled' });
      }
    }
  }
}
