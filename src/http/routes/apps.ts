import { z } from 'zod';
import type { AppEntry, AppStore } from '../../accounts/app-store.ts';
import { toTimestamp } from '../../clock.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What the app routes need. */
export interface AppRoutes {
  apps: AppStore;
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
    account_ids: z.array(z.string()).describe('The accounts that are connected through it.'),
    created_at: timeSchema,
  })
  .meta({
    id: 'App',
    description: 'What signs the webhooks of several accounts: an app, or a channel of its own.',
  });

const params = z.object({ id: z.string() });
const common = { scope: 'admin', tags: ['Apps'] } as const;

// Enough to tell two apart, of no use for anything else.
const shownCharacters = 8;

/** The apps behind the accounts of a workspace: they come with the first account, and can be rotated here. */
export function appRoutes(rooms: AppRoutes): Route[] {
  return [listRoute(rooms), ...oneRoutes(rooms)];
}

function listRoute({ apps }: AppRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    path: '/api/v1/apps',
    summary: 'List the apps',
    query: z.object({ limit: limitSchema, cursor: z.string().optional() }),
    answers: { 200: { description: 'Oldest first.', schema: pageSchema(appSchema) } },
    async handle({ query, caller }) {
      const after = query.cursor ? decodeCursor(query.cursor, z.string()) : '';
      const entries = await apps.list(caller.workspaceId, after, query.limit + 1);
      const { data, next_cursor } = page(entries, query.limit, ({ app }) => app.id);
      return { status: 200, body: { data: data.map(toPublicApp), next_cursor } };
    },
  });
}

function oneRoutes({ apps }: AppRoutes): Route[] {
  return [
    route({
      ...common,
      method: 'GET',
      path: '/api/v1/apps/{id}',
      summary: 'One app',
      params,
      answers: { 200: { description: 'The app.', schema: appSchema } },
      handle: async ({ params: { id }, caller }) => ({
        status: 200,
        body: toPublicApp(await apps.get(caller.workspaceId, id)),
      }),
    }),
    route({
      ...common,
      method: 'PATCH',
      path: '/api/v1/apps/{id}',
      summary: 'Rotate the secret of an app',
      description:
        'A new secret is tried first, the older ones stay valid until they are removed. All accounts of the app follow at once.',
      params,
      body: z.strictObject({
        app_id: z.string().trim().min(1).max(200).nullable().optional(),
        add_secret: z.string().trim().min(1).max(500).optional(),
        remove_secret_id: z.string().optional(),
      }),
      answers: { 200: { description: 'The changed app.', schema: appSchema } },
      handle: async ({ params: { id }, body, caller }) => ({
        status: 200,
        body: toPublicApp(await apps.change(caller.workspaceId, id, body)),
      }),
    }),
    route({
      ...common,
      method: 'DELETE',
      path: '/api/v1/apps/{id}',
      summary: 'Erase the secrets of an app',
      description: 'Refused while accounts are connected through it.',
      params,
      answers: { 204: { description: 'Erased.' } },
      async handle({ params: { id }, caller }) {
        await apps.delete(caller.workspaceId, id);
        return { status: 204 };
      },
    }),
  ];
}

function toPublicApp({ app, secrets, accountIds }: AppEntry): z.infer<typeof appSchema> {
  return {
    id: app.id,
    family: app.family,
    app_id: app.app_id,
    secrets: secrets.map(({ id, fingerprint, created_at }) => ({
      id,
      fingerprint: fingerprint.slice(0, shownCharacters),
      created_at: toTimestamp(created_at),
    })),
    account_ids: accountIds,
    created_at: toTimestamp(app.created_at),
  };
}
