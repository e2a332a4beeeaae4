import type { World } from '../world.ts';
import type { RecipientBody } from './bodies/recipient.ts';
import { refused } from './errors.ts';
import type { Sender } from './sender.ts';
import type { Comment, Customer, MessagingAccount } from './state.ts';
import { checkControl } from './thread-control.ts';

/** Whom a message goes to, and what allows it beside the window. */
export type Recipient =
  | { kind: 'customer'; customer: Customer }
  | { kind: 'agreed'; customer: Customer }
  | { kind: 'comment'; customer: Customer; comment: Comment }
  /** A guest of the checkbox plugin, whose PSID nobody knows. */
  | { kind: 'guest'; customer: null };

/** Finds the recipient; refuses one that is unknown or does not receive. */
export function recipientOf(world: World, sender: Sender, body: RecipientBody): Recipient {
  const recipient = find(world, sender.account, body);
  const { customer } = recipient;
  if (customer?.blocked) throw refused('551/1545041');
  if (customer !== null) checkControl(sender.account, customer, sender.token.app.id);
  return recipient;
}

function find(world: World, account: MessagingAccount, body: RecipientBody): Recipient {
  if (body.id !== undefined) {
    const customer = account.customers.get(body.id);
    if (customer !== undefined) return { kind: 'customer', customer };
    throw refused(account.platform === 'messenger' ? '100/2018001' : '100/2534014');
  }
  const commented = body.comment_id ?? body.post_id;
  if (commented !== undefined) return commenter(world, account, commented);
  if (account.platform === 'messenger' && body.notification_messages_token !== undefined) {
    const token = account.notification_tokens.get(body.notification_messages_token);
    if (token !== undefined && token.expires_at > world.clock.now()) {
      return { kind: 'agreed', customer: token.customer };
    }
    throw refused('100', 'The notification messages token is invalid or has expired.');
  }
  if (account.platform === 'messenger' && account.guests.has(body.user_ref ?? '')) {
    return { kind: 'guest', customer: null };
  }
  throw refused('100', 'The user_ref is unknown.');
}

// https://developers.facebook.com/docs/messenger-platform/discovery/private-replies
const answerable = 7 * 24 * 60 * 60 * 1000;

/** A comment may be answered once, within seven days. */
function commenter(world: World, account: MessagingAccount, id: string): Recipient {
  const comment = world.messaging.comments.get(id);
  const fits =
    comment !== undefined &&
    comment.account === account &&
    !comment.answered &&
    world.clock.now() - comment.at < answerable;
  if (fits) return { kind: 'comment', customer: comment.customer, comment };
  if (account.platform === 'instagram') throw refused('100/2534025');
  throw refused('100', 'The comment is unknown, too old or already answered.');
}
