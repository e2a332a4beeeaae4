import type { Fields } from '../graph/state.ts';
import type { World } from '../world.ts';
import { checkQuoted } from './accept.ts';
import type { ActionBody } from './bodies/message.ts';
import { refused } from './errors.ts';
import { recipientOf } from './recipient.ts';
import type { Sender } from './sender.ts';
import { checkWindow } from './window.ts';

// A typing sign vanishes by itself after this time.
// https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions
const typingLasts = 20_000;

/** Typing, seen, or a reaction. Nothing of it produces a webhook. */
export function act(world: World, sender: Sender, body: ActionBody): Fields {
  const recipient = recipientOf(world, sender, body.recipient);
  const { customer } = recipient;
  if (customer === null) throw refused('100', 'Sender actions need a person.');
  const now = world.clock.now();
  switch (body.sender_action) {
    case 'typing_on':
      customer.typing_until = now + typingLasts;
      break;
    case 'typing_off':
      customer.typing_until = null;
      break;
    case 'mark_seen':
      customer.read_up_to = customer.messages.findLast((one) => one.direction === 'in')?.id ?? null;
      break;
    case 'react': {
      // A reaction is content, for which the window must be open.
      checkWindow(world, sender, recipient, {});
      const { message_id, reaction } = body.payload;
      checkQuoted(world, sender.account, customer, message_id);
      customer.reactions.set(message_id, { reaction: reaction === 'love' ? '❤️' : reaction, at: now });
      break;
    }
    case 'unreact':
      checkQuoted(world, sender.account, customer, body.payload.message_id);
      customer.reactions.delete(body.payload.message_id);
      break;
  }
  return { recipient_id: customer.id };
}
