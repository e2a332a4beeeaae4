import type { ConversationRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import type { EventType } from '../events/event.ts';
import { appendEvent } from '../events/log.ts';
import type { Actor } from './actor.ts';

/** How one field of a conversation has changed, in the public form. */
export interface Difference {
  from: unknown;
  to: unknown;
}

/** What changed in a conversation, by the names of its public fields. */
export type Differences = Partial<
  Record<'status' | 'assignee_id' | 'team' | 'tags' | 'unread' | 'read_until', Difference>
>;

/** When something happened to a conversation, and who did it; null: the hub by itself. */
export interface Deed {
  by: Actor | null;
  occurred_at: number;
}

/** Announces that fields of a conversation have changed. */
export function announceChange(
  batch: Batch,
  row: ConversationRow,
  changes: Differences,
  { by, occurred_at }: Deed,
  now: number,
): void {
  announce(batch, row, 'conversation.changed', occurred_at, { changes, by }, now);
}

/** Announces that somebody else has the floor. */
export function announceHandover(
  batch: Batch,
  row: ConversationRow,
  { from, to, reason }: { from: string; to: string; reason: string },
  { by, occurred_at }: Deed,
  now: number,
): void {
  announce(batch, row, 'conversation.handover', occurred_at, { from, to, reason, by }, now);
}

/** Announces something about a conversation; `data` gets its id. */
export function announce(
  batch: Batch,
  row: ConversationRow,
  type: EventType,
  occurredAt: number,
  data: Record<string, unknown>,
  now: number,
): void {
  const { id, workspace_id, account_id, platform } = row;
  appendEvent(
    batch,
    {
      ...{ workspace_id, type, account_id, platform },
      occurred_at: occurredAt,
      conversation_id: id,
      data: () => ({ conversation_id: id, ...data }),
    },
    now,
  );
}
