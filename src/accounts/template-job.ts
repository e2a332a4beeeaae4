import type { AccountRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { priorities, putJob } from '../work/jobs.ts';

/** The kind of the jobs that read an account's message templates; the reference is the account. */
export const templateJobKind = 'templates';

/** What such a job carries along. */
export interface TemplateJob {
  /** A reading that began later than this (ms) will do, whichever account made it. */
  wanted_at: number;
}

/** Lets the templates of an account be read, as far as its platform has any. */
export function readTemplatesSoon(
  batch: Batch,
  { workspace_id, id }: Pick<AccountRow, 'workspace_id' | 'id'>,
  now: number,
  wanted_at = now,
): void {
  const payload: TemplateJob = { wanted_at };
  const job = {
    workspace_id,
    // A target of its own: nothing that is sent waits for it.
    target: `templates:${id}`,
    lane: id,
    kind: templateJobKind,
    reference: id,
    payload,
    priority: priorities.bulk,
  };
  putJob(batch, job, now);
}
