import { z } from 'zod';
import { consumerTarget, filterSchema, settingsSchema } from '../../consumers/consumer.ts';
import type { Consumers } from '../../consumers/consumers.ts';
import { countQueued } from '../../consumers/dispatch.ts';
import type { Database } from '../../database/database.ts';
import type { Writer } from '../../database/writer.ts';
import { Problem } from '../../errors.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import {
  consumerRecordSchema,
  consumerSchema,
  consumerWithSecretSchema,
  headersSchema,
  schemeSchema,
  toPublicConsumer,
  withSecret,
} from './consumer-schema.ts';

/** What the routes of consumers need. */
export interface ConsumerRoutes {
  consumers: Consumers;
  database: Database;
  writer: Writer;
  now(): number;
}

const urlSchema = z.url({ protocol: /^https?$/ }).max(2000);
const name = z.string().trim().min(1).max(200);

const bodySchema = z
  .strictObject({
    name,
    url: urlSchema.describe('Where events are sent, by POST. Redirects are not followed.'),
    filter: filterSchema.prefault({}),
    headers: headersSchema.default({}),
    settings: settingsSchema.prefault({}),
    scheme: schemeSchema.default('v1'),
  })
  .meta({ id: 'NewConsumer' });

const changesSchema = z
  .strictObject({
    name: name.optional(),
    url: urlSchema.optional(),
    filter: filterSchema.optional(),
    headers: headersSchema.optional(),
    settings: settingsSchema.partial().optional().describe('Those that are given change.'),
    state: z
      .enum(['enabled', 'paused'])
      .optional()
      .describe('While it is paused its events wait in the log, in order.'),
  })
  .meta({ id: 'ConsumerChanges' });

const rotateSchema = z
  .strictObject({
    scheme: schemeSchema.default('v1'),
    overlap_seconds: z
      .int()
      .min(0)
      .max(30 * 24 * 3600)
      .default(24 * 3600)
      .describe('How long the secrets of before sign beside the new one.'),
  })
  .prefault({})
  .meta({ id: 'RotateSecret' });

const path = '/api/v1/consumers';
const params = z.object({ id: z.string() });
const common = { tags: ['Consumers'] } as const;
// A number beyond it says no more than "very many".
const mostCounted = 10_000;

/** The business's own endpoints: to make, see and change them. */
export function consumerRoutes(rooms: ConsumerRoutes): Route[] {
  return [
    createRoute(rooms),
    ...readingRoutes(rooms),
    changeRoute(rooms),
    rotateRoute(rooms),
    deleteRoute(rooms),
  ];
}

function createRoute(rooms: ConsumerRoutes): Route {
  return route({
    ...common,
    scope: 'admin',
    method: 'POST',
    path,
    summary: 'Add a consumer',
    description:
      'Everything that happens from now on and passes the filter is sent to its URL, signed by Standard Webhooks, until it answers with 2xx.',
    body: bodySchema,
    example: {
      name: 'Shop',
      url: 'https://shop.example/hook',
      filter: { types: ['message.received', 'postback.received'] },
    },
    answers: { 201: { description: 'With its secret, for this once.', schema: consumerWithSecretSchema } },
    async handle({ body, caller }) {
      refuseUnreachable(body.url, rooms);
      return { status: 201, body: withSecret(await rooms.consumers.store.create(caller.workspaceId, body)) };
    },
  });
}

function readingRoutes({ consumers, database }: ConsumerRoutes): Route[] {
  return [
    route({
      ...common,
      scope: 'read',
      method: 'GET',
      path,
      summary: 'List the consumers',
      query: z.object({ limit: limitSchema, cursor: z.string().optional() }),
      answers: { 200: { description: 'Oldest first.', schema: pageSchema(consumerSchema) } },
      async handle({ query, caller }) {
        const after = query.cursor ? decodeCursor(query.cursor, z.string()) : '';
        const rows = await consumers.store.list(caller.workspaceId, after, query.limit + 1);
        const { data, next_cursor } = page(rows, query.limit, ({ id }) => id);
        return { status: 200, body: { data: data.map(toPublicConsumer), next_cursor } };
      },
    }),
    route({
      ...common,
      scope: 'read',
      method: 'GET',
      path: `${path}/{id}`,
      summary: 'One consumer',
      params,
      answers: { 200: { description: 'And how much waits for it.', schema: consumerRecordSchema } },
      async handle({ params: { id }, caller }) {
        const consumer = await consumers.store.get(caller.workspaceId, id);
        const queued = await countQueued(database.read, consumerTarget(id), mostCounted);
        return { status: 200, body: { ...toPublicConsumer(consumer), queued } };
      },
    }),
  ];
}

function changeRoute(rooms: ConsumerRoutes): Route {
  const { store } = rooms.consumers;
  return route({
    ...common,
    scope: 'admin',
    method: 'PATCH',
    path: `${path}/{id}`,
    summary: 'Change a consumer',
    params,
    body: changesSchema,
    example: { state: 'paused' },
    answers: { 200: { description: 'As it is now.', schema: consumerSchema } },
    async handle({ params: { id }, body, caller }) {
      if (body.url !== undefined) refuseUnreachable(body.url, rooms);
      const current = await store.get(caller.workspaceId, id);
      const settings = body.settings && settingsSchema.parse({ ...current.settings, ...body.settings });
      const changed = await store.change(caller.workspaceId, id, { ...body, settings });
      return { status: 200, body: toPublicConsumer(changed) };
    },
  });
}

function rotateRoute({ consumers }: ConsumerRoutes): Route {
  return route({
    ...common,
    scope: 'admin',
    method: 'POST',
    path: `${path}/{id}/rotate`,
    summary: 'Give a consumer a new secret',
    description:
      'For a while every delivery is signed with both, so that a receiver can change over in peace.',
    params,
    body: rotateSchema,
    example: { overlap_seconds: 3600 },
    answers: {
      200: { description: 'With the new secret, for this once.', schema: consumerWithSecretSchema },
    },
    async handle({ params: { id }, body, caller }) {
      const { scheme, overlap_seconds } = body;
      const consumer = await consumers.store.rotate(caller.workspaceId, id, scheme, overlap_seconds * 1000);
      return { status: 200, body: withSecret(consumer) };
    },
  });
}

function deleteRoute({ consumers }: ConsumerRoutes): Route {
  return route({
    ...common,
    scope: 'admin',
    method: 'DELETE',
    path: `${path}/{id}`,
    summary: 'Delete a consumer',
    params,
    answers: { 204: { description: 'Nothing is sent to it any more.' } },
    async handle({ params: { id }, caller }) {
      await consumers.store.delete(caller.workspaceId, id);
      return { status: 204 };
    },
  });
}

function refuseUnreachable(url: string, { consumers }: ConsumerRoutes): void {
  const reason = consumers.refusalOf(url);
  if (reason === null) return;
  throw new Problem({
    status: 422,
    code: 'url_refused',
    detail: reason,
    fix: 'Give a public http or https URL; PARLEY_ALLOW_PRIVATE_NETWORKS lets the hub call private ones.',
  });
}
