import { z } from 'zod';
import { toolCallStates } from '../../agent/tools/journal.ts';
import { timeSchema } from './message-schema.ts';

/** A call of a tool, as the API shows it. */
export const toolCallSchema = z
  .object({
    id: z.string().describe('The tool got it as `Idempotency-Key`.'),
    account_id: z.string(),
    conversation_id: z.string().nullable(),
    run_id: z.string().nullable().describe('null: a person tried the tool.'),
    tool: z.string(),
    arguments: z.unknown().describe('What the model filled in.'),
    state: z
      .enum(toolCallStates)
      .describe(
        '`waiting` for a person, who has `approved` or `refused` it, or let it be `expired`; `interrupted`: broken off, and nobody knows whether it was done; `blocked`: the hub let it not be made.',
      ),
    status: z.int().nullable().describe('HTTP status of the answer.'),
    milliseconds: z.int().nullable(),
    error: z.string().nullable(),
    result: z.unknown().describe('What the model was told; null: nothing, or not yet.'),
    expires_at: timeSchema.nullable().describe('Until when a person may agree to it.'),
    decided_by: z.string().nullable().describe('The member; null: nobody, or the installation’s key.'),
    decided_at: timeSchema.nullable(),
    note: z.string().nullable(),
    created_at: timeSchema,
    ended_at: timeSchema.nullable(),
  })
  .meta({ id: 'AgentToolCall' });
