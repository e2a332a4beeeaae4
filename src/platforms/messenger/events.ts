import type { InboundItem } from '../item.ts';
import type { EventReader, InboxEvent } from '../meta/inbox/event.ts';
import { readEdit, readMessage } from '../meta/inbox/messages.ts';
import { notice, readPolicy, readWish, sharedNotices } from '../meta/inbox/notices.ts';
import { readPostback } from '../meta/inbox/postbacks.ts';
import { readReaction } from '../meta/inbox/reactions.ts';
import { readDelivery, readRead } from '../meta/inbox/receipts.ts';
import { type Json, textAt } from '../readers.ts';
import { attachments } from './attachments.ts';

/**
 * What can happen in a page's inbox, by the key that names it.
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
 */
export const events: ReadonlyMap<string, EventReader> = new Map<string, EventReader>([
  ['message', readPageMessage],
  ['message_edit', readEdit],
  ['reaction', readReaction],
  ['postback', readPostback],
  ['delivery', readDelivery],
  ['read', readRead],
  ...sharedNotices,
  // The spelling of old versions.
  ['policy-enforcement', readPolicy],
  ['app_roles', readRoles],
  ['account_linking', (link, event) => notice(event, 'account_linking', 'account_link.changed', link)],
  ['messaging_feedback', readFeedback],
  ['game_play', (game, event) => notice(event, 'game_play', 'game.played', game)],
  ['order', (order, event) => notice(event, 'order', 'order.received', order)],
  ['form', (form, event) => notice(event, 'form', 'lead.received', form)],
  [
    'messaging_customer_information',
    (screens, event) => notice(event, 'customer_information', 'lead.received', screens),
  ],
  ['template', (coupon, event) => notice(event, 'template', 'coupon.received', coupon)],
  ['message_request', readRequest],
  ['optout', (optout, event) => readWish(optout, event, 'stopped')],
  // Retired; they still come in what was kept from then.
  payment('payment'),
  payment('checkout_update'),
  payment('pre_checkout'),
]);

function payment(change: string): readonly [string, EventReader] {
  return [change, (part, event) => notice(event, change, 'payment.changed', { change, ...part })];
}

/** Somebody took the first message of an account that they did not know. */
function readRequest(request: Json, event: InboxEvent): InboundItem {
  const type = 'message_request';
  return notice(event, type, 'optin.received', { type, ...request });
}

/** An echo brings back the reference that was given when it was sent. */
function readPageMessage(message: Json, event: InboxEvent): InboundItem | undefined {
  const item = readMessage(message, event, attachments);
  const correlation = textAt(message, 'metadata');
  if (item?.kind !== 'message' || item.direction === 'in' || correlation === undefined) return item;
  return { ...item, correlation };
}

/** Which app answers first; it is about the page, whoever the sender is. */
function readRoles(roles: Json, { person: _, ...event }: InboxEvent): InboundItem {
  return notice(event, 'app_roles', 'conversation.handover', { change: 'app_roles', roles });
}

function readFeedback(feedback: Json, event: InboxEvent): InboundItem {
  const kind = 'messaging_feedback';
  return notice(event, kind, 'feedback.received', { kind, ...feedback });
}
