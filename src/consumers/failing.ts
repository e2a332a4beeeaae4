import type { Batch } from '../database/writer.ts';
import { appendEvent } from '../events/log.ts';
import type { Consumer } from './consumer.ts';
import type { ConsumerDirectory } from './directory.ts';

/** When a failing consumer is not served any more. */
export interface FailureLimit {
  /** It has failed for so long. */
  disableAfterMs: number;
  /** It says that it is gone for good. */
  isGone: boolean;
}

/**
 * Since when consumers fail, as one batch changes it. Memory learns of it when that has committed: what was rolled
 * back did not happen.
 */
export class Failing {
  readonly #batch: Batch;
  readonly #directory: ConsumerDirectory;
  readonly #now: number;
  readonly #since = new Map<string, number | null>();

  constructor(batch: Batch, directory: ConsumerDirectory, now: number) {
    this.#batch = batch;
    this.#directory = directory;
    this.#now = now;
  }

  /** A delivery arrived: it does not fail any more. */
  async noteSuccess(consumer: Consumer): Promise<void> {
    if (this.#sinceOf(consumer) === null) return;
    await this.#batch.transaction.update('consumers', ['id'], [{ id: consumer.id, failing_since: null }]);
    this.#learn(consumer.id, null);
  }

  /**
   * A delivery failed. Disables the consumer when that has been so for too long; answers whether it is disabled now.
   */
  async noteFailure(consumer: Consumer, reason: string, limit: FailureLimit): Promise<boolean> {
    const known = this.#sinceOf(consumer);
    const isOver = (since: number) => limit.isGone || this.#now - since >= limit.disableAfterMs;
    if (known !== null && !isOver(known)) return false;
    const { id } = consumer;
    const [current] = await this.#batch.transaction.select('consumers', ['id'], [[id]], 'lock');
    if (!current) return true;
    const since = known ?? current.failing_since ?? this.#now;
    const isDisabled = isOver(since) && current.state === 'enabled';
    const why = limit.isGone
      ? 'It answered 410: it is gone for good.'
      : `It has failed for too long. ${reason}`;
    const change = { id, failing_since: since, ...(isDisabled && { state: 'disabled', reason: why }) };
    await this.#batch.transaction.update('consumers', ['id'], [change]);
    this.#learn(id, since);
    if (isDisabled) this.#tell(consumer, why, since);
    return isDisabled || current.state !== 'enabled';
  }

  /** Whether it is to be served, by the database; nobody changes that before the batch has committed. */
  async isEnabled(id: string): Promise<boolean> {
    const [row] = await this.#batch.transaction.select('consumers', ['id'], [[id]], 'lock');
    return row?.state === 'enabled';
  }

  /** What this batch has said of it, or else what is known of it. */
  #sinceOf({ id, row }: Consumer): number | null {
    const said = this.#since.get(id);
    return said === undefined ? (this.#directory.get(id)?.row ?? row).failing_since : said;
  }

  #learn(id: string, since: number | null): void {
    this.#since.set(id, since);
    this.#batch.committed(() => this.#directory.noteFailing(id, since));
  }

  #tell({ row }: Consumer, reason: string, since: number): void {
    this.#batch.signal('consumers', row.id);
    const data = { consumer_id: row.id, name: row.name, reason, failing_since: since };
    const event = {
      workspace_id: row.workspace_id,
      type: 'consumer.disabled' as const,
      occurred_at: this.#now,
    };
    appendEvent(this.#batch, { ...event, data: () => data }, this.#now);
  }
}
