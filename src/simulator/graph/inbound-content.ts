import { ControlRefusal } from '../control-refusal.ts';
import { sampleFile } from '../samples.ts';
import type { Said, SaidFile } from '../say-kinds.ts';
import type { World } from '../world.ts';
import { digestOf, downloadLink, keepFile } from './media.ts';
import type { BusinessNumber, Fields } from './state.ts';
import { tapped } from './tap.ts';

/** `type` and the fields of that type, as Meta's webhook shows what a customer sent. */
export function contentOf(world: World, number: BusinessNumber, said: Said): Fields {
  switch (said.type) {
    case 'text':
      return { type: 'text', text: { body: said.text } };
    case 'image':
    case 'video':
    case 'audio':
    case 'voice':
    case 'document':
    case 'file':
    case 'sticker':
      return fileContent(world, number, said);
    case 'location': {
      const { latitude, longitude, name, address } = said;
      const place = { latitude, longitude, ...defined({ name, address }) };
      return { type: 'location', location: place };
    }
    case 'contacts':
      return { type: 'contacts', contacts: said.contacts };
    case 'reaction':
      return { type: 'reaction', reaction: { message_id: said.message_id, ...emojiOf(said.emoji) } };
    case 'tap':
      return tapped(world, number, said.tap);
    case 'unsupported':
      return unsupported(said.kind);
    case 'order': {
      const { catalog_id, items, text = '' } = said;
      return { type: 'order', order: { catalog_id, text, product_items: items } };
    }
    case 'welcome':
      return { type: 'request_welcome' };
    case 'system':
      return systemContent(said);
    case 'native':
      return said.message ?? {};
    default:
      throw new ControlRefusal(400, `WhatsApp has no ${said.type}.`);
  }
}

/** A reaction that is taken back has no emoji at all. */
function emojiOf(emoji: string | null): Fields {
  return emoji === null || emoji === '' ? {} : { emoji };
}

function fileContent(world: World, number: BusinessNumber, said: SaidFile): Fields {
  const sample = sampleFile(said.type);
  const bytes = said.data === undefined ? sample.bytes : new Uint8Array(Buffer.from(said.data, 'base64'));
  const mime_type = said.mime_type ?? sample.mime_type;
  const file = keepFile(world, number, { bytes, mime_type, origin: 'received' });
  const type = said.type === 'voice' ? 'audio' : said.type === 'file' ? 'document' : said.type;
  const common = {
    ...defined({ caption: said.caption }),
    mime_type,
    sha256: digestOf(file, 'base64'),
    id: file.id,
    url: downloadLink(world, file),
  };
  return { type, [type]: { ...common, ...extrasOf(said, sample.file_name) } };
}

function extrasOf(said: SaidFile, name: string): Fields {
  switch (said.type) {
    case 'document':
    case 'file':
      return { filename: said.file_name ?? name };
    case 'audio':
    case 'voice':
      return { voice: said.type === 'voice' };
    case 'sticker':
      return { animated: said.animated ?? false };
    default:
      return {};
  }
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/unsupported */
function unsupported(kind: string | undefined): Fields {
  const error = {
    code: 131051,
    title: 'Message type unknown',
    message: 'Message type unknown',
    error_data: { details: 'Message type is currently not supported.' },
  };
  return {
    type: 'unsupported',
    errors: [error],
    ...(kind === undefined ? {} : { unsupported: { type: kind } }),
  };
}

function systemContent(said: Extract<Said, { type: 'system' }>): Fields {
  if (said.security_code !== undefined) {
    const system = { body: 'The security code changed', type: 'customer_identity_changed' };
    return { type: 'system', identity: { acknowledged: true, hash: said.security_code }, system };
  }
  if (said.new_phone === undefined) {
    const body = 'User changed their user id';
    return { type: 'system', system: { body, type: 'user_changed_user_id', user_id: said.new_id } };
  }
  const wa_id = said.new_phone.replace(/\D/g, '');
  const system = { body: `User changed to ${wa_id}`, type: 'user_changed_number', wa_id };
  return { type: 'system', system: { ...system, ...defined({ user_id: said.new_id }) } };
}

function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
