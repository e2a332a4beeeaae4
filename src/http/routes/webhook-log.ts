import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { toTimestamp } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { RawItemRow } from '../../database/schema.ts';
import type { Accepted } from '../../inbound/acceptance.ts';
import {
  type LoggedWebhook,
  listUnmatched,
  listWebhooks,
  type WebhookRecord,
  webhookRecord,
} from '../../inbound/webhook-log.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What inspecting webhooks needs. */
export interface WebhookLogRoutes {
  database: Database;
  replay: { replay(workspaceId: string, id: string): Promise<Accepted> };
}

const results = ['accepted', 'partly', 'unmatched', 'failed', 'erased'] as const;

const webhookSchema = z
  .object({
    id: z.string(),
    platform: z.string(),
    account_id: z.string().nullable().describe('The account of the URL, when it named one.'),
    received_at: timeSchema,
    result: z
      .enum(results)
      .describe(
        '`accepted`; `partly`: some items could not be read; `unmatched`: all are for accounts that are not connected; `failed`: nothing could be made of it; `erased`: it held something of a person who was erased, and is empty now.',
      ),
    error: z.string().nullable(),
    item_count: z.int().describe('How many items it holds.'),
    size: z.int().describe('The length of its body in bytes.'),
  })
  .meta({ id: 'Webhook', description: 'A request that a platform made.' });

const itemSchema = z
  .object({
    position: z.int(),
    kind: z.string(),
    account_id: z.string().nullable(),
    external_id: z.string().nullable().describe('The platform’s id of an account that is not connected.'),
    contact_id: z.string().nullable(),
    conversation_id: z.string().nullable(),
    key: z.string().describe('What makes it the same item when it comes again; for a problem its place.'),
    result: z
      .string()
      .describe(
        '`accepted`, `duplicate`, `unsupported`, `unmatched`, `error`, or `erased`: it was of a person who was erased before.',
      ),
    error: z.string().nullable(),
  })
  .meta({ id: 'WebhookItem' });

const recordSchema = webhookSchema
  .extend({
    headers: z.record(z.string(), z.string()),
    body: z
      .string()
      .nullable()
      .describe(
        'As it came. Null when parts of it belong to other workspaces or to accounts nobody connected, or were erased.',
      ),
    body_encoding: z.enum(['utf-8', 'base64']).nullable().describe('`base64` when the body is not text.'),
    items: z.array(itemSchema).describe('What was found in it, and what became of each.'),
  })
  .meta({ id: 'WebhookRecord' });

const unmatchedSchema = z
  .object({
    platform: z.string(),
    external_id: z.string().describe('The platform’s id of the account.'),
    kind: z.string(),
    count: z.int(),
    first_webhook_id: z.string(),
    last_webhook_id: z.string(),
  })
  .meta({ id: 'UnmatchedItems' });

const replayedSchema = z
  .object({
    raw_id: z.string(),
    accepted: z.int().describe('Items that were applied now.'),
    duplicates: z.int().describe('Items that had been applied before, and were left alone.'),
    unmatched: z.int().describe('Items for accounts that are not connected.'),
    problems: z.int().describe('Items that could not be read.'),
  })
  .meta({ id: 'WebhookReplayed' });

const params = z.object({ id: z.string() });
const common = { scope: 'admin', tags: ['Webhooks'] } as const;

/** What platforms sent, as it came: to inspect, and to run again. */
export function webhookLogRoutes(rooms: WebhookLogRoutes): Route[] {
  return [listRoute(rooms), unmatchedRoute(rooms), oneRoute(rooms), replayRoute(rooms)];
}

function listRoute({ database: { read } }: WebhookLogRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    path: '/api/v1/webhooks/log',
    summary: 'List the webhooks that came',
    description: 'The latest first, without their bodies.',
    query: z.object({
      account_id: z.string().optional().describe('Those that concern this account.'),
      result: z.enum(results).optional(),
      limit: limitSchema,
      cursor: z.string().optional(),
    }),
    answers: { 200: { description: 'One page.', schema: pageSchema(webhookSchema) } },
    async handle({ query, caller }) {
      const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor, z.string());
      const rows = await listWebhooks(read, {
        workspaceId: caller.workspaceId,
        accountId: query.account_id,
        result: query.result,
        before,
        limit: query.limit + 1,
      });
      const { data, next_cursor } = page(rows, query.limit, ({ id }) => id);
      return { status: 200, body: { data: data.map(toPublicWebhook), next_cursor } };
    },
  });
}

function unmatchedRoute({ database: { read } }: WebhookLogRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    path: '/api/v1/webhooks/unmatched',
    summary: 'What came for accounts that are not connected',
    description:
      'Correctly signed items by the platform’s account id and kind, without what they say. They are replayed by themselves when the account is connected.',
    answers: {
      200: {
        description: 'By platform, account id and kind.',
        schema: z.object({ data: z.array(unmatchedSchema) }).meta({ id: 'UnmatchedPage' }),
      },
    },
    handle: async ({ caller }) => ({
      status: 200,
      body: { data: await listUnmatched(read, caller.workspaceId) },
    }),
  });
}

function oneRoute({ database: { read } }: WebhookLogRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    path: '/api/v1/webhooks/log/{id}',
    summary: 'One webhook, with its body and what became of it',
    params,
    answers: { 200: { description: 'The webhook.', schema: recordSchema } },
    handle: async ({ params: { id }, caller }) => ({
      status: 200,
      body: toPublicRecord(await webhookRecord(read, caller.workspaceId, id, caller.installation)),
    }),
  });
}

function replayRoute({ replay }: WebhookLogRoutes): Route {
  return route({
    ...common,
    method: 'POST',
    path: '/api/v1/webhooks/log/{id}/replay',
    summary: 'Run a webhook through the parser again',
    description:
      'For items that were unmatched, unsupported or broken; what was understood before is left alone. Its events are marked `replayed`.',
    params,
    answers: { 200: { description: 'What became of it.', schema: replayedSchema } },
    handle: async ({ params: { id }, caller }) => ({
      status: 200,
      body: await replay.replay(caller.workspaceId, id),
    }),
  });
}

function toPublicWebhook({ received_at, items, ...webhook }: LoggedWebhook) {
  return { ...webhook, received_at: toTimestamp(received_at), item_count: items };
}

function toPublicRecord({ webhook, headers, body, items }: WebhookRecord) {
  const encoding = body && (isUtf8(body) ? ('utf-8' as const) : ('base64' as const));
  return {
    ...toPublicWebhook(webhook),
    headers,
    body: body && encoding && Buffer.from(body).toString(encoding),
    body_encoding: encoding,
    items: items.map(toPublicItem),
  };
}

function toPublicItem(row: RawItemRow): z.infer<typeof itemSchema> {
  return {
    position: row.position,
    kind: row.kind,
    account_id: row.account_id,
    external_id: row.external_id,
    contact_id: row.contact_id,
    conversation_id: row.conversation_id,
    key: row.dedupe_key,
    result: row.result,
    error: row.error,
  };
}
