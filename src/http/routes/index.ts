import type { Route } from '../route.ts';
import { type AccountCareRoutes, accountCareRoutes } from './account-care.ts';
import { type AccountRoutes, accountRoutes } from './accounts.ts';
import { actionRoutes } from './actions.ts';
import { type AgentApprovalRoutes, agentApprovalRoutes } from './agent-approvals.ts';
import { type AgentBudgetRoutes, agentBudgetRoutes } from './agent-budgets.ts';
import { type AgentEvaluationRoutes, agentEvaluationRoutes } from './agent-evaluations.ts';
import { type AgentKnowledgeRoutes, agentKnowledgeRoutes } from './agent-knowledge.ts';
import { type AgentKnowledgeFileRoutes, agentKnowledgeFileRoutes } from './agent-knowledge-files.ts';
import { type AgentRehearsalRoutes, agentRehearsalRoutes } from './agent-rehearsals.ts';
import { type AgentRunRoutes, agentRunRoutes } from './agent-runs.ts';
import { type AgentSettingsRoutes, agentSettingsRoutes } from './agent-settings.ts';
import { type AgentToolRoutes, agentToolRoutes } from './agent-tools.ts';
import { type AppRoutes, appRoutes } from './apps.ts';
import { type CanSendRoutes, canSendRoutes } from './can-send.ts';
import { type ConsumerRoutes, consumerRoutes } from './consumers.ts';
import { type ContactRoutes, contactRoutes } from './contacts.ts';
import { type ConversationChangeRoutes, conversationChangeRoutes } from './conversation-changes.ts';
import { type ConversationRoutes, conversationRoutes } from './conversations.ts';
import { type DeadRoutes, deadRoutes } from './dead.ts';
import { deliveryRoutes } from './deliveries.ts';
import { type DocumentRoutes, documentRoutes } from './documents.ts';
import { errorsPageRoute } from './errors-page.ts';
import { type EventRoutes, eventRoutes } from './events.ts';
import { type KeyRoutes, keyRoutes } from './keys.ts';
import { type MediaRoutes, mediaRoutes } from './media.ts';
import { type MemberRoutes, memberRoutes } from './members.ts';
import { type MessageReadingRoutes, messageReadingRoutes } from './message-reading.ts';
import { type MessageRoutes, messageRoutes } from './messages.ts';
import { type NoteRoutes, noteRoutes } from './notes.ts';
import { type Operations, operationRoutes } from './operations.ts';
import { type PlatformRoutes, platformRoutes } from './platforms.ts';
import { type PresenceRoutes, presenceRoutes } from './presence.ts';
import { type SearchRoutes, searchRoutes } from './search.ts';
import { type SessionRoutes, sessionRoutes } from './session.ts';
import { type StatisticsRoutes, statisticsRoutes } from './statistics.ts';
import { type SuggestionRoutes, suggestionRoutes } from './suggestions.ts';
import { type TemplateRoutes, templateRoutes } from './templates.ts';
import { type WebhookLogRoutes, webhookLogRoutes } from './webhook-log.ts';
import { type WebhookRoutes, webhookRoutes } from './webhooks.ts';
import { type WorkspaceRoutes, workspaceRoutes } from './workspaces.ts';

/** Everything the routes need of the hub. */
export type RouteRooms = AccountRoutes &
  AccountCareRoutes &
  PlatformRoutes &
  Parameters<typeof actionRoutes>[0] &
  AppRoutes &
  KeyRoutes &
  MediaRoutes &
  MemberRoutes &
  WorkspaceRoutes &
  MessageRoutes &
  CanSendRoutes &
  ConsumerRoutes &
  ContactRoutes &
  ConversationRoutes &
  ConversationChangeRoutes &
  DeadRoutes &
  DocumentRoutes &
  EventRoutes &
  MessageReadingRoutes &
  AgentBudgetRoutes &
  AgentSettingsRoutes &
  AgentKnowledgeRoutes &
  AgentKnowledgeFileRoutes &
  AgentToolRoutes &
  AgentApprovalRoutes &
  AgentRunRoutes &
  SuggestionRoutes &
  AgentRehearsalRoutes &
  AgentEvaluationRoutes &
  NoteRoutes &
  PresenceRoutes &
  SessionRoutes &
  SearchRoutes &
  StatisticsRoutes &
  TemplateRoutes &
  WebhookLogRoutes &
  Operations &
  WebhookRoutes;

/** The whole table of routes. */
export function hubRoutes(rooms: RouteRooms): Route[] {
  return [
    ...operationRoutes(rooms),
    ...documentRoutes(rooms),
    ...platformRoutes(rooms),
    errorsPageRoute(rooms),
    ...accountRoutes(rooms),
    ...accountCareRoutes(rooms),
    ...workspaceRoutes(rooms),
    ...memberRoutes(rooms),
    ...appRoutes(rooms),
    ...keyRoutes(rooms),
    ...sessionRoutes(rooms),
    ...webhookRoutes(rooms),
    ...messageRoutes(rooms),
    ...mediaRoutes(rooms),
    ...actionRoutes(rooms),
    ...canSendRoutes(rooms),
    ...templateRoutes(rooms),
    ...consumerRoutes(rooms),
    ...deliveryRoutes(rooms),
    ...contactRoutes(rooms),
    ...conversationRoutes(rooms),
    ...conversationChangeRoutes(rooms),
    ...noteRoutes(rooms),
    ...presenceRoutes(rooms),
    ...agentSettingsRoutes(rooms),
    ...agentKnowledgeFileRoutes(rooms),
    ...agentKnowledgeRoutes(rooms),
    ...agentToolRoutes(rooms),
    ...agentRunRoutes(rooms),
    ...suggestionRoutes(rooms),
    ...agentApprovalRoutes(rooms),
    ...agentBudgetRoutes(rooms),
    ...searchRoutes(rooms),
    ...agentRehearsalRoutes(rooms),
    ...agentEvaluationRoutes(rooms),
    ...deadRoutes(rooms),
    ...eventRoutes(rooms),
    ...statisticsRoutes(rooms),
    ...messageReadingRoutes(rooms),
    ...webhookLogRoutes(rooms),
  ];
}
