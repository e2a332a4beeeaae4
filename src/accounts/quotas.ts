import { type Clock, toTimestamp } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { AccountQuotaRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { isFailure } from '../platforms/findings.ts';
import type { Quota } from '../platforms/quota.ts';
import type { Account } from './account.ts';
import { careInput, converse } from './dialogue.ts';
import type { PlatformClient } from './platform-client.ts';

/** A quota, and when the platform told it (ms). */
export interface KnownQuota extends Quota {
  read_at: number;
  /** When the platform last refused a message for want of quota (ms): spent, or reserved by something that runs. */
  refused_at: number | null;
}

/** What reading quotas needs. */
export interface QuotaOptions {
  database: Database;
  writer: Writer;
  client: PlatformClient;
  clock: Clock;
  onError(error: unknown): void;
}

// Long enough not to ask with every message, short enough that a plan is hardly overrun between two looks.
const freshMs = 10 * 60_000;
// One that is spent stops messages, so it is asked for again before the next is stopped: a plan may have been
// raised, a month begun.
const spentFreshMs = 60_000;

/**
 * How much of their plans the accounts have used: in memory, since every send asks; in the database, for the other
 * processes and the next start.
 */
export class Quotas {
  readonly #options: QuotaOptions;
  readonly #known = new Map<string, KnownQuota>();
  /** When each was last asked for (ms), in vain or not. */
  readonly #asked = new Map<string, number>();
  readonly #reading = new Map<string, Promise<KnownQuota | null>>();

  constructor(options: QuotaOptions) {
    this.#options = options;
    options.writer.on('quotas', (ids) => {
      this.#load(ids).catch(options.onError);
    });
    options.writer.onMissed(() => {
      this.load().catch(options.onError);
    });
  }

  /** Reads what is stored of all accounts. */
  load(): Promise<void> {
    return this.#load(null);
  }

  /** What is known of an account, from memory alone; null: nothing, or its platform counts nothing. */
  of(accountId: string): KnownQuota | null {
    return this.#known.get(accountId) ?? null;
  }

  /** Whether what is known stops pushes and is so old that it should be read again before it does. */
  isDoubtful(accountId: string): boolean {
    const known = this.of(accountId);
    return known !== null && isSpent(known) && this.#isOlder(known, spentFreshMs);
  }

  /** Whether messages may just now wait for quota that is spent or reserved. */
  isShort(accountId: string): boolean {
    const known = this.of(accountId);
    if (!known) return false;
    return isSpent(known) || this.#options.clock.now() - (known.refused_at ?? 0) < freshMs;
  }

  /** The platform refused a message for want of quota: what it tells now shows whether it is spent. */
  async refused(account: Account): Promise<void> {
    const known = await this.refresh(account);
    if (!known) return;
    await this.#store(account, { ...known, refused_at: this.#options.clock.now() }).catch(
      this.#options.onError,
    );
  }

  /** Asks the platform, once for all who ask at the same time; null when it does not tell. */
  refresh(account: Account): Promise<KnownQuota | null> {
    const known = this.#reading.get(account.id);
    if (known) return known;
    const reading = this.#ask(account)
      // What cannot be read or stored must not stop what asked for it.
      .catch((error: unknown) => {
        this.#options.onError(error);
        return null;
      })
      .finally(() => this.#reading.delete(account.id));
    this.#reading.set(account.id, reading);
    return reading;
  }

  /** After something was sent: asks in the background when the last answer has grown old. */
  follow(account: Account): void {
    if (!account.platform.care.quota) return;
    const { clock } = this.#options;
    if (clock.now() - (this.#asked.get(account.id) ?? 0) < freshMs) return;
    void this.refresh(account);
  }

  /** Keeps what the platform has told of an account when it was asked at this time (ms); answers the latest. */
  async keep(account: Account, { limit, used }: Quota, read_at: number): Promise<KnownQuota> {
    const known = this.of(account.id);
    if (known && known.read_at > read_at) return known;
    const refused_at = known?.refused_at ?? null;
    return this.#store(account, { limit, used, read_at, refused_at });
  }

  async #store(account: Account, known: KnownQuota): Promise<KnownQuota> {
    this.#known.set(account.id, known);
    await this.#options.writer.run(async (batch) => {
      await forgetQuota(batch, account.workspaceId, account.id);
      const { limit: most, ...rest } = known;
      const row = { workspace_id: account.workspaceId, account_id: account.id, most, ...rest };
      await batch.transaction.insert('account_quotas', [row]);
      batch.signal('quotas', account.id);
    });
    return known;
  }

  async #ask(account: Account): Promise<KnownQuota | null> {
    const { client, clock } = this.#options;
    const now = clock.now();
    this.#asked.set(account.id, now);
    const dialogue = account.platform.care.quota?.(careInput(account, now));
    const quota = dialogue && (await converse(client, account, dialogue));
    return quota && !isFailure(quota) ? this.keep(account, quota, now) : null;
  }

  async #load(ids: readonly string[] | null): Promise<void> {
    let query = this.#options.database.read.selectFrom('account_quotas').selectAll();
    if (ids) query = query.where('account_id', 'in', ids);
    for (const row of await query.execute()) this.#take(row);
  }

  #take({ account_id, most, used, read_at, refused_at }: AccountQuotaRow): void {
    if ((this.of(account_id)?.read_at ?? 0) > read_at) return;
    this.#known.set(account_id, { limit: most, used, read_at, refused_at });
  }

  #isOlder({ read_at }: KnownQuota, ms: number): boolean {
    return this.#options.clock.now() - read_at > ms;
  }
}

/** Puts a quota into the public form. */
export function toPublicQuota(known: KnownQuota | null) {
  return known && { limit: known.limit, used: known.used, read_at: toTimestamp(known.read_at) };
}

/** Whether nothing that the plan counts can be sent any more. */
export function isSpent({ limit, used }: Quota): boolean {
  return limit !== null && used >= limit;
}

/** Forgets the quota of an account that is disconnected. */
export async function forgetQuota(batch: Batch, workspaceId: string, accountId: string): Promise<void> {
  await batch.transaction.remove(
    'account_quotas',
    ['workspace_id', 'account_id'],
    [[workspaceId, accountId]],
  );
}
