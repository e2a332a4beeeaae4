import { toTimestamp } from '../clock.ts';
import { RowSet } from '../database/rows.ts';
import type {
  MessageAnalysisRow,
  MessagePartRow,
  MessageRow,
  PlatformMessageRow,
} from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import type { Failure } from '../errors.ts';
import { type MessageStatus, messageStatuses } from '../events/event.ts';
import { type PublicAnalysis, toPublicAnalysis } from './analysis.ts';
import type { Content } from './content.ts';

/** A message in the form of the public contract. */
export interface PublicMessage {
  id: string;
  platform_message_id: string | null;
  account_id: string;
  conversation_id: string;
  direction: 'in' | 'out';
  author: string;
  status: MessageStatus | null;
  sender: { contact_id: string | null; id: string | null; name: string | null };
  content: Content;
  parts?: { position: number; platform_message_id: string | null; status: string; content: Content }[];
  reply_to?: { message_id: string | null; platform_message_id: string | null };
  referral?: unknown;
  forwarded?: string;
  failure?: Failure;
  sent_at: string;
  scheduled_at?: string;
  edited_at?: string;
  deleted_at?: string;
  imported?: true;
  /** What was made of it. */
  analysis?: PublicAnalysis;
}

/** Puts a stored message into the public form. `parts` may be left out where nobody asked for them. */
export function toPublicMessage(
  row: MessageRow,
  senderName: string | null,
  parts: readonly MessagePartRow[],
  analysis?: MessageAnalysisRow,
): PublicMessage {
  const ordered = [...parts].sort((a, b) => a.position - b.position);
  return {
    id: row.id,
    platform_message_id: ordered[0]?.platform_message_id ?? null,
    account_id: row.account_id,
    conversation_id: row.conversation_id,
    direction: row.direction === 'in' ? 'in' : 'out',
    author: row.author,
    // Only our own code writes these columns, and only these values.
    status: row.status as MessageStatus | null,
    sender: { contact_id: row.contact_id, id: row.sender_id, name: senderName },
    content: JSON.parse(row.content),
    ...(ordered.length > 1 && { parts: ordered.map(toPublicPart) }),
    ...((row.reply_to || row.reply_to_platform_id) && {
      reply_to: { message_id: row.reply_to, platform_message_id: row.reply_to_platform_id },
    }),
    ...(row.referral && { referral: JSON.parse(row.referral) }),
    ...(row.forwarded && { forwarded: row.forwarded }),
    ...(row.failure && { failure: JSON.parse(row.failure) }),
    sent_at: toTimestamp(row.sent_at),
    ...(row.status === 'scheduled' && row.scheduled_at && { scheduled_at: toTimestamp(row.scheduled_at) }),
    ...(row.edited_at && { edited_at: toTimestamp(row.edited_at) }),
    ...(row.deleted_at && { deleted_at: toTimestamp(row.deleted_at) }),
    ...(row.origin === 'imported' && { imported: true as const }),
    ...(analysis && { analysis: toPublicAnalysis(analysis) }),
  };
}

function toPublicPart(part: MessagePartRow) {
  return {
    position: part.position,
    platform_message_id: part.platform_message_id,
    status: part.status,
    content: JSON.parse(part.content),
  };
}

const ranks = new Map<string, number>(
  messageStatuses.slice(0, messageStatuses.indexOf('played') + 1).map((status, rank) => [status, rank]),
);

/** How far a status is on its way; `failed`, `cancelled` and `expired` are off it. */
export function rankOf(status: string | null): number {
  return ranks.get(status ?? '') ?? -1;
}

/** The status of a message whose parts stand like this: as far as the slowest, failed when one is. */
export function statusOfParts(parts: readonly { status: string }[]): MessageStatus {
  const ranks = parts.map(({ status }) => rankOf(status));
  if (parts.some(({ status }) => status === 'failed')) return 'failed';
  return messageStatuses[Math.min(...ranks)] ?? 'queued';
}

/** The messages of one batch, with their parts and the platform ids they go by. */
export class MessageBook {
  readonly rows: RowSet<'messages'>;
  readonly parts: RowSet<'message_parts'>;
  readonly platformMessages: RowSet<'platform_messages'>;
  readonly #batch: Batch;
  readonly #now: number;

  constructor(batch: Batch, now: number) {
    this.#batch = batch;
    this.#now = now;
    this.rows = new RowSet(batch, 'messages', ['workspace_id', 'id']);
    this.parts = new RowSet(batch, 'message_parts', ['workspace_id', 'message_id', 'position']);
    this.platformMessages = new RowSet(batch, 'platform_messages', [
      'workspace_id',
      'account_id',
      'platform_message_id',
    ]);
  }

  /**
   * Makes sure that a row stands for each of these platform ids, locked, and that the messages they are
   * known to belong to are loaded with their parts.
   */
  async claimPlatformIds(
    ids: readonly { workspaceId: string; accountId: string; platformMessageId: string }[],
  ): Promise<void> {
    const fresh = new Map<string, PlatformMessageRow>();
    for (const { workspaceId, accountId, platformMessageId } of ids) {
      if (this.platformMessages.get(workspaceId, accountId, platformMessageId)) continue;
      fresh.set(`${accountId} ${platformMessageId}`, {
        workspace_id: workspaceId,
        account_id: accountId,
        platform_message_id: platformMessageId,
        message_id: null,
        position: 0,
        conversation_id: null,
        receipts: null,
        tombstone: null,
        echo: null,
        created_at: this.#now,
      });
    }
    if (fresh.size > 0) await this.platformMessages.addShared([...fresh.values()]);
    await this.load(
      ids.flatMap(({ workspaceId, accountId, platformMessageId }) => {
        const row = this.platformMessages.get(workspaceId, accountId, platformMessageId);
        return row?.message_id ? [{ workspaceId, id: row.message_id }] : [];
      }),
    );
  }

  /** Reads and locks messages and their parts. */
  async load(messages: readonly { workspaceId: string; id: string }[]): Promise<void> {
    const missing = messages.filter(({ workspaceId, id }) => !this.rows.get(workspaceId, id));
    if (missing.length === 0) return;
    const keys = missing.map(({ workspaceId, id }) => [workspaceId, id]);
    await this.rows.load(keys);
    const parts = await this.#batch.transaction.select('message_parts', ['workspace_id', 'message_id'], keys);
    await this.parts.load(parts.map((part) => [part.workspace_id, part.message_id, part.position]));
  }

  /** The parts of a message, in order. */
  partsOf(message: MessageRow): MessagePartRow[] {
    const parts: MessagePartRow[] = [];
    for (let position = 0; ; position++) {
      const part = this.parts.get(message.workspace_id, message.id, position);
      if (!part) return parts;
      parts.push(part);
    }
  }

  /** The public form of a message of this batch. */
  view(message: MessageRow, senderName: string | null): PublicMessage {
    return toPublicMessage(message, senderName, this.partsOf(message));
  }
}
