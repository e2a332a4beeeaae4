import { z } from 'zod';
import { type Clock, toTimestamp } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { DeadJobRow } from '../../database/schema.ts';
import type { Writer } from '../../database/writer.ts';
import { notFound } from '../../errors.ts';
import {
  type DeadFilter,
  deadRecord,
  discardDeadJob,
  listDeadJobs,
  oldestDeadJobs,
} from '../../outbound/dead-jobs.ts';
import { redrive } from '../../outbound/redrive.ts';
import type { Caller } from '../auth.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { messageSchema, timeSchema } from './message-schema.ts';

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

const recordSchema = deadSchema
  .extend({ message: messageSchema.nullable().describe('For `send`: the message.') })
  .meta({ id: 'DeadJobRecord' });

const redrivenSchema = z
  .object({ id: z.string(), kind: z.string(), reference: z.string() })
  .meta({ id: 'Redriven', description: 'It is queued again, behind what its lane holds by now.' });

const redrivenAllSchema = z
  .object({
    redriven: z.int().describe('How many were brought back.'),
    more: z.boolean().describe('Whether there are more that match: call again.'),
  })
  .meta({ id: 'RedrivenAll' });

// A transaction of so many messages takes some tens of milliseconds, in which nothing else is stored.
const mostAtOnce = 500;

const filters = {
  account_id: z.string().optional().describe('Only what was to go through this account.'),
  kind: z.string().optional().describe('Only this kind, such as `send`.'),
  reason: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Only those whose reason holds this text, such as a platform’s code.'),
};

const deadCursor = z.tuple([z.int(), z.string()]);
const params = z.object({ id: z.string() });
const common = { tags: ['Dead work'] } as const;

/** Work that was given up: to see why, to bring it back, or to forget it. */
export function deadRoutes(rooms: DeadRoutes): Route[] {
  return [
    listRoute(rooms),
    oneRoute(rooms),
    redriveRoute(rooms),
    redriveAllRoute(rooms),
    discardRoute(rooms),
  ];
}

function filterOf(
  { workspaceId }: Caller,
  given: { account_id?: string | undefined; kind?: string | undefined; reason?: string | undefined },
): DeadFilter {
  return { workspaceId, accountId: given.account_id, kind: given.kind, reason: given.reason };
}

function listRoute({ database: { read } }: DeadRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    path: '/api/v1/dead',
    scope: 'read',
    summary: 'List what was given up',
    description: 'The latest first.',
    query: z.object({ ...filters, limit: limitSchema, cursor: z.string().optional() }),
    answers: { 200: { description: 'One page.', schema: pageSchema(deadSchema) } },
    async handle({ query, caller }) {
      const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor, deadCursor);
      const rows = await listDeadJobs(read, filterOf(caller, query), query.limit + 1, before);
      const { data, next_cursor } = page(rows, query.limit, (row) => [row.died_at, row.id]);
      return { status: 200, body: { data: data.map(toPublicDead), next_cursor } };
    },
  });
}

function oneRoute({ database: { read } }: DeadRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    path: '/api/v1/dead/{id}',
    scope: 'read',
    summary: 'One piece of work that was given up, with what it is about',
    params,
    answers: { 200: { description: 'The dead job.', schema: recordSchema } },
    async handle({ params: { id }, caller }) {
      const { job, message } = await deadRecord(read, caller.workspaceId, id);
      return { status: 200, body: { ...toPublicDead(job), message } };
    },
  });
}

function redriveRoute({ writer, clock }: DeadRoutes): Route {
  return route({
    ...common,
    method: 'POST',
    path: '/api/v1/dead/{id}/redrive',
    scope: 'send',
    summary: 'Bring it back',
    description:
      'With all its tries. A message is sent again as far as it has not arrived: parts that were sent are not repeated.',
    params,
    answers: { 202: { description: 'It is queued.', schema: redrivenSchema } },
    async handle({ params: { id }, caller }) {
      const [redriven] = await redrive(writer, clock, caller.workspaceId, [id]);
      if (!redriven) throw notFound('dead job', id);
      return { status: 202, body: redriven };
    },
  });
}

function redriveAllRoute({ database: { read }, writer, clock }: DeadRoutes): Route {
  return route({
    ...common,
    method: 'POST',
    path: '/api/v1/dead/redrive',
    scope: 'send',
    summary: 'Bring back all that match',
    description: 'The oldest first, as many as `limit` says; call again while there are `more`.',
    body: z
      .strictObject({ ...filters, limit: z.int().min(1).max(mostAtOnce).default(100) })
      .meta({ id: 'RedriveAll' }),
    example: { reason: '131047', limit: 100 },
    answers: { 202: { description: 'They are queued.', schema: redrivenAllSchema } },
    async handle({ body, caller }) {
      const ids = await oldestDeadJobs(read, filterOf(caller, body), body.limit + 1);
      const redriven = await redrive(writer, clock, caller.workspaceId, ids.slice(0, body.limit));
      return { status: 202, body: { redriven: redriven.length, more: ids.length > body.limit } };
    },
  });
}

function discardRoute({ writer }: DeadRoutes): Route {
  return route({
    ...common,
    method: 'DELETE',
    path: '/api/v1/dead/{id}',
    scope: 'send',
    summary: 'Forget it',
    description: 'What it was about stays as it is: a message stays failed, and cannot be brought back.',
    params,
    answers: { 204: { description: 'It is gone.' } },
    async handle({ params: { id }, caller }) {
      await discardDeadJob(writer, caller.workspaceId, id);
      return { status: 204 };
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
