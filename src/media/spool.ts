import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that has come in and is not kept yet. */
export interface SpooledFile {
  path: string;
  size: number;
  /** Lower-case hex. */
  sha256: string;
  /** The first bytes, which tell many types. */
  head: Buffer;
  /** Removes it, unless it was moved to where it is kept. */
  discard(): Promise<void>;
}

/** There are more bytes than are taken. */
export class TooLarge extends Error {
  readonly limit: number;

  constructor(limit: number) {
    super(`It has more than ${limit} bytes.`);
    this.name = 'TooLarge';
    this.limit = limit;
  }
}

// All signatures of file types that are looked for stand within this.
const headBytes = 512;
// Whatever still comes in after this belongs to a process that has died.
const abandonedMs = 24 * 60 * 60_000;

/** A directory for files that are coming in. What stays is only what a process leaves behind that dies. */
export class Spool {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Writes a stream to a file, chunk by chunk, however large it is.
   *
   * @throws TooLarge beyond the limit, and whatever the stream throws; nothing stays then
   */
  async take(bytes: AsyncIterable<Uint8Array>, limit: number): Promise<SpooledFile> {
    const path = join(this.#directory, randomUUID());
    const discard = () => rm(path, { force: true });
    const file = await this.#create(path);
    try {
      const written = await copy(bytes, file, limit);
      await file.close();
      return { path, ...written, discard };
    } catch (error) {
      await file.close();
      await discard();
      throw error;
    }
  }

  /** A path for a file that somebody else writes. */
  async place(): Promise<{ path: string; discard(): Promise<void> }> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const path = join(this.#directory, randomUUID());
    return { path, discard: () => rm(path, { force: true }) };
  }

  /** Removes what processes have left behind. */
  async clean(now: number): Promise<void> {
    const names = await readdir(this.#directory).catch(() => []);
    for (const name of names) {
      const path = join(this.#directory, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }));
      if (now - mtimeMs > abandonedMs) await rm(path, { force: true });
    }
  }

  async #create(path: string): Promise<FileHandle> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    return open(path, 'wx', 0o600);
  }
}

async function copy(bytes: AsyncIterable<Uint8Array>, file: FileHandle, limit: number) {
  const hash = createHash('sha256');
  let size = 0;
  let head = Buffer.alloc(0);
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > limit) throw new TooLarge(limit);
    if (head.length < headBytes) head = Buffer.concat([head, chunk]).subarray(0, headBytes);
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  return { size, sha256: hash.digest('hex'), head };
}
