import { z } from 'zod';

const words = z.array(z.string().trim().min(1).max(200)).min(1).max(100);

/** What must all be true of a message; `language` to `spam` wait for the analysis, the rest needs no model. */
const conditionSchema = z
  .strictObject({
    keywords: words.optional().describe('One of them stands in the text, in any case.'),
    payload: words.optional().describe('A tapped button has one of these ids.'),
    first_contact: z.boolean().optional().describe('It is the first message of its conversation.'),
    open: z.boolean().optional().describe('Within the opening hours, or outside.'),
    content: z.array(z.string().max(50)).min(1).optional().describe('Types of content.'),
    intent: words.optional(),
    language: words.optional(),
    sentiment: z.array(z.enum(['positive', 'neutral', 'negative', 'angry'])).optional(),
    urgency: z.array(z.enum(['low', 'normal', 'high'])).optional(),
    wants_human: z.boolean().optional(),
    spam: z.boolean().optional(),
    minimum_confidence: z.number().min(0).max(1).optional().describe('Of the intent.'),
  })
  .refine((given) => Object.keys(given).length > 0, 'at least one condition');

const actionSchema = z
  .strictObject({
    owner: z.enum(['bot', 'human', 'none']).optional(),
    assignee_id: z.string().optional(),
    team: z.string().trim().min(1).max(100).optional(),
    add_tags: z.array(z.string().trim().min(1).max(100)).max(20).optional(),
    status: z.enum(['open', 'closed']).optional(),
    reply: z
      .string()
      .trim()
      .min(1)
      .max(1000)
      .optional()
      .describe('Sent as the bot; the agent is silent then.'),
    consumer_id: z.string().optional().describe('Gets `message.analysed` of it, whatever its filter says.'),
  })
  .refine((given) => Object.keys(given).length > 0, 'at least one action');

/** What is to happen with messages of a kind. */
export const ruleSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    enabled: z.boolean().default(true),
    when: conditionSchema,
    actions: actionSchema,
    stop: z.boolean().default(false).describe('No later rule is looked at.'),
  })
  .meta({ id: 'AgentRule' });

export type Rule = z.output<typeof ruleSchema>;
