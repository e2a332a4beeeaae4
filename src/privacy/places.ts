import type { TableOfWorkspaces } from '../database/erase-workspace.ts';
import { eraseMentions, eraseOwnEvents } from './erase-events.ts';
import { eraseBytes, eraseGroupMessages, eraseOwnMessages } from './erase-messages.ts';
import { eraseRemainder } from './erase-remainder.ts';
import { eraseUnreadWebhooks, eraseWebhooks } from './erase-webhooks.ts';
import type { EraseStep } from './step.ts';

/** Erased when it is asked for, so that nobody finds the person any more. */
const atOnce: readonly EraseStep[] = [];
/** Erased last, when nothing is left in it. */
const atTheEnd: readonly EraseStep[] = [];
/** It holds nothing of the people who write. */
const nobody: readonly EraseStep[] = [];

/**
 * How each table of a workspace is erased of a person. A new table does not compile before somebody has said
 * so. The order of the steps is that of the tables: messages before what leads to them.
 */
const places: { readonly [Table in TableOfWorkspaces]: readonly EraseStep[] } = {
  contacts: atOnce,
  contact_identities: atOnce,
  messages: [eraseOwnMessages, eraseGroupMessages],
  search_messages: [eraseOwnMessages, eraseGroupMessages],
  search_contacts: atOnce,
  message_parts: [eraseOwnMessages, eraseGroupMessages],
  attempts: [eraseOwnMessages],
  attempt_parts: [eraseOwnMessages],
  media: [eraseOwnMessages, eraseGroupMessages, eraseBytes],
  media_copies: [eraseOwnMessages, eraseGroupMessages],
  media_uses: [eraseOwnMessages, eraseGroupMessages],
  platform_messages: [eraseOwnMessages, eraseGroupMessages, eraseRemainder],
  // Work of their conversations is taken away before anything else.
  jobs: [eraseOwnMessages, eraseGroupMessages],
  dead_jobs: [eraseOwnMessages, eraseGroupMessages],
  events: [eraseOwnEvents, eraseMentions],
  raw_webhooks: [eraseWebhooks, eraseUnreadWebhooks],
  raw_items: [eraseWebhooks],
  // Keyed hashes, which stay; they are marked, so that nothing of what was erased comes back.
  dedupe_keys: [eraseWebhooks],
  notes: [eraseRemainder],
  read_positions: [eraseRemainder],
  reply_handles: [eraseRemainder],
  idempotency_keys: [eraseRemainder],
  deliveries: [eraseRemainder],
  agent_runs: [eraseGroupMessages, eraseRemainder],
  agent_tool_calls: [eraseGroupMessages, eraseRemainder],
  agent_suggestions: [eraseGroupMessages, eraseRemainder],
  agent_memory: [eraseGroupMessages, eraseRemainder],
  message_analyses: [eraseOwnMessages, eraseGroupMessages],
  agent_settings: nobody,
  // Invented conversations.
  agent_evaluations: nobody,
  agent_evaluation_runs: nobody,
  agent_evaluation_results: nobody,
  agent_budgets: nobody,
  search_knowledge: nobody,
  search_places: nobody,
  knowledge_documents: nobody,
  knowledge_sources: nobody,
  knowledge_passages: nobody,
  knowledge_vectors: nobody,
  conversations: atTheEnd,
  erasures: atTheEnd,
  consumers: nobody,
  consumer_secrets: nobody,
  counters: nobody,
  target_pauses: nobody,
  accounts: nobody,
  account_ids: nobody,
  account_health: nobody,
  account_quotas: nobody,
  templates: nobody,
  template_groups: nobody,
  apps: nobody,
  app_secrets: nobody,
  sessions: nobody,
  api_keys: nobody,
  members: nobody,
};

/** All steps, each once. */
export const eraseSteps: readonly EraseStep[] = [...new Set(Object.values(places).flat())];
