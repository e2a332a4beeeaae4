import type { Context } from 'hono';
import { z } from 'zod';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { graphAnswer } from './answer.ts';
import { checked } from './bodies/issues.ts';
import { GraphRefusal } from './errors.ts';
import { pickFields } from './fields.ts';
import { handshakeProblem } from './handshake.ts';
import { jsonBody } from './request-body.ts';
import type { BusinessNumber, Fields, NumberHealth } from './state.ts';

const standardFields = [
  'verified_name',
  'code_verification_status',
  'display_phone_number',
  'quality_rating',
  'platform_type',
  'throughput',
  'webhook_configuration',
];

/** The fields of a phone number node. */
export function numberNode(number: BusinessNumber, wanted: string | undefined): Fields {
  const { health, ...standing } = number.standing;
  const all: Fields = {
    id: number.id,
    display_phone_number: number.display,
    verified_name: number.verified_name,
    ...standing,
    platform_type: 'CLOUD_API',
    throughput: { level: number.throughput > 80 ? 'HIGH' : 'STANDARD' },
    account_mode: 'LIVE',
    is_on_biz_app: false,
    webhook_configuration: webhookConfiguration(number),
    health_status: healthOf(number, health),
  };
  return pickFields('WhatsAppBusinessPhoneNumber', wanted, all, standardFields);
}

function webhookConfiguration(number: BusinessNumber): Fields {
  const account = number.account.subscriptions.get(number.app.id)?.override?.url;
  const { callback } = number.app.objects.whatsapp_business_account;
  return {
    ...(number.override === null ? {} : { phone_number: number.override.url }),
    ...(account === undefined ? {} : { whatsapp_business_account: account }),
    ...(callback === null ? {} : { application: callback.url }),
  };
}

/** One part of the account decides for all: the number is as well as the worst of them. */
function healthOf(number: BusinessNumber, health: NumberHealth): Fields {
  const entity = (entity_type: string, id: string) =>
    entity_type === health.entity_type
      ? { ...health, id }
      : { entity_type, id, can_send_message: 'AVAILABLE' };
  return {
    can_send_message: health.can_send_message,
    entities: [
      entity('PHONE_NUMBER', number.id),
      entity('WABA', number.account.id),
      entity('BUSINESS', number.account.portfolio_id),
      entity('APP', number.app.id),
    ],
  };
}

const profileFields = [
  'about',
  'address',
  'description',
  'email',
  'profile_picture_url',
  'websites',
  'vertical',
];

/**
 * The business profile of a number; what was never set is missing.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/business-profiles
 */
export function profileOf(number: BusinessNumber, wanted: string | undefined): Fields {
  const unset = Object.fromEntries(profileFields.map((name) => [name, undefined]));
  const all: Fields = { ...unset, ...number.profile };
  const { id: _, ...picked } = pickFields('WhatsAppBusinessProfile', wanted, all, profileFields);
  return { data: [{ ...picked, messaging_product: 'whatsapp' }] };
}

// Overrides may have 200 characters.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override
const overrideUrl = z.string().max(200);

const configurationBody = z.strictObject({
  webhook_configuration: z.strictObject({
    override_callback_uri: overrideUrl,
    verify_token: z.string().min(1).optional(),
  }),
});

/** `POST /{phone number id}`: sets or removes the callback of this number. */
export async function postNumber(
  c: Context<SimulatorEnv>,
  world: World,
  number: BusinessNumber,
): Promise<Response> {
  const { webhook_configuration: wanted } = checked(configurationBody, jsonBody(c));
  const url = wanted.override_callback_uri;
  number.override = url === '' ? null : await verifiedCallback(world, url, wanted.verify_token);
  return graphAnswer(c, { success: true });
}

/** A callback that passed the handshake, which happens at once. */
export async function verifiedCallback(world: World, url: string, token: string | undefined) {
  const callback = { url, verify_token: token ?? '' };
  const problem = await handshakeProblem(world.clock, callback);
  if (problem === null) return callback;
  throw new GraphRefusal(100, {
    message: '(#100) Callback verification failed',
    details: `Callback verification failed: ${problem}`,
  });
}

/** The override part of `subscribed_apps`. */
export const subscriptionBody = z.strictObject({
  override_callback_uri: overrideUrl.min(1).optional(),
  verify_token: z.string().min(1).optional(),
});
