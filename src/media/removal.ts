import type { Database, Transaction } from '../database/database.ts';
import type { MessageRow } from '../database/schema.ts';
import { mediaIdsIn } from './copies.ts';
import { type MediaStorage, storageKey } from './storage/storage.ts';

type Keys = readonly (readonly string[])[];

/**
 * Takes the media away that came in these messages (`[workspace, message]`); their bytes follow after the
 * commit. Answers the ids.
 */
export async function removeReceivedMedia(transaction: Transaction, messages: Keys, now: number) {
  const media = await transaction.select('media', ['workspace_id', 'message_id'], messages);
  return removeMedia(
    transaction,
    media.map(({ workspace_id, id }) => [workspace_id, id]),
    now,
  );
}

/** Takes the uploaded files away that were shown in these messages and in no others. Answers the ids. */
export async function removeSentMedia(transaction: Transaction, messages: Keys, now: number) {
  const uses = await transaction.select('media_uses', ['workspace_id', 'message_id'], messages);
  await transaction.remove('media_uses', ['workspace_id', 'message_id'], messages);
  const ids = new Map(uses.map(({ workspace_id, media_id }) => [media_id, [workspace_id, media_id]]));
  const others = await transaction.select('media_uses', ['workspace_id', 'media_id'], [...ids.values()]);
  for (const { media_id } of others) ids.delete(media_id);
  const media = await transaction.select('media', ['workspace_id', 'id'], [...ids.values()]);
  // What was received and passed on belongs to the message it came in.
  const uploaded = media.filter(({ message_id }) => message_id === null);
  return removeMedia(
    transaction,
    uploaded.map(({ workspace_id, id }) => [workspace_id, id]),
    now,
  );
}

/** Notes that a message shows these files of ours. */
export async function noteUses(
  transaction: Transaction,
  { workspace_id, id: message_id, content }: Pick<MessageRow, 'workspace_id' | 'id' | 'content'>,
): Promise<void> {
  const ids = new Set(mediaIdsIn(content));
  await transaction.insert(
    'media_uses',
    [...ids].map((media_id) => ({ workspace_id, media_id, message_id })),
  );
}

/** Takes media away (`[workspace, media]`), with what platforms call them. Answers the ids. */
export async function removeMedia(transaction: Transaction, media: Keys, now: number): Promise<string[]> {
  await transaction.remove('media_copies', ['workspace_id', 'media_id'], media);
  await transaction.remove('media', ['workspace_id', 'id'], media);
  await removeBytesLater(transaction, media, now);
  return media.map(([, id = '']) => id);
}

/** Notes that bytes are to be removed, as part of whatever takes their row away. */
export async function removeBytesLater(transaction: Transaction, media: Keys, now: number): Promise<void> {
  const keys = [...new Set(media.map(([workspace = '', id = '']) => storageKey(workspace, id)))];
  await transaction.insertNew(
    'media_removals',
    ['storage_key'],
    keys.map((storage_key) => ({ storage_key, created_at: now })),
  );
}

// Each is a call to the storage.
const bytesAtOnce = 100;

/** Removes all bytes whose rows are gone. What fails is tried again the next time. */
export async function removeBytes(database: Database, storage: MediaStorage): Promise<void> {
  for (;;) {
    const removals = await database.read
      .selectFrom('media_removals')
      .select('storage_key')
      .limit(bytesAtOnce)
      .execute();
    for (const { storage_key } of removals) await storage.remove(storage_key);
    await database.transaction((transaction) =>
      transaction.remove(
        'media_removals',
        ['storage_key'],
        removals.map(({ storage_key }) => [storage_key]),
      ),
    );
    if (removals.length < bytesAtOnce) return;
  }
}
