import { join } from 'node:path';
import { MediaLinks } from './links.ts';
import { Spool } from './spool.ts';
import { type MediaStore, openMediaStorage } from './storage/open.ts';
import type { MediaStorage } from './storage/storage.ts';

/** What everything about media stands on. */
export interface Media {
  storage: MediaStorage;
  /** Files that are coming in. */
  spool: Spool;
  links: MediaLinks;
  /** The largest file that is taken, in bytes. */
  maxBytes: number;
}

/** Opens the storage, and what belongs to it. */
export function openMedia(options: {
  store: MediaStore;
  dataDir: string;
  maxBytes: number;
  linkMs: number;
  sharedLinkMs: number;
  fingerprints(text: string): string[];
  publicUrl(): string;
  now(): number;
}): Media {
  const { store, dataDir, maxBytes, fingerprints, publicUrl, now, linkMs, sharedLinkMs } = options;
  // Beside the files where there are any, so that a finished one only changes its name.
  const directory = join(store.kind === 'file' ? store.path : dataDir, 'incoming');
  return {
    storage: openMediaStorage(store),
    spool: new Spool(directory),
    links: new MediaLinks({ fingerprints, publicUrl, now, linkMs, sharedLinkMs }),
    maxBytes,
  };
}
