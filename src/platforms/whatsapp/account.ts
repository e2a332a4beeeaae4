import type { Failure } from '../../errors.ts';
import type { AccountCare, AccountInfo, ConnectingWay } from '../account-care.ts';
import { capabilitiesOf } from '../capabilities.ts';
import { ask, type Dialogue, failureOf, type Reply } from '../dialogue.ts';
import { appFieldGuide } from '../meta/console.ts';
import { compact, isObject, type Json, objectsAt, textAt } from '../readers.ts';
import { checkCredentials } from './credential-check.ts';
import { phoneDigits, type WhatsAppCredentials } from './credentials.ts';
import { abilities } from './limits.ts';
import { numberNode, profileNode, type WhatsAppInput } from './nodes.ts';
import { receives, standingOf } from './standing.ts';
import { readSubscription } from './subscription.ts';
import { setupWebhook } from './webhook-setup.ts';

const ways: readonly ConnectingWay[] = [
  {
    name: 'cloud-api',
    title: 'With a number of the WhatsApp Business Platform',
    fields: [
      {
        name: 'access_token',
        title: 'Access token',
        where:
          'business.facebook.com/settings > Users > System users > Generate token, with both whatsapp permissions.',
        secret: true,
        optional: false,
      },
      {
        name: 'phone_number_id',
        title: 'Phone number ID',
        where: 'developers.facebook.com/apps > your app > WhatsApp > API Setup, under the number.',
        secret: false,
        optional: false,
      },
      {
        name: 'business_account_id',
        title: 'WhatsApp Business Account ID',
        where: 'On the same page, beside the phone number ID. Account and template events need it.',
        secret: false,
        optional: true,
      },
      ...appFieldGuide,
    ],
  },
];

/** What a business number shows of itself, and how its webhooks are subscribed. */
export const care: AccountCare<WhatsAppCredentials> = {
  ways,
  validateCredentials: checkCredentials,
  accountInfo,
  webhookState: readSubscription,
  setupWebhook,
};

/**
 * Node fields that say something of the account.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/phone-numbers
 */
const infoFields = [
  ...['id', 'display_phone_number', 'verified_name', 'quality_rating', 'status', 'name_status'],
  ...['code_verification_status', 'platform_type', 'throughput', 'account_mode', 'is_on_biz_app'],
  ...['health_status', 'whatsapp_business_manager_messaging_limit'],
];

function* accountInfo(input: WhatsAppInput): Dialogue<AccountInfo | Failure> {
  const reply = yield* readNumber(input);
  if (!reply.ok) return failureOf(reply);
  const number = reply.body;
  const profile = yield* readProfile(input);
  const { subscribed } = yield* readSubscription(input);
  const standing = standingOf(number);
  const display = textAt(number, 'display_phone_number');
  const { id: _, ...details } = number;
  return {
    page_id: textAt(number, 'id') ?? input.credentials.phone_number_id,
    page_name: textAt(number, 'verified_name') ?? display ?? null,
    page_url: display === undefined ? null : `https://wa.me/${phoneDigits(display)}`,
    avatar_url: textAt(profile, 'profile_picture_url') ?? null,
    // WhatsApp has no followers.
    follower_count: null,
    verification_status: textAt(number, 'code_verification_status') ?? null,
    capabilities: capabilitiesOf(abilities, {
      sends: standing.can_send !== 'no',
      receives: receives(number) && subscribed !== false,
    }),
    standing,
    details: compact({ ...details, business_profile: profile }),
  };
}

/** Older versions of the API lack some fields and refuse them all; the node's own choice always works. */
function* readNumber(input: WhatsAppInput): Dialogue<Reply> {
  const reply = yield* ask(numberNode(input, infoFields));
  if (reply.ok || reply.failure.kind !== 'content_rejected') return reply;
  return yield* ask(numberNode(input));
}

function* readProfile(input: WhatsAppInput): Dialogue<Json | undefined> {
  const reply = yield* ask(profileNode(input));
  if (!reply.ok) return undefined;
  const profile = objectsAt(reply.body, 'data')[0];
  return isObject(profile) ? profile : undefined;
}
