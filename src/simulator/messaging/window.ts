import type { World } from '../world.ts';
import { refused } from './errors.ts';
import type { Recipient } from './recipient.ts';
import type { Sender } from './sender.ts';
import type { Customer } from './state.ts';

const day = 24 * 60 * 60 * 1000;

/** How long after the customer's last message, tap, reaction or link a business may answer. */
const windows = { standard: day, tagged: 7 * day };

/** Refuses a message outside the window in which it is allowed. */
export function checkWindow(
  world: World,
  sender: Sender,
  recipient: Recipient,
  body: { messaging_type?: string | undefined; tag?: string | undefined },
): void {
  // Private replies, agreed marketing, guests and utility templates have permissions of their own.
  if (recipient.kind !== 'customer' || body.messaging_type === 'UTILITY') return;
  if (body.tag === 'HUMAN_AGENT' && !sender.token.app.human_agent) throw refused('10');
  const length = body.tag === undefined ? windows.standard : windows.tagged;
  if (isWithin(world, recipient.customer, length)) return;
  throw refused(sender.account.platform === 'messenger' ? '10/2018278' : '10/2534022');
}

function isWithin(world: World, customer: Customer, length: number): boolean {
  const last = customer.last_inbound_at;
  return last !== null && world.clock.now() - last < length;
}
