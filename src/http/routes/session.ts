import { z } from 'zod';
import { toTimestamp } from '../../clock.ts';
import type { MemberRow } from '../../database/schema.ts';
import { Problem } from '../../errors.ts';
import { type Caller, scopes } from '../../workspaces/caller.ts';
import type { Members } from '../../workspaces/members.ts';
import type { Sessions } from '../../workspaces/sessions.ts';
import type { Workspaces } from '../../workspaces/workspaces.ts';
import { identify, workspaceHeader } from '../auth.ts';
import { type Exchange, type Route, route } from '../route.ts';
import { refuseForeignChange, sessionCookie, sessionOf } from '../session-cookie.ts';
import { timeSchema } from './message-schema.ts';

/** What signing in needs. */
export interface SessionRoutes {
  sessions: Sessions;
  members: Members;
  workspaces: Workspaces;
  version: string;
  now(): number;
}

const sessionSchema = z
  .object({
    member: z
      .object({
        id: z.string(),
        name: z.string(),
        locale: z.string().nullable(),
        role: z.string(),
        teams: z.array(z.string()),
      })
      .nullable()
      .describe('The person whose key it is; null for a service and for the installation.'),
    scopes: z.array(z.enum(scopes)).describe('What the key may do.'),
    workspace: z.object({ id: z.string(), name: z.string() }),
    installation: z
      .boolean()
      .describe('Whether it is the key of the installation, which acts in any workspace.'),
    expires_at: timeSchema
      .nullable()
      .describe('When the session ends however much it is used; null for a request with a key.'),
    version: z.string().describe('The version of the hub.'),
  })
  .meta({ id: 'Session', description: 'Who is calling, and what they may do.' });

const bodySchema = z.strictObject({ key: z.string().min(1).max(500) }).meta({ id: 'SignIn' });

const path = '/api/v1/session';
const common = { scope: 'public', path, tags: ['Session'] } as const;

/** Signing a browser in and out. */
export function sessionRoutes(rooms: SessionRoutes): Route[] {
  return [signInRoute(rooms), readRoute(rooms), signOutRoute(rooms)];
}

function signInRoute(rooms: SessionRoutes): Route {
  return route({
    ...common,
    method: 'POST',
    summary: 'Sign a browser in',
    description:
      'With any key: the answer sets a cookie that scripts cannot read and that goes to this hub alone. Requests with it may do what the key may, as long as the key does; changes must come from a page of this hub. It ends after `PARLEY_SESSION_IDLE_MS` without a request, and after `PARLEY_SESSION_MS` at the latest.',
    body: bodySchema,
    example: { key: 'parley_0123456789abcdef' },
    answers: { 200: { description: 'Signed in.', schema: sessionSchema } },
    async handle({ body, request, headers }) {
      refuseForeignChange(request);
      const session = await rooms.sessions.open(body.key, headers.get(workspaceHeader));
      if (!session) throw wrongKey();
      const { token, caller, expiresAt } = session;
      const cookie = sessionCookie(request, { token, maxAgeMs: expiresAt - rooms.now() });
      return {
        status: 200,
        body: await viewOf(rooms, caller, expiresAt),
        headers: { 'set-cookie': cookie },
      };
    },
  });
}

function readRoute(rooms: SessionRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    summary: 'Who is calling',
    description: 'With a session or a key of any scope.',
    answers: { 200: { description: 'Who, where, and what they may do.', schema: sessionSchema } },
    async handle({ request }) {
      const caller = await identify(request, rooms.sessions.authenticate);
      const token = request.headers.has('authorization') ? null : sessionOf(request.headers);
      const expiresAt = token === null ? null : await rooms.sessions.expiry(token);
      return { status: 200, body: await viewOf(rooms, caller, expiresAt) };
    },
  });
}

function signOutRoute({ sessions }: SessionRoutes): Route {
  return route({
    ...common,
    method: 'DELETE',
    summary: 'Sign out',
    answers: { 204: { description: 'The session has ended; it may have ended before.' } },
    async handle({ request, headers }: Exchange) {
      refuseForeignChange(request);
      const token = sessionOf(headers);
      if (token !== null) await sessions.close(token);
      return { status: 204, headers: { 'set-cookie': sessionCookie(request, null) } };
    },
  });
}

async function viewOf(
  { members, workspaces, version }: SessionRoutes,
  { workspaceId, memberId, scopes: own, installation }: Caller,
  expiresAt: number | null,
): Promise<z.infer<typeof sessionSchema>> {
  const { id, name } = await workspaces.get(workspaceId);
  return {
    member: memberId === null ? null : personOf(await members.get(workspaceId, memberId)),
    scopes: scopes.filter((scope) => own.has(scope)),
    workspace: { id, name },
    installation,
    expires_at: expiresAt === null ? null : toTimestamp(expiresAt),
    version,
  };
}

function personOf({ id, name, locale, role, teams }: MemberRow) {
  // The names of teams are stored as a list in JSON.
  return { id, name, locale, role, teams: JSON.parse(teams) as string[] };
}

function wrongKey(): Problem {
  return new Problem({
    status: 401,
    code: 'unauthorized',
    detail: 'The key is not known, or was revoked.',
    fix: 'Ask whoever manages the hub for a key of your own (POST /api/v1/keys).',
  });
}
