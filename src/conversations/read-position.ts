import { RowSet } from '../database/rows.ts';
import type { ConversationRow, MessageRow } from '../database/schema.ts';
import { Problem } from '../errors.ts';
import type { Differences } from './conversation-news.ts';
import type { Scene } from './delivery-status.ts';

/**
 * How far conversations were read. Each member has a position of their own, and all share one counter of what
 * nobody has read. Both only go forwards, so that two devices do not undo each other.
 */
export class ReadPositions {
  readonly #scene: Scene;
  readonly #rows: RowSet<'read_positions'>;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#rows = new RowSet(scene.batch, 'read_positions', ['workspace_id', 'conversation_id', 'member_id']);
  }

  /** The number of what somebody has read up to: a message of this conversation, or a cursor. */
  async find(row: ConversationRow, until: string): Promise<number | Problem> {
    if (/^\d{1,15}$/.test(until)) return Math.min(Number(until), row.last_message_seq);
    const { batch, store } = this.#scene;
    const [message] = await batch.transaction.select(
      'messages',
      ['workspace_id', 'id'],
      [[row.workspace_id, until]],
    );
    const home = message && (await store.conversations.current(row.workspace_id, message.conversation_id));
    return message && home === row ? message.seq : unknownMessage();
  }

  /** Notes that everything up to this number was read; `memberId` is null where no member reads. */
  async advance(row: ConversationRow, memberId: string | null, seq: number): Promise<Differences> {
    const { store } = this.#scene;
    const before = row.unread;
    // The counter may be ahead of what is counted here, never behind it.
    const unread = before === 0 ? 0 : Math.min(before, await this.#unreadAfter(row, seq));
    if (unread !== before) store.conversations.rows.change(row, { unread });
    return {
      ...(unread !== before && { unread: { from: before, to: unread } }),
      ...(memberId !== null && (await this.#move(row, memberId, seq))),
    };
  }

  async #move(row: ConversationRow, memberId: string, seq: number): Promise<Differences> {
    const key = [row.workspace_id, row.id, memberId] as const;
    await this.#rows.load([key]);
    const known = this.#rows.get(...key);
    if (seq <= (known?.seq ?? 0)) return {};
    const from = known === undefined ? null : String(known.seq);
    if (known) this.#rows.change(known, { seq });
    else {
      const { workspace_id, id: conversation_id } = row;
      this.#rows.add({ workspace_id, conversation_id, member_id: memberId, seq });
    }
    return { read_until: { from, to: String(seq) } };
  }

  /** How many messages came after this number that somebody waits for an answer to. */
  async #unreadAfter(row: ConversationRow, seq: number): Promise<number> {
    const { batch, store } = this.#scene;
    const { count } = await batch.transaction.query
      .selectFrom('messages')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('workspace_id', '=', row.workspace_id)
      .where('conversation_id', '=', row.id)
      .where('seq', '>', seq)
      .where('direction', '=', 'in')
      .where('content_type', '!=', 'reaction')
      .where('origin', '!=', 'imported')
      .where('deleted_at', 'is', null)
      .executeTakeFirstOrThrow();
    // What came in the same transaction has no number yet, and is not in the database.
    const arriving = [...store.messages.rows.values()].filter(
      (message) => message.conversation_id === row.id && message.seq === 0 && isAwaited(message),
    );
    return count + arriving.length;
  }
}

/** Whether somebody waits for an answer to a message; the same as the query above asks. */
function isAwaited({ direction, content_type, origin, deleted_at }: MessageRow): boolean {
  return direction === 'in' && content_type !== 'reaction' && origin !== 'imported' && deleted_at === null;
}

function unknownMessage(): Problem {
  return new Problem({
    status: 422,
    code: 'unknown_message',
    detail: '`read_until` names no message of this conversation.',
    fix: 'Give the id of one of its messages, or `last_message_cursor`.',
  });
}
