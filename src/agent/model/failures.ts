import { z } from 'zod';
import { retryAfterOf } from '../../network/retry-after.ts';
import type { CallEnding } from './decisions.ts';
import type { Sdk } from './sdk.ts';

/** Why one request to a provider brought no answer. */
export interface Ending {
  kind: CallEnding;
  /** The provider's own words, or ours. */
  detail: string;
  /** How long the provider asks to wait, where it does. */
  after_ms?: number | undefined;
}

/** Carries an ending through the SDK, which passes errors on. */
export class CallEnded extends Error {
  readonly ending: Ending;

  constructor(ending: Ending) {
    super(ending.detail);
    this.name = 'CallEnded';
    this.ending = ending;
  }
}

// The ledger keeps it with every call; what providers say in more words repeats itself.
const longestDetail = 500;

/** What a provider said, short, and without the key should it be in there. */
export function detailOf(text: string, key: string | undefined): string {
  const clean = key ? text.replaceAll(key, '…') : text;
  return clean.length > longestDetail ? `${clean.slice(0, longestDetail - 1)}…` : clean;
}

/**
 * Errors of Google's APIs: what is wrong, and how long to wait.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto
 */
const googleError = z.object({
  error: z.object({
    details: z.array(z.object({ '@type': z.string() }).loose()).optional(),
  }),
});

const errorInfo = z.object({ reason: z.string() });
const retryInfo = z.object({ retryDelay: z.string().regex(/^\d+(\.\d+)?s$/) });

/** The reason and the wait that an error of Google's names. */
function googleDetails(body: string): { reason?: string; after_ms?: number } {
  const parsed = googleError.safeParse(parseJson(body));
  const details = parsed.data?.error.details ?? [];
  const reason = details.map((detail) => errorInfo.safeParse(detail).data?.reason).find(Boolean);
  const delay = details.map((detail) => retryInfo.safeParse(detail).data?.retryDelay).find(Boolean);
  return {
    ...(reason && { reason }),
    ...(delay && { after_ms: Math.ceil(Number(delay.slice(0, -1)) * 1000) }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Statuses that pass by themselves: too slow, in each other's way, given up by the provider. */
const passingStatuses = [408, 409, 499];

function kindOfStatus(status: number, reason: string | undefined, body: string): CallEnding {
  if (status === 429) return 'rate_limited';
  // Google answers a wrong key with 400.
  if (reason === 'API_KEY_INVALID' || (status === 400 && /api key not (valid|found)/i.test(body)))
    return 'bad_key';
  if (status === 401 || status === 402 || status === 403) return 'bad_key';
  if (status >= 500 || passingStatuses.includes(status)) return 'unavailable';
  // An answer that is none: cut off on its way, or made by something between us and the provider.
  if (status < 300) return 'unavailable';
  return 'bad_request';
}

/**
 * What an error of the SDK means; undefined: it is none that a provider has made, so a mistake of ours.
 *
 * @param key must not be seen in the detail
 * @param now for a `Retry-After` with a date (ms)
 */
export function endingOf(sdk: Sdk, error: unknown, key: string | undefined, now: number): Ending | undefined {
  if (error instanceof CallEnded) return error.ending;
  if (sdk.APICallError.isInstance(error)) {
    const { statusCode, responseHeaders, responseBody = '', message } = error;
    if (statusCode === undefined) return { kind: 'unavailable', detail: detailOf(message, key) };
    const { reason, after_ms } = googleDetails(responseBody);
    return {
      kind: kindOfStatus(statusCode, reason, responseBody),
      detail: detailOf(`${statusCode}: ${message || responseBody}`, key),
      after_ms: after_ms ?? waitOf(responseHeaders, now),
    };
  }
  if (sdk.ToolChoiceViolationError.isInstance(error)) {
    return { kind: 'invalid_output', detail: 'The model called a tool where it was to answer.' };
  }
  // What the SDK finds wrong before it asks: a file the provider cannot take, a tool without a schema.
  if (sdk.AISDKError.isInstance(error)) return { kind: 'bad_request', detail: detailOf(error.message, key) };
  return undefined;
}

function waitOf(headers: Record<string, string> | undefined, now: number): number | undefined {
  const exact = Number(headers?.['retry-after-ms']);
  return exact > 0 ? exact : retryAfterOf(headers?.['retry-after'], now);
}
