import { type Content, previewOf } from '../../conversations/content.ts';
import type { Happening } from '../../conversations/interest.ts';
import type { ContactRow, ConversationRow, MessageRow, PlatformMessageRow } from '../../database/schema.ts';
import type { EventType } from '../../events/event.ts';
import { newId } from '../../identifier.ts';
import type { MessageItem, Person, PostbackItem, ReactionItem, ReplyHandle } from '../../platforms/item.ts';
import type { Concerned, ItemScene } from '../acceptance.ts';
import { registerMedia } from './media.ts';
import { announce, keepReplyHandle, participants, senderOf } from './participants.ts';
import { fillPlaceholder, placeholderOf } from './placeholders.ts';
import { rememberTwin } from './twins.ts';
import { openWindow } from './window.ts';

/** An edit or unsend that came before its message. */
export interface Tombstone {
  content?: Content;
  edited_at?: number;
  deleted_at?: number;
}

/** A message somebody wrote to us. */
export async function applyMessage(scene: ItemScene<MessageItem>): Promise<Concerned> {
  const { item } = scene;
  return addEntry(scene, {
    thread: item.thread,
    person: item.person,
    direction: 'in',
    author: 'contact',
    content: item.content,
    platformMessageId: item.platform_message_id,
    type: 'message.received',
    counts: !item.imported,
    opensWindow: item.opens_window && !item.imported,
    reply: item.reply,
  });
}

/** A message our own side typed in the platform's own app. */
export async function importEcho(scene: ItemScene<MessageItem>): Promise<Concerned> {
  const { item } = scene;
  return addEntry(scene, {
    thread: item.thread,
    person: item.person,
    direction: 'out',
    author: 'app',
    content: item.content,
    platformMessageId: item.platform_message_id,
    type: 'message.echoed',
    counts: false,
    opensWindow: false,
  });
}

/** A reaction stands in the thread, but asks for no answer. */
export async function applyReaction(scene: ItemScene<ReactionItem>): Promise<Concerned> {
  const { item } = scene;
  return addEntry(scene, {
    thread: item.thread,
    person: item.person,
    direction: item.direction,
    author: item.direction === 'in' ? 'contact' : 'app',
    content: { type: 'reaction', emoji: item.emoji, to: item.target },
    platformMessageId: item.platform_message_id,
    replyTo: item.target,
    type: item.emoji === null ? 'reaction.removed' : 'reaction.added',
    counts: false,
    opensWindow: item.opens_window ?? false,
  });
}

/** A tap outside any message. */
export async function applyPostback(scene: ItemScene<PostbackItem>): Promise<Concerned> {
  const { item } = scene;
  return addEntry(scene, {
    thread: item.thread,
    person: item.person,
    direction: 'in',
    author: 'contact',
    content: {
      type: 'answer',
      kind: 'postback',
      id: item.data,
      title: item.title ?? item.data,
      ...(item.params && { data: item.params }),
    },
    platformMessageId: item.platform_message_id,
    type: 'postback.received',
    counts: true,
    opensWindow: item.opens_window,
    reply: item.reply,
  });
}

/** Something that gets a line in the thread. */
interface NewEntry {
  thread: MessageItem['thread'];
  person: Person | undefined;
  direction: 'in' | 'out';
  author: 'contact' | 'app';
  content: Content;
  platformMessageId: string | undefined;
  replyTo?: string;
  type: EventType;
  /** Somebody waits for an answer. */
  counts: boolean;
  opensWindow: boolean;
  reply?: ReplyHandle | undefined;
}

async function addEntry(scene: ItemScene, entry: NewEntry): Promise<Concerned> {
  const { store, owner, item } = scene;
  const { contact, conversation } = await participants(scene, entry.thread, entry.person);
  const known =
    entry.platformMessageId === undefined
      ? undefined
      : store.messages.platformMessages.get(owner.workspaceId, owner.accountId, entry.platformMessageId);
  const concerned = { contact_id: contact?.id ?? null, conversation_id: conversation.id };
  const senderName = () =>
    entry.direction === 'in' ? senderOf(contact, entry.person).name : scene.account.name;
  const placeholder = known?.message_id ? placeholderOf(scene, known.message_id) : undefined;
  if (placeholder) {
    await fillPlaceholder(scene, placeholder, conversation, { ...entry, senderName: senderName() });
    return concerned;
  }
  // The same message came by another way before.
  if (known?.message_id && !isAnother(scene, known.message_id)) return concerned;
  const early = known?.message_id ? {} : earlyNews(known);
  const id = newId();
  const content = await registerMedia(scene, id, early.content ?? entry.content);
  const message = {
    ...newMessage(scene, { ...entry, content }, contact, conversation, id),
    edited_at: early.edited_at ?? null,
    deleted_at: early.deleted_at ?? null,
  };
  store.messages.rows.add(message);
  addPart(scene, message, entry.platformMessageId);
  if (known && !known.message_id) link(scene, message, known);
  rememberTwin(scene, message);
  await keepReplyHandle(scene, conversation, entry.reply);
  // As it is now: what follows in the same batch has events of its own.
  const view = store.messages.view(message, senderName());
  const number = announce(scene, entry.type, () => ({ message: view }), {
    conversation,
    message_id: message.id,
  });
  scene.batch.afterNumbers(() => {
    message.seq = number.seq;
  });
  const preview = message.deleted_at ? '' : previewOf(content);
  store.conversations.touch(conversation, number, preview, item.occurred_at);
  // Nobody waits for an answer to what was taken back.
  if (entry.counts && !message.deleted_at) {
    const standby = 'context' in item && item.context?.standby === true;
    store.conversations.receive(conversation, number, item.occurred_at, standby);
  }
  if (entry.opensWindow) openWindow(scene, conversation);
  if (scene.origin === 'live' && !message.deleted_at) await tell(scene, entry, { conversation, message });
  return concerned;
}

/** Tells who wants to know of what somebody waits for, or has said himself for our side. */
async function tell({ interest, ...scene }: ItemScene, entry: NewEntry, happening: Happening): Promise<void> {
  if (entry.counts) await interest.received(scene, happening);
  else if (entry.type === 'message.echoed' && happening.message.origin === 'live')
    await interest.wrote(scene, happening);
}

/**
 * Whether the message known by this id is another one. Bodies with different messages under one id exist
 * (of LINE): as items of one request they have different keys, which the same message would not have.
 */
function isAnother({ store, owner, raw }: ItemScene, messageId: string): boolean {
  return store.messages.rows.get(owner.workspaceId, messageId)?.raw_id === raw.id;
}

/** What an edit or unsend that came before its message makes of it. */
function earlyNews(known: PlatformMessageRow | undefined): Tombstone {
  const tombstone: Tombstone = known?.tombstone ? JSON.parse(known.tombstone) : {};
  return tombstone.deleted_at ? { ...tombstone, content: deletedContent } : tombstone;
}

function newMessage(
  scene: ItemScene,
  entry: NewEntry,
  contact: ContactRow | undefined,
  conversation: ConversationRow,
  id: string,
): MessageRow {
  const { item, owner, raw, now, account } = scene;
  const message = item.kind === 'message' ? item : undefined;
  const { referral, context } = item.kind === 'postback' || item.kind === 'message' ? item : {};
  const replyTo = entry.replyTo ?? message?.reply_to ?? null;
  return {
    workspace_id: owner.workspaceId,
    id,
    account_id: owner.accountId,
    conversation_id: conversation.id,
    contact_id: entry.direction === 'in' ? (contact?.id ?? null) : null,
    sender_id: entry.direction === 'in' ? (entry.person?.identities[0]?.value ?? null) : account.externalId,
    seq: 0,
    direction: entry.direction,
    author: entry.author,
    member_id: null,
    agent_run_id: null,
    turn: null,
    content_type: entry.content.type,
    content: JSON.stringify(entry.content),
    // What was typed in the native app has been sent by it.
    status: entry.direction === 'out' && entry.author === 'app' ? 'sent' : null,
    failure: null,
    reply_to: replyTo === null ? null : messageIdOf(scene, replyTo),
    reply_to_platform_id: replyTo,
    referral: referral ? JSON.stringify(referral) : null,
    forwarded: message?.forwarded ?? null,
    context: context ? JSON.stringify(context) : null,
    origin: message?.imported ? 'imported' : scene.origin,
    raw_id: raw.id,
    sent_at: item.occurred_at,
    scheduled_at: null,
    edited_at: null,
    deleted_at: null,
    created_at: now,
    updated_at: now,
  };
}

/** Our id of a message the platform names, if we have it. */
export function messageIdOf({ store, owner }: ItemScene, platformMessageId: string): string | null {
  const known = store.messages.platformMessages.get(owner.workspaceId, owner.accountId, platformMessageId);
  return known?.message_id ?? null;
}

function addPart(
  { store, now }: ItemScene,
  message: MessageRow,
  platformMessageId: string | undefined,
): void {
  store.messages.parts.add({
    workspace_id: message.workspace_id,
    message_id: message.id,
    position: 0,
    content: message.content,
    platform_message_id: platformMessageId ?? null,
    quote_token: null,
    status: message.direction === 'in' ? 'received' : 'sent',
    updated_at: now,
  });
}

/** Links the platform's id to its message. */
function link({ store }: ItemScene, message: MessageRow, known: PlatformMessageRow): void {
  store.messages.platformMessages.change(known, {
    message_id: message.id,
    conversation_id: message.conversation_id,
    tombstone: null,
    echo: null,
  });
}

/** What is left of a message whose author took it back. */
export const deletedContent = { type: 'system', kind: 'deleted' } as const satisfies Content;
