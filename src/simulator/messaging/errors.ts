import { GraphRefusal } from '../graph/errors.ts';
import { catalogue } from './error-catalogue.ts';

const limits = new Set([4, 17, 32, 341, 613, 80001, 80002, 80006]);
const outages = new Set([-1, 1, 2, 1200]);

/** Meta answers most refusals with 400, whatever they are about; these are the exceptions that were seen. */
function statusOf(code: number): number {
  if (code === 102 || code === 190) return 401;
  if (code === 10 || (code >= 200 && code < 300)) return 403;
  if (limits.has(code)) return 429;
  return outages.has(code) ? 500 : 400;
}

/** Whether Meta documents this error, given as `code` or `code/subcode`. */
export function knowsError(key: string): boolean {
  return catalogue[key] !== undefined;
}

/**
 * A refusal by `code` or `code/subcode`, in the words of the catalogue or in the given ones; `transient` says
 * more of it than the catalogue does.
 */
export function refused(key: string, words?: string, transient?: boolean): GraphRefusal {
  const [code = '', subcode] = key.split('/');
  const row = catalogue[key];
  return new GraphRefusal(Number(code), {
    message: `(#${code}) ${words ?? row?.message ?? 'Unknown error'}`,
    subcode: subcode === undefined ? undefined : Number(subcode),
    status: statusOf(Number(code)),
    type: 'OAuthException',
    transient: transient ?? row?.transient,
    user: row?.user,
  });
}
