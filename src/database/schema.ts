import type {
  AccountHealthRow,
  AccountIdRow,
  AccountQuotaRow,
  AccountRow,
  ApiKeyRow,
  AppRow,
  AppSecretRow,
  MemberRow,
  SessionRow,
  WorkspaceRow,
} from './schema/accounts.ts';
import type {
  AgentEvaluationResultRow,
  AgentEvaluationRow,
  AgentEvaluationRunRow,
  AgentMemoryRow,
  AgentRunRow,
  AgentSettingsRow,
  AgentSuggestionRow,
  AgentToolCallRow,
  MessageAnalysisRow,
} from './schema/agent.ts';
import type { AgentBudgetRow } from './schema/agent-budgets.ts';
import type { ConsumerRow, ConsumerSecretRow, DeliveryRow } from './schema/consumers.ts';
import type {
  AttemptPartRow,
  AttemptRow,
  ContactIdentityRow,
  ContactRow,
  ConversationRow,
  ErasureRow,
  MediaCopyRow,
  MediaRemovalRow,
  MediaRow,
  MediaUseRow,
  MessagePartRow,
  MessageRow,
  NoteRow,
  PlatformMessageRow,
  ReadPositionRow,
  ReplyHandleRow,
} from './schema/conversations.ts';
import type { CounterRow } from './schema/counters.ts';
import type {
  KnowledgeDocumentRow,
  KnowledgePassageRow,
  KnowledgeSourceRow,
  KnowledgeVectorRow,
  SearchEntryRow,
  SearchPlaceRow,
} from './schema/search.ts';
import type { TemplateGroupRow, TemplateRow } from './schema/templates.ts';
import type {
  DedupeKeyRow,
  EventRow,
  HashKeyRow,
  IdempotencyKeyRow,
  RawItemRow,
  RawWebhookRow,
} from './schema/webhooks.ts';
import type { DeadJobRow, JobRow, LeaseRow, TargetPauseRow, WorkerRow } from './schema/work.ts';

export type * from './schema/accounts.ts';
export type * from './schema/agent.ts';
export type * from './schema/agent-budgets.ts';
export type * from './schema/consumers.ts';
export type * from './schema/conversations.ts';
export type * from './schema/counters.ts';
export type * from './schema/search.ts';
export type * from './schema/templates.ts';
export type * from './schema/webhooks.ts';
export type * from './schema/work.ts';

/**
 * Every table as the code sees it. Ids are text made by us (UUIDv7), times are milliseconds since 1970,
 * JSON is text, booleans are 0 and 1. The definitions in the database are in `migrations/`; the
 * conformance suite checks that both agree.
 */
export interface Tables {
  workspaces: WorkspaceRow;
  members: MemberRow;
  api_keys: ApiKeyRow;
  sessions: SessionRow;
  apps: AppRow;
  app_secrets: AppSecretRow;
  accounts: AccountRow;
  account_ids: AccountIdRow;
  account_health: AccountHealthRow;
  account_quotas: AccountQuotaRow;
  templates: TemplateRow;
  template_groups: TemplateGroupRow;
  contacts: ContactRow;
  contact_identities: ContactIdentityRow;
  conversations: ConversationRow;
  erasures: ErasureRow;
  read_positions: ReadPositionRow;
  notes: NoteRow;
  messages: MessageRow;
  message_parts: MessagePartRow;
  platform_messages: PlatformMessageRow;
  attempts: AttemptRow;
  attempt_parts: AttemptPartRow;
  reply_handles: ReplyHandleRow;
  media: MediaRow;
  media_copies: MediaCopyRow;
  media_uses: MediaUseRow;
  media_removals: MediaRemovalRow;
  raw_webhooks: RawWebhookRow;
  raw_items: RawItemRow;
  dedupe_keys: DedupeKeyRow;
  hash_keys: HashKeyRow;
  events: EventRow;
  jobs: JobRow;
  dead_jobs: DeadJobRow;
  target_pauses: TargetPauseRow;
  leases: LeaseRow;
  workers: WorkerRow;
  idempotency_keys: IdempotencyKeyRow;
  counters: CounterRow;
  consumers: ConsumerRow;
  consumer_secrets: ConsumerSecretRow;
  deliveries: DeliveryRow;
  agent_settings: AgentSettingsRow;
  agent_budgets: AgentBudgetRow;
  agent_memory: AgentMemoryRow;
  agent_runs: AgentRunRow;
  agent_suggestions: AgentSuggestionRow;
  agent_tool_calls: AgentToolCallRow;
  agent_evaluations: AgentEvaluationRow;
  agent_evaluation_runs: AgentEvaluationRunRow;
  agent_evaluation_results: AgentEvaluationResultRow;
  message_analyses: MessageAnalysisRow;
  search_messages: SearchEntryRow;
  search_contacts: SearchEntryRow;
  search_knowledge: SearchEntryRow;
  search_places: SearchPlaceRow;
  knowledge_documents: KnowledgeDocumentRow;
  knowledge_sources: KnowledgeSourceRow;
  knowledge_passages: KnowledgePassageRow;
  knowledge_vectors: KnowledgeVectorRow;
}
