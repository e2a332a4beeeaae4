import { z } from 'zod';
import {
  findConversation,
  listConversations,
  toPublicConversation,
} from '../../conversations/queries/conversations.ts';
import { listThread, viewOf } from '../../conversations/queries/messages.ts';
import type { Database } from '../../database/database.ts';
import { notFound } from '../../errors.ts';
import type { Media } from '../../media/media.ts';
import { decodeCursor, limitSchema, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { conversationSchema, ownerSchema, statusSchema } from './conversation-schema.ts';
import { messageSchema, timeSchema } from './message-schema.ts';

/** What reading conversations needs. */
export interface ConversationRoutes {
  media: Pick<Media, 'links'>;
  database: Database;
}

const conversationPageSchema = pageSchema(conversationSchema)
  .extend({
    as_of: z
      .string()
      .describe('The cursor from which to follow events: they tell all changes since the first page.'),
  })
  .meta({ id: 'ConversationPage' });

const listQuery = z.object({
  account_id: z.string().optional(),
  platform: z.string().optional(),
  window_ends_after: timeSchema
    .optional()
    .describe('Only those whose window of free answers ends later; a platform without one has none.'),
  window_ends_before: timeSchema.optional().describe('Only those whose window ends, or ended, earlier.'),
  contact_id: z.string().optional(),
  owner: ownerSchema.optional(),
  status: statusSchema.optional(),
  assignee_id: z.string().optional().describe('A member, or `none` for what is nobody’s.'),
  team: z.string().optional(),
  tag: z.string().optional(),
  intent: z.string().optional().describe('Only those whose latest understood message wants this.'),
  language: z.string().optional().describe('Only those in this language, such as `th` or `pt-BR`.'),
  unread: z
    .enum(['true', 'false'])
    .optional()
    .describe('Whether there is anything to read, as `unread` of a conversation counts it.'),
  limit: limitSchema,
  cursor: z.string().optional(),
});

// Every page of one walk answers the first page's `as_of`, so that it does not matter which one is kept.
const listCursor = z.object({ below: z.tuple([z.int(), z.string()]), as_of: z.int() });

const threadQuery = z.object({
  order: z.enum(['asc', 'desc']).default('desc').describe('`desc`: the latest first.'),
  limit: limitSchema,
  cursor: z.string().optional(),
});
const threadCursor = z.tuple([z.int(), z.int()]);

const params = z.object({ id: z.string() });
const common = { method: 'GET', scope: 'read', tags: ['Conversations'] } as const;

/** Reading conversations and what was said in them. */
export function conversationRoutes(rooms: ConversationRoutes): Route[] {
  return [listRoute(rooms), oneRoute(rooms), threadRoute(rooms)];
}

function listRoute({ database: { read } }: ConversationRoutes): Route {
  return route({
    ...common,
    path: '/api/v1/conversations',
    summary: 'List conversations',
    description:
      'The one with the latest message first. To keep a list up to date, read all pages, then follow the events after `as_of`.',
    query: listQuery,
    answers: { 200: { description: 'One page.', schema: conversationPageSchema } },
    async handle({ query, caller }) {
      const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor, listCursor);
      const { asOf, rows } = await listConversations(read, {
        ...caller,
        accountId: query.account_id,
        platform: query.platform,
        windowEndsAfter: momentOf(query.window_ends_after),
        windowEndsBefore: momentOf(query.window_ends_before),
        contactId: query.contact_id,
        owner: query.owner,
        status: query.status,
        assigneeId: query.assignee_id === 'none' ? null : query.assignee_id,
        team: query.team,
        tag: query.tag,
        intent: query.intent,
        language: query.language,
        unread: query.unread && query.unread === 'true',
        below: cursor?.below,
        asOf: cursor?.as_of,
        limit: query.limit + 1,
      });
      const { data, next_cursor } = page(rows, query.limit, (row) => ({
        below: [row.last_message_seq, row.id],
        as_of: asOf,
      }));
      return {
        status: 200,
        body: { data: data.map(toPublicConversation), next_cursor, as_of: String(asOf) },
      };
    },
  });
}

function momentOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}

function oneRoute({ database: { read } }: ConversationRoutes): Route {
  return route({
    ...common,
    path: '/api/v1/conversations/{id}',
    summary: 'One conversation',
    params,
    answers: { 200: { description: 'The conversation.', schema: conversationSchema } },
    async handle({ params: { id }, caller }) {
      const row = await findConversation(read, caller, id);
      if (!row) throw notFound('conversation', id);
      return { status: 200, body: toPublicConversation(row) };
    },
  });
}

function threadRoute({ database: { read }, media: { links } }: ConversationRoutes): Route {
  return route({
    ...common,
    path: '/api/v1/conversations/{id}/messages',
    summary: 'The messages of a conversation',
    description: 'In the order in which they were said, by the platform’s clock.',
    params,
    query: threadQuery,
    answers: { 200: { description: 'One page.', schema: pageSchema(messageSchema) } },
    async handle({ params: { id }, query, caller }) {
      const { workspaceId } = caller;
      const beyond = query.cursor === undefined ? undefined : decodeCursor(query.cursor, threadCursor);
      if (!(await findConversation(read, caller, id))) throw notFound('conversation', id);
      const entries = await listThread(read, {
        workspaceId,
        conversationId: id,
        order: query.order,
        beyond,
        limit: query.limit + 1,
      });
      const { data, next_cursor } = page(entries, query.limit, ({ row }) => [row.sent_at, row.seq]);
      return {
        status: 200,
        body: { data: data.map((entry) => links.inMessage(viewOf(entry))), next_cursor },
      };
    },
  });
}
