import { z } from 'zod';
import { contentSchema } from '../conversations/content.ts';
import { textOf } from '../conversations/content-text.ts';
import type { ContactIdentityRow, ContactRow, ConversationRow, MessageRow } from '../database/schema.ts';
import type { SearchText } from '../search/search-index.ts';

/** The name under which everything of an account is found. */
export function accountScope(id: string): string {
  return `account:${id}`;
}

/** The name under which everything of a platform is found. */
export function platformScope(name: string): string {
  return `platform:${name}`;
}

/** The name under which the messages of a conversation are found. */
export function conversationScope(id: string): string {
  return `conversation:${id}`;
}

const analysisSchema = z.object({ transcript: z.string().optional().catch(undefined) });

/** What is read of a message: its content, and what was understood of a voice note. */
export function messageText(message: Pick<MessageRow, 'content'>, analysis: string | undefined): string {
  const content = contentSchema.safeParse(JSON.parse(message.content));
  const details = analysisSchema.safeParse(analysis === undefined ? {} : JSON.parse(analysis));
  const transcript = details.success ? details.data.transcript : undefined;
  return [content.success ? textOf(content.data) : '', transcript ?? ''].filter(Boolean).join('\n');
}

/** A message as it is found; null when there is nothing to find of it. */
export function messageEntry(
  message: MessageRow,
  conversation: Pick<ConversationRow, 'platform' | 'erased_at'> | undefined,
  analysis: string | undefined,
): SearchText | null {
  if (!conversation || conversation.erased_at !== null || message.deleted_at !== null) return null;
  const text = messageText(message, analysis);
  if (text === '') return null;
  const { id, seq, account_id, conversation_id } = message;
  return {
    ...{ id, number: seq, text },
    scopes: [
      accountScope(account_id),
      platformScope(conversation.platform),
      conversationScope(conversation_id),
    ],
  };
}

/** What is read of a person: their names, and the ids by which the platform knows them. */
export function contactText(
  contact: Pick<ContactRow, 'name' | 'username'>,
  identities: readonly Pick<ContactIdentityRow, 'value'>[],
): string {
  return [contact.name, contact.username, ...identities.map(({ value }) => value)].filter(Boolean).join('\n');
}
