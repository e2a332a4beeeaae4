import { type RawBuilder, sql } from 'kysely';
import type { Tables } from './schema.ts';

/** The tables whose rows belong to workspaces. */
export type TableOfWorkspaces = {
  [Table in keyof Tables]: Tables[Table] extends { workspace_id: string } ? Table : never;
}[keyof Tables];

/**
 * The key of every table that holds rows of workspaces. Work goes first, so that nothing is begun meanwhile;
 * the last ones refer to each other and go in the order that their foreign keys allow.
 */
const keys: { [Table in TableOfWorkspaces]: readonly (keyof Tables[Table] & string)[] } = {
  jobs: ['workspace_id', 'id'],
  dead_jobs: ['workspace_id', 'id'],
  target_pauses: ['workspace_id', 'target'],
  agent_suggestions: ['workspace_id', 'id'],
  agent_tool_calls: ['workspace_id', 'id'],
  agent_evaluation_results: ['workspace_id', 'evaluation_run_id', 'position'],
  agent_evaluation_runs: ['workspace_id', 'id'],
  agent_evaluations: ['workspace_id', 'name'],
  agent_memory: ['workspace_id', 'conversation_id'],
  agent_runs: ['workspace_id', 'id'],
  message_analyses: ['workspace_id', 'message_id'],
  agent_settings: ['workspace_id', 'account_id'],
  agent_budgets: ['workspace_id', 'account_id', 'day'],
  attempt_parts: ['workspace_id', 'attempt_id', 'message_id', 'position'],
  attempts: ['workspace_id', 'id'],
  reply_handles: ['workspace_id', 'conversation_id', 'token'],
  media_copies: ['workspace_id', 'media_id', 'account_id', 'type'],
  media_uses: ['workspace_id', 'media_id', 'message_id'],
  media: ['workspace_id', 'id'],
  platform_messages: ['workspace_id', 'account_id', 'platform_message_id'],
  search_messages: ['workspace_id', 'id'],
  search_contacts: ['workspace_id', 'id'],
  search_knowledge: ['workspace_id', 'id'],
  search_places: ['workspace_id', 'follower'],
  knowledge_vectors: ['workspace_id', 'model', 'passage_id'],
  knowledge_passages: ['workspace_id', 'id'],
  knowledge_sources: ['workspace_id', 'document_id'],
  knowledge_documents: ['workspace_id', 'id'],
  message_parts: ['workspace_id', 'message_id', 'position'],
  messages: ['workspace_id', 'id'],
  notes: ['workspace_id', 'id'],
  read_positions: ['workspace_id', 'conversation_id', 'member_id'],
  conversations: ['workspace_id', 'id'],
  erasures: ['workspace_id', 'contact_id'],
  contact_identities: ['workspace_id', 'account_id', 'kind', 'value'],
  contacts: ['workspace_id', 'id'],
  events: ['workspace_id', 'seq'],
  raw_items: ['workspace_id', 'raw_id', 'position'],
  raw_webhooks: ['workspace_id', 'id'],
  dedupe_keys: ['workspace_id', 'account_id', 'key'],
  idempotency_keys: ['workspace_id', 'key'],
  deliveries: ['workspace_id', 'consumer_id', 'id'],
  consumer_secrets: ['id'],
  consumers: ['id'],
  counters: ['workspace_id', 'account_id', 'minute', 'name'],
  templates: ['workspace_id', 'id'],
  template_groups: ['workspace_id', 'platform', 'group_id'],
  account_health: ['workspace_id', 'account_id'],
  account_quotas: ['workspace_id', 'account_id'],
  account_ids: ['platform', 'external_id', 'account_id'],
  accounts: ['id'],
  app_secrets: ['id'],
  apps: ['id'],
  sessions: ['id'],
  api_keys: ['id'],
  members: ['id'],
};

/** Statements that erase all that a workspace holds; each is to be repeated until it finds nothing more. */
export function erasureOf(workspaceId: string, rowsAtOnce: number): RawBuilder<unknown>[] {
  const deletions = Object.entries(keys).map(([table, columns]) => {
    const key = sql.join(columns.map((column) => sql.ref(column)));
    return sql`delete from ${sql.table(table)} where (${key}) in (
      select ${key} from ${sql.table(table)} where workspace_id = ${workspaceId} limit ${rowsAtOnce})`;
  });
  // Nothing leads to the bytes of media once their rows are gone.
  return [bytesToRemove(workspaceId, rowsAtOnce), ...deletions];
}

function bytesToRemove(workspaceId: string, rowsAtOnce: number): RawBuilder<unknown> {
  return sql`insert into media_removals (storage_key, created_at)
    select workspace_id || '/' || id, created_at from media where workspace_id = ${workspaceId}
      and not exists (select 1 from media_removals where storage_key = media.workspace_id || '/' || media.id)
    limit ${rowsAtOnce}`;
}
