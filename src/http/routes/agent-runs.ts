import { z } from 'zod';
import { runDecisions } from '../../agent/ledger.ts';
import { findRun, listRuns, rateRun, toPublicRun, toPublicRunInFull } from '../../agent/runs.ts';
import type { Database } from '../../database/database.ts';
import type { Writer } from '../../database/writer.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What reading and rating runs needs. */
export interface AgentRunRoutes {
  database: Database;
  writer: Writer;
}

const kinds = ['analysis', 'reply', 'replay', 'evaluation'] as const;
const states = ['running', 'waiting', 'ended'] as const;

const runSchema = z
  .object({
    id: z.string(),
    account_id: z.string(),
    conversation_id: z.string().nullable(),
    kind: z.string(),
    mode: z.string().describe('The mode of the agent when it began.'),
    turn: z.int(),
    state: z.string().describe('`running`, `waiting` for people to agree to a call of a tool, or `ended`.'),
    decision: z.enum(runDecisions).nullable().describe('What came of it; null while it runs.'),
    reason: z.string().nullable().describe('Why, in words.'),
    settings_version: z.int(),
    model: z.string().nullable(),
    input_tokens: z.int(),
    output_tokens: z.int(),
    cost_micros: z.int().nullable().describe('Millionths of a US dollar; null: the price is unknown.'),
    confidence: z.number().nullable(),
    message_id: z.string().nullable().describe('The first message that was sent of it.'),
    rating: z.int().nullable(),
    rating_note: z.string().nullable(),
    rated_by: z.string().nullable(),
    started_at: timeSchema,
    ended_at: timeSchema.nullable(),
    latency_ms: z.int().nullable(),
  })
  .meta({ id: 'AgentRun' });

const fullSchema = runSchema
  .extend({
    input: z.array(z.string()).describe('Ids of the messages it was about.'),
    passages: z
      .array(z.unknown())
      .describe('What was found in the knowledge; the model knew it as k1, k2, ….'),
    prompt: z.unknown().describe('As it was sent; null when no model was asked.'),
    prompt_hash: z.string().nullable(),
    steps: z
      .array(z.unknown())
      .describe('Calls of models and tools, and what each rule of the guard said, in order.'),
    reply: z.unknown().describe('What was sent or suggested.'),
  })
  .meta({ id: 'AgentRunInFull' });

const common = { tags: ['Agent'] } as const;
const path = '/api/v1/agent/runs';
const params = z.object({ id: z.string() });

/** The ledger of the agent. */
export function agentRunRoutes(rooms: AgentRunRoutes): Route[] {
  return [listRoute(rooms), oneRoute(rooms), rateRoute(rooms)];
}

function listRoute({ database: { read } }: AgentRunRoutes): Route {
  return route({
    ...common,
    path,
    method: 'GET',
    scope: 'read',
    summary: 'What the agent did',
    description: 'The latest begun first.',
    query: z.object({
      account_id: z.string().optional(),
      conversation_id: z.string().optional(),
      kind: z.enum(kinds).optional(),
      decision: z.enum(runDecisions).optional(),
      state: z.enum(states).optional(),
      rating: z.enum(['1', '-1']).optional().describe('`1`: good, `-1`: bad.'),
      limit: limitSchema,
      cursor: z.string().optional(),
    }),
    answers: { 200: { description: 'One page.', schema: pageSchema(runSchema) } },
    async handle({ query, caller: { workspaceId } }) {
      const { account_id: accountId, conversation_id: conversationId, kind, decision, state } = query;
      const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor, z.string());
      const rows = await listRuns(read, {
        ...{ workspaceId, accountId, conversationId, kind, decision, state, before },
        ...(query.rating && { rating: Number(query.rating) }),
        limit: query.limit + 1,
      });
      const { data, next_cursor } = page(rows, query.limit, ({ id }) => id);
      return { status: 200, body: { data: data.map(toPublicRun), next_cursor } };
    },
  });
}

function oneRoute({ database: { read } }: AgentRunRoutes): Route {
  return route({
    ...common,
    path: `${path}/{id}`,
    method: 'GET',
    scope: 'read',
    summary: 'One run with everything that led to its end',
    params,
    answers: { 200: { description: 'The run.', schema: fullSchema } },
    handle: async ({ params: { id }, caller }) => ({
      status: 200,
      body: toPublicRunInFull(await findRun(read, caller.workspaceId, id)),
    }),
  });
}

function rateRoute({ writer }: AgentRunRoutes): Route {
  return route({
    ...common,
    path: `${path}/{id}/rating`,
    method: 'PUT',
    scope: 'inbox',
    summary: 'Rate a run',
    params,
    body: z
      .strictObject({
        rating: z
          .union([z.literal(1), z.literal(-1)])
          .nullable()
          .describe('1: good, -1: bad; null takes it back.'),
        note: z.string().trim().min(1).max(2000).nullable().default(null),
      })
      .meta({ id: 'AgentRating' }),
    example: { rating: -1, note: 'The price is of last year.' },
    answers: { 200: { description: 'The run as it is now.', schema: runSchema } },
    async handle({ params: { id }, body: { rating, note }, caller: { workspaceId, memberId } }) {
      const row = await rateRun(writer, workspaceId, id, { rating, note, by: memberId });
      return { status: 200, body: toPublicRun(row) };
    },
  });
}
