import type { Content } from '../../conversations/content.ts';
import type { ConversationRow, MessageRow } from '../../database/schema.ts';

/**
 * Whether a message is said to us, so that an answer of the agent is due. Another app may have the floor (standby).
 * In groups people talk to each other: there the agent speaks only when its account is mentioned.
 */
export function isAddressedToUs(
  { kind, standby }: Pick<ConversationRow, 'kind' | 'standby'>,
  { content }: Pick<MessageRow, 'content'>,
): boolean {
  if (standby === 1) return false;
  return kind === 'direct' || mentionsUs(JSON.parse(content));
}

function mentionsUs(content: Content): boolean {
  if (content.type !== 'text') return false;
  return content.entities?.some(({ type, target }) => type === 'mention' && target === 'self') ?? false;
}
