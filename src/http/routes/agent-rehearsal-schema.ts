import { z } from 'zod';
import { rehearsedDecisions } from '../../agent/evaluation/rehearsal.ts';
import { agentSettingsSchema } from '../../agent/settings.ts';
import { fieldErrors, InvalidRequest } from '../problem.ts';

const tokens = z.int();
const cost = z.int().nullable().describe('Millionths of a US dollar; null: the price of a model is unknown.');

const passageSchema = z
  .looseObject({
    id: z.string(),
    document_id: z.string(),
    title: z.string(),
    heading: z.string().nullable(),
    text: z.string(),
    score: z.number(),
  })
  .meta({ id: 'AgentPassage' });

const decision = z
  .enum(rehearsedDecisions)
  .describe('`approval`: it would ask a person to agree to a call of a tool; `failed`: no model answered.');

/** What the agent would do, as the API shows it. */
export const rehearsalSchema = z
  .object({
    run_id: z.string().describe('In the ledger.'),
    decision,
    reason: z.string(),
    text: z.string().nullable().describe('What the customer would read.'),
    contents: z.array(z.unknown()).describe('The messages it comes to, as the platform would show them.'),
    confidence: z.number().nullable(),
    citations: z.array(passageSchema).describe('The passages that the answer rests on.'),
    passages: z.array(passageSchema).describe('Everything that was found for it.'),
    steps: z
      .array(z.looseObject({ type: z.enum(['model', 'tool', 'guard']), outcome: z.string() }))
      .describe('Calls of models and tools, and verdicts of the guard.'),
    model: z.string().nullable(),
    ...{ input_tokens: tokens, output_tokens: tokens, cost_micros: cost },
    latency_ms: z.int(),
  })
  .meta({ id: 'AgentRehearsal' });

/** A rehearsal of a past turn. */
export const replaySchema = rehearsalSchema
  .extend({
    before: z
      .object({
        decision,
        reason: z.string().nullable(),
        text: z.string().nullable(),
        model: z.string().nullable(),
        passage_ids: z.array(z.string()),
        ...{ input_tokens: tokens, output_tokens: tokens, cost_micros: cost },
        latency_ms: z.int().nullable(),
      })
      .describe('What the agent did then.'),
    difference: z.object({
      changed: z.array(z.enum(['decision', 'text', 'model', 'passages'])),
      passages_gained: z.array(z.string()),
      passages_lost: z.array(z.string()),
      cost_micros: cost,
      tokens,
    }),
  })
  .meta({ id: 'AgentReplay' });

/** Settings that are tried. */
export const triedSettingsSchema = z
  .record(z.string(), z.unknown())
  .optional()
  .describe(
    'Fields of `AgentSettings` that are to be otherwise than the account’s own; the rest stays. Sealed headers go to tools with unchanged addresses only.',
  );

/** The account's own settings with these in their place. @throws InvalidRequest */
export function settingsWith<Own extends object>(own: Own, tried: Record<string, unknown> | undefined) {
  if (tried === undefined) return undefined;
  const result = agentSettingsSchema.safeParse({ ...own, ...tried });
  if (!result.success) throw new InvalidRequest(fieldErrors(result.error.issues, 'settings'));
  return result.data;
}
