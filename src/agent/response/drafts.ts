import type { Kysely } from 'kysely';
import type { Account } from '../../accounts/account.ts';
import type { AccountDirectory } from '../../accounts/directory.ts';
import type { Quotas } from '../../accounts/quotas.ts';
import type { Clock } from '../../clock.ts';
import type { Actor } from '../../conversations/actor.ts';
import type { OutboundContent } from '../../conversations/content.ts';
import type { Scene } from '../../conversations/delivery-status.ts';
import type { Interest } from '../../conversations/interest.ts';
import { conversationStore } from '../../conversations/store.ts';
import type { Database } from '../../database/database.ts';
import type { AgentSuggestionRow, Tables } from '../../database/schema.ts';
import type { Batch, Writer } from '../../database/writer.ts';
import { notFound, Problem } from '../../errors.ts';
import { submitKind } from '../../outbound/submit.ts';
import type { FittedMessage } from './fitting.ts';
import { endSuggestion, type SuggestionState } from './suggestions.ts';

/** What deciding about drafts needs. */
export interface DraftOptions {
  database: Database;
  writer: Writer;
  clock: Clock;
  directory: AccountDirectory;
  quotas: Quotas;
  interest: Interest;
  /** A content with what is known of the files of ours in it. @throws Problem for a file that cannot be sent */
  withFiles(account: Account, content: OutboundContent): Promise<OutboundContent>;
}

/** What somebody decides about a draft. */
export interface DraftDecision {
  workspaceId: string;
  id: string;
  by: Actor;
  verdict: 'accepted' | 'edited' | 'rejected';
  /** What goes in its place. */
  contents?: readonly OutboundContent[] | undefined;
}

/** Which drafts of a workspace to list. */
export interface DraftFilter {
  workspaceId: string;
  accountId?: string | undefined;
  conversationId?: string | undefined;
  state?: SuggestionState | undefined;
  /** Only those made before this one. */
  before?: string | undefined;
  limit: number;
}

type Decided = { row: AgentSuggestionRow } | { over: AgentSuggestionRow };

/** The drafts of agents, and what people make of them. */
export class Drafts {
  readonly #options: DraftOptions;

  constructor(options: DraftOptions) {
    this.#options = options;
  }

  /** Drafts of a workspace, the newest first. */
  list(filter: DraftFilter): Promise<AgentSuggestionRow[]> {
    const { workspaceId, accountId, conversationId, state, before, limit } = filter;
    let query = selectDrafts(this.#options.database.read, workspaceId);
    if (accountId) query = query.where('account_id', '=', accountId);
    if (conversationId) query = query.where('conversation_id', '=', conversationId);
    if (state) query = query.where('state', '=', state);
    if (before) query = query.where('id', '<', before);
    return query.orderBy('id', 'desc').limit(limit).execute();
  }

  /**
   * Sends a draft as it is or in other words, or refuses it. What a member decides is sent as `human`, else as `api`:
   * only a person may say that a person wrote it.
   *
   * @throws Problem 404, 409 when it is over, 422 for what cannot be sent
   */
  async decide(decision: DraftDecision): Promise<AgentSuggestionRow> {
    const { database, writer } = this.#options;
    const { workspaceId, id, verdict } = decision;
    const draft = await selectDrafts(database.read, workspaceId).where('id', '=', id).executeTakeFirst();
    if (!draft) throw notFound('suggestion', id);
    // Only submitted, validated content is stored in drafts.
    const drafted: OutboundContent[] = JSON.parse(draft.content);
    const account = await this.#options.directory.find(draft.account_id);
    if (!account) throw notFound('account', draft.account_id);
    const messages = verdict === 'rejected' ? [] : await this.#fitted(account, decision.contents ?? drafted);
    const decided = await writer.run((batch) => this.#decide(batch, decision, account, messages));
    if ('over' in decided) throw over(decided.over);
    return decided.row;
  }

  async #fitted(account: Account, contents: readonly OutboundContent[]): Promise<FittedMessage[]> {
    const messages: FittedMessage[] = [];
    for (const given of contents) {
      const content = await this.#options.withFiles(account, given);
      const fitted = account.platform.send.fit(content);
      if (!fitted.ok) {
        const { field, reason, fix } = fitted;
        throw new Problem({ status: 422, code: 'content_rejected', detail: `${field}: ${reason}`, fix });
      }
      messages.push({ content, parts: fitted.parts, notes: fitted.notes });
    }
    return messages;
  }

  async #decide(
    batch: Batch,
    { workspaceId, id, by, verdict }: DraftDecision,
    account: Account,
    messages: readonly FittedMessage[],
  ): Promise<Decided> {
    const now = this.#options.clock.now();
    const scene: Scene = { batch, store: conversationStore(batch, now), now };
    const key = ['workspace_id', 'id'] as const;
    const [unlocked] = await batch.transaction.select('agent_suggestions', key, [[workspaceId, id]]);
    const place = unlocked?.conversation_id ?? '';
    // First the conversation, as everybody locks it first.
    const conversation = await scene.store.conversations.current(workspaceId, place);
    const [row] = await batch.transaction.select('agent_suggestions', key, [[workspaceId, id]], 'lock');
    if (!row || !conversation) throw notFound('suggestion', id);
    // Whoever clicks twice wants nothing else.
    if (row.state === verdict && row.decided_by === by.member_id) return { row };
    if (row.state !== 'open') return { over: row };
    if (conversation.turn !== row.turn) {
      await endSuggestion(scene, conversation, row, { state: 'expired', by: null });
      return { over: row };
    }
    // It is decided before it is sent: what is sent ends all that is open.
    row.state = verdict;
    await batch.transaction.update('agent_suggestions', key, [row]);
    const message_id = messages.length > 0 ? await this.#send(scene, account, row, by, messages) : undefined;
    await endSuggestion(scene, conversation, row, { state: verdict, by, ...(message_id && { message_id }) });
    return { row };
  }

  async #send(
    { batch, now }: Scene,
    account: Account,
    row: AgentSuggestionRow,
    by: Actor,
    messages: readonly FittedMessage[],
  ): Promise<string> {
    const { quotas, interest } = this.#options;
    const submit = submitKind({ now: () => now, quotas, interest });
    const answers = await submit.apply(
      batch,
      messages.map(({ content, parts }) => ({
        ...{ account, content, parts, to: { conversation_id: row.conversation_id } },
        author: by.member_id === null ? ('api' as const) : ('human' as const),
        member_id: by.member_id,
        agent_run_id: row.run_id,
      })),
    );
    for (const answer of answers) if (answer instanceof Problem) throw answer;
    const [first] = answers;
    if (first === undefined || first instanceof Problem) throw new Error('Nothing was sent.');
    return first.id;
  }
}

function selectDrafts(read: Kysely<Tables>, workspaceId: string) {
  return read.selectFrom('agent_suggestions').selectAll().where('workspace_id', '=', workspaceId);
}

function over({ state }: AgentSuggestionRow): Problem {
  return new Problem({
    status: 409,
    code: 'suggestion_over',
    detail:
      state === 'expired'
        ? 'The conversation has gone on since the draft was made, so it may not fit any more.'
        : `Somebody has decided already: the draft is ${state}.`,
    fix: 'Read GET /api/v1/suggestions for what is open, or write yourself with POST /api/v1/messages.',
  });
}
