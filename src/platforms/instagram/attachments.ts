import type { ContentOf } from '../../conversations/content.ts';
import {
  type AttachmentReader,
  type AttachmentReaders,
  mediaPart,
  readShare,
  sharedAttachments,
} from '../meta/inbox/attachments.ts';
import { compact, type Json, objectAt, textAt } from '../readers.ts';
import { webAddress } from '../web-address.ts';

/**
 * The attachments of messages to an account, by the type they name. Media that vanish (`ephemeral`) and what
 * Instagram itself calls `unsupported_type` have nothing to show.
 * https://developers.facebook.com/docs/instagram-platform/webhooks
 */
export const attachments: AttachmentReaders = new Map<string, AttachmentReader>([
  ...sharedAttachments,
  // Nothing tells what kind of file it is.
  ['media', (attachment) => mediaPart('file', attachment)],
  ['share', (attachment) => readShare('share', attachment)],
  ['story', (attachment) => readShare('story', attachment)],
  ['ig_story', (attachment) => readShare('story', attachment)],
  ['story_mention', readStoryMention],
  ['like_heart', () => ({ type: 'sticker', sticker_id: 'like_heart', text: '❤️' })],
]);

/** Somebody named the account in a story; the address ends with the story. */
function readStoryMention(attachment: Json): ContentOf<'story'> {
  const payload = objectAt(attachment, 'payload');
  const url = webAddress(payload?.url) ?? null;
  return compact({ type: 'story' as const, kind: 'mention' as const, id: textAt(payload, 'id'), url });
}
