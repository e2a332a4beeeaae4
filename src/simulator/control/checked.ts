import type { z } from 'zod';
import { ControlRefusal } from '../control-refusal.ts';

/** Checks a control body; the first complaint is the answer. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ControlRefusal(400, `${issue?.path.join('.') || 'body'}: ${issue?.message}`);
}
