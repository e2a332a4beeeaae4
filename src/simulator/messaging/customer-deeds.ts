import { ControlRefusal } from '../control-refusal.ts';
import type { Outcome } from '../delivery/post.ts';
import type { Fields } from '../graph/state.ts';
import { mid, opaque } from '../ids.ts';
import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import { fromCustomer } from './items.ts';
import type { Customer, MessagingAccount, MessagingMessage } from './state.ts';
import { nobodyTold, tell } from './tell.ts';
import type { Happening } from './webhook-fields.ts';

/** What came of something somebody did. */
export interface Deed {
  message_id: string | null;
  delivery: Outcome;
}

/** The customer did something that lets the business write for a day, and look at the profile. */
export function openWindow(world: World, customer: Customer): void {
  customer.last_inbound_at = world.clock.now();
  customer.consented = true;
  // Whoever writes has nothing against being written to.
  customer.blocked = false;
}

/** What a customer does besides writing; null when it is nothing of this. */
export async function customerDeed(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  said: Said,
): Promise<Deed | null> {
  const hear = async (
    happening: Happening,
    event: Fields,
    message_id: string | null = null,
  ): Promise<Deed> => {
    const item = fromCustomer(world, account, customer, event);
    return { message_id, delivery: await tell(world, account, customer, happening, item) };
  };
  switch (said.type) {
    case 'postback': {
      const id = mid(account.platform, account.id);
      openWindow(world, customer);
      const { title = said.data, data: payload, referral } = said;
      const postback = { mid: id, title, payload, ...(referral === undefined ? {} : { referral }) };
      return hear('postback', { postback }, id);
    }
    case 'reaction':
      if (said.emoji) customer.last_inbound_at = world.clock.now();
      return hear('reaction', { reaction: reactionTo(account, said.message_id, said.emoji) });
    case 'referral':
      customer.last_inbound_at = world.clock.now();
      return hear('referral', { referral: said.referral });
    case 'optin':
      return optin(world, account, customer, said.optin);
    case 'unsend': {
      const message = ownMessage(world, customer, said.message_id);
      message.deleted = true;
      for (const file of message.files) world.messaging.files.delete(file);
      return hear('message', { message: { mid: message.id, is_deleted: true } }, message.id);
    }
    case 'edit': {
      const message = ownMessage(world, customer, said.message_id);
      const message_edit = edited(account, message, said.text);
      return hear('edit', { message_edit }, message.id);
    }
    case 'block':
    case 'unblock':
      customer.blocked = said.type === 'block';
      return { message_id: null, delivery: nobodyTold };
    default:
      return null;
  }
}

/** What Meta calls the usual emoji; every other one is `other`. */
const reactionNames: Record<'messenger' | 'instagram', Readonly<Record<string, string>>> = {
  messenger: {
    ...{ '❤': 'love', '😆': 'smile', '😮': 'wow', '😢': 'sad', '😠': 'angry', '👍': 'like', '👎': 'dislike' },
  },
  instagram: { '❤': 'love', '😂': 'laugh', '😮': 'wow', '😢': 'sad', '😡': 'angry', '👍': 'like' },
};

/** A reaction that is taken back has neither name nor emoji. */
function reactionTo(account: MessagingAccount, id: string, emoji: string | null): Fields {
  if (!emoji) return { mid: id, action: 'unreact' };
  const reaction = reactionNames[account.platform][emoji.replace('\uFE0F', '')] ?? 'other';
  return { mid: id, action: 'react', reaction, emoji };
}

function ownMessage(world: World, customer: Customer, id: string): MessagingMessage {
  const message = world.messaging.messages.get(id);
  if (message === undefined || message.direction !== 'in' || message.customer !== customer) {
    throw new ControlRefusal(404, `There is no message ${id} of this customer.`);
  }
  return message;
}

// https://developers.facebook.com/docs/messenger-platform/webhooks
const mostEdits = 5;

function edited(account: MessagingAccount, message: MessagingMessage, text: string): Fields {
  if (message.edits >= mostEdits) {
    throw new ControlRefusal(400, `A message can be edited ${mostEdits} times.`);
  }
  message.edits += 1;
  message.body = { ...message.body, text };
  // A number in Messenger, and a text on Instagram.
  const num_edit = account.platform === 'messenger' ? message.edits : String(message.edits);
  return { mid: message.id, text, num_edit };
}

const year = 365 * 24 * 60 * 60 * 1000;

/** Agreed marketing messages bring a token, the checkbox plugin a guest whose PSID nobody learns. */
async function optin(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  given: Fields,
): Promise<Deed> {
  const optin: Fields = { ...given };
  const isAgreement = optin.type === 'notification_messages';
  if (isAgreement) {
    optin.notification_messages_token ??= opaque(24);
    optin.notification_messages_timezone ??= 'UTC';
    optin.user_token_status ??= 'NOT_REFRESHED';
    optin.token_expiry_timestamp ??= world.clock.now() + year;
  }
  if (account.platform === 'messenger') {
    const expires_at = Number(optin.token_expiry_timestamp);
    const token = String(optin.notification_messages_token);
    if (isAgreement) account.notification_tokens.set(token, { customer, expires_at });
    if (optin.user_ref !== undefined) account.guests.add(String(optin.user_ref));
  }
  const item = fromCustomer(world, account, customer, { optin });
  if (optin.user_ref !== undefined) delete item.sender;
  return { message_id: null, delivery: await tell(world, account, customer, 'optin', item) };
}
