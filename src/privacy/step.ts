import type { Platforms } from '../accounts/account.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Writer } from '../database/writer.ts';
import type { ItemHash } from '../inbound/item-hash.ts';
import type { MediaStorage } from '../media/storage/storage.ts';
import type { Subject } from './subject.ts';

/** What erasing needs. */
export interface EraseTools {
  database: Database;
  writer: Writer;
  platforms: Platforms;
  clock: Clock;
  hash: ItemHash;
  storage: MediaStorage;
}

/**
 * One part of erasing a person, a little of it at a time: each call is a short transaction of its own, never
 * one that is shared with others, who might write back what they have read before. It goes on from where the call before has stopped (null: from the beginning), answers
 * where it has stopped itself, and null when nothing is left. Doing it twice does no harm.
 */
export type EraseStep = (tools: EraseTools, subject: Subject, after: string | null) => Promise<string | null>;
