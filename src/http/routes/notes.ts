import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { addNote, deleteNote, toPublicNote } from '../../conversations/notes.ts';
import { findConversation } from '../../conversations/queries/conversations.ts';
import { listNotes } from '../../conversations/queries/notes.ts';
import type { Database } from '../../database/database.ts';
import type { Writer } from '../../database/writer.ts';
import { notFound } from '../../errors.ts';
import type { Caller } from '../auth.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { actorOf } from './actor.ts';
import { timeSchema } from './message-schema.ts';

/** What notes need. */
export interface NoteRoutes {
  database: Database;
  writer: Writer;
  clock: Clock;
}

const noteSchema = z
  .object({
    id: z.string(),
    conversation_id: z.string(),
    text: z.string(),
    author: z
      .object({ member_id: z.string().nullable(), key_id: z.string().nullable() })
      .describe('The member, if a member’s key wrote it, and the key; both null for the installation’s own.'),
    created_at: timeSchema,
  })
  .meta({ id: 'Note', description: 'What the people of the business tell each other; it is never sent.' });

const common = { path: '/api/v1/conversations/{id}/notes', tags: ['Conversations'] } as const;
const params = z.object({ id: z.string() });

/** Notes on conversations. */
export function noteRoutes(rooms: NoteRoutes): Route[] {
  return [listRoute(rooms), addRoute(rooms), deleteRoute(rooms)];
}

function listRoute({ database: { read } }: NoteRoutes): Route {
  return route({
    ...common,
    method: 'GET',
    scope: 'read',
    summary: 'The notes on a conversation',
    description: 'The newest first.',
    params,
    query: z.object({ limit: limitSchema, cursor: z.string().optional() }),
    answers: { 200: { description: 'One page.', schema: pageSchema(noteSchema) } },
    async handle({ params: { id }, query, caller }) {
      const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor, z.string());
      if (!(await findConversation(read, caller, id))) throw notFound('conversation', id);
      const { workspaceId } = caller;
      const rows = await listNotes(read, {
        ...{ workspaceId, conversationId: id, before },
        limit: query.limit + 1,
      });
      const { data, next_cursor } = page(rows, query.limit, (row) => row.id);
      return { status: 200, body: { data: data.map(toPublicNote), next_cursor } };
    },
  });
}

function addRoute(rooms: NoteRoutes): Route {
  return route({
    ...common,
    method: 'POST',
    scope: 'inbox',
    summary: 'Write a note',
    description: 'For the people of the business; it is never sent. Told as `note.added`.',
    params,
    body: z.object({ text: z.string().trim().min(1).max(10_000) }).meta({ id: 'NewNote' }),
    example: { text: 'Wants the blue one, size M.' },
    answers: { 201: { description: 'The note.', schema: noteSchema } },
    handle: async ({ params: { id }, body, caller }) => ({
      status: 201,
      body: await addNote(rooms, placeOf(caller, id), body.text),
    }),
  });
}

function deleteRoute(rooms: NoteRoutes): Route {
  return route({
    ...common,
    method: 'DELETE',
    path: '/api/v1/conversations/{id}/notes/{note_id}',
    scope: 'inbox',
    summary: 'Delete a note',
    description: 'Anybody’s, for good. Told as `note.deleted`.',
    params: params.extend({ note_id: z.string() }),
    answers: { 204: { description: 'It is gone.' } },
    async handle({ params: { id, note_id }, caller }) {
      await deleteNote(rooms, placeOf(caller, id), note_id);
      return { status: 204 };
    },
  });
}

function placeOf(caller: Caller, conversationId: string) {
  return { workspaceId: caller.workspaceId, conversationId, by: actorOf(caller) };
}
