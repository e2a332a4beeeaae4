import { headerOf, retryAfter } from '../headers.ts';
import { isObject, type Json, numberAt } from '../readers.ts';

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
  const minutes = businessUsages(header).map((one) => numberAt(one, 'estimated_time_to_regain_access') ?? 0);
  const longest = Math.max(0, ...minutes);
  return longest > 0 ? longest * 60_000 : undefined;
}

/**
 * How much of what Meta allows is used up, in percent: the fullest of all the budgets that the headers name.
 * Undefined when they name none.
 */
export function usedPercent(headers: Readonly<Record<string, string>>): number | undefined {
  const usages = [
    readUsage(headerOf(headers, 'x-app-usage')),
    readUsage(headerOf(headers, 'x-page-usage')),
    ...businessUsages(headerOf(headers, 'x-business-use-case-usage')),
  ];
  const names = ['call_count', 'total_time', 'total_cputime'];
  const percents = usages.flatMap((usage) => names.flatMap((name) => numberAt(usage, name) ?? []));
  return percents.length === 0 ? undefined : Math.max(...percents);
}

function businessUsages(header: string | undefined): Json[] {
  const lists = Object.values(readUsage(header) ?? {});
  return lists.flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []));
}

function readUsage(header: string | undefined): Json | undefined {
  if (!header) return undefined;
  try {
    const usage: unknown = JSON.parse(header);
    return isObject(usage) ? usage : undefined;
  } catch {
    return undefined;
  }
}
