import { z } from 'zod';
import { findContact, listContacts, toPublicContact } from '../../conversations/queries/contacts.ts';
import type { Database } from '../../database/database.ts';
import { notFound } from '../../errors.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What reading contacts needs. */
export interface ContactRoutes {
  database: Database;
}

const contactSchema = z
  .object({
    id: z.string(),
    account_id: z.string(),
    name: z.string().nullable(),
    username: z.string().nullable(),
    picture_url: z.string().nullable(),
    locale: z.string().nullable(),
    subscribed: z.boolean().describe('Whether the person can be written to.'),
    identities: z
      .array(z.object({ kind: z.string(), value: z.string() }))
      .describe('The ids by which the platform knows the person.'),
    merged_into: z.string().nullable().describe('The contact that stays, when two proved to be one person.'),
    last_seen_at: timeSchema.nullable(),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'Contact', description: 'A person, as one account sees them.' });

const common = { method: 'GET', scope: 'read', tags: ['Contacts'] } as const;

/** Reading people. */
export function contactRoutes(rooms: ContactRoutes): Route[] {
  return [listRoute(rooms), oneRoute(rooms)];
}

function listRoute({ database: { read } }: ContactRoutes): Route {
  return route({
    ...common,
    path: '/api/v1/contacts',
    summary: 'List contacts',
    description: 'The newest first, without those that were merged into another.',
    query: z.object({
      account_id: z.string().optional(),
      limit: limitSchema,
      cursor: z.string().optional(),
    }),
    answers: { 200: { description: 'One page.', schema: pageSchema(contactSchema) } },
    async handle({ query, caller }) {
      const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor, z.string());
      const entries = await listContacts(read, {
        workspaceId: caller.workspaceId,
        accountId: query.account_id,
        before,
        limit: query.limit + 1,
      });
      const { data, next_cursor } = page(entries, query.limit, ({ row }) => row.id);
      return { status: 200, body: { data: data.map(toPublicContact), next_cursor } };
    },
  });
}

function oneRoute({ database: { read } }: ContactRoutes): Route {
  return route({
    ...common,
    path: '/api/v1/contacts/{id}',
    summary: 'One contact',
    params: z.object({ id: z.string() }),
    answers: { 200: { description: 'The contact.', schema: contactSchema } },
    async handle({ params: { id }, caller }) {
      const entry = await findContact(read, caller.workspaceId, id);
      if (!entry) throw notFound('contact', id);
      return { status: 200, body: toPublicContact(entry) };
    },
  });
}
