import type { Fields } from '../graph/state.ts';
import { mid } from '../ids.ts';
import type { World } from '../world.ts';
import type { InstagramBody, MessengerBody } from './bodies/message.ts';
import { refused } from './errors.ts';
import { fromBusiness, fromCustomer } from './items.ts';
import { type Attached, attach, checkShare } from './outgoing-files.ts';
import { type Recipient, recipientOf } from './recipient.ts';
import type { Sender } from './sender.ts';
import type { Customer, MessagingAccount, MessagingMessage } from './state.ts';
import { tell } from './tell.ts';
import { controlAfterSending } from './thread-control.ts';
import { checkWindow } from './window.ts';

/** What sending answers, and what happens afterwards. */
export interface Accepted {
  answer: Fields;
  afterwards: () => Promise<unknown>;
}

/** Accepts a well-formed message or refuses it. */
export async function acceptMessage(
  world: World,
  sender: Sender,
  body: MessengerBody | InstagramBody,
): Promise<Accepted> {
  const { account } = sender;
  const recipient = recipientOf(world, sender, body.recipient);
  checkWindow(world, sender, recipient, body);
  checkQuoted(world, account, recipient.customer, body.reply_to?.mid);
  checkTemplate(account, body);
  checkPersona(account, body);
  checkShare(account, body);
  const attached = await attach(world, account, body);
  const record = remember(world, account, recipient, body, attached);
  return {
    answer: answerOf(record, recipient, attached),
    // All start at once: what is posted of one chat stays in order by itself.
    afterwards: () =>
      Promise.all([
        tellEcho(world, sender, record, body, attached),
        carry(world, record),
        controlAfterSending(world, sender, record.customer, body),
      ]),
  };
}

/** The message that is answered or reacted to must be known in this chat. */
export function checkQuoted(
  world: World,
  account: MessagingAccount,
  customer: Customer | null,
  id: string | undefined,
): MessagingMessage | null {
  if (id === undefined) return null;
  const quoted = world.messaging.messages.get(id);
  if (quoted === undefined || quoted.account !== account || quoted.customer !== customer) {
    throw refused('100', `The message ${id} is not known in this conversation.`);
  }
  if (quoted.deleted) throw refused('9000001');
  return quoted;
}

function checkTemplate(account: MessagingAccount, body: MessengerBody | InstagramBody): void {
  if (account.platform !== 'messenger' || !('template' in body.message)) return;
  const wanted = body.message.template;
  if (wanted === undefined) return;
  const known = account.utility_templates.some(
    (one) => one.name === wanted.name && one.language === wanted.language.code,
  );
  if (!known)
    throw refused('100', `There is no approved template ${wanted.name} in ${wanted.language.code}.`);
}

function checkPersona(account: MessagingAccount, body: MessengerBody | InstagramBody): void {
  if (account.platform !== 'messenger' || !('persona_id' in body) || body.persona_id === undefined) return;
  if (!account.personas.has(body.persona_id)) throw refused('100', 'The parameter persona_id is invalid.');
}

function remember(
  world: World,
  account: MessagingAccount,
  recipient: Recipient,
  body: MessengerBody | InstagramBody,
  attached: Attached,
): MessagingMessage {
  const record: MessagingMessage = {
    id: mid(account.platform, account.id),
    account,
    customer: recipient.customer,
    direction: 'out',
    at: world.clock.now(),
    body: { ...body.message },
    state: 'sent',
    deleted: false,
    edits: 0,
    files: attached.files,
  };
  world.messaging.messages.set(record.id, record);
  recipient.customer?.messages.push(record);
  // A typing sign ends with the answer.
  if (recipient.customer !== null) recipient.customer.typing_until = null;
  if (recipient.kind === 'comment') recipient.comment.answered = true;
  return record;
}

function answerOf(record: MessagingMessage, recipient: Recipient, { attachment_id }: Attached): Fields {
  return {
    ...(recipient.customer === null ? {} : { recipient_id: recipient.customer.id }),
    message_id: record.id,
    ...(attachment_id === null ? {} : { attachment_id }),
  };
}

/** Every app hears what was sent; on Instagram without saying by whom. */
function tellEcho(
  world: World,
  sender: Sender,
  record: MessagingMessage,
  body: MessengerBody | InstagramBody,
  { attachments }: Attached,
): Promise<unknown> {
  const { account, customer } = record;
  if (customer === null) return Promise.resolve();
  const { text, attachment } = body.message;
  const all = [...attachments, ...(attachment === undefined ? [] : templateIn(attachment))];
  const origin = 'metadata' in body.message ? { metadata: body.message.metadata } : {};
  const message = {
    mid: record.id,
    ...(text === undefined ? {} : { text }),
    ...(all.length === 0 ? {} : { attachments: all }),
    ...(body.reply_to === undefined ? {} : { reply_to: { mid: body.reply_to.mid } }),
    ...(account.platform === 'messenger' ? { app_id: appNumber(sender.token.app.id), ...origin } : {}),
  };
  return tell(world, account, customer, 'echo', fromBusiness(account, customer, record.at, message));
}

function templateIn(attachment: { type: string; payload?: unknown }): Fields[] {
  if (attachment.type === 'template') {
    return [{ type: 'template', title: '', payload: attachment.payload }];
  }
  return attachment.type === 'like_heart' ? [{ type: 'like_heart' }] : [];
}

/** App ids are JSON numbers in echoes. One that no number holds exactly stays a text. */
export function appNumber(id: string): number | string {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : id;
}

/** Brings a message to the phone. Instagram does not tell that it arrived. */
export async function carry(world: World, record: MessagingMessage): Promise<void> {
  const { account, customer } = record;
  if (customer === null) return;
  record.state = 'delivered';
  if (account.auto_read) {
    world.clock.after(account.auto_read_ms, () => void markRead(world, account, customer));
  }
  if (account.platform !== 'messenger') return;
  const mids = account.delivery_mids ? { mids: [record.id] } : {};
  const delivery = { ...mids, watermark: record.at };
  await tell(world, account, customer, 'delivery', fromCustomer(world, account, customer, { delivery }));
}

/** The customer reads everything that has arrived; answers how many messages that were. */
export async function markRead(world: World, account: MessagingAccount, customer: Customer): Promise<number> {
  const unread = customer.messages.filter((one) => one.direction === 'out' && one.state === 'delivered');
  const newest = unread.at(-1);
  if (newest === undefined) return 0;
  for (const record of unread) record.state = 'read';
  // Messenger names a moment, Instagram the newest message.
  const read = account.platform === 'messenger' ? { watermark: world.clock.now() } : { mid: newest.id };
  await tell(world, account, customer, 'read', fromCustomer(world, account, customer, { read }));
  return unread.length;
}
