import { z } from 'zod';
import { webhookUrl } from '../../accounts/account.ts';
import type { AppEntry, AppStore } from '../../accounts/app-store.ts';
import { toTimestamp } from '../../clock.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What the app routes need. */
export interface AppRoutes {
  apps: AppStore;
  publicUrl(): string;
}

const appSchema = z
  .object({
    id: z.string(),
    family: z.string().describe('Platforms of one family share apps and their secrets.'),
    app_id: z.string().nullable().describe('The platform’s own id of the app, where it was given.'),
    secrets: z
      .array(
        z.object({
          id: z.string(),
          fingerprint: z.string().describe('The beginning of a keyed hash, to tell secrets apart.'),
          created_at: timeSchema,
        }),
      )
      .describe('Newest first; the secrets themselves are never shown.'),
    webhook: z
      .object({
        urls: z
          .array(z.string())
          .describe('One callback URL for each product of the app; each takes what comes for any account.'),
        verify_token: z
          .string()
          .nullable()
          .describe('The app’s own token; the tokens of its accounts are taken as well.'),
      })
      .nullable()
      .describe('The URL of the whole app; null where every account has only its own.'),
    account_ids: z.array(z.string()).describe('The accounts that are connected through it.'),
    created_at: timeSchema,
  })
  .meta({
    id: 'App',
    description: 'What signs the webhooks of several accounts: an app, or a channel of its own.',
  });

const secret = z.string().trim().min(1).max(500);
const appId = z.string().trim().min(1).max(200);
// As with an account.
const token = z.string().min(1).max(200);

const newAppSchema = z
  .strictObject({
    platform: z.string().describe('A platform that the app is for, or its family.'),
    secrets: z
      .union([secret.transform((only) => [only]), z.array(secret).min(1).max(10)])
      .describe('The app or channel secret; several during a rotation, newest first.'),
    app_id: appId.optional(),
    verify_token: token.optional().describe('For the URL of the whole app; made when it is left out.'),
  })
  .meta({ id: 'NewApp' });

const changesSchema = z
  .strictObject({
    app_id: appId.nullable().optional(),
    verify_token: token.nullable().optional(),
    add_secret: secret.optional().describe('A new secret: it is tried first, the older ones stay valid.'),
    remove_secret_id: z.string().optional().describe('The id of a secret that is no longer valid.'),
  })
  .meta({ id: 'AppChange' });

const params = z.object({ id: z.string() });
const path = '/api/v1/apps';
const common = { scope: 'admin', tags: ['Apps'] } as const;

// Enough to tell two apart, of no use for anything else.
const shownCharacters = 8;

/** The apps of a workspace. They come with the first account that is given their secret, or are made before it. */
export function appRoutes(rooms: AppRoutes): Route[] {
  return [createRoute(rooms), listRoute(rooms), oneRoute(rooms), changeRoute(rooms), deleteRoute(rooms)];
}

function createRoute(rooms: AppRoutes): Route {
  return route({
    ...common,
    method: 'POST',
    path,
    summary: 'Make an app before its accounts',
    description:
      'So that its callback URL can be verified first. Accounts that are connected with one of its secrets become its own; it stays when they go.',
    body: newAppSchema,
    example: { platform: 'meta', secrets: '0123456789abcdef0123456789abcdef' },
    answers: { 201: { description: 'The app.', schema: appSchema } },
    handle: async ({ body, caller }) => ({
      status: 201,
      body: toPublicApp(rooms, await rooms.apps.create(caller.workspaceId, body)),
    }),
  });
}

function listRoute(rooms: AppRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    path,
    summary: 'List the apps',
    query: z.object({ limit: limitSchema, cursor: z.string().optional() }),
    answers: { 200: { description: 'Oldest first.', schema: pageSchema(appSchema) } },
    async handle({ query, caller }) {
      const after = query.cursor ? decodeCursor(query.cursor, z.string()) : '';
      const entries = await rooms.apps.list(caller.workspaceId, after, query.limit + 1);
      const { data, next_cursor } = page(entries, query.limit, ({ app }) => app.id);
      return { status: 200, body: { data: data.map((entry) => toPublicApp(rooms, entry)), next_cursor } };
    },
  });
}

function oneRoute(rooms: AppRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    path: `${path}/{id}`,
    summary: 'One app',
    params,
    answers: { 200: { description: 'The app.', schema: appSchema } },
    handle: async ({ params: { id }, caller }) => ({
      status: 200,
      body: toPublicApp(rooms, await rooms.apps.get(caller.workspaceId, id)),
    }),
  });
}

function changeRoute(rooms: AppRoutes): Route {
  return route({
    ...common,
    method: 'PATCH',
    path: `${path}/{id}`,
    summary: 'Rotate the secrets of an app, or set its id and verify token',
    description:
      'To rotate, add the new secret and later remove the old one; the last one cannot be removed. All accounts of the app follow at once. What is not named stays as it is.',
    params,
    body: changesSchema,
    example: { add_secret: '0123456789abcdef0123456789abcdef' },
    answers: { 200: { description: 'The changed app.', schema: appSchema } },
    handle: async ({ params: { id }, body, caller }) => ({
      status: 200,
      body: toPublicApp(rooms, await rooms.apps.change(caller.workspaceId, id, body)),
    }),
  });
}

function deleteRoute({ apps }: AppRoutes): Route {
  return route({
    ...common,
    method: 'DELETE',
    path: `${path}/{id}`,
    summary: 'Erase an app with its secrets',
    description: 'Refused while accounts are connected through it.',
    params,
    answers: { 204: { description: 'Erased.' } },
    async handle({ params: { id }, caller }) {
      await apps.delete(caller.workspaceId, id);
      return { status: 204 };
    },
  });
}

function toPublicApp({ publicUrl }: AppRoutes, entry: AppEntry): z.infer<typeof appSchema> {
  const { app, secrets, accountIds, verifyToken, platforms } = entry;
  const urls = platforms
    .filter(({ account }) => account.routing === 'payload')
    .map(({ name }) => webhookUrl(publicUrl(), name));
  return {
    id: app.id,
    family: app.family,
    app_id: app.app_id,
    secrets: secrets.map(({ id, fingerprint, created_at }) => ({
      id,
      fingerprint: fingerprint.slice(0, shownCharacters),
      created_at: toTimestamp(created_at),
    })),
    webhook: urls.length > 0 ? { urls, verify_token: verifyToken } : null,
    account_ids: accountIds,
    created_at: toTimestamp(app.created_at),
  };
}
