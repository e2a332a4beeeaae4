import type { Failure } from '../../errors.ts';
import type { CredentialRenewal, Renewed } from '../account-care.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import { finding } from '../findings.ts';
import { graphGet } from '../meta/settings.ts';
import { numberAt, textAt } from '../readers.ts';
import { type InstagramCredentials, routeOf } from './credentials.ts';
import type { InstagramInput } from './nodes.ts';

const day = 24 * 60 * 60 * 1000;

// As long as a long-lived token lives, from each renewal.
const lifetime = 60 * day;

// A token that is new is left alone; from then on there are weeks of tries before it ends.
const rest = 7 * day;

/** What to do when a token was not renewed in time. */
export const loginAgain = 'Log in with Instagram again and PATCH the account’s access_token.';

/**
 * A token of Instagram Login lives for 60 days, and each renewal gives it 60 more; once it has ended, only a login
 * brings a new one. Tokens of Pages have no such end.
 * https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token
 */
export const renewal: CredentialRenewal<InstagramCredentials> = { isDue, renew };

function isDue({ credentials, ends_at = null, now }: InstagramInput): boolean {
  if (routeOf(credentials) !== 'login') return false;
  // How old a token is that somebody gave, nobody tells: renewing it also teaches its end.
  return ends_at === null || (ends_at > now && ends_at - now <= lifetime - rest);
}

function* renew({ credentials, now }: InstagramInput): Dialogue<Renewed<InstagramCredentials> | Failure> {
  const { access_token = '' } = credentials;
  const query = { grant_type: 'ig_refresh_token', access_token };
  const reply = yield* ask({
    // One of the two calls without a version; the token is a parameter of it and no header.
    ...graphGet('/refresh_access_token', query),
    base: 'instagram_graph_url',
    authorised: true,
  });
  if (!reply.ok) return failureOf(reply);
  const token = textAt(reply.body, 'access_token');
  const seconds = numberAt(reply.body, 'expires_in');
  if (token === undefined || seconds === undefined || seconds <= 0) {
    const cause = 'Instagram’s answer to the renewal of the token holds no token, or no end of it.';
    return finding('temporary', 'refresh_access_token', cause, 'Nothing to do: it is tried again.');
  }
  return { credentials: { access_token: token }, ends_at: now + seconds * 1000 };
}
