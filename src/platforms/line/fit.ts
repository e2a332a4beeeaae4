import type { ContentOf, MediaItem, OutboundContent } from '../../conversations/content.ts';
import { contactsText } from '../contact-text.ts';
import { noMessageFor, refused } from '../fitting.ts';
import type { Fitted } from '../platform.ts';
import { shorten } from '../text.ts';
import { fitCards } from './cards.ts';
import { fitChoices } from './choices.ts';
import { fitMedia } from './media.ts';
import { messagePage, most, pages } from './message-limits.ts';
import { fitNative } from './native/fit.ts';
import { splitText } from './text.ts';

/**
 * What LINE makes of a content: parts that are one LINE message each, and what was changed for it. What
 * LINE cannot show becomes text or is refused with the reason, never dropped.
 */
export function fit(content: OutboundContent): Fitted {
  switch (content.type) {
    case 'text':
      return fitText(content);
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return fitMedia(content);
    case 'sticker':
      return fitSticker(content);
    case 'location':
      return fitLocation(content);
    case 'contacts':
      return fitContacts(content);
    case 'choices':
      return fitChoices(content);
    case 'cards':
      return fitCards(content);
    case 'flow':
    case 'products':
      return { ...noMessageFor(content.type, 'LINE'), page: pages.messages };
    case 'native':
      return fitNative(content);
    case 'reaction':
      return refused(
        'type',
        'LINE lets no account react to a message.',
        'Send a text or a sticker instead.',
        {
          page: pages.messages,
        },
      );
    case 'template':
      return refused(
        'type',
        'LINE has no approved templates: every message may be sent at any time.',
        'Send choices or cards, or a Flex Message as native.',
        { page: pages.messages },
      );
  }
}

function fitText(content: ContentOf<'text'>): Fitted {
  if (content.text.trim() === '')
    return refused('text', 'The text is blank.', 'Give a text that can be read.', {
      page: messagePage('text'),
    });
  const parts = splitText(content);
  const notes =
    parts.length > 1 ? [`The text is too long for one LINE message: sent as ${parts.length}.`] : [];
  return { ok: true, parts, notes };
}

function fitSticker(content: ContentOf<'sticker'>): Fitted {
  const { package_id, sticker_id, items } = content;
  if (package_id !== undefined && sticker_id !== undefined) {
    return { ok: true, parts: [{ type: 'sticker', package_id, sticker_id }], notes: [] };
  }
  if (!items?.some(hasUrl)) {
    return refused(
      'package_id',
      'LINE shows only stickers of its own.',
      `Give package_id and sticker_id from ${pages.stickers}, or a picture.`,
      { page: pages.stickers },
    );
  }
  const fitted = fitMedia({ type: 'image', items });
  if (!fitted.ok) return fitted;
  return { ...fitted, notes: ['LINE shows only stickers of its own: sent as a picture.', ...fitted.notes] };
}

function hasUrl(item: MediaItem): boolean {
  return Boolean(item.url);
}

/** LINE wants a title and an address: each stands in for the other, and the coordinates for both. */
function fitLocation(content: ContentOf<'location'>): Fitted {
  const { latitude, longitude } = content;
  const coordinates = `${latitude}, ${longitude}`;
  const name = content.name || content.address || coordinates;
  const address = content.address || content.name || coordinates;
  const part = {
    type: 'location' as const,
    latitude,
    longitude,
    name: shorten(name, most.placeName),
    address: shorten(address, most.placeName),
  };
  const isShortened = part.name !== name || part.address !== address;
  const notes = isShortened
    ? [`LINE shows ${most.placeName} characters of a name and an address: longer ones are shortened.`]
    : [];
  return { ok: true, parts: [part], notes };
}

function fitContacts(content: ContentOf<'contacts'>): Fitted {
  const text = contactsText(content.contacts);
  if (text === '')
    return refused('contacts', 'The contacts hold nothing to show.', 'Give a name or a number.', {
      page: pages.messages,
    });
  return {
    ok: true,
    parts: splitText({ type: 'text', text }),
    notes: ['LINE has no contact cards: sent as text.'],
  };
}
