import { type FieldTree, fieldsIn, pickTree } from '../graph/field-tree.ts';
import type { Fields } from '../graph/state.ts';
import { refused } from './errors.ts';
import { checkPermission, checkStanding, type Sender } from './sender.ts';
import type { MessagingMessage } from './state.ts';

// Of older ones only id and time are told.
const readable = 20;

/**
 * `GET /{message id}`: what a message says, of the 20 newest of its chat.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/conversations-api
 */
export function readMessageNode(
  sender: Sender,
  message: MessagingMessage,
  fields: string | undefined,
): Fields {
  checkReading(sender);
  return messageNode(message, fieldsIn(fields ?? 'id,created_time'), 'refuse');
}

/** A message with some of its fields; within a list those that are too old show less and are not refused. */
export function messageNode(
  message: MessagingMessage,
  wanted: FieldTree,
  old: 'refuse' | 'shorten' = 'shorten',
): Fields {
  const isReadable = !message.deleted && newestOf(message).includes(message);
  if (!isReadable && old === 'refuse') throw refused('9000001');
  const shown = (read: () => unknown) => () => (isReadable ? read() : undefined);
  const { account, customer, body, direction } = message;
  const sides = direction === 'in' ? [customer, account] : [account, customer];
  const [from, to] = sides.map((one) => one && person(one));
  return pickTree('Message', wanted, message.id, {
    created_time: () => graphTime(message.at),
    from: shown(() => from ?? undefined),
    to: shown(() => to && { data: [to] }),
    message: shown(() => body.text ?? ''),
    attachments: shown(() => attachmentsOf(body, files)),
    shares: shown(() => attachmentsOf(body, shared)),
    story: shown(() => storyOf(body)),
    reactions: shown(() => reactionsOf(message)),
    reply_to: shown(() => quotedBy(body)),
    is_unsupported: shown(() => (body.is_unsupported === true ? true : undefined)),
  });
}

function newestOf({ customer }: MessagingMessage): MessagingMessage[] {
  return (customer?.messages ?? []).filter(({ deleted }) => !deleted).slice(-readable);
}

interface Attached {
  type: string;
  url: string;
}

type Form = (attached: Attached) => Fields | null;

/** The keys under which the kinds of files stand. */
const files: Form = ({ type, url }) => {
  if (type === 'image') return { image_data: { url } };
  if (type === 'video') return { video_data: { url } };
  return type === 'audio' || type === 'file' ? { file_url: url } : null;
};

const shared: Form = ({ type, url }) =>
  ['share', 'ig_post', 'ig_reel', 'reel'].includes(type) ? { link: url } : null;

function attachmentsOf(body: Fields, form: Form): Fields | undefined {
  const data = attachedTo(body).flatMap((one) => form(one) ?? []);
  return data.length === 0 ? undefined : { data };
}

function attachedTo(body: Fields): Attached[] {
  return [body.attachments ?? [], body.attachment ?? []].flat().flatMap((one) => {
    const type = String(textIn(one, 'type'));
    const url = textIn(inside(one, 'payload'), 'url');
    return url === undefined ? [] : [{ type, url }];
  });
}

function storyOf(body: Fields): Fields | undefined {
  const story = inside(inside(body, 'reply_to'), 'story');
  if (story !== undefined) {
    return { reply_to: { link: textIn(story, 'url') ?? '', id: textIn(story, 'id') ?? '' } };
  }
  const mention = attachedTo(body).find(({ type }) => type === 'story_mention');
  return mention && { mention: { link: mention.url } };
}

function reactionsOf({ account, customer, id }: MessagingMessage): Fields | undefined {
  const own = customer?.reactions.get(id);
  return own && { data: [{ reaction: own.reaction, users: [person(account)] }] };
}

function quotedBy(body: Fields): Fields | undefined {
  const mid = textIn(inside(body, 'reply_to'), 'mid');
  return mid === undefined ? undefined : { mid };
}

function inside(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function textIn(value: unknown, key: string): string | undefined {
  const text = inside(value, key);
  return typeof text === 'string' ? text : undefined;
}

/** Chats are read with the right to write in them. */
export function checkReading(sender: Sender): void {
  checkPermission(sender, 'send');
  checkStanding(sender);
}

/** Either side as lists of people show it. */
export function person(side: { id: string; name: string; username: string | null }): Fields {
  return { id: side.id, ...(side.username === null ? { name: side.name } : { username: side.username }) };
}

/** A time as the Graph API writes it: `2026-01-15T09:00:00+0000`. */
export function graphTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, '+0000');
}
