import type { Readable } from 'node:stream';

/** A part of some bytes: from the first to the last one, both included and counted from 0. */
export interface ByteRange {
  start: number;
  end: number;
}

/** A file on this machine that is to be kept. */
export interface StoredFile {
  path: string;
  size: number;
  /** Lower-case hex. */
  sha256: string;
  mime_type: string;
}

/**
 * Where the bytes of media lie. Keys are `<workspace>/<media>`, made of our own ids. It takes no part in
 * transactions: bytes are there before a row says so, and go after their row is gone.
 */
export interface MediaStorage {
  /**
   * Keeps a file under a key, completely or not at all, in place of what may be there. The file may be moved:
   * afterwards it belongs to the storage.
   */
  put(key: string, file: StoredFile): Promise<void>;
  /** The bytes, or a part of them; null when there are none. */
  read(key: string, range?: ByteRange): Promise<Readable | null>;
  /** Where the bytes lie on this machine; absent where they lie elsewhere. */
  pathOf?(key: string): string;
  /** Removes what is there; nothing happens when there is none. */
  remove(key: string): Promise<void>;
}

/** The key of a medium. */
export function storageKey(workspaceId: string, mediaId: string): string {
  return `${workspaceId}/${mediaId}`;
}
