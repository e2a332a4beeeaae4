import { z } from 'zod';
import { timeSchema } from './message-schema.ts';

/** A person in the form of the public contract. */
export const contactSchema = z
  .object({
    id: z.string(),
    account_id: z.string(),
    name: z.string().nullable(),
    username: z.string().nullable(),
    picture_url: z.string().nullable(),
    locale: z.string().nullable(),
    subscribed: z.boolean().describe('Whether the person can be written to.'),
    marketing: z
      .string()
      .nullable()
      .describe(
        'Whether the person wants marketing messages: stopped, wanted, or null where they said nothing.',
      ),
    identities: z
      .array(z.object({ kind: z.string(), value: z.string() }))
      .describe('The ids by which the platform knows the person.'),
    merged_into: z.string().nullable().describe('The contact that stays, when two proved to be one person.'),
    last_seen_at: timeSchema.nullable(),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'Contact', description: 'A person, as one account sees them.' });
