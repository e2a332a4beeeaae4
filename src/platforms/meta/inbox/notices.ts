import type { NoticeEvent, NoticeItem } from '../../item.ts';
import { type Json, objectAt, textAt } from '../../readers.ts';
import { contentKey, type EventReader, type InboxEvent, itemBase } from './event.ts';
import { whereabouts } from './messages.ts';
import { textIds } from './text-ids.ts';

/** An event with a meaning of its own; `what` is the key it stands under. */
export function notice(
  event: InboxEvent,
  what: string,
  name: NoticeEvent,
  data: Readonly<Record<string, unknown>>,
): NoticeItem {
  return {
    ...itemBase(event, contentKey(event, what)),
    kind: 'notice',
    event: name,
    data: textIds(data),
    ...whereabouts(event),
  };
}

/** Events of a page's inbox and of an Instagram account's that are no messages. */
export const sharedNotices: readonly (readonly [string, EventReader])[] = [
  ['referral', readReferral],
  ['optin', readOptin],
  handover('pass_thread_control'),
  handover('take_thread_control'),
  handover('request_thread_control'),
  ['policy_enforcement', readPolicy],
  [
    'response_feedback',
    (part, event) =>
      notice(event, 'response_feedback', 'feedback.received', { kind: 'response_feedback', ...part }),
  ],
];

const wishes: ReadonlyMap<string, 'stopped' | 'wanted'> = new Map([
  ['STOP NOTIFICATIONS', 'stopped'],
  ['RESUME NOTIFICATIONS', 'wanted'],
]);

/**
 * Somebody ticked a box, agreed to marketing messages, or has enough of them.
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_optins
 */
function readOptin(optin: Json, event: InboxEvent): NoticeItem {
  const wish = wishes.get(textAt(optin, 'notification_messages_status')?.toUpperCase() ?? '');
  if (wish !== undefined) return readWish(optin, event, wish);
  const agreed = textAt(optin, 'type') === 'notification_messages' && { marketing: 'wanted' as const };
  return { ...notice(event, 'optin', 'optin.received', optin), ...agreed };
}

/** Somebody wants, or wants no more, the marketing messages that they had agreed to. */
export function readWish(part: Json, event: InboxEvent, marketing: 'stopped' | 'wanted'): NoticeItem {
  return { ...notice(event, 'optin', 'contact.changed', part), marketing };
}

/**
 * Somebody came to an existing chat by a link or an ad. A form filled in the ad comes along with it.
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_referrals
 */
function readReferral(referral: Json, event: InboxEvent): NoticeItem[] {
  const lead = objectAt(event.fields, 'lead');
  const came = notice(event, 'referral', 'referral.received', referral);
  return [
    { ...came, opens_window: true },
    ...(lead ? [notice(event, 'lead', 'lead.received', { ...lead, referral })] : []),
  ];
}

function handover(change: string): readonly [string, EventReader] {
  return [change, (control, event) => notice(event, change, 'conversation.handover', { change, ...control })];
}

const policyEvents: ReadonlyMap<string, NoticeEvent> = new Map([
  ['block', 'account.restricted'],
  ['unblock', 'account.changed'],
  ['warning', 'account.alerted'],
]);

/**
 * Meta warned, blocked or unblocked the account.
 * https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_policy_enforcement
 */
export function readPolicy(policy: Json, event: InboxEvent): NoticeItem {
  const name = policyEvents.get(textAt(policy, 'action') ?? '') ?? 'account.alerted';
  const field = 'policy_enforcement';
  return notice(event, field, name, { field, ...policy });
}
