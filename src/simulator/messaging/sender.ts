import type { Context } from 'hono';
import type { AccessToken } from '../graph/state.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { refused } from './errors.ts';
import type { MessagingAccount } from './state.ts';

/** Which way a call came: with a Page's token, or with an Instagram account's own. */
export type Route = 'page' | 'login';

/** An account that calls, as its token allows. */
export interface Sender {
  account: MessagingAccount;
  route: Route;
  token: AccessToken;
}

/** The permissions of calls, by what they are for. */
const permissions = {
  messenger: {
    send: 'pages_messaging',
    profile: 'pages_messaging',
    read: 'pages_read_engagement',
    subscribe: 'pages_manage_metadata',
  },
  linked: {
    send: 'instagram_manage_messages',
    profile: 'instagram_manage_messages',
    read: 'instagram_basic',
    subscribe: 'pages_manage_metadata',
  },
  login: {
    send: 'instagram_business_manage_messages',
    profile: 'instagram_business_manage_messages',
    read: 'instagram_business_basic',
    subscribe: 'instagram_business_manage_messages',
  },
} as const;

/** All permissions of a Page token that can do everything, with those for its Instagram account. */
export const pageScopes: readonly string[] = [
  'pages_show_list',
  'pages_messaging',
  'pages_manage_metadata',
  'pages_read_engagement',
  'instagram_basic',
  'instagram_manage_messages',
  'instagram_manage_comments',
];

/** All permissions of an Instagram user token. */
export const loginScopes: readonly string[] = [
  'instagram_business_basic',
  'instagram_business_manage_messages',
  'instagram_business_manage_comments',
];

/** Refuses a token that lacks the permission for this purpose. */
export function checkPermission({ account, route, token }: Sender, purpose: keyof typeof permissions.login) {
  const kind = account.platform === 'messenger' ? 'messenger' : route === 'login' ? 'login' : 'linked';
  const permission = permissions[kind][purpose];
  if (token.scopes.includes(permission)) return;
  if (kind === 'messenger' && purpose === 'send') throw refused('230');
  if (purpose === 'subscribe') throw refused('200', `Requires ${permission} permission`);
  throw refused('10');
}

/** Refuses everything that has to do with messages while the account may not use them. */
export function checkStanding({ account }: Sender): void {
  if (account.platform === 'instagram' && !account.message_access) throw refused('200/2534041');
  if (!account.restricted) return;
  throw refused(account.platform === 'instagram' ? '100/2534029' : '10/1893063');
}

/** Notes whose call this is, for the log and for faults. */
export function noteAccount(c: Context<SimulatorEnv>, account: MessagingAccount): void {
  const record = c.get('record');
  record.platform = account.platform;
  record.account = account.id;
}

/** Counts a call and puts the usage headers on its answer. */
export function countCall(c: Context<SimulatorEnv>, world: World, sender: Sender): void {
  if (sender.route === 'page') c.header('x-app-usage', world.usage.app(sender.token));
  c.header('x-business-use-case-usage', world.usage.messaging(sender.account));
}
