import { digits, digitsFrom, opaque } from '../ids.ts';
import type { World } from '../world.ts';
import { type AppInput, appFrom } from './apps.ts';
import { management, messaging } from './auth.ts';
import { composeWebhook } from './payload.ts';
import {
  appCallbackOf,
  type BusinessAccount,
  type BusinessNumber,
  callbackOf,
  type MetaUpdate,
  type NumberStanding,
} from './state.ts';
import { startingTemplates } from './template-catalogue.ts';

/** What may be said about a new business number; everything missing is invented. */
export interface NumberInput extends AppInput {
  phone_number_id?: string | undefined;
  business_account_id?: string | undefined;
  portfolio_id?: string | undefined;
  display_phone_number?: string | undefined;
  verified_name?: string | undefined;
  access_token?: string | undefined;
  token_expires_at?: number | undefined;
  scopes?: string[] | undefined;
  subscribed?: boolean | undefined;
  auto_read?: boolean | undefined;
  auto_read_ms?: number | undefined;
  window_refusal?: 'asynchronous' | 'synchronous' | undefined;
  throughput?: number | undefined;
  coexistence?: boolean | undefined;
}

// A number in use, whose business has passed verification.
const goodStanding: NumberStanding = {
  quality_rating: 'GREEN',
  status: 'CONNECTED',
  name_status: 'APPROVED',
  code_verification_status: 'VERIFIED',
  whatsapp_business_manager_messaging_limit: 'TIER_2K',
  health: { can_send_message: 'AVAILABLE', entity_type: 'PHONE_NUMBER' },
};

// https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput
const standardThroughput = 80;
const coexistenceThroughput = 20;

/** Adds a number, with app, business account and token as far as they are new. */
export function addNumber(world: World, input: NumberInput): { number: BusinessNumber; token: string } {
  const app = appFrom(world.graph, input);
  const account = accountFor(world, input);
  if (input.subscribed !== false) account.subscriptions.set(app.id, { override: null });
  const display = input.display_phone_number ?? `+1 555 ${digits(3)} ${digits(4)}`;
  const id = input.phone_number_id ?? digits(15);
  const details = {
    id,
    account,
    app,
    display,
    digits: display.replace(/\D/g, ''),
    country_code: countryCodeOf(display),
    verified_name: input.verified_name ?? 'Corner Shop',
    override: null,
    auto_read: input.auto_read ?? false,
    auto_read_ms: input.auto_read_ms ?? 1500,
    window_refusal: input.window_refusal ?? ('asynchronous' as const),
    coexistence: input.coexistence ?? false,
    throughput: input.throughput ?? (input.coexistence ? coexistenceThroughput : standardThroughput),
    standing: { ...goodStanding },
    profile: {},
  };
  const number = withOutlets(world, details);
  world.graph.numbers.set(id, number);
  return { number, token: grantToken(world, number, input) };
}

function withOutlets(world: World, details: Omit<BusinessNumber, 'messages' | 'fields'>): BusinessNumber {
  const outlet = (callback: (number: BusinessNumber) => string | null) =>
    world.delivery.outlet<MetaUpdate>({
      platform: 'whatsapp',
      account: () => details.id,
      callback: () => callback(number),
      retries: () => true,
      compose: (updates) => composeWebhook(number, updates),
    });
  const number: BusinessNumber = { ...details, messages: outlet(callbackOf), fields: outlet(appCallbackOf) };
  return number;
}

/** Gives the number's app a token for its business account. */
export function grantToken(world: World, number: BusinessNumber, input: NumberInput): string {
  const value = input.access_token ?? `EAA${opaque(60).replace(/[-_]/g, 'Z')}`;
  const known = world.graph.tokens.get(value);
  if (known !== undefined) {
    known.accounts.add(number.account.id);
    return value;
  }
  world.graph.tokens.set(value, {
    value,
    kind: 'system_user',
    app: number.app,
    scopes: input.scopes ?? [messaging, management],
    accounts: new Set([number.account.id]),
    holder: null,
    issued_at: world.clock.now(),
    expires_at: input.token_expires_at ?? null,
    data_access_expires_at: null,
    died_of: null,
  });
  return value;
}

function accountFor(world: World, input: NumberInput): BusinessAccount {
  const id = input.business_account_id ?? digits(15);
  const known = world.graph.accounts.get(id);
  if (known !== undefined) return known;
  const account: BusinessAccount = {
    id,
    portfolio_id: input.portfolio_id ?? digitsFrom(id, 15),
    name: input.verified_name ?? 'Corner Shop',
    subscriptions: new Map(),
    templates: startingTemplates(),
  };
  world.graph.accounts.set(id, account);
  return account;
}

/** `+66 2 555 0100` → `66`: what stands before the first gap. */
function countryCodeOf(display: string): string {
  return /^\+?(\d{1,3})(?=\D)/.exec(display)?.[1] ?? '1';
}
