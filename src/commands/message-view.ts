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
  analysis: z
    .object({
      intent: z.string().nullable(),
      summary: z.string().nullable(),
      sentiment: z.string().nullable(),
      urgency: z.string().nullable(),
      language: z.string().nullable(),
      wants_human: z.boolean(),
      spam: z.boolean(),
      transcript: z.string().nullable(),
      description: z.string().nullable(),
    })
    .optional(),
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

/** What was made of a message, in one line; empty when nothing was. */
export function meaningOf({ analysis }: MessageView): string {
  if (!analysis) return '';
  const { intent, summary, sentiment, urgency, wants_human, spam } = analysis;
  const marks = [
    intent,
    sentiment !== 'neutral' && sentiment,
    urgency === 'high' && 'urgent',
    wants_human && 'wants a person',
    spam && 'spam',
  ].filter(Boolean);
  return [marks.join(', '), summary].filter(Boolean).join(': ');
}
