import { ControlRefusal } from '../control-refusal.ts';
import type { Outcome } from '../delivery/post.ts';
import type { Fields } from '../graph/state.ts';
import { mid } from '../ids.ts';
import type { SayInput } from '../say-input.ts';
import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import { businessDeed } from './business-deeds.ts';
import { customerDeed, type Deed, openWindow } from './customer-deeds.ts';
import { customerFrom } from './customers.ts';
import { contentOf } from './inbound-content.ts';
import { fromCustomer } from './items.ts';
import { accountWithId, type Customer, type MessagingAccount } from './state.ts';
import { tapped } from './tap.ts';
import { nobodyTold, tell, tellChange } from './tell.ts';
import { happeningOf } from './webhook-fields.ts';

/** What `POST /say` answers for Messenger and Instagram. */
export interface Heard {
  message_id: string | null;
  from: { id: string; name: string; username: string | null };
  group_id: null;
  delivery: Outcome;
}

/** A customer writes to a Page or an Instagram account, or something else happens that it hears of. */
export async function sayOnMessaging(world: World, input: SayInput): Promise<Heard> {
  const account = accountWithId(world.messaging, input.account);
  if (account === null || account.platform !== input.platform) {
    throw new ControlRefusal(404, `There is no ${input.platform} account ${input.account}.`);
  }
  if (input.group !== undefined) throw new ControlRefusal(400, `${input.platform} delivers no groups.`);
  const customer = customerFrom(account, input.from);
  const { message_id, delivery } = await deedOf(world, account, customer, input.message);
  const { id, name, username } = customer;
  return { message_id, from: { id, name, username }, group_id: null, delivery };
}

async function deedOf(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  said: Said,
): Promise<Deed> {
  const content = contentOf(world, account, customer, said);
  if (content !== null) return write(world, account, customer, content.message, content.files);
  if (said.type === 'tap') return tap(world, account, customer, said.tap);
  if (said.type === 'native') return native(world, account, customer, said);
  const deed =
    (await customerDeed(world, account, customer, said)) ??
    (await businessDeed(world, account, customer, said));
  if (deed !== null) return deed;
  throw new ControlRefusal(400, `${account.platform} has no ${said.type}.`);
}

/** A message of a customer. */
async function write(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  content: Fields,
  files: string[] = [],
): Promise<Deed> {
  const id = mid(account.platform, account.id);
  const message: Fields = { mid: id, ...content };
  const record = {
    ...{ id, account, customer, direction: 'in' as const, at: world.clock.now(), body: message, files },
    ...{ state: 'received' as const, deleted: false, edits: 0 },
  };
  world.messaging.messages.set(id, record);
  customer.messages.push(record);
  openWindow(world, customer);
  const item = fromCustomer(world, account, customer, { message });
  return { message_id: id, delivery: await tell(world, account, customer, 'message', item) };
}

async function tap(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  what: Extract<Said, { type: 'tap' }>['tap'],
): Promise<Deed> {
  const result = tapped(world, account, what);
  if (result.happening === 'message') return write(world, account, customer, result.message);
  if (result.happening === 'postback') {
    const { title, payload } = result.postback;
    const said = { type: 'postback' as const, data: String(payload), title: String(title) };
    return (await customerDeed(world, account, customer, said)) ?? { message_id: null, delivery: nobodyTold };
  }
  const { account_linking } = result;
  const item = fromCustomer(world, account, customer, { account_linking });
  return { message_id: null, delivery: await tell(world, account, customer, 'account_linking', item) };
}

/** Any item or change, in the tester's own words. */
async function native(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  { event, field, value = {} }: Extract<Said, { type: 'native' }>,
): Promise<Deed> {
  if (field !== undefined) {
    return { message_id: null, delivery: await tellChange(world, account, field, () => value) };
  }
  if (event === undefined) throw new ControlRefusal(400, 'native needs "message", "event" or "field".');
  const item = fromCustomer(world, account, customer, event);
  const delivery = await tell(world, account, customer, happeningOf(event), item);
  return { message_id: null, delivery };
}
