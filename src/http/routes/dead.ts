import { z } from 'zod';
import { type Clock, toTimestamp } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { DeadJobRow } from '../../database/schema.ts';
import type { Writer } from '../../database/writer.ts';
import { notFound } from '../../errors.ts';
import { listDeadJobs } from '../../outbound/dead-jobs.ts';
import { redrive } from '../../outbound/redrive.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What looking after dead work needs. */
export interface DeadRoutes {
  database: Database;
  writer: Writer;
  clock: Clock;
}

const deadSchema = z
  .object({
    id: z.string(),
    kind: z.string().describe('What was to be done: `send` for a message.'),
    reference: z.string().describe('What it is about: for `send` the id of the message.'),
    target: z.string().describe('What it was to go through, such as `account:<id>`.'),
    lane: z.string().describe('What it was in order with: for `send` the conversation.'),
    reason: z.string(),
    attempts: z.int(),
    created_at: timeSchema,
    died_at: timeSchema,
  })
  .meta({ id: 'DeadJob', description: 'Work that was given up.' });

const redrivenSchema = z
  .object({ id: z.string(), kind: z.string(), reference: z.string() })
  .meta({ id: 'Redriven', description: 'It is queued again, behind what its lane holds by now.' });

const deadCursor = z.tuple([z.int(), z.string()]);

/** Work that was given up: to see why, and to bring it back. */
export function deadRoutes(rooms: DeadRoutes): Route[] {
  return [listRoute(rooms), redriveRoute(rooms)];
}

function listRoute({ database: { read } }: DeadRoutes): Route {
  return route({
    method: 'GET',
    path: '/api/v1/dead',
    scope: 'read',
    tags: ['Dead work'],
    summary: 'List what was given up',
    description: 'The latest first.',
    query: z.object({ limit: limitSchema, cursor: z.string().optional() }),
    answers: { 200: { description: 'One page.', schema: pageSchema(deadSchema) } },
    async handle({ query, caller }) {
      const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor, deadCursor);
      const { workspaceId } = caller;
      const rows = await listDeadJobs(read, { workspaceId, before, limit: query.limit + 1 });
      const { data, next_cursor } = page(rows, query.limit, (row) => [row.died_at, row.id]);
      return { status: 200, body: { data: data.map(toPublicDead), next_cursor } };
    },
  });
}

function redriveRoute({ writer, clock }: DeadRoutes): Route {
  return route({
    method: 'POST',
    path: '/api/v1/dead/{id}/redrive',
    scope: 'send',
    tags: ['Dead work'],
    summary: 'Bring it back',
    description:
      'With all its tries. A message is sent again as far as it has not arrived: parts that were sent are not repeated.',
    params: z.object({ id: z.string() }),
    answers: { 202: { description: 'It is queued.', schema: redrivenSchema } },
    async handle({ params: { id }, caller }) {
      const [redriven] = await redrive(writer, clock, caller.workspaceId, [id]);
      if (!redriven) throw notFound('dead job', id);
      return { status: 202, body: redriven };
    },
  });
}

function toPublicDead(row: DeadJobRow): z.infer<typeof deadSchema> {
  return {
    id: row.id,
    kind: row.kind,
    reference: row.reference,
    target: row.target,
    lane: row.lane,
    reason: row.reason,
    attempts: row.attempts,
    created_at: toTimestamp(row.created_at),
    died_at: toTimestamp(row.died_at),
  };
}
