import type { Kysely } from 'kysely';
import type { Tables } from '../../database/schema.ts';
import type { OfferedMedia } from './reply-form.ts';

const idForm = /\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
// More than a model chooses well among.
const mostFiles = 20;

/**
 * Files that the business has uploaded and names by their media ids in these texts: what the agent may send. What
 * people have sent is never among them.
 */
export async function filesNamedIn(
  read: Kysely<Tables>,
  workspaceId: string,
  texts: readonly string[],
): Promise<OfferedMedia[]> {
  const ids = new Set(texts.flatMap((text) => text.match(idForm) ?? []).map((id) => id.toLowerCase()));
  if (ids.size === 0) return [];
  const rows = await read
    .selectFrom('media')
    .select(['id', 'mime_type', 'file_name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...ids].slice(0, mostFiles))
    .where('message_id', 'is', null)
    .where('status', '=', 'ready')
    .execute();
  return rows.flatMap(({ id, mime_type, file_name }) =>
    mime_type === null ? [] : [{ id, mime_type, file_name }],
  );
}
