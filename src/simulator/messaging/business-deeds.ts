import { ControlRefusal } from '../control-refusal.ts';
import type { Fields } from '../graph/state.ts';
import { digits, mid } from '../ids.ts';
import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import { appNumber, carry } from './accept.ts';
import type { Deed } from './customer-deeds.ts';
import { withAttachments } from './inbound-content.ts';
import { fromBusiness } from './items.ts';
import { listenersOf } from './listeners.ts';
import type { Comment, Customer, MessagingAccount, MessagingMessage } from './state.ts';
import { tell, tellChange, tellEach } from './tell.ts';
import { nativeInbox, passControl, requestControl } from './thread-control.ts';

/** What happens around the chat rather than in it; null when it is nothing of this. */
export async function businessDeed(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  said: Said,
): Promise<Deed | null> {
  switch (said.type) {
    case 'typed_in_app':
      return typedInApp(world, account, customer, said);
    case 'comment':
      return comment(world, account, customer, said);
    case 'post':
      return post(world, account, customer, said);
    case 'mention':
      return mention(world, account, said);
    case 'handover':
      return handover(world, account, customer, said);
    case 'dashboard_test':
      return dashboardTest(world, account, said.bare === true);
    default:
      return null;
  }
}

/** Somebody of the business writes in the Page's inbox or in the Instagram app. */
async function typedInApp(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  said: Extract<Said, { type: 'typed_in_app' }>,
): Promise<Deed> {
  const { message, files } = withAttachments(world, account, said.text, said.attachments ?? []);
  if (Object.keys(message).length === 0)
    throw new ControlRefusal(400, 'typed_in_app needs text or attachments.');
  const record: MessagingMessage = {
    ...{ id: mid(account.platform, account.id), account, customer, direction: 'out', at: world.clock.now() },
    ...{ body: message, state: 'sent', deleted: false, edits: 0, files },
  };
  world.messaging.messages.set(record.id, record);
  customer.messages.push(record);
  const echo: Fields = {
    mid: record.id,
    ...message,
    ...(said.reply_to === undefined ? {} : { reply_to: { mid: said.reply_to } }),
    ...(account.platform === 'messenger' ? { app_id: appNumber(nativeInbox.messenger) } : {}),
  };
  const item = fromBusiness(account, customer, record.at, echo);
  const telling = tell(world, account, customer, 'echo', item);
  await carry(world, record);
  return { message_id: record.id, delivery: await telling };
}

/** A comment under a post of the business, which it may answer privately. */
async function comment(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  said: Extract<Said, { type: 'comment' }>,
): Promise<Deed> {
  const post_id =
    said.post_id ?? (account.platform === 'messenger' ? `${account.id}_${digits(15)}` : digits(17));
  const own = account.platform === 'messenger' ? `${post_id.split('_').at(-1)}_${digits(15)}` : digits(17);
  const id = said.comment_id ?? own;
  const at = world.clock.now();
  const made: Comment = { id, account, customer, at, answered: false };
  world.messaging.comments.set(id, made);
  const parent = said.parent_id === undefined ? {} : { parent_id: said.parent_id };
  if (account.platform === 'messenger') {
    const value = {
      ...{ item: 'comment', verb: 'add', comment_id: id, post_id, parent_id: said.parent_id ?? post_id },
      from: { id: customer.id, name: customer.name },
      created_time: Math.floor(at / 1000),
      message: said.text,
    };
    return { message_id: id, delivery: await tellChange(world, account, 'feed', () => value) };
  }
  const rest = {
    from: { id: customer.id, username: customer.username },
    text: said.text,
    media: { id: post_id, media_product_type: 'FEED' },
    ...parent,
  };
  // The two routes call the comment's id differently.
  const delivery = await tellChange(world, account, 'comments', (route) =>
    route === 'login' ? { id, ...rest } : { comment_id: id, ...rest },
  );
  return { message_id: id, delivery };
}

/** A visitor's post on the Page, which it may answer privately. */
async function post(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  said: Extract<Said, { type: 'post' }>,
): Promise<Deed> {
  if (account.platform !== 'messenger') throw new ControlRefusal(400, 'Only Pages have posts of visitors.');
  const id = said.post_id ?? `${account.id}_${digits(15)}`;
  const at = world.clock.now();
  world.messaging.comments.set(id, { id, account, customer, at, answered: false });
  const value = {
    ...{ item: 'post', verb: 'add', post_id: id, message: said.text },
    from: { id: customer.id, name: customer.name },
    created_time: Math.floor(at / 1000),
  };
  return { message_id: id, delivery: await tellChange(world, account, 'feed', () => value) };
}

/** Somebody names the account elsewhere. */
async function mention(
  world: World,
  account: MessagingAccount,
  said: Extract<Said, { type: 'mention' }>,
): Promise<Deed> {
  const id = said.comment_id ?? digits(17);
  if (account.platform === 'instagram') {
    const value = { media_id: said.post_id ?? digits(17), comment_id: id };
    return { message_id: id, delivery: await tellChange(world, account, 'mentions', () => value) };
  }
  const value = {
    ...{ item: 'comment', verb: 'add', comment_id: id, message: said.text },
    post_id: said.post_id ?? `${digits(15)}_${digits(15)}`,
    created_time: Math.floor(world.clock.now() / 1000),
  };
  return { message_id: id, delivery: await tellChange(world, account, 'mention', () => value) };
}

/** Passing and taking change who may write from now on. */
async function handover(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  { action, app_id, metadata }: Extract<Said, { type: 'handover' }>,
): Promise<Deed> {
  const inbox = nativeInbox[account.platform];
  if (action === 'request') {
    return {
      message_id: null,
      delivery: await requestControl(world, account, customer, app_id ?? inbox, metadata)(),
    };
  }
  // The inbox takes a thread for itself, and passes it to the app that listens.
  const first = listenersOf(world, account)[0]?.app.id ?? null;
  const to = app_id ?? (action === 'take' ? inbox : first);
  const telling = passControl(world, account, customer, { kind: action, to, metadata });
  return { message_id: null, delivery: await telling() };
}

/** Sample data as the dashboard posts them: no account has these ids. */
async function dashboardTest(world: World, account: MessagingAccount, isBare: boolean): Promise<Deed> {
  const item = {
    sender: { id: '12334' },
    recipient: { id: '23245' },
    timestamp: '1527459824',
    message: { mid: 'random_mid', text: 'random_text' },
  };
  const value = isBare ? { page_id: account.id } : item;
  const isLinked = account.platform === 'instagram' && account.app === null;
  const delivery = await tellEach(world, account, null, () =>
    isLinked
      ? { form: 'messaging', body: value, entry_id: '0' }
      : { form: 'changes', body: { field: 'messages', value }, entry_id: '0' },
  );
  return { message_id: null, delivery };
}
