import { z } from 'zod';

/** A call of the business's own software that the agent may make. */
export const toolSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,62}$/)
      .describe('Lower case letters, digits and underscores.'),
    description: z
      .string()
      .trim()
      .min(1)
      .max(1000)
      .describe('What it does and when to use it; the model reads it.'),
    parameters: z
      .record(z.string(), z.unknown())
      .describe('JSON Schema of an object: what the model fills in.'),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .describe('`{name}` in its path or query stands for a parameter. Private addresses are refused.'),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().max(4000))
      .optional()
      .describe(
        'Sent with each call; kept sealed, and never shown again. Absent: those that the tool of this name has.',
      ),
    identify: z
      .array(z.enum(['contact_id', 'conversation_id', 'account_id', 'platform', 'phone']))
      .default([])
      .describe('What the hub says of the customer, in headers `Parley-…`; the model cannot change it.'),
    timeout_seconds: z.int().min(1).max(60).default(10),
    approval: z.boolean().default(false).describe('A person must agree to each call.'),
    approval_minutes: z.int().min(1).max(10_080).default(60).describe('How long that may take.'),
  })
  .meta({ id: 'AgentTool' });

export type Tool = z.output<typeof toolSchema>;
