import type { Failure, FailureKind } from '../../errors.ts';
import type { CatalogueEntry } from '../error-catalogue.ts';
import type { PlatformError } from '../platform.ts';
import { isObject, type Json, numberAt, objectAt, textAt } from '../readers.ts';
import { waitOf } from './wait.ts';

/** The entries of a catalogue, ready to be looked up. */
export interface ErrorIndex {
  exact: ReadonlyMap<string, readonly CatalogueEntry[]>;
  ranges: readonly CodeRange[];
}

interface CodeRange {
  from: number;
  to: number;
  /** Only with this subcode. */
  subcode?: string;
  entry: CatalogueEntry;
}

/** An error as the Graph API or a webhook states it. */
export interface GraphError {
  code: number;
  subcode?: number;
  message: string;
  transient?: boolean;
  trace_id?: string;
}

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

const range = /^(\d+)-(\d+)(?:\/(\d+))?$/;
// Subcodes of seven digits mean the same whatever the code, and some also come as the code itself.
const longSubcode = /\/(\d{7,})$/;

/** Prepares entries for look-up; of those that name one code, the first whose condition holds counts. */
export function indexErrors(entries: readonly CatalogueEntry[]): ErrorIndex {
  const exact = new Map<string, CatalogueEntry[]>();
  const ranges: CodeRange[] = [];
  for (const entry of entries) {
    for (const code of entry.codes) {
      const [, from, to, subcode] = range.exec(code) ?? [];
      if (from !== undefined) {
        ranges.push({ from: Number(from), to: Number(to), ...(subcode && { subcode }), entry });
      }
      for (const name of [code, longSubcode.exec(code)?.[1]]) {
        if (name !== undefined) exact.set(name, [...(exact.get(name) ?? []), entry]);
      }
    }
  }
  return { exact, ranges };
}

/**
 * Reads the error object of an answer or, without a status, of a webhook; null when there is none. A
 * proxy's error may look alike, but its code is the HTTP status.
 */
export function readGraphError({ status, body }: PlatformError): GraphError | null {
  if (!isObject(body)) return null;
  const error = status !== undefined || 'error' in body ? objectAt(body, 'error') : body;
  const code = numberAt(error, 'code');
  if (error === undefined || code === undefined) return null;
  if (code >= 400 && code === status) return null;
  const result: GraphError = { code, message: wordsOf(error) };
  const subcode = numberAt(error, 'error_subcode');
  const trace = textAt(error, 'fbtrace_id');
  if (subcode !== undefined) result.subcode = subcode;
  if (typeof error.is_transient === 'boolean') result.transient = error.is_transient;
  if (trace !== undefined) result.trace_id = trace;
  return result;
}

/**
 * Classifies by code and subcode; else by what Meta says of trying again, which is more than a guess by the
 * code alone; then by code, and last by HTTP status.
 */
export function explainGraphError(error: PlatformError, index: ErrorIndex): Failure {
  const graph = readGraphError(error);
  const { kind, cause, fix, wait_ms, tries, stops_marketing } = graph
    ? (entryOfSubcode(graph, index) ?? entryOfCode(graph, index, error.status))
    : entryOfStatus(error.status);
  const failure: Failure = {
    kind,
    code: graph ? codeOf(graph) : error.status === undefined ? 'none' : `HTTP ${error.status}`,
    message: withoutTokens(graph?.message ?? plainWords(error.body)),
    cause,
    fix,
  };
  const wait = waitOf(error.headers ?? {}) ?? wait_ms;
  if (wait !== undefined) failure.retry_after_ms = wait;
  if (tries !== undefined) failure.tries = tries;
  if (stops_marketing) failure.stops_marketing = true;
  if (graph?.trace_id !== undefined) failure.trace_id = graph.trace_id;
  return failure;
}

function entryOfSubcode(error: GraphError, index: ErrorIndex): CatalogueEntry | undefined {
  const { code, subcode } = error;
  if (subcode === undefined) return undefined;
  const entry = lookUp(index, error, code, subcode);
  return entry ?? (longSubcode.test(`/${subcode}`) ? lookUp(index, error, subcode) : undefined);
}

function lookUp(
  { exact, ranges }: ErrorIndex,
  error: GraphError,
  code: number,
  subcode?: number,
): CatalogueEntry | undefined {
  const wanted = subcode === undefined ? undefined : `${subcode}`;
  const named = exact.get(wanted === undefined ? `${code}` : `${code}/${wanted}`) ?? [];
  const within = ranges.filter((one) => one.subcode === wanted && code >= one.from && code <= one.to);
  return [...named, ...within.map(({ entry }) => entry)].find((entry) => holds(entry, error));
}

function holds({ when = {} }: CatalogueEntry, { transient, message }: GraphError): boolean {
  const { is_transient = transient, says = '' } = when;
  return is_transient === transient && message.toLowerCase().includes(says.toLowerCase());
}

// Codes of one platform; those below are the same on all Graph APIs, and say little without a subcode.
const firstOwnCode = 100_000;
// What waits already, and what does not mend itself whatever Meta calls it.
const kindsThatStay: readonly FailureKind[] = [
  'temporary',
  'rate_limited',
  'quota_exhausted',
  'credentials',
  'account_blocked',
];

function entryOfCode(error: GraphError, index: ErrorIndex, status: number | undefined): CatalogueEntry {
  const entry = lookUp(index, error, error.code);
  if (entry === undefined) return unlisted(error, status);
  if (error.code >= firstOwnCode || entry.when?.is_transient !== undefined) return entry;
  if (error.transient === false && entry.kind === 'temporary') return lasting;
  if (error.transient === true && !kindsThatStay.includes(entry.kind)) return passing;
  return entry;
}

// Meta deprecated subcodes for WhatsApp's own six-digit codes, yet still sends some: with them the same
// error would have two names.
function codeOf({ code, subcode }: GraphError): string {
  return subcode === undefined || code >= firstOwnCode ? `${code}` : `${code}/${subcode}`;
}

const passing: CatalogueEntry = {
  codes: ['other'],
  when: { is_transient: true },
  kind: 'temporary',
  cause: 'Meta could not process the request, and says that trying again will help.',
  fix: 'Nothing to do: it is tried again. If it stays, look at Meta’s status page.',
  url,
};

const lasting: CatalogueEntry = {
  codes: ['other'],
  when: { is_transient: false },
  kind: 'unknown',
  cause: 'Meta could not process the request, and says that trying again will not help.',
  fix: 'Read the platform’s own words; if they name no reason, the person may have blocked the account.',
  url,
};

const unlistedCode: CatalogueEntry = {
  codes: ['other'],
  kind: 'unknown',
  cause: 'Meta refused this with a code that is not in our list.',
  fix: 'Look the code up in Meta’s documentation; the platform’s own words may already say it.',
  url,
};

const withoutCode: CatalogueEntry = {
  codes: ['none'],
  kind: 'unknown',
  cause: 'Meta reports an error without a code.',
  fix: 'Read the platform’s own words.',
  url,
};

const outage: CatalogueEntry = {
  codes: ['HTTP 408', 'HTTP 5xx'],
  kind: 'temporary',
  cause: 'Meta is not working properly just now.',
  fix: 'Nothing to do: it is tried again.',
  url,
};

const foreignAnswer: CatalogueEntry = {
  codes: ['HTTP other'],
  kind: 'unknown',
  cause: 'The answer is not one of the Graph API.',
  fix: 'Check the base URL and any proxy in between.',
  url,
};

const statuses: readonly CatalogueEntry[] = [
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

function unlisted(error: GraphError, status: number | undefined): CatalogueEntry {
  if (error.transient === true) return passing;
  if (error.transient === undefined && status !== undefined && status >= 500) return outage;
  return status === 429 ? entryOfStatus(status) : unlistedCode;
}

function entryOfStatus(status: number | undefined): CatalogueEntry {
  if (status === undefined) return withoutCode;
  if (status === 408 || status >= 500) return outage;
  return statuses.find(({ codes }) => codes.includes(`HTTP ${status}`)) ?? foreignAnswer;
}

function wordsOf(error: Json): string {
  const words = [
    textAt(error, 'message') ?? textAt(error, 'title') ?? textAt(error, 'error_user_msg'),
    textAt(objectAt(error, 'error_data'), 'details') ??
      textAt(error, 'details') ??
      textAt(error, 'error_data'),
  ];
  return words.filter((text, index) => text !== undefined && words.indexOf(text) === index).join(' – ');
}

// Long enough to recognise a proxy's error page, short enough for a list.
const longestWords = 200;

function plainWords(body: unknown): string {
  if (!isObject(body)) return typeof body === 'string' ? body.slice(0, longestWords) : '';
  const inner = objectAt(body, 'error') ?? body;
  return textAt(body, 'error') ?? textAt(inner, 'message') ?? textAt(inner, 'title') ?? '';
}

/** The Graph API repeats a malformed token in its message. */
function withoutTokens(message: string): string {
  return message
    .replace(/(access token:?\s+)[\w|-]{16,}/gi, '$1[hidden]')
    .replace(/\b(EAA|IGA|IGQ)[\w-]{16,}/g, '[hidden]');
}
