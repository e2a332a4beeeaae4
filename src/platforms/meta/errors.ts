import type { FailureKind } from '../../errors.ts';
import type { CatalogueEntry } from '../error-catalogue.ts';

const url = 'https://developers.facebook.com/docs/graph-api/guides/error-handling';
const limitsUrl = 'https://developers.facebook.com/docs/graph-api/overview/rate-limiting';
const newToken = 'Make a new access token in Meta Business settings and store it in the account.';
const grant = 'Give the app or system user the permission in Meta Business settings, then make a new token.';
const slowDown =
  'Nothing to do: sending goes on when the limit is refilled. Lower the rate if it happens often.';

const hour = 3600_000;
/**
 * How often is tried what may also be a mistake in the request: ten waits that double are about as long as the
 * 1 s, 4 s, 15 s, 60 s and 5 min after which another try has hardly a chance.
 */
export const fewTries = 10;

/**
 * Errors of the Graph API. What each code means is data: the codes all of Meta's platforms share are here, each
 * platform adds its own in front of them.
 */
export const graphErrors: readonly CatalogueEntry[] = [
  {
    codes: ['1'],
    kind: 'temporary',
    cause: 'The request was not valid, or Meta could not process it just now.',
    fix: 'It is tried a few times by itself; if that was in vain, look at Meta’s status page and send it again.',
    tries: fewTries,
    url,
  },
  {
    codes: ['2'],
    kind: 'temporary',
    cause: 'Meta could not process the request just now.',
    fix: 'Nothing to do: it is tried again. If it stays, look at Meta’s status page.',
    url,
  },
  {
    codes: ['3'],
    kind: 'permission',
    cause: 'The app lacks the capability for this call.',
    fix: grant,
    url,
  },
  {
    codes: ['4'],
    kind: 'rate_limited',
    cause: 'The app made too many calls.',
    fix: slowDown,
    url: limitsUrl,
  },
  {
    codes: ['10', '200-299'],
    kind: 'permission',
    cause: 'The permission for this call was not granted or was taken away.',
    fix: grant,
    url,
  },
  {
    codes: ['17', '32', '341', '613'],
    kind: 'rate_limited',
    cause: 'The rate limit of this user, page or call is used up.',
    fix: slowDown,
    url: limitsUrl,
  },
  {
    codes: ['33', '100/33'],
    kind: 'account_blocked',
    cause: 'The account was deleted, or this access token cannot see it.',
    fix: 'Check the account id, and that the token’s system user is assigned to it.',
    url,
  },
  {
    codes: ['100'],
    kind: 'content_rejected',
    cause: 'A parameter of the request is wrong or unknown.',
    fix: 'Read the platform’s own words: they name the parameter.',
    url,
  },
  {
    codes: ['102', '104', '190', '190/467'],
    kind: 'credentials',
    cause: 'The access token is missing, expired or invalid.',
    fix: newToken,
    url,
  },
  {
    codes: ['190/458'],
    kind: 'credentials',
    cause: 'The person or business removed the app.',
    fix: 'Connect the app again, then store the new access token.',
    url,
  },
  {
    codes: ['190/459', '190/464'],
    kind: 'credentials',
    cause: 'Meta wants the owner of the access token to confirm their account.',
    fix: 'Log in at facebook.com as that person, follow the instructions, then make a new token.',
    url,
  },
  {
    codes: ['190/460'],
    kind: 'credentials',
    cause: 'The owner of the access token changed their password.',
    fix: newToken,
    url,
  },
  {
    codes: ['190/492'],
    kind: 'credentials',
    cause: 'The owner of the access token has no role on the Page any more, or their session ended.',
    fix: 'Give the person a role on the Page again, or make a token as somebody who has one.',
    url,
  },
  {
    codes: ['190/463'],
    kind: 'credentials',
    cause: 'The access token has expired.',
    fix: 'Make a new token, best one of a system user that never expires, and store it in the account.',
    url,
  },
  {
    codes: ['368'],
    kind: 'account_blocked',
    cause: 'Meta restricted the account for breaking a policy.',
    fix: 'Read the notice in Meta Business Support Home and ask for a review.',
    // Blocks last for hours and days, and calls while blocked do not shorten them.
    wait_ms: hour,
    url,
  },
  {
    codes: ['803', '2500'],
    kind: 'not_found',
    cause: 'Meta knows no object of this id, or no such path in this version of the API.',
    fix: 'Check the ids of the account and the version of the Graph API.',
    url,
  },
];

/** What an entry says beside its code, kind, cause and fix. */
export type EntryOptions = Pick<CatalogueEntry, 'when' | 'wait_ms' | 'tries' | 'stops_marketing'>;

/** Makes entries that one page describes; the codes of an entry are separated by spaces. */
export function rowsOf(page: string) {
  return (
    codes: string,
    kind: FailureKind,
    cause: string,
    fix: string,
    options: EntryOptions = {},
  ): CatalogueEntry => ({ codes: codes.split(' '), kind, cause, fix, ...options, url: page });
}

/** Meta says that trying again will help. */
export const passing: CatalogueEntry = {
  codes: ['other'],
  when: { is_transient: true },
  kind: 'temporary',
  cause: 'Meta could not process the request, and says that trying again will help.',
  fix: 'Nothing to do: it is tried again. If it stays, look at Meta’s status page.',
  url,
};

/** Meta says that trying again will not help. */
export const lasting: CatalogueEntry = {
  codes: ['other'],
  when: { is_transient: false },
  kind: 'unknown',
  cause: 'Meta could not process the request, and says that trying again will not help.',
  fix: 'Read the platform’s own words; if they name no reason, the person may have blocked the account.',
  url,
};

/** No entry names the code. */
export const unlistedCode: CatalogueEntry = {
  codes: ['other'],
  kind: 'unknown',
  cause: 'Meta refused this with a code that is not in our list.',
  fix: 'Look the code up in Meta’s documentation; the platform’s own words may already say it.',
  url,
};

/** There is neither a code nor a status. */
export const withoutCode: CatalogueEntry = {
  codes: ['none'],
  kind: 'unknown',
  cause: 'Meta reports an error without a code.',
  fix: 'Read the platform’s own words.',
  url,
};

/** Meta, or something before it, does not answer as it should. */
export const outage: CatalogueEntry = {
  codes: ['HTTP 408', 'HTTP 5xx'],
  kind: 'temporary',
  cause: 'Meta is not working properly just now.',
  fix: 'Nothing to do: it is tried again.',
  url,
};

/** The answer is not Meta’s. */
export const foreignAnswer: CatalogueEntry = {
  codes: ['HTTP other'],
  kind: 'unknown',
  cause: 'The answer is not one of the Graph API.',
  fix: 'Check the base URL and any proxy in between.',
  url,
};

/** What the HTTP status says by itself. */
export const statuses: readonly CatalogueEntry[] = [
  {
    codes: ['HTTP 401'],
    kind: 'credentials',
    cause: 'The access token was not accepted.',
    fix: newToken,
    url,
  },
  { codes: ['HTTP 403'], kind: 'permission', cause: 'The call is not allowed.', fix: grant, url },
  {
    codes: ['HTTP 404'],
    kind: 'not_found',
    cause: 'There is nothing at this address.',
    fix: 'Check the ids and base URL.',
    url,
  },
  {
    codes: ['HTTP 413'],
    kind: 'content_rejected',
    cause: 'The request is too large.',
    fix: 'Send less at once.',
    url,
  },
  {
    codes: ['HTTP 429'],
    kind: 'rate_limited',
    cause: 'Too many requests were made.',
    fix: slowDown,
    url: limitsUrl,
  },
];

/** What counts where no entry names the code, and for answers of something in between, which have none. */
export const otherErrors: readonly CatalogueEntry[] = [
  passing,
  lasting,
  unlistedCode,
  withoutCode,
  outage,
  ...statuses,
  foreignAnswer,
];
