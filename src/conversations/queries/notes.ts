import type { Kysely } from 'kysely';
import type { NoteRow, Tables } from '../../database/schema.ts';

/** Which notes of a conversation to list. */
export interface NoteFilter {
  workspaceId: string;
  conversationId: string;
  /** Only those written before this one. */
  before?: string | undefined;
  limit: number;
}

/** The notes of one conversation, the newest first. */
export function listNotes(read: Kysely<Tables>, filter: NoteFilter): Promise<NoteRow[]> {
  let query = read
    .selectFrom('notes')
    .selectAll()
    .where('workspace_id', '=', filter.workspaceId)
    .where('conversation_id', '=', filter.conversationId);
  if (filter.before) query = query.where('id', '<', filter.before);
  return query.orderBy('id', 'desc').limit(filter.limit).execute();
}
