import { z } from 'zod';
import { factSchema } from './fact.ts';
import { rehearsedDecisions } from './rehearsal.ts';

/** One message of a conversation that never was. */
export const inventedMessageSchema = z
  .strictObject({
    speaker: z.enum(['customer', 'agent', 'person']).default('customer'),
    text: z.string().trim().min(1).max(4000),
  })
  .meta({ id: 'AgentInventedMessage' });

/** A question of an evaluation set, and what a good answer to it is. */
export const questionSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,60}$/)
      .optional()
      .describe('Absent: its number.'),
    messages: z
      .union([z.string().trim().min(1).max(4000), z.array(inventedMessageSchema).min(1).max(50)])
      .describe('What the customer writes, or a whole conversation that the customer ends.'),
    expected: z.array(factSchema).max(30).default([]).describe('All of it must be in the answer.'),
    forbidden: z.array(factSchema).max(30).default([]).describe('Nothing of it may be in the answer.'),
    decision: z.enum(rehearsedDecisions).default('reply').describe('What the agent has to do.'),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
      .optional()
      .describe('Whose letters the answer has to be written in.'),
    cites: z.boolean().default(false).describe('The answer must rest on a passage of the knowledge.'),
  })
  .meta({ id: 'AgentQuestion' });

export type Question = z.output<typeof questionSchema>;

/** The questions of a set, each under an id of its own. */
export const questionsSchema = z
  .array(questionSchema)
  .min(1)
  .max(500)
  .refine((questions) => {
    const ids = questions.map(questionId);
    return new Set(ids).size === ids.length;
  }, 'each question needs an id of its own');

/** What a question is called in results. */
export function questionId({ id }: Pick<Question, 'id'>, index: number): string {
  return id ?? String(index + 1);
}
