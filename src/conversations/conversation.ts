import { RowSet } from '../database/rows.ts';
import type { ContactRow, ConversationRow } from '../database/schema.ts';
import type { Batch, PendingNumber } from '../database/writer.ts';
import { newId } from '../identifier.ts';
import type { Thread } from '../platforms/item.ts';
import type { Owner } from './contact.ts';
import { announce, announceChange } from './conversation-news.ts';

/** An account in as much as a conversation needs to know it. */
export interface ConversationOwner extends Owner {
  platform: string;
}

/** Who has the floor in a new conversation: nobody, until a person or the agent takes it. */
const initialOwner = 'none';

/** What makes a thread unique within its account. */
export function threadKey(thread: Thread, contact: Pick<ContactRow, 'id'> | undefined): string {
  if (thread.kind !== 'direct') return `${thread.kind}:${thread.id ?? 'unknown'}`;
  return `contact:${contact?.id ?? 'unknown'}`;
}

/** The conversations of one batch. */
export class ConversationBook {
  readonly #batch: Batch;
  readonly #now: number;
  readonly rows: RowSet<'conversations'>;
  readonly #byThread = new Map<string, ConversationRow>();

  constructor(batch: Batch, now: number) {
    this.#batch = batch;
    this.#now = now;
    this.rows = new RowSet(batch, 'conversations', ['workspace_id', 'id']);
  }

  /** Reads and locks the conversations of these threads. */
  async load(threads: readonly { owner: ConversationOwner; key: string }[]): Promise<void> {
    const wanted = threads.filter(({ owner, key }) => !this.#byThread.has(`${owner.accountId} ${key}`));
    const found = await this.#batch.transaction.select(
      'conversations',
      ['workspace_id', 'account_id', 'thread_key'],
      [
        ...new Map(
          wanted.map(({ owner, key }) => [
            `${owner.accountId} ${key}`,
            [owner.workspaceId, owner.accountId, key],
          ]),
        ).values(),
      ],
      'lock',
    );
    for (const row of this.rows.adopt(found)) this.#byThread.set(`${row.account_id} ${row.thread_key}`, row);
  }

  /** Reads and locks conversations by their ids. */
  async loadIds(ids: readonly { workspaceId: string; id: string }[]): Promise<void> {
    await this.rows.load(ids.map(({ workspaceId, id }) => [workspaceId, id]));
  }

  /**
   * The conversation of this id, or the one it was merged into in the end; reads what is missing. One whose
   * person is being erased is gone for everybody.
   */
  async current(workspaceId: string, id: string): Promise<ConversationRow | undefined> {
    await this.loadIds([{ workspaceId, id }]);
    const row = this.rows.get(workspaceId, id);
    if (row && row.erased_at !== null) return undefined;
    return row?.merged_into ? this.current(workspaceId, row.merged_into) : row;
  }

  /** The direct conversation of a contact, if there is one. */
  async directOf(owner: ConversationOwner, contact: ContactRow): Promise<ConversationRow | undefined> {
    return this.find(owner, { kind: 'direct' }, contact);
  }

  /** The conversation of a thread, if there is one. */
  async find(
    owner: ConversationOwner,
    thread: Thread,
    contact: ContactRow | undefined,
  ): Promise<ConversationRow | undefined> {
    const key = threadKey(thread, contact);
    await this.load([{ owner, key }]);
    return this.#byThread.get(`${owner.accountId} ${key}`);
  }

  /** Makes a direct conversation that of another contact, who has none. */
  rekey(row: ConversationRow, contact: ContactRow): void {
    this.#byThread.delete(`${row.account_id} ${row.thread_key}`);
    const key = threadKey({ kind: 'direct' }, contact);
    this.rows.change(row, { contact_id: contact.id, thread_key: key, updated_at: this.#now });
    this.#byThread.set(`${row.account_id} ${key}`, row);
  }

  /** The conversation of a thread that was loaded, or a new one. */
  async open(
    owner: ConversationOwner,
    thread: Thread,
    contact: ContactRow | undefined,
    occurredAt: number,
  ): Promise<ConversationRow> {
    const key = threadKey(thread, contact);
    const known =
      this.#byThread.get(`${owner.accountId} ${key}`) ?? (await this.find(owner, thread, contact));
    return known ?? this.#create(owner, thread, contact, occurredAt);
  }

  async #create(
    owner: ConversationOwner,
    thread: Thread,
    contact: ContactRow | undefined,
    occurredAt: number,
  ): Promise<ConversationRow> {
    const key = threadKey(thread, contact);
    const fresh = newConversation(owner, thread, key, contact, this.#now);
    const { transaction } = this.#batch;
    const [inserted] = await transaction.insertNew(
      'conversations',
      ['workspace_id', 'account_id', 'thread_key'],
      [fresh],
    );
    if (!inserted) await this.load([{ owner, key }]);
    else await this.rows.load([[fresh.workspace_id, fresh.id]]);
    const row =
      this.rows.get(fresh.workspace_id, fresh.id) ?? this.#byThread.get(`${owner.accountId} ${key}`);
    if (!row) throw new Error(`Conversation ${key} was neither inserted nor found.`);
    this.#byThread.set(`${owner.accountId} ${key}`, row);
    if (inserted) {
      const { kind, contact_id, thread_id } = row;
      const data = { kind, contact_id, thread_id };
      announce(this.#batch, row, 'conversation.opened', occurredAt, data, this.#now);
    }
    return row;
  }

  /** A message was added to the thread: it moves to the top of the list when its number is given. */
  touch(row: ConversationRow, number: PendingNumber, preview: string, sentAt: number): void {
    const newest = sentAt >= (row.last_message_at ?? 0);
    this.rows.change(row, {
      updated_at: this.#now,
      // Its value follows with the number.
      last_message_seq: row.last_message_seq,
      ...(newest && { last_message_at: sentAt, preview: preview.slice(0, previewLength) }),
    });
    this.#batch.afterNumbers(() => {
      row.last_message_seq = Math.max(row.last_message_seq, number.seq);
    });
  }

  /**
   * Somebody wrote and waits for an answer, of another app where that has the floor; a conversation that was closed
   * is open again.
   */
  receive(row: ConversationRow, number: PendingNumber, occurredAt: number, standby = false): void {
    // What arrives late says nothing of who has the floor now.
    const isLatest = occurredAt >= (row.last_inbound_at ?? 0);
    this.rows.change(row, {
      unread: row.unread + 1,
      turn: row.turn + 1,
      standby: isLatest ? Number(standby) : row.standby,
      last_inbound_at: Math.max(row.last_inbound_at ?? 0, occurredAt),
      // Its value follows with the number.
      last_inbound_seq: row.last_inbound_seq,
    });
    this.#batch.afterNumbers(() => {
      row.last_inbound_seq = Math.max(row.last_inbound_seq, number.seq);
    });
    this.#batch.count({ workspaceId: row.workspace_id, accountId: row.account_id }, 'messages_in');
    if (row.status === 'open') return;
    const changes = { status: { from: row.status, to: 'open' } };
    this.rows.change(row, { status: 'open' });
    announceChange(this.#batch, row, changes, { by: null, occurred_at: occurredAt }, this.#now);
  }
}

// One line of a list on a wide screen.
const previewLength = 140;

function newConversation(
  owner: ConversationOwner,
  thread: Thread,
  key: string,
  contact: ContactRow | undefined,
  now: number,
): ConversationRow {
  return {
    workspace_id: owner.workspaceId,
    id: newId(),
    account_id: owner.accountId,
    platform: owner.platform,
    kind: thread.kind,
    thread_key: key,
    contact_id: thread.kind === 'direct' ? (contact?.id ?? null) : null,
    thread_id: thread.id ?? null,
    owner: initialOwner,
    status: 'open',
    assignee_id: null,
    team: null,
    tags: '[]',
    last_message_seq: 0,
    last_inbound_seq: 0,
    last_message_at: null,
    last_inbound_at: null,
    preview: '',
    window_ends_at: null,
    standby: 0,
    unread: 0,
    intent: null,
    language: null,
    turn: 0,
    delivered_until: null,
    read_until: null,
    merged_into: null,
    erased_at: null,
    created_at: now,
    updated_at: now,
  };
}
