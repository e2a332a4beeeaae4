import { z } from 'zod';
import { toTimestamp } from '../../clock.ts';
import type { ApiKeyRow } from '../../database/schema.ts';
import { Problem } from '../../errors.ts';
import { scopes } from '../../workspaces/caller.ts';
import { type Keys, scopesOf } from '../../workspaces/keys.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';

/** What the key routes need. */
export interface KeyRoutes {
  keys: Keys;
}

const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    member_id: z.string().nullable().describe('The person it belongs to; null for a service.'),
    prefix: z.string().describe('The beginning of the key, to tell keys apart.'),
    scopes: z.array(z.enum(scopes)),
    created_at: z.string(),
    last_used_at: z.string().nullable(),
    revoked_at: z.string().nullable(),
    requests_per_minute: z.int().nullable().describe('Its own limit; null: that of the installation.'),
  })
  .meta({ id: 'ApiKey' });

const newKeySchema = keySchema
  .extend({ key: z.string().describe('The key itself, shown only this once.') })
  .meta({ id: 'NewApiKey' });

const bodySchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    scopes: z
      .array(z.enum(scopes))
      .min(1)
      .describe('What it may do: `admin` includes all; never more than the key that makes it.'),
    member_id: z
      .string()
      .optional()
      .describe(
        'The member it belongs to: what is done with it is done by them. Without one it is a service’s.',
      ),
    requests_per_minute: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('How many requests it may make; without it as many as `PARLEY_REQUESTS_PER_MINUTE` says.'),
  })
  .meta({ id: 'NewKey' });

const params = z.object({ id: z.string() });
const path = '/api/v1/keys';
const common = { scope: 'admin', tags: ['Keys'] } as const;

/** API keys of a workspace. */
export function keyRoutes(rooms: KeyRoutes): Route[] {
  return [createRoute(rooms), ...readingRoutes(rooms), revokeRoute(rooms)];
}

function createRoute({ keys }: KeyRoutes): Route {
  return route({
    ...common,
    method: 'POST',
    path,
    summary: 'Make a key',
    body: bodySchema,
    example: { name: 'Shop backend', scopes: ['send', 'read'] },
    answers: { 201: { description: 'The key, for this once.', schema: newKeySchema } },
    async handle({ body: { member_id: memberId, requests_per_minute: requestsPerMinute, ...rest }, caller }) {
      const { row, key } = await keys.create(caller, { ...rest, memberId, requestsPerMinute });
      return { status: 201, body: { ...toPublicKey(row), key } };
    },
  });
}

function readingRoutes({ keys }: KeyRoutes): Route[] {
  return [
    route({
      ...common,
      method: 'GET',
      path,
      summary: 'List the keys',
      query: z.object({
        member_id: z.string().optional().describe('Only those of this member.'),
        limit: limitSchema,
        cursor: z.string().optional(),
      }),
      answers: { 200: { description: 'Oldest first, revoked ones too.', schema: pageSchema(keySchema) } },
      async handle({ query, caller }) {
        const after = query.cursor ? decodeCursor(query.cursor, z.string()) : '';
        const rows = await keys.list(caller.workspaceId, after, query.limit + 1, query.member_id);
        const { data, next_cursor } = page(rows, query.limit, ({ id }) => id);
        return { status: 200, body: { data: data.map(toPublicKey), next_cursor } };
      },
    }),
    route({
      ...common,
      method: 'GET',
      path: `${path}/{id}`,
      summary: 'One key',
      params,
      answers: { 200: { description: 'What it may do, never the key itself.', schema: keySchema } },
      handle: async ({ params: { id }, caller }) => ({
        status: 200,
        body: toPublicKey(await keys.get(caller.workspaceId, id)),
      }),
    }),
  ];
}

function revokeRoute({ keys }: KeyRoutes): Route {
  return route({
    ...common,
    method: 'DELETE',
    path: `${path}/{id}`,
    summary: 'Revoke a key',
    params,
    answers: { 204: { description: 'Revoked, at once.' } },
    async handle({ params: { id }, caller }) {
      if (id === caller.keyId) throw ownKey();
      await keys.revoke(caller.workspaceId, id);
      return { status: 204 };
    },
  });
}

function ownKey(): Problem {
  return new Problem({
    status: 409,
    code: 'own_key',
    detail: 'This is the key of the request itself.',
    fix: 'Revoke it with another key, so that you do not lock yourself out.',
  });
}

function toPublicKey(row: ApiKeyRow): z.infer<typeof keySchema> {
  return {
    id: row.id,
    name: row.name,
    member_id: row.member_id,
    prefix: row.prefix,
    scopes: scopesOf(row),
    created_at: toTimestamp(row.created_at),
    last_used_at: row.last_used_at === null ? null : toTimestamp(row.last_used_at),
    revoked_at: row.revoked_at === null ? null : toTimestamp(row.revoked_at),
    requests_per_minute: row.requests_per_minute,
  };
}
