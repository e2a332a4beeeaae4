import { z } from 'zod';
import { contentSchema, previewOf } from '../conversations/content.ts';

const typeShape = z.object({ type: z.string() });

/** What a message says, in one line; of content that is not known, its type. */
export function contentLine(content: unknown): string {
  const known = contentSchema.safeParse(content);
  if (known.success) return previewOf(known.data);
  return `[${typeShape.safeParse(content).data?.type ?? 'unknown'}]`;
}

const messageShape = z.object({
  message: z.object({
    content: z.unknown(),
    sender: z.object({ name: z.string().nullable(), id: z.string().nullable() }),
  }),
});
const errorShape = z.object({ error: z.object({ cause: z.string() }) });
const aboutShape = z.object({ message_id: z.string().optional(), conversation_id: z.string().optional() });

/** What of an event's data a person wants to see at a glance. */
export function summaryOf(data: unknown): string {
  const message = messageShape.safeParse(data).data?.message;
  if (message) return `${message.sender.name ?? message.sender.id ?? ''}: ${contentLine(message.content)}`;
  const failure = errorShape.safeParse(data).data?.error;
  const about = aboutShape.safeParse(data).data;
  return failure?.cause ?? about?.message_id ?? about?.conversation_id ?? '';
}
