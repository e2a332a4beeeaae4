import { z } from 'zod';
import { changeKind, mostTags } from '../../conversations/change.ts';
import type { Interest } from '../../conversations/interest.ts';
import { findConversation, toPublicConversation } from '../../conversations/queries/conversations.ts';
import type { Database } from '../../database/database.ts';
import type { Writer } from '../../database/writer.ts';
import { notFound } from '../../errors.ts';
import { type Route, route } from '../route.ts';
import { actorOf } from './actor.ts';
import { conversationSchema, ownerSchema, statusSchema } from './conversation-schema.ts';

/** What changing conversations needs. */
export interface ConversationChangeRoutes {
  database: Database;
  writer: Writer;
  interest: Interest;
  now(): number;
}

// As long as a name; an index cannot hold texts of any length.
const nameSchema = z.string().trim().min(1).max(100);
const tagsSchema = z.array(nameSchema).max(mostTags);

const bodySchema = z
  .strictObject({
    owner: ownerSchema.optional(),
    status: statusSchema.optional(),
    assignee_id: z.string().nullable().optional().describe('A member of the workspace; null for nobody.'),
    team: nameSchema.nullable().optional(),
    tags: tagsSchema.optional().describe('All tags it is to have.'),
    add_tags: tagsSchema
      .optional()
      .describe('Tags it is to have as well; what others have set meanwhile stays.'),
    remove_tags: tagsSchema.optional().describe('Tags it is no longer to have.'),
    read_until: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('What was read up to: the id of a message, or a cursor such as `last_message_cursor`.'),
  })
  .refine(({ tags, add_tags, remove_tags }) => tags === undefined || !(add_tags || remove_tags), {
    path: ['tags'],
    message: 'Give either `tags`, or `add_tags` and `remove_tags`.',
  })
  .meta({ id: 'ConversationChange' });

/** Handing over, assigning, tagging, closing and reading conversations. */
export function conversationChangeRoutes(rooms: ConversationChangeRoutes): Route[] {
  const change = changeKind(rooms.now, rooms.interest);
  return [
    route({
      method: 'PATCH',
      path: '/api/v1/conversations/{id}',
      scope: 'inbox',
      tags: ['Conversations'],
      summary: 'Hand over, assign, tag, close, or mark as read',
      description:
        'What is not named stays as it is. A change of owner is told as `conversation.handover`, everything else as `conversation.changed`; what was so already is not told. With a member’s key `read_until` moves the member’s own position, and what a member or a service has read counts as read for all who never opened the conversation. Positions only go forwards. Of a conversation that was merged, the one that goes on is changed.',
      params: z.object({ id: z.string() }),
      body: bodySchema,
      example: { owner: 'human', team: 'Sales', add_tags: ['refund'] },
      answers: { 200: { description: 'The conversation as it stands now.', schema: conversationSchema } },
      async handle({ params: { id }, body, caller }) {
        const { workspaceId } = caller;
        const request = { workspaceId, id, by: actorOf(caller), wishes: body };
        const changed = await rooms.writer.add(change, request);
        const row = await findConversation(rooms.database.read, caller, changed);
        // It may have been erased since.
        if (!row) throw notFound('conversation', id);
        return { status: 200, body: toPublicConversation(row) };
      },
    }),
  ];
}
