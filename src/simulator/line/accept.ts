import type { World } from '../world.ts';
import type { OutgoingMessage } from './bodies/messages.ts';
import { badBody, type Complaint } from './errors.ts';
import { messageId, quoteToken } from './ids.ts';
import { type Channel, type Fields, type LineChat, type LineMessage, presenceOf, threadOf } from './state.ts';

const quotable = new Set(['text', 'textV2', 'sticker', 'image', 'video', 'template', 'flex']);

/** Things only the chat can tell: whether quotes and mentions fit it. */
export function checkAgainstChat(
  world: World,
  channel: Channel,
  messages: readonly OutgoingMessage[],
  chat: LineChat | null,
): void {
  const complaints: Complaint[] = [];
  messages.forEach((message, index) => {
    if ('quoteToken' in message && message.quoteToken !== undefined) {
      const fits = chat !== null && channel.quote_tokens.get(message.quoteToken) === chat.id;
      if (!fits)
        complaints.push({ message: 'Invalid quote token', property: `messages[${index}].quoteToken` });
    }
    if (message.type === 'textV2') complaints.push(...mentionComplaints(world, message, index, chat));
    if (
      message.type === 'video' &&
      message.trackingId !== undefined &&
      chat !== null &&
      chat.kind !== 'user'
    ) {
      complaints.push({
        message: 'Only available in one-on-one chats',
        property: `messages[${index}].trackingId`,
      });
    }
  });
  if (complaints.length > 0) throw badBody(complaints);
}

/** Mentions work in replies and pushes to groups and rooms, for their members. */
function mentionComplaints(
  world: World,
  message: Extract<OutgoingMessage, { type: 'textV2' }>,
  index: number,
  chat: LineChat | null,
): Complaint[] {
  const members = chat === null ? undefined : world.line.groups.get(chat.id)?.members;
  return Object.entries(message.substitution ?? {}).flatMap(([key, value]) => {
    if (value.type !== 'mention') return [];
    const property = `messages[${index}].substitution.${key}.mentionee`;
    if (members === undefined)
      return [{ message: 'Mentions are only available in groups and rooms', property }];
    if (value.mentionee.type === 'all' || members.has(value.mentionee.userId)) return [];
    return [{ message: 'The mentioned user is not a member', property: `${property}.userId` }];
  });
}

/** Puts messages into a chat, where those of `seenBy` see them, and names them. */
export function place(
  world: World,
  channel: Channel,
  chat: LineChat,
  messages: readonly OutgoingMessage[],
  seenBy: readonly string[],
): Fields[] {
  presenceOf(world.line, channel, chat.id).loading_until = null;
  return messages.map((message) => {
    const token = quotable.has(message.type) ? quoteToken(channel, chat) : null;
    const placed: LineMessage = {
      id: messageId(world),
      channel,
      direction: 'out',
      chat,
      sender: null,
      at: world.clock.now(),
      body: { ...message },
      quote_token: token,
      seen_by: new Set(seenBy),
      unsent: false,
      content: null,
    };
    world.line.messages.set(placed.id, placed);
    threadOf(world.line, channel, chat).push(placed);
    return { id: placed.id, ...(token === null ? {} : { quoteToken: token }) };
  });
}
