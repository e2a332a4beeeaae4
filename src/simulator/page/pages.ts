import { type AppInput, appFrom } from '../graph/apps.ts';
import type { AccessToken, MetaApp } from '../graph/state.ts';
import { digits, opaque } from '../ids.ts';
import { pageScopes } from '../messaging/sender.ts';
import type { Page, UtilityTemplate } from '../messaging/state.ts';
import { setFields } from '../messaging/subscriptions.ts';
import { pageFields } from '../messaging/webhook-fields.ts';
import type { World } from '../world.ts';

/** What may be said about a new Page; everything missing is invented. */
export interface PageInput extends AppInput {
  page_id?: string | undefined;
  name?: string | undefined;
  username?: string | undefined;
  followers?: number | undefined;
  picture_url?: string | null | undefined;
  verification_status?: Page['verification_status'] | undefined;
  page_access_token?: string | undefined;
  token_expires_at?: number | null | undefined;
  data_access_expires_at?: number | null | undefined;
  scopes?: string[] | undefined;
  subscribed_fields?: string[] | undefined;
  auto_read?: boolean | undefined;
  auto_read_ms?: number | undefined;
  profile_access?: boolean | undefined;
  restricted?: boolean | undefined;
  throughput?: number | undefined;
  calls_per_customer?: number | undefined;
  delivery_mids?: boolean | undefined;
  utility_templates?: UtilityTemplate[] | undefined;
}

/**
 * Calls per second, and calls in 24 hours for each person the Page may write to.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/rate-limiting
 */
const limits = { throughput: 300, calls_per_customer: 200 };

/** Adds a Page, with app and token as far as they are new. */
export function addPage(world: World, input: PageInput): { page: Page; token: string } {
  const app = appFrom(world.graph, input);
  const page: Page = {
    platform: 'messenger',
    id: input.page_id ?? digits(15),
    app,
    name: input.name ?? 'Corner Shop',
    username: input.username ?? 'cornershop',
    followers: input.followers ?? 1200,
    picture_url: input.picture_url ?? null,
    verification_status: input.verification_status ?? 'not_verified',
    subscriptions: new Map(),
    instagram: null,
    auto_read: input.auto_read ?? false,
    auto_read_ms: input.auto_read_ms ?? 1500,
    profile_access: input.profile_access ?? true,
    restricted: input.restricted ?? false,
    throughput: input.throughput ?? limits.throughput,
    calls_per_customer: input.calls_per_customer ?? limits.calls_per_customer,
    delivery_mids: input.delivery_mids ?? true,
    utility_templates: (input.utility_templates ?? []).map((one) => ({ id: digits(16), ...one })),
    customers: new Map(),
    profile: new Map(),
    notification_tokens: new Map(),
    personas: new Map(),
    guests: new Set(),
  };
  setFields(page.subscriptions, app, input.subscribed_fields ?? [...pageFields]);
  world.messaging.pages.set(page.id, page);
  return { page, token: grantPageToken(world, page, input) };
}

/** Gives the Page's app a token that speaks for the Page. */
export function grantPageToken(world: World, page: Page, input: PageInput): string {
  const value = input.page_access_token ?? `EAA${opaque(120).replace(/[-_]/g, 'Z')}`;
  keepToken(world, { value, kind: 'page', app: page.app, holder: page.id }, input, scopesOf(page));
  return value;
}

// Whoever made templates was granted this too.
function scopesOf({ utility_templates }: Page): readonly string[] {
  return utility_templates.length > 0 ? [...pageScopes, 'page_utility_messaging'] : pageScopes;
}

/** Makes a token of an account valid; what is not said is as with a token just taken. */
export function keepToken(
  world: World,
  token: Pick<AccessToken, 'value' | 'kind' | 'holder'> & { app: MetaApp },
  input: Pick<PageInput, 'scopes' | 'token_expires_at' | 'data_access_expires_at'>,
  allScopes: readonly string[],
): void {
  world.graph.tokens.set(token.value, {
    ...token,
    scopes: input.scopes ?? [...allScopes],
    accounts: new Set(),
    issued_at: world.clock.now(),
    expires_at: input.token_expires_at ?? null,
    data_access_expires_at: input.data_access_expires_at ?? null,
    died_of: null,
  });
}
