import { z } from 'zod';
import { ControlRefusal } from '../control-refusal.ts';
import { changeApp } from '../graph/apps.ts';
import { addNumber, grantToken } from '../graph/numbers.ts';
import type { AppSubscription, BusinessNumber, Fields } from '../graph/state.ts';
import type { World } from '../world.ts';
import { checked } from './checked.ts';
import { handshake } from './handshake.ts';

const text = z.string().min(1);

const conduct = {
  auto_read: z.boolean().optional(),
  auto_read_ms: z.number().int().min(0).optional(),
  window_refusal: z.enum(['asynchronous', 'synchronous']).optional(),
  throughput: z.number().int().min(1).optional(),
  /** The owner goes on with the WhatsApp Business app. */
  coexistence: z.boolean().optional(),
};

const callback = { callback_url: z.url().optional(), verify_token: text.optional() };
const secrets = { app_secret: text.optional(), require_app_secret: z.boolean().optional() };

const createBody = z.strictObject({
  phone_number_id: text.optional(),
  business_account_id: text.optional(),
  portfolio_id: text.optional(),
  display_phone_number: text.optional(),
  verified_name: text.optional(),
  app_id: text.optional(),
  access_token: text.optional(),
  /** Milliseconds since 1970. */
  token_expires_at: z.number().optional(),
  scopes: z.array(text).optional(),
  /** False: the account is not subscribed to the app, so nothing is sent until the API subscribes it. */
  subscribed: z.boolean().optional(),
  ...secrets,
  ...callback,
  ...conduct,
});

const sendStates = ['AVAILABLE', 'LIMITED', 'BLOCKED'] as const;

/** What Meta thinks of the number; values as its pages name them. */
const standing = {
  quality_rating: z.enum(['GREEN', 'YELLOW', 'RED', 'NA', 'UNKNOWN']).optional(),
  status: z
    .enum([
      'CONNECTED',
      'DISCONNECTED',
      'PENDING',
      'FLAGGED',
      'RESTRICTED',
      'RATE_LIMITED',
      'BANNED',
      'MIGRATED',
      'DELETED',
    ])
    .optional(),
  name_status: text.optional(),
  code_verification_status: z.enum(['VERIFIED', 'NOT_VERIFIED', 'EXPIRED']).optional(),
  whatsapp_business_manager_messaging_limit: z
    .enum(['TIER_50', 'TIER_250', 'TIER_2K', 'TIER_10K', 'TIER_100K', 'TIER_UNLIMITED'])
    .optional(),
  health: z
    .strictObject({
      can_send_message: z.enum(sendStates),
      /** The part of the account that decides it. */
      entity_type: z.enum(['PHONE_NUMBER', 'WABA', 'BUSINESS', 'APP']).default('PHONE_NUMBER'),
      errors: z
        .array(
          z.strictObject({
            error_code: z.number().int(),
            error_description: text,
            possible_solution: text.optional(),
          }),
        )
        .optional(),
      additional_info: z.array(text).optional(),
    })
    .optional(),
};

const updateBody = z.strictObject({
  access_token: text.optional(),
  /** Of every token that sees the business account; null: never. */
  token_expires_at: z.number().nullable().optional(),
  scopes: z.array(text).optional(),
  verified_name: text.optional(),
  subscribed: z.boolean().optional(),
  profile: z.record(z.string(), z.unknown()).optional(),
  ...secrets,
  ...callback,
  ...conduct,
  ...standing,
});

/** Adds a number; a callback must pass Meta's handshake first, or nothing is added. */
export async function createNumber(world: World, raw: unknown): Promise<Fields> {
  const input = checked(createBody, raw);
  if (input.phone_number_id !== undefined && world.graph.numbers.has(input.phone_number_id)) {
    throw new ControlRefusal(409, `There is a number ${input.phone_number_id} already.`);
  }
  const passed =
    input.callback_url === undefined ? null : await handshake(world, input.callback_url, input.verify_token);
  const { number, token } = addNumber(world, input);
  if (passed !== null) subscriptionOf(number).callback = passed;
  return { ...describeNumber(world, number), access_token: token };
}

/** Changes a number, its app's callback or secret, or its token. */
export async function updateNumber(world: World, id: string, raw: unknown): Promise<Fields> {
  const number = world.graph.numbers.get(id);
  if (number === undefined) throw new ControlRefusal(404, `There is no WhatsApp number ${id}.`);
  const input = checked(updateBody, raw);
  if (input.callback_url !== undefined) {
    subscriptionOf(number).callback = await handshake(world, input.callback_url, input.verify_token);
  }
  changeApp(number.app, input);
  if (input.access_token !== undefined) grantToken(world, number, { access_token: input.access_token });
  if (input.subscribed !== undefined) subscribe(number, input.subscribed);
  changeTokens(world, number, input);
  assign(number, input, [...Object.keys(conduct), 'verified_name', 'profile']);
  assign(number.standing, input, Object.keys(standing));
  return describeNumber(world, number);
}

type Update = z.infer<typeof updateBody>;

function assign(target: object, input: Update, keys: readonly string[]): void {
  const given = Object.entries(input).filter(([key, value]) => keys.includes(key) && value !== undefined);
  Object.assign(target, Object.fromEntries(given));
}

function subscribe({ account, app }: BusinessNumber, wanted: boolean): void {
  if (!wanted) account.subscriptions.delete(app.id);
  else if (!account.subscriptions.has(app.id)) account.subscriptions.set(app.id, { override: null });
}

function changeTokens(world: World, number: BusinessNumber, { scopes, token_expires_at }: Update): void {
  for (const token of world.graph.tokens.values()) {
    if (!token.accounts.has(number.account.id)) continue;
    if (scopes !== undefined) token.scopes = scopes;
    if (token_expires_at !== undefined) token.expires_at = token_expires_at;
  }
}

function subscriptionOf(number: BusinessNumber): AppSubscription {
  return number.app.objects.whatsapp_business_account;
}

/** Everything a hub needs to connect the number. */
export function describeNumber(world: World, number: BusinessNumber): Fields {
  const tokens = [...world.graph.tokens.values()].filter((one) => one.accounts.has(number.account.id));
  return {
    phone_number_id: number.id,
    business_account_id: number.account.id,
    portfolio_id: number.account.portfolio_id,
    display_phone_number: number.display,
    verified_name: number.verified_name,
    app_id: number.app.id,
    app_secret: number.app.secret,
    access_token: tokens.at(-1)?.value ?? null,
    callback_url: subscriptionOf(number).callback?.url ?? null,
    verify_token: subscriptionOf(number).callback?.verify_token ?? null,
    override_callback_url: number.override?.url ?? null,
    subscribed: number.account.subscriptions.has(number.app.id),
    auto_read: number.auto_read,
    auto_read_ms: number.auto_read_ms,
    window_refusal: number.window_refusal,
    throughput: number.throughput,
    coexistence: number.coexistence,
    ...number.standing,
    profile: number.profile,
  };
}
