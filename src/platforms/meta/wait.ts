import { headerOf, retryAfter } from '../headers.ts';
import { isObject, numberAt } from '../readers.ts';

/**
 * How long an answer's headers ask us to wait, in milliseconds: `Retry-After`, else the time that the
 * usage header of a throttled business gives.
 */
export function waitOf(headers: Readonly<Record<string, string>>): number | undefined {
  return retryAfter(headers) ?? regainAccess(headerOf(headers, 'x-business-use-case-usage'));
}

// {"<business id>": [{"type": "...", "estimated_time_to_regain_access": 19, ...}]}, in minutes; 0 = not throttled.
// https://developers.facebook.com/docs/graph-api/overview/rate-limiting#headers-2
function regainAccess(header: string | undefined): number | undefined {
  if (!header) return undefined;
  let usage: unknown;
  try {
    usage = JSON.parse(header);
  } catch {
    return undefined;
  }
  if (!isObject(usage)) return undefined;
  const minutes = Object.values(usage)
    .flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []))
    .map((entry) => numberAt(entry, 'estimated_time_to_regain_access') ?? 0);
  const longest = Math.max(0, ...minutes);
  return longest > 0 ? longest * 60_000 : undefined;
}
