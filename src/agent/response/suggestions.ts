import { toTimestamp } from '../../clock.ts';
import type { Actor } from '../../conversations/actor.ts';
import type { OutboundContent } from '../../conversations/content.ts';
import type { Scene } from '../../conversations/delivery-status.ts';
import type { AgentRunRow, AgentSuggestionRow, ConversationRow } from '../../database/schema.ts';
import { appendEvent } from '../../events/log.ts';
import { newId } from '../../identifier.ts';

/** How a draft can stand: `expired` when the conversation went on without it. */
export const suggestionStates = ['open', 'accepted', 'edited', 'rejected', 'expired'] as const;

export type SuggestionState = (typeof suggestionStates)[number];

/** A draft of the agent in the form of the public contract. */
export interface PublicSuggestion {
  id: string;
  account_id: string;
  conversation_id: string;
  run_id: string;
  turn: number;
  contents: OutboundContent[];
  state: SuggestionState;
  message_id: string | null;
  decided_by: string | null;
  decided_at: string | null;
  created_at: string;
}

/** Puts a stored draft into the public form. */
export function toPublicSuggestion({ content, state, ...row }: AgentSuggestionRow): PublicSuggestion {
  const { id, account_id, conversation_id, run_id, turn, message_id, decided_by } = row;
  return {
    ...{ id, account_id, conversation_id, run_id, turn, message_id, decided_by },
    // Only our own code writes these columns.
    contents: JSON.parse(content),
    state: state as SuggestionState,
    decided_at: row.decided_at === null ? null : toTimestamp(row.decided_at),
    created_at: toTimestamp(row.created_at),
  };
}

/** Puts a draft before people; an older one of the conversation is out of date with it. */
export async function suggest(
  scene: Scene,
  conversation: ConversationRow,
  { run, contents }: { run: AgentRunRow; contents: readonly OutboundContent[] },
): Promise<AgentSuggestionRow> {
  await expireSuggestions(scene, conversation, 'A newer draft took its place.');
  const row: AgentSuggestionRow = {
    workspace_id: run.workspace_id,
    id: newId(),
    account_id: run.account_id,
    conversation_id: conversation.id,
    run_id: run.id,
    turn: run.turn,
    content: JSON.stringify(contents),
    state: 'open',
    message_id: null,
    decided_by: null,
    decided_at: null,
    created_at: scene.now,
  };
  await scene.batch.transaction.insert('agent_suggestions', [row]);
  tell(scene, conversation, 'reply.suggested', { suggestion: toPublicSuggestion(row) });
  return row;
}

/** Ends the drafts of a conversation that nobody has decided about. */
export async function expireSuggestions(
  scene: Scene,
  conversation: ConversationRow,
  reason: string,
): Promise<void> {
  const { workspace_id, id } = conversation;
  const rows = await scene.batch.transaction.query
    .selectFrom('agent_suggestions')
    .selectAll()
    .where('workspace_id', '=', workspace_id)
    .where('conversation_id', '=', id)
    .where('state', '=', 'open')
    .execute();
  for (const row of rows) {
    await endSuggestion(scene, conversation, row, { state: 'expired', by: null, reason });
  }
}

/** What became of a draft. */
export interface SuggestionEnd {
  state: Exclude<SuggestionState, 'open'>;
  by: Actor | null;
  message_id?: string;
  reason?: string;
}

/** Ends one draft; its conversation must be locked. */
export async function endSuggestion(
  scene: Scene,
  conversation: ConversationRow,
  row: AgentSuggestionRow,
  { state, by, message_id, reason }: SuggestionEnd,
): Promise<void> {
  Object.assign(row, {
    ...{ state, decided_by: by?.member_id ?? null, decided_at: scene.now },
    message_id: message_id ?? null,
  });
  await scene.batch.transaction.update('agent_suggestions', ['workspace_id', 'id'], [row]);
  tell(scene, conversation, 'suggestion.decided', {
    suggestion: toPublicSuggestion(row),
    by,
    ...(reason !== undefined && { reason }),
  });
}

function tell(
  { batch, now }: Scene,
  { workspace_id, account_id, platform, id }: ConversationRow,
  type: 'reply.suggested' | 'suggestion.decided',
  data: Record<string, unknown>,
): void {
  const about = { workspace_id, account_id, platform, conversation_id: id };
  appendEvent(batch, { ...about, type, occurred_at: now, data: () => data }, now);
}
