import { z } from 'zod';
import { toTimestamp } from '../../clock.ts';
import type { ApiKeyRow } from '../../database/schema.ts';
import { Problem } from '../../errors.ts';
import { scopes } from '../../workspaces/caller.ts';
import { type Keys, scopesOf } from '../../workspaces/keys.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';

const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().describe('The beginning of the key, to tell keys apart.'),
    scopes: z.array(z.enum(scopes)),
    created_at: z.string(),
    last_used_at: z.string().nullable(),
    revoked_at: z.string().nullable(),
  })
  .meta({ id: 'ApiKey' });

const newKeySchema = keySchema
  .extend({ key: z.string().describe('The key itself, shown only this once.') })
  .meta({ id: 'NewApiKey' });

const tags = ['Keys'];

/** API keys of a workspace. */
export function keyRoutes({ keys }: { keys: Keys }): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/v1/keys',
      scope: 'admin',
      tags,
      summary: 'Make a key',
      body: z.object({ name: z.string().trim().min(1).max(200), scopes: z.array(z.enum(scopes)).min(1) }),
      answers: { 201: { description: 'The key, for this once.', schema: newKeySchema } },
      async handle({ body, caller }) {
        const { row, key } = await keys.create(caller.workspaceId, body);
        return { status: 201, body: { ...toPublicKey(row), key } };
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/keys',
      scope: 'admin',
      tags,
      summary: 'List the keys',
      query: z.object({ limit: limitSchema, cursor: z.string().optional() }),
      answers: { 200: { description: 'Oldest first, revoked ones too.', schema: pageSchema(keySchema) } },
      async handle({ query, caller }) {
        const after = query.cursor ? decodeCursor(query.cursor, z.string()) : '';
        const rows = await keys.list(caller.workspaceId, after, query.limit + 1);
        const { data, next_cursor } = page(rows, query.limit, ({ id }) => id);
        return { status: 200, body: { data: data.map(toPublicKey), next_cursor } };
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/keys/{id}',
      scope: 'admin',
      tags,
      summary: 'Revoke a key',
      params: z.object({ id: z.string() }),
      answers: { 204: { description: 'Revoked, at once.' } },
      async handle({ params: { id }, caller }) {
        if (id === caller.keyId) throw ownKey();
        await keys.revoke(caller.workspaceId, id);
        return { status: 204 };
      },
    }),
  ];
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
    prefix: row.prefix,
    scopes: scopesOf(row),
    created_at: toTimestamp(row.created_at),
    last_used_at: row.last_used_at === null ? null : toTimestamp(row.last_used_at),
    revoked_at: row.revoked_at === null ? null : toTimestamp(row.revoked_at),
  };
}
