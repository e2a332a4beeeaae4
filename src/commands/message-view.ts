import { z } from 'zod';
import { failureShape } from './event-log.ts';

/** A message as the API shows it, as far as commands need it. */
export const messageShape = z.object({
  id: z.string(),
  account_id: z.string(),
  conversation_id: z.string(),
  direction: z.enum(['in', 'out']),
  author: z.string(),
  status: z.string().nullable(),
  sender: z.object({ id: z.string().nullable(), name: z.string().nullable() }),
  content: z.unknown(),
  failure: failureShape.optional(),
  sent_at: z.string(),
  edited_at: z.string().optional(),
  deleted_at: z.string().optional(),
});

/** One message. */
export type MessageView = z.infer<typeof messageShape>;

/** Who wrote it: the person, or our side and in which role. */
export function writerOf({ direction, author, sender }: MessageView): string {
  if (direction === 'in') return sender.name ?? sender.id ?? 'somebody';
  return `${sender.name ?? 'we'} (${author})`;
}

/** How far it has come, or what became of it since. */
export function stateOf({ status, edited_at, deleted_at }: MessageView): string {
  return [status, edited_at && 'edited', deleted_at && 'deleted'].filter(Boolean).join(', ');
}
