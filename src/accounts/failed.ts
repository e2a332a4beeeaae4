import type { Batch } from '../database/writer.ts';
import type { Failure } from '../errors.ts';
import { appendEvent } from '../events/log.ts';
import type { Account } from './account.ts';

/** Tells the business that an account cannot send at all, and what to do about it. */
export function accountFailed(batch: Batch, account: Account, failure: Failure, now: number): void {
  appendEvent(
    batch,
    {
      workspace_id: account.workspaceId,
      type: 'account.paused',
      occurred_at: now,
      account_id: account.id,
      platform: account.platform.name,
      data: () => ({ account_id: account.id, error: { ...failure, retried: true } }),
    },
    now,
  );
}
