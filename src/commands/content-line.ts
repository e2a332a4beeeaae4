import { z } from 'zod';
import { contentSchema, previewOf } from '../conversations/content.ts';
import { fitInto } from './text-width.ts';

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
const noteShape = z.object({ note: z.object({ text: z.string() }) });
const errorShape = z.object({ error: z.object({ cause: z.string() }) });
const aboutMessageShape = z.object({ message_id: z.string() });

/** What of an event's data a person wants to see at a glance. */
export function summaryOf(data: Readonly<Record<string, unknown>>): string {
  const message = messageShape.safeParse(data).data?.message;
  if (message) return `${message.sender.name ?? message.sender.id ?? ''}: ${contentLine(message.content)}`;
  return (
    noteShape.safeParse(data).data?.note.text ??
    errorShape.safeParse(data).data?.error.cause ??
    aboutMessageShape.safeParse(data).data?.message_id ??
    factsOf(data)
  );
}

// Long enough for what changed, short enough to stay one line.
const factsWidth = 120;

/** The facts by their names; ids tell a person nothing. */
function factsOf(data: Readonly<Record<string, unknown>>): string {
  const facts = Object.entries(data)
    .filter(([name, value]) => !name.endsWith('_id') && name !== 'by' && value !== null)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return fitInto(facts.join(', '), factsWidth);
}
