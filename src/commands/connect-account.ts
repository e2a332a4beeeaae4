import { type AccountView, accountShape } from './account-view.ts';
import type { Answer, Api } from './api.ts';
import { setUpWebhook, type Told, tryConnection } from './connection-check.ts';
import type { GivenCredentials } from './credentials-input.ts';
import type { Session } from './session.ts';

/** What an account is connected with. */
export interface AccountWish {
  platform: string;
  name: string;
  credentials: GivenCredentials;
}

/** A connected account, and what was done for it after that. */
export interface Connected {
  account: Answer<AccountView>;
  webhook?: Told<unknown>;
  test?: Told<unknown>;
}

/** Connects an account; with `validate` only if its platform takes the credentials. */
export function connect(api: Api, body: AccountWish, validate: boolean): Promise<Answer<AccountView>> {
  const query = validate ? { validate: 'true' } : {};
  return api.call('POST', '/api/v1/accounts', accountShape, { query, body });
}

/** What has to be known of a new account; `isSetUp` when its webhook is not left for hands. */
export function connectedText({ id, name, webhook }: AccountView, isSetUp: boolean): string {
  return [
    `Connected ${name} as ${id}.`,
    `Callback URL:  ${webhook.url}`,
    ...(webhook.verify_token ? [`Verify token:  ${webhook.verify_token}`] : []),
    ...(isSetUp ? [] : [byHand(id)]),
  ].join('\n');
}

/** How the webhook is set up later. */
export function byHand(id: string): string {
  return `Enter this in the platform’s console, or let \`account webhook ${id}\` do it.`;
}

/** Subscribes the webhook of a new account and tells what came of it. */
export async function setUp(session: Session, connected: Connected): Promise<void> {
  const told = await setUpWebhook(session.api, connected.account.value.id);
  connected.webhook = told;
  if (!told.answer.value.success) session.fail();
  if (!session.json) session.print(told.words);
}

/** Tries the connection of a new account and tells what came of it. */
export async function tryOut(session: Session, connected: Connected): Promise<void> {
  const told = await tryConnection(session.api, connected.account.value.id);
  connected.test = told;
  if (!told.answer.value.success) session.fail();
  if (!session.json) session.print(told.words);
}

/** For programs: the account as it was answered, with the other answers beside it when there are any. */
export function showConnected(session: Session, { account, webhook, test }: Connected): void {
  if (!session.json) return;
  const beside = {
    ...(webhook && { webhook: webhook.answer.json }),
    ...(test && { test: test.answer.json }),
  };
  session.printJson(webhook || test ? { account: account.json, ...beside } : account.json);
}
