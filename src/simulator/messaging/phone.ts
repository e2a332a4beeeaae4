import { ControlRefusal } from '../control-refusal.ts';
import type { Fields } from '../graph/state.ts';
import type { ChatSigns, InboxEntry, Phones } from '../phones.ts';
import type { World } from '../world.ts';
import { markRead } from './accept.ts';
import { accountWithId, type Customer, type MessagingAccount, type MessagingMessage } from './state.ts';

/** What Messenger and Instagram show on the phones of customers. */
export function messagingPhones(world: World): Phones {
  const data: InboxEntry[] = [];
  const chats: ChatSigns[] = [];
  for (const account of [...world.messaging.pages.values(), ...world.messaging.instagram.values()]) {
    for (const customer of account.customers.values()) {
      data.push(...messagesOf(account, customer), ...reactionsOf(account, customer));
      const { read_up_to, typing_until } = customer;
      chats.push({ ...placeOf(account, customer), read_up_to, typing_until });
    }
  }
  return { data, chats };
}

function placeOf(account: MessagingAccount, customer: Customer) {
  const user = { id: customer.id, name: customer.name };
  return { platform: account.platform, account: account.id, user, group_id: null };
}

function messagesOf(account: MessagingAccount, customer: Customer): InboxEntry[] {
  return customer.messages
    .filter((one) => one.direction === 'out')
    .map((record) => ({
      ...placeOf(account, customer),
      message_id: record.id,
      at: record.at,
      status: statusOf(account, record),
      text: textOf(record.body),
      body: record.body,
    }));
}

function statusOf(account: MessagingAccount, { state }: MessagingMessage): string {
  return state !== 'read' && account.platform === 'instagram' ? 'received' : state;
}

function reactionsOf(account: MessagingAccount, customer: Customer): InboxEntry[] {
  return [...customer.reactions].map(([message_id, { reaction, at }]) => ({
    ...placeOf(account, customer),
    message_id,
    at,
    status: 'delivered',
    text: reaction,
    body: { sender_action: 'react', payload: { message_id, reaction } },
  }));
}

/** The words of a message, or of its template. */
function textOf(body: Fields): string {
  if (typeof body.text === 'string') return body.text;
  const payload = inner(body.attachment, 'payload');
  const words = [inner(payload, 'text'), inner(payload, 'title'), inner(inner(payload, 'elements'), '0')];
  const [found] = words.filter((one) => one !== undefined);
  const text = typeof found === 'object' ? inner(found, 'title') : found;
  return typeof text === 'string' ? text : '';
}

function inner(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** The customer reads everything that has arrived; answers how many messages that were. */
export async function openMessagingChat(world: World, id: string, user: string): Promise<number> {
  const account = accountWithId(world.messaging, id);
  if (account === null) throw new ControlRefusal(404, `There is no account ${id}.`);
  const customer =
    account.customers.get(user) ?? [...account.customers.values()].find((one) => one.name === user);
  if (customer === undefined) throw new ControlRefusal(404, `There is no customer ${user}.`);
  return markRead(world, account, customer);
}
