import { z } from 'zod';
import { toTimestamp } from '../../clock.ts';
import { deliveryOutcomes, listDeliveries } from '../../consumers/deliveries.ts';
import { redeliverFailed, redeliverOne, replayEvents } from '../../consumers/replay.ts';
import type { DeliveryRow } from '../../database/schema.ts';
import { notFound } from '../../errors.ts';
import { newId } from '../../identifier.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import type { ConsumerRoutes } from './consumers.ts';
import { timeSchema } from './message-schema.ts';

const deliverySchema = z
  .object({
    id: z.string(),
    event: z.object({ id: z.string(), cursor: z.string(), type: z.string() }),
    conversation_id: z.string().nullable(),
    attempt: z.int().describe('Which try it was, counted from 1.'),
    outcome: z.enum(deliveryOutcomes).describe('`failed` is tried again, `dead` was given up.'),
    status: z.int().nullable().describe('HTTP status; null when no answer came.'),
    error: z.string().nullable(),
    milliseconds: z.int(),
    answer: z.string().describe('The beginning of the answer.'),
    created_at: timeSchema,
  })
  .meta({ id: 'Delivery', description: 'One try to hand an event to a consumer.' });

const testSchema = z
  .object({
    delivered: z.boolean(),
    status: z.int().nullable(),
    error: z.string().nullable(),
    milliseconds: z.int(),
    answer: z.string(),
  })
  .meta({ id: 'ConsumerTest' });

const redeliverSchema = z
  .union([
    z.strictObject({
      cursor: z
        .string()
        .regex(/^\d{1,15}$/)
        .describe('The cursor of one event.'),
    }),
    z.strictObject({
      failed_since: z.iso.datetime({ offset: true }).describe('All that was given up since.'),
    }),
  ])
  .meta({ id: 'Redeliver' });

const replaySchema = z
  .strictObject({
    from: z.iso.datetime({ offset: true }),
    to: z.iso.datetime({ offset: true }).optional().describe('Now, when it is left out.'),
    types: z
      .array(z.string().min(1).max(100))
      .max(100)
      .default([])
      .describe('Only these types; none means all.'),
  })
  .meta({ id: 'ReplayEvents' });

const queuedSchema = z.object({ queued: z.int() });

const path = '/api/v1/consumers/{id}';
const params = z.object({ id: z.string() });
const common = { tags: ['Consumers'], params } as const;

/** What was handed to a consumer, and what is to be handed to it again. */
export function deliveryRoutes(rooms: ConsumerRoutes): Route[] {
  return [listRoute(rooms), testRoute(rooms), redeliverRoute(rooms), replayRoute(rooms)];
}

function listRoute({ consumers, database }: ConsumerRoutes): Route {
  return route({
    ...common,
    scope: 'read',
    method: 'GET',
    path: `${path}/deliveries`,
    summary: 'List the deliveries to a consumer',
    query: z.object({
      outcome: z.enum(deliveryOutcomes).optional(),
      limit: limitSchema,
      cursor: z.string().optional(),
    }),
    answers: { 200: { description: 'Every try, the latest first.', schema: pageSchema(deliverySchema) } },
    async handle({ params: { id }, query, caller: { workspaceId } }) {
      await consumers.store.get(workspaceId, id);
      const rows = await listDeliveries(database.read, {
        ...{ workspaceId, consumerId: id, outcome: query.outcome, limit: query.limit + 1 },
        before: query.cursor && decodeCursor(query.cursor, z.string()),
      });
      const { data, next_cursor } = page(rows, query.limit, (row) => row.id);
      return { status: 200, body: { data: data.map(toPublicDelivery), next_cursor } };
    },
  });
}

function testRoute({ consumers, now }: ConsumerRoutes): Route {
  return route({
    ...common,
    scope: 'admin',
    method: 'POST',
    path: `${path}/test`,
    summary: 'Send a test event',
    description:
      'An event `consumer.test`, sent now and once, whatever the filter says; it is not in the log.',
    answers: { 200: { description: 'What the consumer answered.', schema: testSchema } },
    async handle({ params: { id }, caller: { workspaceId } }) {
      const consumer = await consumers.store.get(workspaceId, id);
      const event = {
        ...{ id: newId(), type: 'consumer.test', cursor: '0', occurred_at: toTimestamp(now()) },
        ...{ workspace_id: workspaceId, account_id: null, platform: null, conversation_id: null },
        data: { consumer_id: id, name: consumer.name },
      };
      const { ok, status, error, milliseconds, answer } = await consumers.call(consumer, event);
      return { status: 200, body: { delivered: ok, status, error, milliseconds, answer } };
    },
  });
}

function redeliverRoute(rooms: ConsumerRoutes): Route {
  return route({
    ...common,
    scope: 'admin',
    method: 'POST',
    path: `${path}/redeliver`,
    summary: 'Deliver again',
    description:
      'One event, or all that was given up since a time. It keeps its `webhook-id`, and comes behind what is queued for its conversation.',
    body: redeliverSchema,
    example: { failed_since: '2026-11-24T00:00:00Z' },
    answers: {
      202: { description: 'How many are queued.', schema: queuedSchema, example: { queued: 2 } },
    },
    async handle({ params: { id }, body, caller }) {
      const consumer = await rooms.consumers.store.get(caller.workspaceId, id);
      if ('failed_since' in body) {
        const queued = await redeliverFailed(rooms, consumer, Date.parse(body.failed_since));
        return { status: 202, body: { queued } };
      }
      const found = await redeliverOne(rooms, consumer, Number(body.cursor));
      if (!found) throw notFound('event', body.cursor);
      return { status: 202, body: { queued: 1 } };
    },
  });
}

function replayRoute(rooms: ConsumerRoutes): Route {
  return route({
    ...common,
    scope: 'admin',
    method: 'POST',
    path: `${path}/replay`,
    summary: 'Replay a time range into a consumer',
    description:
      'What the event log holds of that time and passes the filter is queued in the background, in order.',
    body: replaySchema,
    example: { from: '2026-11-24T00:00:00Z', types: ['message.received'] },
    answers: { 202: { description: 'It has begun.' } },
    async handle({ params: { id }, body, caller }) {
      const consumer = await rooms.consumers.store.get(caller.workspaceId, id);
      // One millisecond on, so that what happened just now is in it.
      const to = body.to === undefined ? rooms.now() + 1 : Date.parse(body.to);
      await replayEvents(rooms, consumer, { from: Date.parse(body.from), to, types: body.types });
      return { status: 202 };
    },
  });
}

function toPublicDelivery(row: DeliveryRow): z.infer<typeof deliverySchema> {
  const { id, conversation_id, attempt, status, error, milliseconds, answer } = row;
  return {
    ...{ id, conversation_id, attempt, status, error, milliseconds, answer },
    event: { id: row.event_id, cursor: String(row.event_seq), type: row.event_type },
    outcome: row.outcome === 'delivered' || row.outcome === 'dead' ? row.outcome : 'failed',
    created_at: toTimestamp(row.created_at),
  };
}
