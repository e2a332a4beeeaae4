import type { z } from 'zod';
import { complaintAbout } from '../../graph/bodies/complaint.ts';
import { refused } from '../errors.ts';

/**
 * Checks a body and refuses it as Messenger and Instagram do: with code 100, and a subcode where a check names
 * one.
 */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const complaint = complaintAbout(result.error);
  if (complaint === null) throw refused('100');
  const { subcode } = complaint.params;
  throw typeof subcode === 'number' ? refused(`100/${subcode}`) : refused('100', complaint.text);
}
