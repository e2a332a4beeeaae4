import type { ContentOf } from '../../conversations/content.ts';
import {
  type AttachmentReader,
  type AttachmentReaders,
  readShare,
  sharedAttachments,
  stickerPart,
} from '../meta/inbox/attachments.ts';
import { timeAt } from '../meta/json.ts';
import { compact, type Json, objectAt, placeAt, textAt } from '../readers.ts';
import { webAddress } from '../web-address.ts';

// Where an address without a host leads.
const origin = 'https://www.facebook.com';

/**
 * The attachments of messages to a page, by the type they name.
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages
 */
export const attachments: AttachmentReaders = new Map<string, AttachmentReader>([
  ...sharedAttachments,
  ['sticker', (attachment) => stickerPart(attachment, textAt(objectAt(attachment, 'payload'), 'sticker_id'))],
  ['fallback', readLink],
  ['post', (attachment) => readShare('post', attachment, origin)],
  ['reel', (attachment) => readShare('reel', attachment, origin)],
  ['ig_reel', (attachment) => readShare('ig_reel', attachment, origin)],
  ['location', readLocation],
  ['appointment_booking', readAppointment],
]);

/** A link with its title, as the words of the message may hold it too. Versions differ in where it stands. */
function readLink(attachment: Json, message: Json): ContentOf<'share'> | [] {
  const { payload } = attachment;
  const fields = objectAt(attachment, 'payload');
  const addresses = [fields?.url, payload, attachment.url, attachment.URL];
  const url = addresses.map(webAddress).find((address) => address !== undefined) ?? null;
  const title = textAt(fields, 'title') ?? textAt(attachment, 'title');
  const isEmpty = url === null && title === undefined;
  if (isEmpty && textAt(message, 'text') !== undefined) return [];
  return compact({ type: 'share' as const, kind: 'fallback', url, title });
}

function readLocation(attachment: Json): ContentOf<'location'> | undefined {
  const coordinates = objectAt(objectAt(attachment, 'payload'), 'coordinates');
  const place = placeAt(coordinates, 'lat', 'long');
  if (place === undefined) return undefined;
  return compact({
    type: 'location' as const,
    ...place,
    name: textAt(attachment, 'title'),
    url: webAddress(attachment.url),
  });
}

/** An appointment was asked for, confirmed, declined or cancelled. */
function readAppointment(attachment: Json): ContentOf<'system'> {
  const payload = objectAt(attachment, 'payload');
  const starts = timeAt(payload, 'start_time');
  const words = [
    textAt(payload, 'status'),
    starts === undefined ? undefined : new Date(starts).toISOString(),
    textAt(payload, 'timezone'),
  ].filter((word) => word !== undefined);
  return { type: 'system', kind: 'appointment_booking', ...(words.length > 0 && { text: words.join(', ') }) };
}
