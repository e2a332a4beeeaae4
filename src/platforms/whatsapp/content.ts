import type { ContactCard, Content, ContentOf, MediaItem } from '../../conversations/content.ts';
import { compact, isObject, type Json, numberAt, objectAt, objectsAt, placeAt, textAt } from '../readers.ts';
import { readButton, readInteractive } from './answers.ts';

type Reader = (message: Json) => Content | undefined;

/**
 * What each message type says. Undefined means: of this type, but without anything to show.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['text', readText],
  ['image', (message) => readMedia('image', objectAt(message, 'image'))],
  ['video', (message) => readMedia('video', objectAt(message, 'video'))],
  ['audio', (message) => readAudio(objectAt(message, 'audio'))],
  ['voice', (message) => readAudio(objectAt(message, 'voice'), true)],
  ['document', (message) => readMedia('file', objectAt(message, 'document'))],
  ['sticker', readSticker],
  ['location', readLocation],
  ['contacts', readContacts],
  ['interactive', readInteractive],
  ['button', readButton],
  ['order', readOrder],
]);

// The keys by which a message without a type is known.
const knownTypes = [...readers.keys(), 'reaction', 'system', 'edit', 'revoke'];

/** The type of a message; some come without. */
export function typeOf(message: Json): string {
  return textAt(message, 'type') ?? knownTypes.find((key) => typeof message[key] === 'object') ?? 'unknown';
}

/** The content of a message; what cannot be shown is `unsupported` with the name WhatsApp gives it. */
export function readContent(type: string, message: Json): Content {
  const content = readers.get(type)?.(message);
  if (content !== undefined) return content;
  const inner = textAt(objectAt(message, type), 'type');
  const kind = type === 'unsupported' || type === 'unknown' ? (inner ?? type) : type;
  return compact({
    type: 'unsupported' as const,
    kind: type === 'interactive' && inner ? `interactive/${inner}` : kind,
    reason: reasonIn(message),
  });
}

/** Why WhatsApp brings no content; the details say more than the title, and stand in one of two places. */
function reasonIn(message: Json): string | undefined {
  const [error] = objectsAt(message, 'errors');
  const details = textAt(objectAt(error, 'error_data'), 'details') ?? textAt(error, 'details');
  return details ?? textAt(error, 'message') ?? textAt(error, 'title');
}

function readText(message: Json): Content | undefined {
  const text = textAt(objectAt(message, 'text'), 'body');
  return text === undefined ? undefined : { type: 'text', text };
}

function readMedia<T extends 'image' | 'video' | 'file'>(type: T, media: Json | undefined) {
  if (media === undefined) return undefined;
  return compact({ type, items: [readItem(media)], text: textAt(media, 'caption') });
}

function readAudio(media: Json | undefined, voice = media?.voice === true): Content | undefined {
  if (media === undefined) return undefined;
  return { type: 'audio', items: [readItem(media)], ...(voice && { voice }) };
}

function readSticker(message: Json): Content | undefined {
  const sticker = objectAt(message, 'sticker');
  if (sticker === undefined) return undefined;
  return {
    type: 'sticker',
    items: [readItem(sticker)],
    ...(sticker.animated === true && { animated: true }),
  };
}

function readItem(media: Json): MediaItem {
  const id = textAt(media, 'id');
  const url = textAt(media, 'url');
  return compact({
    platform_media_id: id,
    // Old chats handed over name their media before they can be fetched.
    status: id === undefined && url === undefined ? undefined : ('pending' as const),
    url: url !== undefined && URL.canParse(url) ? url : undefined,
    mime_type: textAt(media, 'mime_type'),
    file_name: textAt(media, 'filename'),
    sha256: hexDigest(textAt(media, 'sha256')),
  });
}

/** A digest in lower-case hex: webhooks give it in base64, the media endpoint in hex. Undefined for none. */
export function hexDigest(digest: string | undefined): string | undefined {
  if (digest === undefined) return undefined;
  if (/^[0-9a-f]{64}$/i.test(digest)) return digest.toLowerCase();
  const bytes = /^[\w+/-]{43}=?$/.test(digest) ? Buffer.from(digest, 'base64') : undefined;
  return bytes?.length === 32 ? bytes.toString('hex') : undefined;
}

function readLocation(message: Json): Content | undefined {
  const place = objectAt(message, 'location');
  const position = placeAt(place, 'latitude', 'longitude');
  const name = textAt(place, 'name');
  const address = textAt(place, 'address');
  const url = textAt(place, 'url');
  if (position !== undefined) return compact({ type: 'location' as const, ...position, name, address, url });
  if (name === undefined && address === undefined && url === undefined) return undefined;
  // Without a place on Earth it cannot be shown on a map, but its name can be read.
  return compact({ type: 'share' as const, kind: 'location', url: url ?? null, title: name, text: address });
}

function readContacts(message: Json): Content | undefined {
  const contacts = objectsAt(message, 'contacts').map(readCard);
  return contacts.length === 0 ? undefined : { type: 'contacts', contacts };
}

function readCard(contact: Json): ContactCard {
  const name = objectAt(contact, 'name');
  const org = objectAt(contact, 'org');
  const phones = objectsAt(contact, 'phones').flatMap((entry) => {
    const phone = textAt(entry, 'phone') ?? textAt(entry, 'wa_id');
    if (phone === undefined) return [];
    return [compact({ phone, type: textAt(entry, 'type'), user_id: textAt(entry, 'wa_id') })];
  });
  const emails = objectsAt(contact, 'emails').flatMap((entry) => {
    const email = textAt(entry, 'email');
    return email === undefined ? [] : [compact({ email, type: textAt(entry, 'type') })];
  });
  const urls = objectsAt(contact, 'urls').flatMap((entry) => textAt(entry, 'url') ?? []);
  const addresses = objectsAt(contact, 'addresses');
  return compact({
    name: textAt(name, 'formatted_name'),
    first_name: textAt(name, 'first_name'),
    last_name: textAt(name, 'last_name'),
    phones: filled(phones),
    emails: filled(emails),
    organisation: textAt(org, 'company'),
    title: textAt(org, 'title'),
    birthday: textAt(contact, 'birthday'),
    urls: filled(urls),
    addresses: filled(addresses),
    vcard: textAt(contact, 'vcard'),
    origin: textAt(contact, 'origin'),
  });
}

function filled<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function readOrder(message: Json): ContentOf<'order'> | undefined {
  const order = objectAt(message, 'order');
  if (!isObject(order)) return undefined;
  return compact({
    type: 'order' as const,
    catalog_id: textAt(order, 'catalog_id'),
    text: textAt(order, 'text'),
    items: objectsAt(order, 'product_items').flatMap((item) => {
      const product_id = textAt(item, 'product_retailer_id');
      if (product_id === undefined) return [];
      return [
        compact({
          product_id,
          quantity: numberAt(item, 'quantity'),
          price: numberAt(item, 'item_price'),
          currency: textAt(item, 'currency'),
        }),
      ];
    }),
  });
}
