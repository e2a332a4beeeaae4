import { z } from 'zod';
import { choicesOf, type Platforms, webhookUrl } from '../../accounts/account.ts';
import { type Quotas, toPublicQuota } from '../../accounts/quotas.ts';
import type { AccountStore } from '../../accounts/store.ts';
import { toTimestamp } from '../../clock.ts';
import type { AccountRow } from '../../database/schema.ts';
import { Problem } from '../../errors.ts';
import { allows } from '../../workspaces/caller.ts';
import type { Caller } from '../auth.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';

/** What the account routes need. */
export interface AccountRoutes {
  accounts: AccountStore;
  platforms: Platforms;
  quotas: Quotas;
  /** Where platforms reach this hub; asked for late, since a port may be chosen at the start. */
  publicUrl(): string;
}

const accountSchema = z
  .object({
    id: z.string(),
    platform: z.string(),
    name: z.string(),
    external_id: z.string().nullable().describe('The platform’s own id of the account, once it is known.'),
    webhook: z.object({
      url: z.string().describe('The callback URL for the platform’s console.'),
      verify_token: z.string().nullable().describe('The token of the handshake; shown to `admin` alone.'),
      is_verified: z.boolean().describe('Whether the platform’s handshake has succeeded.'),
    }),
    settings: z.record(z.string(), z.string()),
    quota: z
      .object({ limit: z.int().nullable(), used: z.int(), read_at: z.string() })
      .nullable()
      .describe('How much of its plan is used, as the platform last told; null where that is not known.'),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Account', description: 'A connected page, number or channel. Its secrets are never shown.' });

const name = z.string().trim().min(1).max(200);
const credentials = z
  .record(z.string(), z.unknown())
  .describe('The values from the platform’s console, under its own names; see the guide of the platform.');
const settings = z
  .record(z.string(), z.string())
  .describe('Settings of the platform for this account alone.');
const validation = z.object({
  validate: z
    .stringbool()
    .default(false)
    .describe(
      'Ask the platform first: 422 with its reason when it does not take them, 502 when it is not reached.',
    ),
});
const params = z.object({ id: z.string() });
const tags = ['Accounts'];

/** Connecting accounts and looking after them. */
export function accountRoutes(rooms: AccountRoutes): Route[] {
  return [...readingRoutes(rooms), ...changingRoutes(rooms)];
}

function readingRoutes(rooms: AccountRoutes): Route[] {
  const { accounts } = rooms;
  return [
    route({
      method: 'GET',
      path: '/api/v1/accounts',
      scope: 'read',
      tags,
      summary: 'List the connected accounts',
      query: z.object({ limit: limitSchema, cursor: z.string().optional() }),
      answers: {
        200: { description: 'In the order they were connected.', schema: pageSchema(accountSchema) },
      },
      async handle({ query, caller }) {
        const after = query.cursor ? decodeCursor(query.cursor, z.string()) : '';
        const rows = await accounts.list(caller.workspaceId, after, query.limit + 1);
        const { data, next_cursor } = page(rows, query.limit, ({ id }) => id);
        return { status: 200, body: { data: data.map((row) => shownTo(caller, rooms, row)), next_cursor } };
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/accounts/{id}',
      scope: 'read',
      tags,
      summary: 'One account',
      params,
      answers: { 200: { description: 'The account.', schema: accountSchema } },
      handle: async ({ params: { id }, caller }) => ({
        status: 200,
        body: shownTo(caller, rooms, await accounts.get(caller.workspaceId, id)),
      }),
    }),
  ];
}

function changingRoutes(rooms: AccountRoutes): Route[] {
  const { accounts } = rooms;
  const view = (row: AccountRow) => toPublicAccount(rooms, row);
  return [
    route({
      method: 'POST',
      path: '/api/v1/accounts',
      scope: 'admin',
      tags,
      summary: 'Connect an account',
      description:
        'Checks the credentials’ form and seals them. The platform is called only with `validate=true`, or when another workspace holds the same app or channel secret.',
      query: validation,
      body: z.object({ platform: z.string(), name, credentials, settings: settings.optional() }),
      example: exampleOf(rooms),
      answers: { 201: { description: 'Connected.', schema: accountSchema } },
      async handle({ body, query, caller }) {
        guardSettings(rooms, caller, body.settings);
        return { status: 201, body: view(await accounts.create(caller.workspaceId, body, query)) };
      },
    }),
    route({
      method: 'PATCH',
      path: '/api/v1/accounts/{id}',
      scope: 'admin',
      tags,
      summary: 'Change name, credentials or settings',
      description:
        'Credentials are merged with the stored ones. Work that waits for the account is tried at once.',
      params,
      query: validation,
      body: z.object({
        name: name.optional(),
        credentials: credentials.optional(),
        settings: settings.optional(),
      }),
      example: { name: 'Shop in Chiang Mai' },
      answers: { 200: { description: 'The changed account.', schema: accountSchema } },
      async handle({ params: { id }, body, query, caller }) {
        guardSettings(rooms, caller, body.settings);
        return { status: 200, body: view(await accounts.update(caller.workspaceId, id, body, query)) };
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/accounts/{id}',
      scope: 'admin',
      tags,
      summary: 'Disconnect an account',
      description: 'Its secrets are erased, its history stays.',
      params,
      answers: { 204: { description: 'Disconnected.' } },
      async handle({ params: { id }, caller }) {
        await accounts.delete(caller.workspaceId, id);
        return { status: 204 };
      },
    }),
  ];
}

/** A body that connects an account of the first platform there is. */
function exampleOf({ platforms }: AccountRoutes) {
  const [platform] = platforms.all;
  const names = platform?.credentials instanceof z.ZodObject ? Object.keys(platform.credentials.shape) : [];
  const credentials = Object.fromEntries(names.map((key) => [key, '…']));
  return { platform: platform?.name ?? '', name: 'Shop', credentials };
}

/** Whoever only reads needs no token that the platform's handshake trusts. */
function shownTo(caller: Caller, rooms: AccountRoutes, row: AccountRow): z.infer<typeof accountSchema> {
  const { webhook, ...account } = toPublicAccount(rooms, row);
  if (allows(caller, 'admin')) return { ...account, webhook };
  return { ...account, webhook: { ...webhook, verify_token: null } };
}

function toPublicAccount(
  { accounts, publicUrl, quotas }: AccountRoutes,
  row: AccountRow,
): z.infer<typeof accountSchema> {
  return {
    id: row.id,
    platform: row.platform,
    name: row.name,
    external_id: row.external_id,
    webhook: {
      url: webhookUrl(publicUrl(), row.platform, row.id),
      verify_token: accounts.verifyToken(row),
      is_verified: row.verified_at !== null,
    },
    settings: JSON.parse(row.settings),
    quota: toPublicQuota(quotas.of(row.id)),
    created_at: toTimestamp(row.created_at),
    updated_at: toTimestamp(row.updated_at),
  };
}

/** A platform's setting can send an account's calls to another host: that is for the installation to decide. */
function guardSettings(
  { platforms }: AccountRoutes,
  caller: Caller,
  given: Record<string, string> = {},
): void {
  const free = new Set(platforms.all.flatMap((platform) => Object.keys(choicesOf(platform))));
  const guarded = Object.keys(given).filter((key) => !free.has(key));
  if (guarded.length === 0 || caller.installation) return;
  throw new Problem({
    status: 403,
    code: 'settings_forbidden',
    detail: `Only the installation’s key can set ${guarded.join(', ')} for one account.`,
    fix: 'Use the key in PARLEY_ADMIN_KEY, or leave the settings out.',
  });
}
