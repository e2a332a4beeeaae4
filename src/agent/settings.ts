import { z } from 'zod';
import { ruleSchema } from './analysis/rule.ts';
import { hoursSchema } from './hours.ts';
import { modelProviders } from './model/choice.ts';
import { toolSchema } from './tools/tool.ts';

const languageSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag such as `th`');

/** A model of a provider. */
export const modelSchema = z
  .strictObject({
    provider: z.enum(modelProviders).default('google'),
    model: z.string().trim().min(1).max(200),
  })
  .meta({ id: 'AgentModel' });

export type ModelChoice = z.output<typeof modelSchema>;

/** What a message can be about, as the business names it. */
const intentSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9_]{1,50}$/)
    .describe('Lower case letters, digits and underscores.'),
  description: z.string().trim().max(500).default(''),
});

/** Understanding what people write. */
const processingSchema = z.strictObject({
  enabled: z.boolean().default(false),
  intents: z.array(intentSchema).max(100).default([]).describe('What a message can be about.'),
  images: z.boolean().default(true).describe('Pictures are shown to the model.'),
  voice: z.boolean().default(true).describe('Voice notes are heard by the model, and their words kept.'),
});

/** How a turn is collected from the messages of somebody who writes in pieces. */
const turnsSchema = z.strictObject({
  // People pause about this long between two pieces of one thought.
  quiet_seconds: z.number().min(0).max(120).default(3).describe('Silence that ends a turn.'),
  maximum_seconds: z
    .number()
    .min(0)
    .max(600)
    .default(20)
    .describe('A turn ends at the latest this long after its first message.'),
});

/** When the agent gives a conversation to people, and when it takes it back. */
const handoverSchema = z.strictObject({
  confidence: z.number().min(0).max(1).default(0.5).describe('Below it the answer is not sent.'),
  on_anger: z.boolean().default(true),
  team: z.string().trim().min(1).max(100).nullable().default(null).describe('Who gets the conversation.'),
  text: z
    .string()
    .trim()
    .max(1000)
    .nullable()
    .default(null)
    .describe('What the customer is told then; null: nothing.'),
  back_after_minutes: z
    .int()
    .min(1)
    .max(43_200)
    .nullable()
    .default(null)
    .describe('After so long without a word of a person, the agent has the floor again; null: only by hand.'),
  back_when_closed: z
    .boolean()
    .default(true)
    .describe('A conversation that is closed goes back to the agent.'),
});

/** What the agent may use up, per account and day in its time zone. */
const budgetSchema = z.strictObject({
  tokens_per_day: z.int().min(0).nullable().default(2_000_000),
  usd_per_day: z.number().min(0).nullable().default(null),
  answers_per_contact_and_hour: z.int().min(1).max(1000).default(30),
});

/** Everything an account tells its agent. */
export const agentSettingsSchema = z
  .strictObject({
    mode: z
      .enum(['off', 'suggest', 'auto'])
      .default('off')
      .describe('`suggest`: drafts for people; `auto`: the agent answers by itself.'),
    processing: processingSchema.prefault({}),
    rules: z
      .array(ruleSchema)
      .max(200)
      .refine((rules) => new Set(rules.map(({ name }) => name)).size === rules.length, 'names that differ')
      .default([])
      .describe('In order; every one that matches acts.'),
    persona: z.string().trim().max(4000).default('').describe('Who the agent is, and how it speaks.'),
    house_rules: z.array(z.string().trim().min(1).max(1000)).max(50).default([]),
    language: languageSchema.nullable().default(null).describe('null: the language of the customer.'),
    blocked_topics: z
      .array(z.string().trim().min(1).max(200))
      .max(100)
      .default([])
      .describe('Words; a turn or an answer about them goes to people.'),
    knowledge_tags: z
      .array(z.string().trim().min(1).max(100))
      .max(50)
      .nullable()
      .default(null)
      .describe('Only documents with one of these tags; null: all.'),
    redact_personal_data: z
      .boolean()
      .default(false)
      .describe('Phone numbers, e-mail addresses and card numbers are hidden from the model.'),
    model: modelSchema.prefault({ model: 'gemini-3.8-flash' }),
    second_model: modelSchema.nullable().default(null).describe('Asked when the first one cannot answer.'),
    processing_model: modelSchema.nullable().default(null).describe('null: `model`.'),
    embedding_model: modelSchema
      .nullable()
      .default(null)
      .describe('For finding knowledge by meaning; null: by words only.'),
    turns: turnsSchema.prefault({}),
    answer_seconds: z.int().min(5).max(300).default(60).describe('How long a whole answer may take.'),
    handover: handoverSchema.prefault({}),
    hours: hoursSchema.prefault({}),
    late_answers: z
      .enum(['push', 'hold', 'never'])
      .default('hold')
      .describe(
        'Where answering is free only for a while: `push`: a late answer is sent though it costs; `hold`: a holding reply goes in time, and the answer later though it costs; `never`: people take over.',
      ),
    holding_text: z
      .string()
      .trim()
      .min(1)
      .max(300)
      .nullable()
      .default(null)
      .describe('The holding reply; null: a short one in the language of the customer.'),
    tools: z.array(toolSchema).max(50).default([]),
    budget: budgetSchema.prefault({}),
  })
  .meta({ id: 'AgentSettings' });

export type AgentSettings = z.output<typeof agentSettingsSchema>;

/** The settings of an account that has said nothing. */
export const defaultSettings: AgentSettings = agentSettingsSchema.parse({});

/** What is secret in the settings of an account, and sealed in the database. */
export const secretsSchema = z.object({
  /** The account's own key of its provider; else the installation's. */
  api_key: z.string().optional(),
  /** Headers of tools, by the name of the tool. */
  tool_headers: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});

export type AgentSecrets = z.output<typeof secretsSchema>;
