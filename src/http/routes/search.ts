import { z } from 'zod';
import { toPublicContact } from '../../conversations/queries/contacts.ts';
import { toPublicConversation } from '../../conversations/queries/conversations.ts';
import { viewOf } from '../../conversations/queries/messages.ts';
import type { Database } from '../../database/database.ts';
import type { Media } from '../../media/media.ts';
import { findContacts, findMessages, foundUntil } from '../../message-search/find.ts';
import type { MessageSearch } from '../../message-search/message-search.ts';
import type { Caller } from '../auth.ts';
import { decodeCursor, page, pageSchema } from '../cursor.ts';
import { type Route, route } from '../route.ts';
import { contactSchema } from './contact-schema.ts';
import { conversationSchema } from './conversation-schema.ts';
import { messageSchema } from './message-schema.ts';

/** What searching needs. */
export interface SearchRoutes {
  database: Database;
  media: Pick<Media, 'links'>;
  messageSearch: Pick<MessageSearch, 'index'>;
}

const spanSchema = z
  .object({ offset: z.int(), length: z.int() })
  .describe('In UTF-16 code units, as JavaScript counts.');

/** A piece of a text with what was found in it. */
export const excerptSchema = z
  .object({ text: z.string(), highlights: z.array(spanSchema) })
  .meta({ id: 'Excerpt', description: 'A piece of a text, and where in it stands what was looked for.' });

const foundMessageSchema = z
  .object({ message: messageSchema, conversation: conversationSchema, excerpt: excerptSchema })
  .meta({ id: 'FoundMessage' });

const foundContactSchema = z
  .object({
    contact: contactSchema,
    matches: z.array(
      z.object({
        field: z.enum(['name', 'username', 'identity']),
        value: z.string(),
        highlights: z.array(spanSchema),
      }),
    ),
  })
  .meta({ id: 'FoundContact' });

const foundPageSchema = pageSchema(foundMessageSchema)
  .extend({
    contacts: z
      .array(foundContactSchema)
      .describe('People by name or id, the best first, up to ten; on the first page only.'),
    as_of: z
      .string()
      .describe('The event up to which the log is indexed: what has come since is found a moment later.'),
  })
  .meta({ id: 'SearchPage' });

const cursorSchema = z.object({ below: z.int().optional(), skip: z.int().optional() });
// What fits a list beside the messages.
const mostContacts = 10;
// The best ones are looked for among all; far behind them nobody looks.
const mostSkipped = 1000;

/** Finding messages and people by words. */
export function searchRoutes(rooms: SearchRoutes): Route[] {
  return [searchRoute(rooms)];
}

const querySchema = z.object({
  q: z.string().trim().min(1).max(500),
  account_id: z.string().optional(),
  platform: z.string().optional(),
  conversation_id: z.string().optional(),
  order: z
    .enum(['newest', 'relevance'])
    .default('newest')
    .describe('`relevance`: the best of all that fit; slower where very many do.'),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  cursor: z.string().optional(),
});

function searchRoute(rooms: SearchRoutes): Route {
  return route({
    method: 'GET',
    path: '/api/v1/search',
    scope: 'read',
    tags: ['Conversations'],
    summary: 'Find messages and people',
    description:
      'What holds all words of `q`; the last one may be unfinished, accents and capitals do not matter. In Thai, Japanese, Chinese and Korean any two characters that stand side by side are found, wherever they stand, and so are the digits of a number. What was written is found about half a second later, also by its transcript where a voice note was understood.',
    query: querySchema,
    answers: { 200: { description: 'One page.', schema: foundPageSchema } },
    async handle({ query, caller }) {
      const asOf = await foundUntil(rooms.database, caller.workspaceId);
      const messages = await pageOfMessages(rooms, caller, query);
      const people = await bestContacts(rooms, caller, query);
      return { status: 200, body: { ...messages, contacts: people, as_of: String(asOf) } };
    },
  });
}

async function pageOfMessages(
  { database, media, messageSearch: { index } }: SearchRoutes,
  { workspaceId, memberId }: Caller,
  query: z.output<typeof querySchema>,
) {
  const { q, order, limit } = query;
  const { below, skip = 0 } = query.cursor === undefined ? {} : decodeCursor(query.cursor, cursorSchema);
  const { found, places } = await findMessages(
    { database, index },
    {
      ...{ workspaceId, memberId, query: q, order, below, skip, limit: limit + 1 },
      ...{ accountId: query.account_id, platform: query.platform, conversationId: query.conversation_id },
    },
  );
  const { data: shown, next_cursor } = page(places, limit, (number) =>
    order === 'newest' ? { below: number } : { skip: skip + limit },
  );
  return {
    data: found
      .filter((one) => shown.includes(one.place))
      .map(({ message, conversation, excerpt }) => ({
        message: media.links.inMessage(viewOf(message)),
        conversation: toPublicConversation(conversation),
        excerpt,
      })),
    next_cursor: skip + limit >= mostSkipped ? null : next_cursor,
  };
}

async function bestContacts(
  { database, messageSearch: { index } }: SearchRoutes,
  { workspaceId }: Caller,
  { q, cursor, conversation_id, account_id, platform }: z.output<typeof querySchema>,
) {
  if (cursor !== undefined || conversation_id !== undefined) return [];
  const found = await findContacts(
    { database, index },
    { ...{ workspaceId, query: q, platform, limit: mostContacts }, accountId: account_id },
  );
  return found.map(({ contact, matches }) => ({ contact: toPublicContact(contact), matches }));
}
