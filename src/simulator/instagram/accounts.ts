import { type AppInput, appFrom } from '../graph/apps.ts';
import { digits, opaque } from '../ids.ts';
import { loginScopes } from '../messaging/sender.ts';
import type { InstagramAccount, Page } from '../messaging/state.ts';
import { setFields } from '../messaging/subscriptions.ts';
import { loginFields } from '../messaging/webhook-fields.ts';
import { keepToken } from '../page/pages.ts';
import type { World } from '../world.ts';

/** What may be said about a new professional account; everything missing is invented. */
export interface InstagramInput extends AppInput {
  instagram_business_account_id?: string | undefined;
  scoped_id?: string | undefined;
  name?: string | undefined;
  username?: string | undefined;
  followers?: number | undefined;
  picture_url?: string | null | undefined;
  access_token?: string | undefined;
  token_expires_at?: number | null | undefined;
  data_access_expires_at?: number | null | undefined;
  scopes?: string[] | undefined;
  subscribed_fields?: string[] | undefined;
  auto_read?: boolean | undefined;
  auto_read_ms?: number | undefined;
  profile_access?: boolean | undefined;
  restricted?: boolean | undefined;
  message_access?: boolean | undefined;
  flat_comments?: boolean | undefined;
  media?: string[] | undefined;
  throughput?: number | undefined;
  calls_per_customer?: number | undefined;
}

/**
 * Calls per second by Instagram Login; the Page's pages print 300, so this is the stricter one. The other
 * budget counts impressions, which nobody has here.
 * https://developers.facebook.com/docs/instagram-platform/overview
 */
const limits = { throughput: 100, calls_per_customer: 4800 };

/** A long-lived token of Instagram Login lives 60 days. */
export const tokenLives = 60 * 24 * 60 * 60 * 1000;

/** Adds an account; `page` links it, `login` gives it an Instagram app and a token of its own. */
export function addInstagram(
  world: World,
  input: InstagramInput,
  routes: { page: Page | null; login: boolean },
): InstagramAccount {
  const app = routes.login ? appFrom(world.graph, input) : null;
  const account: InstagramAccount = {
    platform: 'instagram',
    id: input.instagram_business_account_id ?? `17841${digits(12)}`,
    scoped_id: input.scoped_id ?? digits(17),
    app,
    page: routes.page,
    name: input.name ?? 'Corner Shop',
    username: input.username ?? 'cornershop',
    followers: input.followers ?? 3400,
    picture_url: input.picture_url ?? null,
    subscriptions: new Map(),
    auto_read: input.auto_read ?? false,
    auto_read_ms: input.auto_read_ms ?? 1500,
    profile_access: input.profile_access ?? true,
    restricted: input.restricted ?? false,
    message_access: input.message_access ?? true,
    flat_comments: input.flat_comments ?? false,
    media: new Set(input.media),
    throughput: input.throughput ?? limits.throughput,
    calls_per_customer: input.calls_per_customer ?? limits.calls_per_customer,
    customers: new Map(),
    profile: new Map(),
  };
  world.messaging.instagram.set(account.id, account);
  if (routes.page !== null) routes.page.instagram = account;
  if (app !== null) {
    setFields(account.subscriptions, app, input.subscribed_fields ?? [...loginFields]);
    grantLoginToken(world, account, input);
  }
  return account;
}

/** Gives the account a token of Instagram Login. */
export function grantLoginToken(world: World, account: InstagramAccount, input: InstagramInput): string {
  const value = input.access_token ?? `IGAA${opaque(120).replace(/[-_]/g, 'Z')}`;
  if (account.app === null) return value;
  const token_expires_at = input.token_expires_at ?? world.clock.now() + tokenLives;
  const token = { value, kind: 'instagram_user', app: account.app, holder: account.id } as const;
  keepToken(world, token, { ...input, token_expires_at }, loginScopes);
  return value;
}
