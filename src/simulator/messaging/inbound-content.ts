import { ControlRefusal } from '../control-refusal.ts';
import type { Fields } from '../graph/state.ts';
import { digits } from '../ids.ts';
import { sampleFile } from '../samples.ts';
import type { Said, SaidPart } from '../say-kinds.ts';
import type { World } from '../world.ts';
import { keepFile, linkTo } from './files.ts';
import type { Customer, MessagingAccount } from './state.ts';

/** A message without its id, and the files that belong to it. */
export interface InboundContent {
  message: Fields;
  files: string[];
}

/** What of a message the webhook shows; null when what was said is no message. */
export function contentOf(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  said: Said,
): InboundContent | null {
  const bare = bareContent(world, account, said);
  if (bare === null) return null;
  const replyTo = replyOf(world, account, customer, said);
  const referral = 'referral' in said && said.referral !== undefined ? { referral: said.referral } : {};
  return { ...bare, message: { ...bare.message, ...replyTo, ...referral } };
}

function bareContent(world: World, account: MessagingAccount, said: Said): InboundContent | null {
  switch (said.type) {
    case 'text':
      return { message: { text: said.text }, files: [] };
    case 'unsupported':
      return { message: { is_unsupported: true }, files: [] };
    case 'native':
      return said.message === undefined ? null : { message: said.message, files: [] };
    case 'attachments':
      return withAttachments(world, account, said.text, said.attachments);
    case 'document':
      return withAttachments(world, account, said.caption, [{ ...said, type: 'file' }]);
    case 'image':
    case 'video':
    case 'audio':
    case 'voice':
    case 'file':
    case 'sticker':
      return withAttachments(world, account, said.caption, [said]);
    case 'share':
      // A shared link is words, and in Messenger a preview of it.
      if (said.kind !== 'link') return withAttachments(world, account, undefined, [said]);
      return withAttachments(
        world,
        account,
        said.url ?? shop,
        account.platform === 'messenger' ? [said] : [],
      );
    case 'location':
    case 'like':
    case 'story_mention':
    case 'ephemeral':
      return withAttachments(world, account, undefined, [said]);
    default:
      return null;
  }
}

const shop = 'https://shop.example/offers';

/** Words and attachments, in both directions. */
export function withAttachments(
  world: World,
  account: MessagingAccount,
  text: string | undefined,
  parts: readonly SaidPart[],
): InboundContent {
  const made = parts.map((one) => attachmentOf(world, account, one));
  const attachments = made.map((one) => one.attachment);
  return {
    message: {
      ...(text === undefined ? {} : { text }),
      ...(attachments.length === 0 ? {} : { attachments }),
    },
    files: made.flatMap((one) => (one.file === null ? [] : [one.file])),
  };
}

interface Made {
  attachment: Fields;
  file: string | null;
}

function attachmentOf(world: World, account: MessagingAccount, part: SaidPart): Made {
  const isMessenger = account.platform === 'messenger';
  switch (part.type) {
    case 'image':
    case 'video':
    case 'audio':
    case 'voice':
    case 'file':
      return fileAttachment(world, account, part, part.type === 'voice' ? 'audio' : part.type);
    case 'sticker': {
      // Instagram counts stickers as images.
      const made = fileAttachment(world, account, part, isMessenger ? 'sticker' : 'image');
      if (!isMessenger) return made;
      const sticker_id = part.sticker_id ?? digits(15);
      return { ...made, attachment: { ...made.attachment, payload: { ...payloadOf(made), sticker_id } } };
    }
    case 'like': {
      if (!isMessenger) return { attachment: { type: 'like_heart' }, file: null };
      const made = fileAttachment(world, account, { type: 'sticker' }, 'sticker');
      const payload = { ...payloadOf(made), sticker_id: smallLike };
      return { ...made, attachment: { ...made.attachment, payload } };
    }
    case 'location':
      if (!isMessenger) throw new ControlRefusal(400, 'Instagram has no location.');
      return placeAttachment(part);
    case 'share':
      return { attachment: shareAttachment(world, account, part), file: null };
    case 'story_mention':
      if (isMessenger) throw new ControlRefusal(400, 'Messenger has no story_mention.');
      if (part.url === undefined) return fileAttachment(world, account, { type: 'image' }, 'story_mention');
      return { attachment: { type: 'story_mention', payload: { url: part.url } }, file: null };
    case 'ephemeral':
      if (isMessenger) throw new ControlRefusal(400, 'Messenger has no ephemeral.');
      return { attachment: { type: 'ephemeral' }, file: null };
  }
}

/** The thumb that Messenger's send button shows, in its small size. */
const smallLike = '369239263222822';

function payloadOf({ attachment }: Made): object {
  return typeof attachment.payload === 'object' && attachment.payload !== null ? attachment.payload : {};
}

function placeAttachment(part: Extract<SaidPart, { type: 'location' }>): Made {
  const { latitude: lat, longitude: long, name } = part;
  const title = name === undefined ? {} : { title: name };
  return { attachment: { ...title, type: 'location', payload: { coordinates: { lat, long } } }, file: null };
}

function fileAttachment(
  world: World,
  account: MessagingAccount,
  said: { type: string; data?: string | undefined; mime_type?: string | undefined },
  type: string,
): Made {
  const sample = sampleFile(said.type);
  const bytes = said.data === undefined ? sample.bytes : new Uint8Array(Buffer.from(said.data, 'base64'));
  const file = keepFile(world, account.platform, { bytes, mime_type: said.mime_type ?? sample.mime_type });
  return { attachment: { type, payload: { url: linkTo(world, file) } }, file: file.id };
}

/** What is passed on of Facebook and Instagram; the ids have a key for each kind. */
function shareAttachment(
  world: World,
  account: MessagingAccount,
  { kind, url, title, id = digits(17) }: Extract<SaidPart, { type: 'share' }>,
): Fields {
  const named = title === undefined ? {} : { title };
  if (account.platform === 'messenger') {
    const link = url ?? `https://www.facebook.com/${kind}/${id}`;
    if (kind === 'reel') return { type: 'reel', payload: { url: link, ...named, reel_video_id: id } };
    if (kind === 'post') return { type: 'post', payload: { url: link, ...named, id } };
    if (kind === 'link') return { type: 'fallback', payload: { url: url ?? shop, ...named } };
    throw new ControlRefusal(400, `Messenger has no shared ${kind}.`);
  }
  const picture = () => url ?? linkTo(world, keepFile(world, 'instagram', sampleFile('image')));
  switch (kind) {
    case 'post':
      return { type: 'ig_post', payload: { url: picture(), ...named, ig_post_media_id: id } };
    case 'reel': {
      // A permalink: a page, not a film.
      const link = url ?? `https://www.instagram.com/reel/${id}/`;
      return { type: 'ig_reel', payload: { url: link, ...named, reel_video_id: id } };
    }
    case 'story':
      return { type: 'story', payload: { url: picture() } };
    default:
      return { type: 'share', payload: { url: picture() } };
  }
}

/** What is quoted: a message, or on Instagram a story of the business. */
function replyOf(world: World, account: MessagingAccount, customer: Customer, said: Said): Fields {
  if ('story' in said && said.story !== undefined) {
    if (account.platform === 'messenger') throw new ControlRefusal(400, 'Messenger has no story.');
    const url = said.story.url ?? linkTo(world, keepFile(world, 'instagram', sampleFile('image')));
    return { reply_to: { story: { url, id: said.story.id ?? digits(17) } } };
  }
  const quoted = 'reply_to' in said ? said.reply_to : undefined;
  if (quoted === undefined) return {};
  if (account.platform === 'instagram') return { reply_to: { mid: quoted } };
  const record = world.messaging.messages.get(quoted);
  const is_self_reply = record?.direction === 'in' && record.customer === customer;
  return { reply_to: { mid: quoted, is_self_reply } };
}
