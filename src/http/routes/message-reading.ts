import { z } from 'zod';
import { outboundContentSchema } from '../../conversations/content.ts';
import { listMessages, viewOf } from '../../conversations/queries/messages.ts';
import type { Database } from '../../database/database.ts';
import { messageStatuses } from '../../events/event.ts';
import type { Media } from '../../media/media.ts';
import { messageWithTimeline } from '../../outbound/timeline.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { failureSchema, messageSchema, timeSchema } from './message-schema.ts';

/** What reading messages needs. */
export interface MessageReadingRoutes {
  database: Database;
  media: Pick<Media, 'links'>;
}

const attemptSchema = z
  .object({
    id: z.string(),
    state: z
      .string()
      .describe(
        '`open`: no answer yet; `uncertain`: none came; `sent`; `failed`; `split`: refused as a batch, goes on alone; `superseded`: a new attempt took its place; `given_up`: nobody can tell, and it is not sent twice.',
      ),
    parts: z.array(z.int()).describe('The positions of the parts it carried.'),
    tries: z.int().describe('How often this very request was made.'),
    started_at: timeSchema,
    last_tried_at: timeSchema,
    ended_at: timeSchema.nullable(),
    status_code: z.int().nullable().describe('The HTTP status of the platform’s answer.'),
    trace_id: z.string().nullable().describe('For the platform’s support desk.'),
    failure: failureSchema.nullable(),
    proof: z
      .object({ kind: z.string(), why: z.string().optional() })
      .describe('How its fate can be learnt without an answer: `repeat`, `receipt`, or `none` and why not.'),
    request: z
      .object({ method: z.string(), path: z.string(), body: z.unknown() })
      .describe('The request as it was frozen, without authorisation.'),
  })
  .meta({ id: 'Attempt', description: 'One attempt to hand a message to its platform.' });

const timelineSchema = z
  .object({
    webhook_id: z.string().nullable().describe('The webhook that brought the message.'),
    attempts: z.array(attemptSchema).describe('Oldest first.'),
    events: z
      .array(z.object({ id: z.string(), type: z.string(), occurred_at: timeSchema, cursor: z.string() }))
      .describe('All events of the message, in order.'),
    waiting: z
      .object({
        attempts: z.int().describe('How many tries have failed.'),
        next_try_at: timeSchema,
        reason: z.string().nullable().describe('Why it waits; null when it only waits for its turn.'),
        account_pause: z
          .object({ until: timeSchema, reason: z.string() })
          .nullable()
          .describe('Set when the account cannot send at all for a while.'),
      })
      .nullable()
      .describe('What holds it, while it is on its way.'),
    dead_job: z
      .object({ id: z.string(), reason: z.string(), died_at: timeSchema })
      .nullable()
      .describe('Set when it was given up; the id is the one to redrive.'),
    substitution: z
      .object({ instead_of: outboundContentSchema, reason: z.string(), at: timeSchema })
      .nullable()
      .describe('Set when the template of `fallback` went in its place.'),
    cancellation: z
      .object({ reason: z.string(), at: timeSchema })
      .nullable()
      .describe('Set when the hub itself took it back before it was sent.'),
    agent_run: z
      .object({ id: z.string(), decision: z.string().nullable(), reason: z.string().nullable() })
      .nullable()
      .describe('The run of the agent that wrote it; more by `GET /api/v1/agent/runs/{id}`.'),
  })
  .meta({ id: 'Timeline', description: 'Everything that ever happened to a message.' });

const withTimelineSchema = messageSchema
  .extend({ timeline: timelineSchema })
  .meta({ id: 'MessageWithTimeline' });

const listQuery = z.object({
  account_id: z.string().optional(),
  conversation_id: z.string().optional(),
  direction: z.enum(['in', 'out']).optional(),
  status: z.enum(messageStatuses).optional(),
  intent: z.string().optional().describe('Only what came in and was understood to want this.'),
  limit: limitSchema,
  cursor: z.string().optional(),
});

const common = { method: 'GET', scope: 'read', tags: ['Messages'] } as const;

/** Reading messages. */
export function messageReadingRoutes(rooms: MessageReadingRoutes): Route[] {
  return [listRoute(rooms), oneRoute(rooms)];
}

function listRoute({ database: { read }, media: { links } }: MessageReadingRoutes): Route {
  return route({
    ...common,
    path: '/api/v1/messages',
    summary: 'List messages',
    description: 'In both directions, the latest accepted first.',
    query: listQuery,
    answers: { 200: { description: 'One page.', schema: pageSchema(messageSchema) } },
    async handle({ query, caller }) {
      const below = query.cursor === undefined ? undefined : decodeCursor(query.cursor, z.int());
      const entries = await listMessages(read, {
        workspaceId: caller.workspaceId,
        accountId: query.account_id,
        conversationId: query.conversation_id,
        direction: query.direction,
        status: query.status,
        intent: query.intent,
        below,
        limit: query.limit + 1,
      });
      const { data, next_cursor } = page(entries, query.limit, ({ row }) => row.seq);
      return {
        status: 200,
        body: { data: data.map((entry) => links.inMessage(viewOf(entry))), next_cursor },
      };
    },
  });
}

function oneRoute({ database: { read }, media: { links } }: MessageReadingRoutes): Route {
  return route({
    ...common,
    path: '/api/v1/messages/{id}',
    summary: 'One message with its timeline',
    description:
      'Every attempt to send it with what the platform answered, every event, and what it waits for.',
    params: z.object({ id: z.string() }),
    answers: { 200: { description: 'The message.', schema: withTimelineSchema } },
    handle: async ({ params: { id }, caller }) => ({
      status: 200,
      body: links.inMessage(await messageWithTimeline(read, caller.workspaceId, id)),
    }),
  });
}
