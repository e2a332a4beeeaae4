import type { World } from '../world.ts';
import type { FileAttachment } from './bodies/attachments.ts';
import type { InstagramBody, MessengerBody } from './bodies/message.ts';
import { refused } from './errors.ts';
import type { MessagingAccount } from './state.ts';
import { keepUpload, takeLinked, uploadFor } from './uploads.ts';

/** The files of a message as they lie on the CDN. */
export interface Attached {
  /** In order, as echoes show them. */
  attachments: { type: string; payload: { url: string } }[];
  files: string[];
  /** The id by which the file can be sent again, where that was asked for. */
  attachment_id: string | null;
}

/** The files a message holds. */
export function filesIn(body: MessengerBody | InstagramBody): FileAttachment[] {
  const { message } = body;
  const plural = 'attachments' in message ? (message.attachments ?? []) : [];
  const all = [message.attachment, ...(Array.isArray(plural) ? plural : [plural])];
  return all.flatMap((one) => (one !== undefined && isFile(one) ? [one] : []));
}

function isFile(attachment: { type: string }): attachment is FileAttachment {
  return ['image', 'video', 'audio', 'file'].includes(attachment.type);
}

/** Fetches what is linked and finds what was uploaded; refuses the message when something is not right. */
export async function attach(
  world: World,
  account: MessagingAccount,
  body: MessengerBody | InstagramBody,
): Promise<Attached> {
  const attached: Attached = { attachments: [], files: [], attachment_id: null };
  for (const { type, payload } of filesIn(body)) {
    const { attachment_id, url = '', is_reusable } = payload;
    if (attachment_id !== undefined) {
      const upload = uploadFor(world, account, type, attachment_id);
      attached.attachments.push({ type, payload: { url: upload.url } });
      continue;
    }
    const taken = await takeLinked(world, account, type, url);
    attached.attachments.push({ type, payload: { url: taken.url } });
    if (taken.file !== null) attached.files.push(taken.file);
    if (is_reusable) attached.attachment_id = keepUpload(world, account, type, taken.url).id;
  }
  checkTemplateFiles(world, account, body);
  return attached;
}

/** A media template names an upload of its own type. */
function checkTemplateFiles(
  world: World,
  account: MessagingAccount,
  body: MessengerBody | InstagramBody,
): void {
  const { attachment } = body.message;
  if (attachment?.type !== 'template' || attachment.payload.template_type !== 'media') return;
  for (const element of attachment.payload.elements) {
    if (element.attachment_id === undefined) continue;
    uploadFor(world, account, element.media_type, element.attachment_id);
  }
}

/** Only media of the account itself can be shared; the simulator knows none of others. */
export function checkShare(account: MessagingAccount, body: MessengerBody | InstagramBody): void {
  const { attachment } = body.message;
  if (attachment?.type !== 'MEDIA_SHARE' || account.platform !== 'instagram') return;
  if (!account.media.has(attachment.payload.id)) throw refused('100/2534015');
}
