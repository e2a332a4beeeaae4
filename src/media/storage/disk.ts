import { constants, createReadStream } from 'node:fs';
import { copyFile, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import type { ByteRange, MediaStorage } from './storage.ts';

/** Media as files below a directory of this machine, or of a file system that all processes share. */
export class DiskStorage implements MediaStorage {
  readonly #root: string;

  constructor(root: string) {
    this.#root = resolve(root);
  }

  async put(key: string, { path }: { path: string }): Promise<void> {
    const target = this.pathOf(key);
    const folder = dirname(target);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await toDisk(path);
    await moveInto(path, target);
    // The name must survive a power cut too.
    await toDisk(folder);
  }

  async read(key: string, range?: ByteRange): Promise<Readable | null> {
    let file: FileHandle;
    try {
      file = await open(this.pathOf(key), constants.O_RDONLY);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
    return createReadStream('', { fd: file, ...range });
  }

  async remove(key: string): Promise<void> {
    await rm(this.pathOf(key), { force: true });
  }

  /** Spread by the last digits of the id, since a directory should not hold a million files. */
  pathOf(key: string): string {
    const [workspace = '', id = ''] = key.split('/');
    const path = join(this.#root, workspace, id.slice(-2), id);
    // Keys are made of our own ids; one that leads elsewhere would be a mistake of ours.
    if (!path.startsWith(this.#root + sep) || id === '') throw new Error(`${key} is no key of media.`);
    return path;
  }
}

async function toDisk(path: string): Promise<void> {
  const file = await open(path, constants.O_RDONLY);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename is whole or not at all; between file systems it is a copy beside the target first. */
async function moveInto(path: string, target: string): Promise<void> {
  try {
    await rename(path, target);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    const beside = `${target}.new`;
    await copyFile(path, beside);
    await toDisk(beside);
    await rename(beside, target);
    await rm(path, { force: true });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
