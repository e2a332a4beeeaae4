import type { Batch } from '../database/writer.ts';
import type { Job } from '../work/jobs.ts';

// A paused account is probed as long as something waits; a failure so long after its last pause is a new one.
const forgottenMs = 10 * 60_000;

const told = new WeakMap<Batch, Set<string>>();

/**
 * Whether the business has not been told yet that the target of this job cannot work: several sends fail
 * together when a token expires, and each probe fails again until somebody has acted.
 */
export async function beginsPause(
  batch: Batch,
  { workspace_id, target }: Job,
  reason: string,
  now: number,
): Promise<boolean> {
  const inBatch = told.get(batch) ?? new Set();
  told.set(batch, inBatch);
  if (inBatch.has(target)) return false;
  inBatch.add(target);
  const key = ['workspace_id', 'target'] as const;
  const [pause] = await batch.transaction.select('target_pauses', key, [[workspace_id, target]]);
  return !pause || pause.reason !== reason || pause.until < now - forgottenMs;
}
