import type { Batch } from '../database/writer.ts';
import type { Failure } from '../errors.ts';
import { appendEvent } from '../events/log.ts';
import type { Account } from './account.ts';

/** Tells the business once when an account cannot send at all, and once when it can again. */
export class AccountAlarm {
  /** Accounts that were announced as failing; after a restart each is announced once more. */
  readonly #failing = new Set<string>();

  /** The platform refuses the account itself. */
  failed(batch: Batch, account: Account, failure: Failure, now: number): void {
    if (this.#failing.has(account.id)) return;
    this.#failing.add(account.id);
    announce(batch, account, 'account.paused', { error: { ...failure, retried: true } }, now);
  }

  /** The platform took something from the account. */
  worked(batch: Batch, account: Account, now: number): void {
    if (this.#failing.delete(account.id)) announce(batch, account, 'account.resumed', {}, now);
  }
}

function announce(
  batch: Batch,
  account: Account,
  type: 'account.paused' | 'account.resumed',
  data: Record<string, unknown>,
  now: number,
): void {
  appendEvent(
    batch,
    {
      workspace_id: account.workspaceId,
      type,
      occurred_at: now,
      account_id: account.id,
      platform: account.platform.name,
      data: () => ({ account_id: account.id, ...data }),
    },
    now,
  );
}
