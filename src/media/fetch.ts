import type { Account } from '../accounts/account.ts';
import { careInput, converse } from '../accounts/dialogue.ts';
import type { AccountDirectory } from '../accounts/directory.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { MediaRow } from '../database/schema.ts';
import type { Writer } from '../database/writer.ts';
import { type Failure, isPassing } from '../errors.ts';
import { isFailure } from '../platforms/findings.ts';
import type { MediaSource } from '../platforms/media-transfer.ts';
import { type Backoff, backoffDelay } from '../work/backoff.ts';
import type { JobHandler, Outcome } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';
import { arrivalKind, type KeptBytes } from './arrival.ts';
import { differsFailure, disconnectedFailure, failureOfError, pageFailure } from './failures.ts';
import { fetchJobKind } from './fetch-job.ts';
import { plainType, typeOfFile } from './file-signatures.ts';
import type { MediaLinks } from './links.ts';
import { removeBytesLater } from './removal.ts';
import { type Opened, openSource, type SourceWays } from './source.ts';
import { type Spool, type SpooledFile, TooLarge } from './spool.ts';
import { type MediaStorage, storageKey } from './storage/storage.ts';

/** What fetching received media needs. */
export interface FetchOptions extends SourceWays {
  database: Database;
  writer: Writer;
  directory: AccountDirectory;
  clock: Clock;
  backoff: Backoff;
  storage: MediaStorage;
  spool: Spool;
  links: MediaLinks;
  /** The largest file that is taken. */
  maxBytes: number;
  /** How long one file may take (ms). */
  timeoutMs: number;
  /** Aborted when the process ends: what is under way is fetched anew later. */
  closing: AbortSignal;
}

const day = 24 * 60 * 60_000;
// Where the platform does not say how long it keeps media: a link that fails for a day is dead.
const keptMs = day;
// Where the platform does not say how long it wants to be left alone.
const throttledMs = 60_000;
// Often enough to notice new credentials; all media of the account wait together.
const probeMs = 5 * 60_000;
// Bytes that differ from their digest may have been cut short on the way; more often than this they were not.
const triesOfBytes = 3;
// A mistake of ours that lasts longer is not of the moment.
const triesAfterMistakes = 10;

const done: Outcome = { type: 'done' };

/** Fetches media that people have sent, as soon as they are there: platforms keep them for days only. */
export function fetchHandler(options: FetchOptions): JobHandler<null, Outcome> {
  const fetcher = new Fetcher(options);
  return {
    kind: fetchJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    run: async ([job]) => (job ? fetcher.fetch(job) : done),
    settle: async (_batch, runs) =>
      runs.map(({ jobs, result }) => jobs.map((job) => settled(options, job, result))),
  };
}

function settled({ backoff }: FetchOptions, job: Job, result: Outcome | Error): Outcome {
  if (!(result instanceof Error)) return result;
  const failures = job.attempts + 1;
  if (failures >= triesAfterMistakes) return { type: 'dead', reason: result.message };
  return { type: 'retry', after_ms: backoffDelay(backoff, failures, undefined), reason: result.message };
}

class Fetcher {
  readonly #options: FetchOptions;
  readonly #arrivals;

  constructor(options: FetchOptions) {
    this.#options = options;
    this.#arrivals = arrivalKind(() => options.clock.now(), options.links);
  }

  async fetch(job: Job): Promise<Outcome> {
    const { clock, database, directory, writer } = this.#options;
    const row = await database.read
      .selectFrom('media')
      .selectAll()
      .where('workspace_id', '=', job.workspace_id)
      .where('id', '=', job.reference)
      .executeTakeFirst();
    // It was taken back; a process that died may have left its bytes behind.
    if (!row)
      await writer.run((batch) =>
        removeBytesLater(batch.transaction, [[job.workspace_id, job.reference]], clock.now()),
      );
    if (row?.status !== 'pending') return done;
    const account = await directory.find(row.account_id ?? '');
    const result = account ? await this.#bring(account, row, job) : disconnectedFailure;
    if ('type' in result) return result;
    const wait = isFailure(result) && this.#nextTry(result, job, row, account);
    if (wait) return wait;
    const platform = account?.platform.name ?? '';
    const came = isFailure(result) ? { failure: result } : { kept: result };
    await writer.add(this.#arrivals, { row, platform, result: came });
    return done;
  }

  /** Brings the bytes into the storage. */
  async #bring(account: Account, row: MediaRow, job: Job): Promise<KeptBytes | Failure | Outcome> {
    const { timeoutMs, closing } = this.#options;
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), closing]);
    const found = await this.#open(account, row, signal);
    if (isFailure(found)) return found;
    const { source, opened } = found;
    if (opened.kind === 'failed') return opened.failure;
    if (opened.kind === 'later') return this.#later(job, row) ?? failureOfError(new Error('Still prepared.'));
    let file: SpooledFile;
    try {
      file = await this.#take(opened);
    } catch (error) {
      return failureOfError(error);
    }
    return this.#keep(row, source, opened.response, file, job).finally(() => file.discard());
  }

  /** A link may have died since it was given: then a fresh one is asked for, once. */
  async #open(account: Account, row: MediaRow, signal: AbortSignal) {
    for (let isFresh = false; ; isFresh = true) {
      const { client, clock } = this.#options;
      const received = {
        ...(row.platform_media_id !== null && { platform_media_id: row.platform_media_id }),
        ...(row.url !== null && { url: row.url }),
      };
      const asked = account.platform.media.download(careInput(account, clock.now()), received);
      const source = await converse(client, account, asked);
      if (isFailure(source)) return source;
      const opened = await openSource(this.#options, account, source, signal);
      const isDead = opened.kind === 'failed' && opened.failure.kind === 'not_found';
      if (!isDead || !source.renewable || isFresh) return { source, opened };
    }
  }

  async #take({ response, body }: Extract<Opened, { kind: 'bytes' }>): Promise<SpooledFile> {
    const { spool, maxBytes } = this.#options;
    if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
      await body.cancel();
      throw new TooLarge(maxBytes);
    }
    return spool.take(body, maxBytes);
  }

  async #keep(
    row: MediaRow,
    { told }: MediaSource,
    response: Response,
    file: SpooledFile,
    job: Job,
  ): Promise<KeptBytes | Failure | Outcome> {
    const { size, sha256, head, path } = file;
    const expected = row.sha256 ?? told.sha256;
    if (expected !== undefined && expected !== sha256) {
      const failure = differsFailure(expected, sha256);
      const mayBeCut = job.attempts + 1 < triesOfBytes;
      return mayBeCut ? this.#again(job, failure) : failure;
    }
    const declared = row.mime_type ?? told.mime_type ?? response.headers.get('content-type') ?? undefined;
    const mime_type = typeOfFile(declared, head);
    // A shared post may be linked by its page instead of its file.
    if (plainType(mime_type) === 'text/html' && row.file_name === null) return pageFailure;
    const key = storageKey(row.workspace_id, row.id);
    await this.#options.storage.put(key, { path, size, sha256, mime_type });
    return { mime_type, size, sha256 };
  }

  #again({ attempts }: Job, { code, cause, retry_after_ms }: Failure): Outcome {
    const after_ms = backoffDelay(this.#options.backoff, attempts + 1, retry_after_ms);
    return { type: 'retry', after_ms, reason: `${code}: ${cause}` };
  }

  #later(job: Job, row: MediaRow): Outcome | null {
    if (this.#isOver(row, keptMs)) return null;
    const after_ms = backoffDelay(this.#options.backoff, job.attempts + 1, undefined);
    return { type: 'retry', after_ms, reason: 'The platform is still preparing it.' };
  }

  #isOver({ created_at }: MediaRow, keptMs: number): boolean {
    return this.#options.clock.now() - created_at > keptMs;
  }

  /** What follows from a failure; null when it is given up. */
  #nextTry(failure: Failure, job: Job, row: MediaRow, account: Account | undefined): Outcome | null {
    if (this.#isOver(row, account?.platform.media.received_kept_ms ?? keptMs)) return null;
    const { kind, code, cause, retry_after_ms } = failure;
    const reason = `${code}: ${cause}`;
    if (kind === 'rate_limited') return { type: 'pause', after_ms: retry_after_ms ?? throttledMs, reason };
    if (account && ['credentials', 'permission', 'account_blocked'].includes(kind)) {
      return { type: 'pause', after_ms: retry_after_ms ?? probeMs, reason };
    }
    return isPassing(failure) ? this.#again(job, failure) : null;
  }
}
