import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { findContact, listContacts, toPublicContact } from '../../conversations/queries/contacts.ts';
import type { Database } from '../../database/database.ts';
import type { Writer } from '../../database/writer.ts';
import { notFound } from '../../errors.ts';
import { erasureStates, findErasure, requestErasure, toPublicErasure } from '../../privacy/erasure.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { actorOf } from './actor.ts';
import { contactSchema } from './contact-schema.ts';
import { timeSchema } from './message-schema.ts';

/** What reading and erasing contacts needs. */
export interface ContactRoutes {
  database: Database;
  writer: Writer;
  clock: Clock;
}

const common = { method: 'GET', scope: 'read', tags: ['Contacts'] } as const;

const erasureSchema = z
  .object({
    contact_id: z.string(),
    merged_contact_ids: z.array(z.string()).describe('Contacts that were merged into it and go with it.'),
    account_id: z.string(),
    state: z
      .enum(erasureStates)
      .describe(
        '`waiting` for messages that are under way to the platform; `erasing`; `done`: nothing is left.',
      ),
    reason: z.string().nullable().describe('What it waits for.'),
    requested_by: z.object({ member_id: z.string().nullable(), key_id: z.string().nullable() }),
    requested_at: timeSchema,
    erased_at: timeSchema.nullable(),
  })
  .meta({ id: 'Erasure', description: 'How far the erasure of a person is. It stays as a proof.' });

/** Reading people, and erasing them. */
export function contactRoutes(rooms: ContactRoutes): Route[] {
  return [listRoute(rooms), oneRoute(rooms), eraseRoute(rooms), erasureRoute(rooms)];
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

function eraseRoute(rooms: ContactRoutes): Route {
  return route({
    method: 'DELETE',
    path: '/api/v1/contacts/{id}',
    scope: 'admin',
    tags: ['Contacts'],
    summary: 'Erase a person everywhere',
    description:
      'Their contact is gone at once, and whoever writes by the same ids is somebody new. What waits to be sent to them is cancelled, and what is under way is waited for; then messages, media, notes, attempts, webhooks and the data of events are erased (an event keeps its type and cursor, with `{"erased": true}` as its data). What they said in groups is emptied. Contacts merged into this one go with it. In the end `contact.erased` is told. Asking again answers how far it is.',
    params: z.object({ id: z.string() }),
    answers: {
      202: { description: 'It has begun; GET …/erasure tells how far it is.', schema: erasureSchema },
    },
    async handle({ params: { id }, caller }) {
      const { workspaceId } = caller;
      const row = await requestErasure(rooms, { workspaceId, contactId: id, by: actorOf(caller) });
      const location = `/api/v1/contacts/${row.contact_id}/erasure`;
      return { status: 202, body: toPublicErasure(row), headers: { location } };
    },
  });
}

function erasureRoute({ database }: ContactRoutes): Route {
  return route({
    method: 'GET',
    path: '/api/v1/contacts/{id}/erasure',
    scope: 'admin',
    tags: ['Contacts'],
    summary: 'How far the erasure of a person is',
    params: z.object({ id: z.string() }),
    answers: { 200: { description: 'The erasure.', schema: erasureSchema } },
    async handle({ params: { id }, caller }) {
      const row = await findErasure(database, caller.workspaceId, id);
      if (!row) throw notFound('erasure', id);
      return { status: 200, body: toPublicErasure(row) };
    },
  });
}
