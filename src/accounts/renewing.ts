import type { Failure } from '../errors.ts';
import { isFailure } from '../platforms/findings.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Account } from './account.ts';
import { careInput, converse } from './dialogue.ts';
import type { DoctorOptions } from './doctor.ts';
import type { AccountStore } from './store.ts';

const day = 24 * 60 * 60 * 1000;

/** What renewing credentials needs. */
export interface RenewingOptions extends Pick<DoctorOptions, 'client' | 'clock'> {
  accounts: Pick<AccountStore, 'replaceCredentials'>;
  log: Logger;
}

/**
 * Renews credentials in time before they end, where the platform has them end. In the memory of whoever looks after an
 * account stands when it last tried: a try that fails is repeated a day later.
 */
export class Renewing {
  readonly #options: RenewingOptions;
  readonly #tried = new Map<string, number>();

  constructor(options: RenewingOptions) {
    this.#options = options;
  }

  /** Renews the credentials of an account when it is time; answers why that failed, null when nothing did. */
  async look(account: Account): Promise<Failure | null> {
    const { client, clock, accounts, log } = this.#options;
    const { renewal } = account.platform.care;
    const now = clock.now();
    const input = careInput(account, now);
    if (!renewal?.isDue(input) || now - (this.#tried.get(account.id) ?? 0) < day) return null;
    this.#tried.set(account.id, now);
    const renewed = await converse(client, account, renewal.renew(input));
    if (isFailure(renewed)) {
      log.warn({ account: account.id, failure: renewed }, 'credentials could not be renewed');
      return renewed;
    }
    await accounts.replaceCredentials(account, renewed);
    return null;
  }

  /** Forgets an account that is gone. */
  forget(accountId: string): void {
    this.#tried.delete(accountId);
  }
}
