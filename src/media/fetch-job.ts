import type { Batch } from '../database/writer.ts';
import { priorities, putJob } from '../work/jobs.ts';

/** The kind of the jobs that fetch received media; the reference is the medium. */
export const fetchJobKind = 'media';

/** The target of an account's media: nothing that is sent waits for them. */
export function mediaTarget(accountId: string): string {
  return `media:${accountId}`;
}

/** Lets a medium be fetched. What people send now goes before old history. */
export function putFetchJob(
  batch: Batch,
  medium: { workspace_id: string; id: string; account_id: string },
  isImported: boolean,
  now: number,
): void {
  const { workspace_id, id, account_id } = medium;
  const priority = isImported ? priorities.bulk : priorities.normal;
  const target = mediaTarget(account_id);
  putJob(batch, { workspace_id, target, lane: id, kind: fetchJobKind, reference: id, priority }, now);
}
