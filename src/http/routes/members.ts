import { z } from 'zod';
import { toTimestamp } from '../../clock.ts';
import type { MemberRow } from '../../database/schema.ts';
import { Problem } from '../../errors.ts';
import type { Members } from '../../workspaces/members.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What the member routes need. */
export interface MemberRoutes {
  members: Members;
}

const memberSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    locale: z.string().nullable(),
    role: z.string(),
    teams: z.array(z.string()),
    created_at: timeSchema,
  })
  .meta({ id: 'Member', description: 'A person of the business.' });

// As long as a tag or the team of a conversation.
const word = z.string().trim().min(1).max(100);
const name = z.string().trim().min(1).max(200);
const locale = z.string().max(100).transform(canonicalLocale).describe('A language tag, such as `th-TH`.');
const role = word.describe(
  'What the person does, in your own words. What they may do is said by the scopes of their keys.',
);
const teams = z
  .array(word)
  .max(50)
  .transform((names) => [...new Set(names)])
  .describe('The names of their teams, as conversations are given to them.');

const newMemberSchema = z
  .strictObject({
    name,
    locale: locale.nullable().default(null),
    role: role.default('agent'),
    teams: teams.default([]),
  })
  .meta({ id: 'NewMember' });

const changesSchema = z
  .strictObject({
    name: name.optional(),
    locale: locale.nullable().optional(),
    role: role.optional(),
    teams: teams.optional().describe('All teams the person is to be in.'),
  })
  .meta({ id: 'MemberChange' });

const params = z.object({ id: z.string() });
const path = '/api/v1/members';
const tags = ['Members'];

/** The people of a workspace. */
export function memberRoutes(rooms: MemberRoutes): Route[] {
  return [...readingRoutes(rooms), ...changingRoutes(rooms), deleteRoute(rooms)];
}

function readingRoutes({ members }: MemberRoutes): Route[] {
  return [
    route({
      method: 'GET',
      path,
      scope: 'read',
      tags,
      summary: 'List the members',
      query: z.object({ limit: limitSchema, cursor: z.string().optional() }),
      answers: { 200: { description: 'In the order they came.', schema: pageSchema(memberSchema) } },
      async handle({ query, caller }) {
        const after = query.cursor ? decodeCursor(query.cursor, z.string()) : '';
        const rows = await members.list(caller.workspaceId, after, query.limit + 1);
        const { data, next_cursor } = page(rows, query.limit, ({ id }) => id);
        return { status: 200, body: { data: data.map(toPublicMember), next_cursor } };
      },
    }),
    route({
      method: 'GET',
      path: `${path}/{id}`,
      scope: 'read',
      tags,
      summary: 'One member',
      params,
      answers: { 200: { description: 'The member.', schema: memberSchema } },
      handle: async ({ params: { id }, caller }) => ({
        status: 200,
        body: toPublicMember(await members.get(caller.workspaceId, id)),
      }),
    }),
  ];
}

function changingRoutes({ members }: MemberRoutes): Route[] {
  return [
    route({
      method: 'POST',
      path,
      scope: 'admin',
      tags,
      summary: 'Add a member',
      description: 'What the person may do is said by keys: `POST /api/v1/keys` with this `member_id`.',
      body: newMemberSchema,
      example: { name: 'Mali Srisai', locale: 'th-TH', teams: ['Sales'] },
      answers: { 201: { description: 'The member.', schema: memberSchema } },
      handle: async ({ body, caller }) => ({
        status: 201,
        body: toPublicMember(await members.create(caller.workspaceId, body)),
      }),
    }),
    route({
      method: 'PATCH',
      path: `${path}/{id}`,
      scope: 'admin',
      tags,
      summary: 'Change a member',
      description: 'What is not named stays as it is.',
      params,
      body: changesSchema,
      example: { teams: ['Sales', 'Returns'] },
      answers: { 200: { description: 'The changed member.', schema: memberSchema } },
      handle: async ({ params: { id }, body, caller }) => ({
        status: 200,
        body: toPublicMember(await members.update(caller.workspaceId, id, body)),
      }),
    }),
  ];
}

function deleteRoute({ members }: MemberRoutes): Route {
  return route({
    method: 'DELETE',
    path: `${path}/{id}`,
    scope: 'admin',
    tags,
    summary: 'Remove a member',
    description: 'Their keys are revoked in the same moment. What they wrote stays theirs.',
    params,
    answers: { 204: { description: 'Removed.' } },
    async handle({ params: { id }, caller }) {
      if (id === caller.memberId) throw ownMember();
      await members.delete(caller.workspaceId, id);
      return { status: 204 };
    },
  });
}

/** `th-th` → `th-TH`: one spelling for each language. */
function canonicalLocale(given: string, context: z.RefinementCtx): string {
  try {
    const [locale] = Intl.getCanonicalLocales(given);
    if (locale !== undefined) return locale;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  context.addIssue({ code: 'custom', message: 'Expected a language tag such as `th` or `en-GB`' });
  return z.NEVER;
}

function ownMember(): Problem {
  return new Problem({
    status: 409,
    code: 'own_member',
    detail: 'The key of this request is the member’s own.',
    fix: 'Remove the member with another key, so that you do not lock yourself out.',
  });
}

function toPublicMember(row: MemberRow): z.infer<typeof memberSchema> {
  return {
    id: row.id,
    name: row.name,
    locale: row.locale,
    role: row.role,
    teams: JSON.parse(row.teams),
    created_at: toTimestamp(row.created_at),
  };
}
