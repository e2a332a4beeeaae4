import type { ReactionItem } from '../../item.ts';
import { type Json, textAt } from '../../readers.ts';
import { contentKey, direct, type InboxEvent, itemBase, ownTime } from './event.ts';

// The names are Meta's; `smile` is called `laugh` on Instagram.
const emojis: ReadonlyMap<string, string> = new Map([
  ['smile', '😆'],
  ['laugh', '😆'],
  ['angry', '😠'],
  ['sad', '😢'],
  ['wow', '😮'],
  ['love', '❤️'],
  ['like', '👍'],
  ['dislike', '👎'],
]);

/**
 * Somebody reacted to a message, or took that back.
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-reactions
 */
export function readReaction(reaction: Json, event: InboxEvent): ReactionItem | undefined {
  const { person, outgoing, fields } = event;
  const emoji = emojiOf(reaction);
  if (person === undefined || emoji === undefined) return undefined;
  // There always is one; the item's own key keeps the reaction should it ever be missing.
  const target = textAt(reaction, 'mid') ?? contentKey(event, 'message');
  const time = ownTime(fields);
  const who = person.identities[0]?.value ?? '';
  const act = emoji === null ? 'unreact' : 'react';
  return {
    // Reacting, taking it back and reacting again all name the same message.
    ...itemBase(
      event,
      time === undefined ? contentKey(event, 'reaction') : `reaction:${target}:${who}:${act}:${time}`,
    ),
    kind: 'reaction',
    direction: outgoing ? 'out' : 'in',
    thread: direct,
    person,
    target,
    emoji,
    ...(!outgoing && emoji !== null && { opens_window: true }),
  };
}

/** The emoji, null when it was taken back, undefined when nobody can tell. */
function emojiOf(reaction: Json): string | null | undefined {
  const action = textAt(reaction, 'action');
  if (action === 'unreact') return null;
  if (action !== undefined && action !== 'react') return undefined;
  const name = textAt(reaction, 'reaction');
  const emoji = textAt(reaction, 'emoji');
  if (emoji !== undefined) return decoded(emoji);
  // A name that is new is still better than nothing.
  return name === undefined ? undefined : (emojis.get(name) ?? name);
}

/** Some versions write an emoji as the letters `\u{2764}\u{FE0F}`. */
function decoded(emoji: string): string {
  return emoji.replace(/\\u\{([0-9a-f]{1,6})\}/gi, (written, hex: string) => {
    const point = Number.parseInt(hex, 16);
    return point <= lastCodePoint ? String.fromCodePoint(point) : written;
  });
}

const lastCodePoint = 0x10ffff;
