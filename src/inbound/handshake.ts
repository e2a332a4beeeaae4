import { timingSafeEqual } from 'node:crypto';
import type { Platforms } from '../accounts/account.ts';
import type { AccountDirectory } from '../accounts/directory.ts';
import type { AccountStore } from '../accounts/store.ts';
import { notFound, Problem } from '../errors.ts';

/** What answers subscription handshakes. */
export interface HandshakeOptions {
  directory: AccountDirectory;
  accounts: AccountStore;
  platforms: Platforms;
}

/**
 * Answers a platform's handshake with its challenge, when the token is the one we gave out: the account's
 * own on its own URL, any of the platform's family on the URL of a whole app.
 *
 * @throws Problem 403 for a wrong token, 404 for a URL that has no handshake
 */
export async function answerHandshake(
  { directory, accounts, platforms }: HandshakeOptions,
  request: { platform: string; accountId: string | null; query: URLSearchParams },
): Promise<string> {
  const platform = platforms.get(request.platform);
  if (!platform?.challenge) throw notFound('handshake for', request.platform);
  const challenge = platform.challenge(request.query);
  if (!challenge) throw refused('The request is not a subscription handshake.');
  if (request.accountId === null) {
    const family = platforms.all.filter((other) => other.account.family === platform.account.family);
    const names = family.map(({ name }) => name);
    const matching = await accounts.byVerifyToken(names, challenge.token);
    if (matching.length === 0) throw refused('The verify token belongs to no account of this hub.');
    for (const { id } of matching) await accounts.markVerified(id);
    return challenge.challenge;
  }
  const account = await directory.find(request.accountId);
  if (!account || account.platform !== platform) throw notFound('account', request.accountId);
  if (!account.verifyToken || !equal(account.verifyToken, challenge.token)) {
    throw refused('The verify token is not the one of this account.');
  }
  await accounts.markVerified(account.id);
  return challenge.challenge;
}

function refused(detail: string): Problem {
  return new Problem({
    status: 403,
    code: 'handshake_refused',
    detail,
    fix: 'Copy the verify token from the account (`webhook.verify_token`) into the platform’s console.',
  });
}

/** Compares in constant time. */
function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
