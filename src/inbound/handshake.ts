import { timingSafeEqual } from 'node:crypto';
import type { Platforms } from '../accounts/account.ts';
import type { AppStore } from '../accounts/app-store.ts';
import type { AccountDirectory } from '../accounts/directory.ts';
import type { AccountStore } from '../accounts/store.ts';
import { notFound, Problem } from '../errors.ts';
import type { Platform } from '../platforms/platform.ts';

/** What answers subscription handshakes. */
export interface HandshakeOptions {
  directory: AccountDirectory;
  accounts: AccountStore;
  apps: AppStore;
  platforms: Platforms;
}

/**
 * Answers a platform's handshake with its challenge, when the token is one that we know: the account's own on
 * its own URL; an app's own, or any of its accounts', on the URL of a whole app.
 *
 * @throws Problem 403 for a wrong token, 404 for a URL that has no handshake
 */
export async function answerHandshake(
  options: HandshakeOptions,
  request: { platform: string; accountId: string | null; query: URLSearchParams },
): Promise<string> {
  const { directory, accounts, platforms } = options;
  const platform = platforms.get(request.platform);
  if (!platform?.challenge) throw notFound('handshake for', request.platform);
  const challenge = platform.challenge(request.query);
  if (!challenge) throw refused('The request is not a subscription handshake.');
  if (request.accountId === null) {
    await verifyApp(options, platform, challenge.token);
    return challenge.challenge;
  }
  const account = await directory.find(request.accountId);
  if (!account || account.platform !== platform) throw notFound('account', request.accountId);
  if (!account.verifyToken || !equal(account.verifyToken, challenge.token)) {
    throw refused('The verify token is not the one of this account.');
  }
  await accounts.markVerified([account.id]);
  return challenge.challenge;
}

async function verifyApp(
  { accounts, apps, platforms }: HandshakeOptions,
  { account: { family } }: Platform,
  token: string,
): Promise<void> {
  const names = platforms.family(family).map(({ name }) => name);
  const [named, whole] = await Promise.all([
    accounts.byVerifyToken(names, token),
    apps.byVerifyToken(family, token),
  ]);
  if (named.length + whole.length === 0) {
    throw refused('The verify token belongs to no app and no account of this hub.');
  }
  await accounts.markVerified([
    ...named.map(({ id }) => id),
    ...whole.flatMap(({ accountIds }) => accountIds),
  ]);
}

function refused(detail: string): Problem {
  return new Problem({
    status: 403,
    code: 'handshake_refused',
    detail,
    fix: 'Copy the verify token from the account or the app (`webhook.verify_token`) into the platform’s console.',
  });
}

/** Compares in constant time. */
function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
