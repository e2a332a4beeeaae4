import { z } from 'zod';
import { conversationStatuses } from '../../conversations/change.ts';
import { conversationOwners } from '../../conversations/handover.ts';
import { timeSchema } from './message-schema.ts';

/** Who has the floor in a conversation. */
export const ownerSchema = z
  .enum(conversationOwners)
  .describe('Who has the floor: `bot` the agent, `human` a person of the business, `none` nobody yet.');

/** How a conversation stands. */
export const statusSchema = z
  .enum(conversationStatuses)
  .describe('`closed` when nothing is left to do; it is `open` again as soon as the person writes.');

/** A conversation in the public form. */
export const conversationSchema = z
  .object({
    id: z.string(),
    account_id: z.string(),
    platform: z.string(),
    kind: z.string().describe('`direct`, `group` or `room`.'),
    contact_id: z.string().nullable().describe('Null for groups and rooms.'),
    contact: z
      .object({ id: z.string(), name: z.string().nullable(), username: z.string().nullable() })
      .nullable(),
    thread_id: z.string().nullable().describe('The platform’s id of the group or room.'),
    owner: ownerSchema,
    status: statusSchema,
    assignee_id: z.string().nullable().describe('The member who looks after it.'),
    team: z.string().nullable(),
    tags: z.array(z.string()),
    unread: z
      .int()
      .describe(
        'Messages that came in since it was read: by the member whose key this is, if they ever read it; else by anybody.',
      ),
    read_until: z
      .string()
      .nullable()
      .describe('The cursor up to which the member whose key this is has read; null for others.'),
    last_message_at: timeSchema.nullable(),
    last_message_cursor: z.string().nullable().describe('The cursor of the latest message’s event.'),
    preview: z.string().describe('The latest message, in one line.'),
    standby: z
      .boolean()
      .describe('Another app had the floor when the person last wrote; a bot must not answer.'),
    intent: z
      .string()
      .nullable()
      .describe('What the latest message wants whose intent was understood; null: not known.'),
    language: z.string().nullable().describe('A language tag, as it was understood; null: not known.'),
    window_ends_at: timeSchema
      .nullable()
      .describe('Until when anything may be sent freely, where the platform limits that.'),
    merged_into: z
      .string()
      .nullable()
      .describe('The conversation that goes on, when two people proved to be one.'),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'Conversation' });
