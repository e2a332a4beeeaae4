import type { Kysely } from 'kysely';
import { toTimestamp } from '../clock.ts';
import type { AgentRunRow, Tables } from '../database/schema.ts';
import type { Writer } from '../database/writer.ts';
import { notFound } from '../errors.ts';

/** A run as lists show it. */
export interface PublicRun {
  id: string;
  account_id: string;
  conversation_id: string | null;
  kind: string;
  mode: string;
  turn: number;
  state: string;
  decision: string | null;
  reason: string | null;
  settings_version: number;
  model: string | null;
  input_tokens: number;
  output_tokens: number;
  cost_micros: number | null;
  confidence: number | null;
  message_id: string | null;
  rating: number | null;
  rating_note: string | null;
  rated_by: string | null;
  started_at: string;
  ended_at: string | null;
  latency_ms: number | null;
}

/** A run with everything the ledger has of it. */
export interface PublicRunInFull extends PublicRun {
  /** Ids of the messages it was about. */
  input: string[];
  passages: unknown[];
  prompt: unknown;
  prompt_hash: string | null;
  steps: unknown[];
  reply: unknown;
}

/** Puts a stored run into the public form of lists. */
export function toPublicRun(row: AgentRunRow): PublicRun {
  const { id, account_id, conversation_id, kind, mode, turn, state, decision, reason } = row;
  const { settings_version, model, input_tokens, output_tokens, cost_micros, message_id } = row;
  const { rating, rating_note, rated_by, started_at, ended_at } = row;
  return {
    ...{ id, account_id, conversation_id, kind, mode, turn, state, decision, reason },
    ...{ settings_version, model, input_tokens, output_tokens, cost_micros, message_id },
    ...{ rating, rating_note, rated_by },
    confidence: row.confidence === null ? null : row.confidence / 1000,
    started_at: toTimestamp(started_at),
    ended_at: ended_at === null ? null : toTimestamp(ended_at),
    latency_ms: ended_at === null ? null : ended_at - started_at,
  };
}

/** Puts a stored run into the public form, with all of it. */
export function toPublicRunInFull(row: AgentRunRow): PublicRunInFull {
  return {
    ...toPublicRun(row),
    input: JSON.parse(row.input),
    passages: JSON.parse(row.passages),
    prompt: row.prompt === null ? null : promptIn(row.prompt),
    prompt_hash: row.prompt_hash,
    steps: JSON.parse(row.calls),
    reply: row.reply === null ? null : JSON.parse(row.reply),
  };
}

/** Prompts are stored as JSON, or as one text. */
function promptIn(prompt: string): unknown {
  return prompt.startsWith('{') ? JSON.parse(prompt) : prompt;
}

/** Which runs of a workspace to list. */
export interface RunFilter {
  workspaceId: string;
  accountId?: string | undefined;
  conversationId?: string | undefined;
  kind?: string | undefined;
  decision?: string | undefined;
  state?: string | undefined;
  rating?: number | undefined;
  /** Only those begun before this one. */
  before?: string | undefined;
  limit: number;
}

/** Runs of a workspace, the latest begun first. */
export function listRuns(read: Kysely<Tables>, filter: RunFilter): Promise<AgentRunRow[]> {
  let query = read.selectFrom('agent_runs').selectAll().where('workspace_id', '=', filter.workspaceId);
  if (filter.accountId) query = query.where('account_id', '=', filter.accountId);
  if (filter.conversationId) query = query.where('conversation_id', '=', filter.conversationId);
  if (filter.kind) query = query.where('kind', '=', filter.kind);
  if (filter.decision) query = query.where('decision', '=', filter.decision);
  if (filter.state) query = query.where('state', '=', filter.state);
  if (filter.rating !== undefined) query = query.where('rating', '=', filter.rating);
  if (filter.before) query = query.where('id', '<', filter.before);
  return query.orderBy('id', 'desc').limit(filter.limit).execute();
}

/** One run. @throws Problem 404 */
export async function findRun(read: Kysely<Tables>, workspaceId: string, id: string): Promise<AgentRunRow> {
  const row = await read
    .selectFrom('agent_runs')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('run', id);
  return row;
}

/** What a person thinks of a run. */
export interface Rating {
  /** 1: good, -1: bad; null takes it back. */
  rating: number | null;
  note: string | null;
  /** The member; null: a service's or the installation's key. */
  by: string | null;
}

/** Rates a run. @throws Problem 404 */
export async function rateRun(
  writer: Writer,
  workspaceId: string,
  id: string,
  { rating, note, by }: Rating,
): Promise<AgentRunRow> {
  const key = ['workspace_id', 'id'] as const;
  return writer.run(async ({ transaction }) => {
    const [row] = await transaction.select('agent_runs', key, [[workspaceId, id]], 'lock');
    if (!row) throw notFound('run', id);
    Object.assign(row, { rating, rating_note: note, rated_by: rating === null ? null : by });
    await transaction.update('agent_runs', key, [row]);
    return row;
  });
}
