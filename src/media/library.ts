import type { Kysely } from 'kysely';
import { toTimestamp } from '../clock.ts';
import type { MediaRow, Tables } from '../database/schema.ts';
import type { Failure } from '../errors.ts';
import type { MediaLinks } from './links.ts';

/** A medium in the form of the public contract. */
export interface PublicMedium {
  media_id: string;
  status: 'pending' | 'ready' | 'failed';
  mime_type: string | null;
  size: number | null;
  sha256: string | null;
  file_name: string | null;
  /** Opens it for a while, without a key; null when there is nothing to open. */
  url: string | null;
  message_id: string | null;
  failure?: Failure;
  created_at: string;
}

/** A medium of a workspace. */
export function findMedium(
  read: Kysely<Tables>,
  workspaceId: string,
  id: string,
): Promise<MediaRow | undefined> {
  return read
    .selectFrom('media')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** A medium whose link was proved to be ours; a link names no workspace. */
export function findLinkedMedium(read: Kysely<Tables>, id: string): Promise<MediaRow | undefined> {
  return read.selectFrom('media').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Puts a medium into the public form. */
export function toPublicMedium(row: MediaRow, links: MediaLinks): PublicMedium {
  const { id, mime_type, size, sha256, file_name, message_id, failure, created_at } = row;
  return {
    media_id: id,
    // Only our own code writes this column, and only these words.
    status: row.status as PublicMedium['status'],
    ...{ mime_type, size, sha256, file_name },
    url: row.status === 'ready' ? links.link(id) : null,
    message_id,
    ...(failure !== null && { failure: JSON.parse(failure) }),
    created_at: toTimestamp(created_at),
  };
}
