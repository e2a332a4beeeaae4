import { z } from 'zod';
import { runDecisions } from '../../agent/ledger.ts';
import { contentSchema, mediaItemSchema } from '../../conversations/content.ts';
import { messageStatuses } from '../../events/event.ts';
import { failureSchema, messageSchema, timeSchema } from './message-schema.ts';
import { suggestionSchema } from './suggestions.ts';

/** An event in the public form. */
export const eventSchema = z
  .object({
    id: z.string(),
    type: z.string().describe('What happened, such as `message.received`.'),
    cursor: z.string().describe('The place of the event: pass it as `after` to go on behind it.'),
    occurred_at: timeSchema.describe('By the platform’s clock where it tells.'),
    workspace_id: z.string(),
    account_id: z.string().nullable(),
    platform: z.string().nullable(),
    conversation_id: z.string().nullable(),
    data: z
      .unknown()
      .describe('What the type says of it; `{"erased": true}` when the person in it was erased.'),
    replayed: z.literal(true).optional().describe('Out of a webhook that was replayed by hand.'),
    imported: z.literal(true).optional().describe('Old history that the platform handed over.'),
    raw: z
      .unknown()
      .optional()
      .describe('With `raw=true`: what the platform said of it, or null if it did not come from a webhook.'),
  })
  .meta({ id: 'Event' });

const withMessage = z.object({ message: messageSchema });

const statusData = z.object({
  message_id: z.string(),
  platform_message_id: z.string().nullable(),
  status: z.enum(messageStatuses),
  error: failureSchema
    .extend({ retried: z.boolean().describe('Whether the hub goes on by itself.') })
    .optional(),
  billing: z.unknown().optional().describe('Price and conversation facts, in the platform’s words.'),
});

const mediaData = z.object({
  message_id: z.string(),
  media: mediaItemSchema.extend({
    type: z.enum(['image', 'video', 'audio', 'file', 'sticker']),
    media_id: z.string(),
    url: z.string().nullable().describe('Opens it for some days, without a key.'),
  }),
});

// A message is announced with all of it when it is taken; afterwards only what has changed is told.
const toldWhole = ['scheduled', 'queued'];

/** What `data` of an event holds, for the types whose form is fixed; that of others is the platform's. */
export const eventDataSchemas: Readonly<Record<string, z.ZodType>> = {
  ...Object.fromEntries(
    messageStatuses.map((status) => [
      `message.${status}`,
      toldWhole.includes(status) ? withMessage : statusData,
    ]),
  ),
  'agent.budget_spent': z.object({
    account_id: z.string(),
    budget: z.object({
      day: z.iso.date(),
      time_zone: z.string().describe('Where the day begins and ends.'),
      tokens_per_day: z.int().nullable(),
      usd_per_day: z.number().nullable(),
      tokens_used: z.int(),
      cost_micros: z.int().describe('Millionths of a US dollar.'),
    }),
  }),
  'media.ready': mediaData,
  'media.failed': mediaData.extend({ error: failureSchema }),
  'message.received': withMessage,
  'message.echoed': withMessage,
  'message.analysed': z.object({ message: messageSchema.required({ analysis: true }) }),
  'message.edited': z.object({
    message_id: z.string().nullable().describe('null: the message itself has not come yet.'),
    platform_message_id: z.string(),
    content: contentSchema,
  }),
  'message.deleted': z.object({
    message_id: z.string().nullable(),
    platform_message_id: z.string().nullable(),
    merged_into: z
      .string()
      .optional()
      .describe('It had been taken for typed in the platform’s own app, and is this message of ours.'),
  }),
  'reply.suggested': z.object({ suggestion: suggestionSchema }),
  'suggestion.decided': z.object({
    suggestion: suggestionSchema,
    by: z
      .object({ member_id: z.string().nullable(), key_id: z.string().nullable() })
      .nullable()
      .describe('null: the hub by itself.'),
    reason: z.string().optional().describe('Why it is out of date.'),
  }),
  'agent.run_ended': z.object({
    run: z.object({
      id: z.string(),
      kind: z.string(),
      mode: z.string(),
      decision: z.enum(runDecisions),
      reason: z.string(),
      turn: z.int(),
      model: z.string().nullable(),
      message_id: z.string().nullable(),
      input_tokens: z.int(),
      output_tokens: z.int(),
      cost_micros: z.int().nullable().describe('Millionths of a US dollar; null: the price is unknown.'),
    }),
  }),
};
