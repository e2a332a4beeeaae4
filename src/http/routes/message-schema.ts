import { z } from 'zod';
import { namedEntityTypes, sentiments, urgencies } from '../../conversations/analysis.ts';
import { contentSchema } from '../../conversations/content.ts';
import { failureKinds } from '../../errors.ts';
import { messageStatuses } from '../../events/event.ts';

/** A time as the API writes it. */
export const timeSchema = z.iso.datetime().describe('RFC 3339, in UTC.');

/** Why something failed. */
export const failureSchema = z
  .object({
    kind: z.enum(failureKinds).describe('The kind of failure, for programs; a closed set.'),
    code: z.string().describe('The platform’s own code, or the hub’s when no answer came.'),
    message: z.string().describe('The platform’s own words.'),
    cause: z.string().describe('What happened, in plain words.'),
    fix: z.string().describe('What to do about it.'),
    retry_after_ms: z.number().optional().describe('How long the platform asks to wait.'),
    tries: z.number().optional().describe('After how many failures in a row it is given up.'),
    stops_marketing: z.literal(true).optional().describe('The person wants no marketing messages any more.'),
    trace_id: z.string().optional().describe('For the platform’s support desk.'),
  })
  .meta({ id: 'Failure', description: 'Why something failed, in words an operator can act on.' });

const messagePartSchema = z
  .object({
    position: z.int(),
    platform_message_id: z.string().nullable(),
    status: z.string().describe('As of a message; `received` for what came in.'),
    content: contentSchema,
  })
  .meta({ id: 'MessagePart', description: 'One of the platform messages that a message takes.' });

/** What was made of a message. */
const analysisSchema = z
  .object({
    source: z
      .enum(['rules', 'model'])
      .describe('`rules`: no model has looked at it; what words alone do not tell is null then.'),
    reason: z.string().nullable().describe('Why no model has said it; null: one has.'),
    language: z.string().nullable().describe('A language tag, such as `th`.'),
    intent: z.string().nullable().describe('One of the account’s intents, or `other`.'),
    intent_confidence: z.number().nullable().describe('0 to 1.'),
    sentiment: z.enum(sentiments).nullable(),
    urgency: z.enum(urgencies).nullable(),
    wants_human: z.boolean(),
    spam: z.boolean(),
    abusive: z.boolean(),
    entities: z
      .array(z.object({ type: z.enum(namedEntityTypes), value: z.string() }))
      .describe('What it names, as it stands there.'),
    summary: z.string().nullable(),
    transcript: z.string().nullable().describe('The words of a voice note.'),
    description: z.string().nullable().describe('What its pictures show.'),
    rules: z.array(z.string()).describe('The rules of the account that have acted on it.'),
    run_id: z.string().nullable().describe('The run in which a model was asked.'),
    analysed_at: timeSchema,
  })
  .meta({ id: 'Analysis', description: 'What was made of a message.' });

/** A message in the public form. */
export const messageSchema = z
  .object({
    id: z.string(),
    platform_message_id: z.string().nullable().describe('The platform’s id of the first part.'),
    account_id: z.string(),
    conversation_id: z.string(),
    direction: z.enum(['in', 'out']),
    author: z
      .string()
      .describe('`contact`, `bot`, `human`, `api`, or `app`: typed in the platform’s own app.'),
    status: z.enum(messageStatuses).nullable().describe('How far it has come; null for what came in.'),
    sender: z.object({
      contact_id: z.string().nullable(),
      id: z.string().nullable().describe('The sender as the platform names it.'),
      name: z.string().nullable().describe('The person’s name; for our own messages the account’s.'),
    }),
    content: contentSchema,
    parts: z.array(messagePartSchema).optional().describe('Only when there is more than one.'),
    reply_to: z
      .object({ message_id: z.string().nullable(), platform_message_id: z.string().nullable() })
      .optional()
      .describe('The message it answers.'),
    referral: z.unknown().optional().describe('What brought the person here, in the platform’s words.'),
    forwarded: z.string().optional().describe('`once` or `often`.'),
    failure: failureSchema.optional(),
    sent_at: timeSchema.describe('By the platform’s clock; for our own messages when it was submitted.'),
    scheduled_at: timeSchema.optional().describe('When it will be sent, while it is scheduled.'),
    edited_at: timeSchema.optional(),
    deleted_at: timeSchema.optional(),
    imported: z.literal(true).optional().describe('Old history that the platform handed over.'),
    analysis: analysisSchema
      .optional()
      .describe('What was made of it, once it was understood; the latest, when it was edited.'),
  })
  .meta({ id: 'Message' });
