import type { Fields } from '../graph/state.ts';
import type { World } from '../world.ts';
import type { Customer, MessagingAccount } from './state.ts';

/** An item about something a customer did. */
export function fromCustomer(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  event: Fields,
): Fields {
  const sender = { id: customer.id };
  return { sender, recipient: { id: account.id }, timestamp: world.clock.now(), ...event };
}

/** An echo of something the business wrote. */
export function fromBusiness(
  account: MessagingAccount,
  customer: { id: string },
  at: number,
  message: Fields,
): Fields {
  const recipient = { id: customer.id };
  return { sender: { id: account.id }, recipient, timestamp: at, message: { ...message, is_echo: true } };
}
