import { z } from 'zod';
import { toTimestamp } from '../../clock.ts';
import type { WorkspaceRow } from '../../database/schema.ts';
import { notFound, Problem } from '../../errors.ts';
import type { Workspaces } from '../../workspaces/workspaces.ts';
import type { Caller } from '../auth.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What the workspace routes need. */
export interface WorkspaceRoutes {
  workspaces: Workspaces;
}

const workspaceSchema = z
  .object({ id: z.string(), name: z.string(), created_at: timeSchema })
  .meta({ id: 'Workspace', description: 'A business of its own in this installation; it shares nothing.' });

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .describe('The header `Parley-Workspace` takes it, or the id where a header cannot hold the name.');
const bodySchema = z.strictObject({ name });
const params = z.object({ id: z.string() });
const path = '/api/v1/workspaces';
const common = { scope: 'admin', tags: ['Workspaces'] } as const;

/** The workspaces of the installation: its own key manages them, a workspace's admin sees their own. */
export function workspaceRoutes(rooms: WorkspaceRoutes): Route[] {
  return [createRoute(rooms), listRoute(rooms), oneRoute(rooms), renameRoute(rooms), deleteRoute(rooms)];
}

function createRoute({ workspaces }: WorkspaceRoutes): Route {
  return route({
    ...common,
    method: 'POST',
    path,
    summary: 'Make a workspace',
    description:
      'With the installation’s key only. The same key then acts in it, with the header `Parley-Workspace`: connects accounts, makes members and keys.',
    body: bodySchema,
    example: { name: 'Chiang Mai' },
    answers: { 201: { description: 'The workspace.', schema: workspaceSchema } },
    async handle({ body, caller }) {
      refuseOthers(caller);
      return { status: 201, body: toPublicWorkspace(await workspaces.create(body.name)) };
    },
  });
}

function listRoute({ workspaces }: WorkspaceRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    path,
    summary: 'List the workspaces',
    description: 'All of them for the installation’s key; for any other key its own.',
    query: z.object({ limit: limitSchema, cursor: z.string().optional() }),
    answers: {
      200: { description: 'In the order they were made.', schema: pageSchema(workspaceSchema) },
    },
    async handle({ query, caller }) {
      const after = query.cursor ? decodeCursor(query.cursor, z.string()) : '';
      const only = caller.installation ? undefined : caller.workspaceId;
      const rows = await workspaces.list(after, query.limit + 1, only);
      const { data, next_cursor } = page(rows, query.limit, ({ id }) => id);
      return { status: 200, body: { data: data.map(toPublicWorkspace), next_cursor } };
    },
  });
}

function oneRoute({ workspaces }: WorkspaceRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    path: `${path}/{id}`,
    summary: 'One workspace',
    params,
    answers: { 200: { description: 'The workspace.', schema: workspaceSchema } },
    async handle({ params: { id }, caller }) {
      if (!caller.installation && id !== caller.workspaceId) throw notFound('workspace', id);
      return { status: 200, body: toPublicWorkspace(await workspaces.get(id)) };
    },
  });
}

function renameRoute({ workspaces }: WorkspaceRoutes): Route {
  return route({
    ...common,
    method: 'PATCH',
    path: `${path}/{id}`,
    summary: 'Rename a workspace',
    description:
      'With the installation’s key only. Whoever names it by its old name does not find it any more.',
    params,
    body: bodySchema,
    example: { name: 'Chiang Mai' },
    answers: { 200: { description: 'The renamed workspace.', schema: workspaceSchema } },
    async handle({ params: { id }, body, caller }) {
      refuseOthers(caller);
      return { status: 200, body: toPublicWorkspace(await workspaces.rename(id, body.name)) };
    },
  });
}

function deleteRoute({ workspaces }: WorkspaceRoutes): Route {
  return route({
    ...common,
    method: 'DELETE',
    path: `${path}/{id}`,
    summary: 'Delete a workspace and all it holds',
    description:
      'With the installation’s key only. Refused while it has connected accounts, and for the workspace `default` always. Its keys end at once; conversations, events and everything else of it is erased in the background, beginning some ten minutes later.',
    params,
    answers: { 204: { description: 'It is gone for everybody.' } },
    async handle({ params: { id }, caller }) {
      refuseOthers(caller);
      await workspaces.delete(id);
      return { status: 204 };
    },
  });
}

function refuseOthers(caller: Caller): void {
  if (caller.installation) return;
  throw new Problem({
    status: 403,
    code: 'installation_only',
    detail: 'Only the installation’s key manages workspaces; this key belongs to one workspace.',
    fix: 'Use the key in PARLEY_ADMIN_KEY.',
  });
}

function toPublicWorkspace({ id, name, created_at }: WorkspaceRow): z.infer<typeof workspaceSchema> {
  return { id, name, created_at: toTimestamp(created_at) };
}
