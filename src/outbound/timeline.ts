import type { Kysely } from 'kysely';
import { toTimestamp } from '../clock.ts';
import type { OutboundContent } from '../conversations/content.ts';
import type { PublicMessage } from '../conversations/message.ts';
import { findMessage, viewOf } from '../conversations/queries/messages.ts';
import type { AttemptRow, Tables } from '../database/schema.ts';
import { type Failure, notFound } from '../errors.ts';
import { proofOf, requestOf } from './attempt.ts';
import { sendJobKind } from './deliver.ts';
import type { Substitution } from './fallback.ts';
import type { Cancellation } from './outdated.ts';

/** One try to send, as people see it. */
export interface PublicAttempt {
  id: string;
  state: string;
  /** Which parts of the message it carried. */
  parts: number[];
  /** How often this very request was made. */
  tries: number;
  started_at: string;
  last_tried_at: string;
  ended_at: string | null;
  status_code: number | null;
  trace_id: string | null;
  failure: Failure | null;
  /** How its fate can be learnt when no answer comes. */
  proof: { kind: string; why?: string };
  request: { method: string; path: string; body: unknown };
}

/** Why a message has not been sent yet. */
export interface Waiting {
  attempts: number;
  next_try_at: string;
  reason: string | null;
  /** The whole account waits. */
  account_pause: { until: string; reason: string } | null;
}

/** A message with everything that ever happened to it. */
export interface MessageWithTimeline extends PublicMessage {
  timeline: {
    /** The webhook that brought it. */
    webhook_id: string | null;
    attempts: PublicAttempt[];
    events: { id: string; type: string; occurred_at: string; cursor: string }[];
    waiting: Waiting | null;
    dead_job: { id: string; reason: string; died_at: string } | null;
    /** A template that went in its place. */
    substitution: { instead_of: OutboundContent; reason: string; at: string } | null;
    /** Why the hub itself took it back. */
    cancellation: { reason: string; at: string } | null;
    /** The agent's run that wrote it. */
    agent_run: { id: string; decision: string | null; reason: string | null } | null;
  };
}

/**
 * One message with its whole history.
 *
 * @throws Problem 404 when the workspace has no such message
 */
export async function messageWithTimeline(
  read: Kysely<Tables>,
  workspaceId: string,
  id: string,
): Promise<MessageWithTimeline> {
  const entry = await findMessage(read, workspaceId, id);
  if (!entry) throw notFound('message', id);
  return {
    ...viewOf(entry),
    timeline: {
      webhook_id: entry.row.raw_id,
      attempts: await attemptsOf(read, workspaceId, id),
      events: await eventsOf(read, workspaceId, id),
      waiting: await waitingOf(read, workspaceId, id),
      dead_job: await deadJobOf(read, workspaceId, id),
      ...notesIn(entry.row.context),
      agent_run: await runOf(read, workspaceId, entry.row.agent_run_id),
    },
  };
}

function notesIn(
  context: string | null,
): Pick<MessageWithTimeline['timeline'], 'substitution' | 'cancellation'> {
  const notes: { substitution?: Substitution; cancellation?: Cancellation } = context
    ? JSON.parse(context)
    : {};
  const { substitution, cancellation } = notes;
  return {
    substitution: substitution ? { ...substitution, at: toTimestamp(substitution.at) } : null,
    cancellation: cancellation ? { ...cancellation, at: toTimestamp(cancellation.at) } : null,
  };
}

async function runOf(read: Kysely<Tables>, workspaceId: string, id: string | null) {
  if (id === null) return null;
  const run = await read
    .selectFrom('agent_runs')
    .select(['id', 'decision', 'reason'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return run ?? null;
}

// Of all that belongs to one message there is little, so it is put in order here: asked to do that, SQLite
// walks through the whole workspace in the order wanted instead of looking up the message.

async function attemptsOf(read: Kysely<Tables>, workspaceId: string, id: string): Promise<PublicAttempt[]> {
  const rows = await read
    .selectFrom('attempt_parts')
    .innerJoin('attempts', (join) =>
      join
        .onRef('attempts.workspace_id', '=', 'attempt_parts.workspace_id')
        .onRef('attempts.id', '=', 'attempt_parts.attempt_id'),
    )
    .selectAll('attempts')
    .select('attempt_parts.position')
    .where('attempt_parts.workspace_id', '=', workspaceId)
    .where('attempt_parts.message_id', '=', id)
    .execute();
  const parts = Map.groupBy(rows, (row) => row.id);
  return [...new Map(rows.map((row) => [row.id, row])).values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((row) => toPublicAttempt(row, parts.get(row.id)?.map(({ position }) => position) ?? []));
}

function toPublicAttempt(row: AttemptRow, parts: number[]): PublicAttempt {
  const proof = proofOf(row);
  const { method, path, body } = requestOf(row);
  return {
    id: row.id,
    state: row.state,
    parts: parts.sort((a, b) => a - b),
    tries: row.tries,
    started_at: toTimestamp(row.started_at),
    last_tried_at: toTimestamp(row.tried_at),
    ended_at: row.ended_at === null ? null : toTimestamp(row.ended_at),
    status_code: row.status_code,
    trace_id: row.trace_id,
    failure: row.failure === null ? null : JSON.parse(row.failure),
    proof: { kind: proof.kind, ...(proof.kind === 'none' && { why: proof.why }) },
    request: { method, path, body: body ?? null },
  };
}

async function eventsOf(read: Kysely<Tables>, workspaceId: string, id: string) {
  // In two steps, because SQLite finds the numbers in the index of messages, but whole rows only by a walk.
  const numbers = read
    .selectFrom('events')
    .select('seq')
    .where('workspace_id', '=', workspaceId)
    .where('message_id', '=', id);
  const rows = await read
    .selectFrom('events')
    .select(['id', 'type', 'occurred_at', 'seq'])
    .where('workspace_id', '=', workspaceId)
    .where('seq', 'in', numbers)
    .execute();
  return rows
    .sort((a, b) => a.seq - b.seq)
    .map((row) => ({
      id: row.id,
      type: row.type,
      occurred_at: toTimestamp(row.occurred_at),
      cursor: String(row.seq),
    }));
}

async function waitingOf(read: Kysely<Tables>, workspaceId: string, id: string): Promise<Waiting | null> {
  const job = await read
    .selectFrom('jobs')
    .leftJoin('target_pauses', (join) =>
      join
        .onRef('target_pauses.workspace_id', '=', 'jobs.workspace_id')
        .onRef('target_pauses.target', '=', 'jobs.target'),
    )
    .select(['jobs.attempts', 'jobs.run_at', 'jobs.reason'])
    .select(['target_pauses.until', 'target_pauses.reason as pause_reason'])
    .where('jobs.workspace_id', '=', workspaceId)
    .where('jobs.reference', '=', id)
    .where('jobs.kind', '=', sendJobKind)
    .executeTakeFirst();
  if (!job) return null;
  const { until, pause_reason } = job;
  return {
    attempts: job.attempts,
    next_try_at: toTimestamp(Math.max(job.run_at, until ?? 0)),
    reason: job.reason,
    account_pause:
      until === null || pause_reason === null ? null : { until: toTimestamp(until), reason: pause_reason },
  };
}

async function deadJobOf(read: Kysely<Tables>, workspaceId: string, id: string) {
  const dead = await read
    .selectFrom('dead_jobs')
    .select(['id', 'reason', 'died_at'])
    .where('workspace_id', '=', workspaceId)
    .where('reference', '=', id)
    .where('kind', '=', sendJobKind)
    .orderBy('died_at', 'desc')
    .executeTakeFirst();
  return dead ? { ...dead, died_at: toTimestamp(dead.died_at) } : null;
}
