import { z } from 'zod';
import { questionsSchema } from '../../agent/evaluation/question.ts';
import { rehearsedDecisions } from '../../agent/evaluation/rehearsal.ts';
import { timeSchema } from './message-schema.ts';

const cost = z.int().nullable().describe('Millionths of a US dollar; null: the price of a model is unknown.');

/** A set of questions. */
export const setSchema = z
  .object({
    name: z.string(),
    questions: questionsSchema,
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'AgentEvaluation' });

const factVerdicts = z.array(
  z.object({
    fact: z.string(),
    holds: z.boolean().describe('Whether the answer says it.'),
    reason: z.string().optional().describe('Why, where a model judged.'),
  }),
);

const resultSchema = z
  .object({
    id: z.string(),
    passed: z.boolean(),
    decision: z.enum(rehearsedDecisions),
    expected_decision: z.enum(rehearsedDecisions),
    reason: z.string(),
    answer: z.string().nullable(),
    expected: factVerdicts,
    forbidden: factVerdicts,
    language: z.object({ wanted: z.string(), right: z.boolean() }).nullable(),
    citations: z.int(),
    latency_ms: z.int(),
    ...{ input_tokens: z.int(), output_tokens: z.int(), cost_micros: cost },
    model: z.string().nullable(),
    run_id: z.string().nullable().describe('In the ledger.'),
  })
  .meta({ id: 'AgentQuestionResult' });

const scoreSchema = z
  .object({
    questions: z.int().describe('That are through.'),
    passed: z.int(),
    share: z.number().describe('Of those that are through, from 0 to 1.'),
    expected: z.object({ of: z.int(), held: z.int() }),
    forbidden: z.object({ of: z.int(), said: z.int() }),
    right_decisions: z.int(),
    latency_ms: z.int().describe('Of all together.'),
    ...{ input_tokens: z.int(), output_tokens: z.int(), cost_micros: cost },
  })
  .meta({ id: 'AgentScore' });

/** One time that an agent was held against a set. */
export const runSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    account_id: z.string(),
    state: z.enum(['running', 'done']),
    questions: z.int().describe('Of the set as it was then.'),
    score: scoreSchema,
    created_at: timeSchema,
    ended_at: timeSchema.nullable(),
  })
  .meta({ id: 'AgentEvaluationRun' });

/** With what came of each question. */
export const runWithResultsSchema = runSchema
  .extend({ results: z.array(resultSchema).describe('In the order of the questions.') })
  .meta({ id: 'AgentEvaluationResults' });
