import { describe, expect, it } from 'vitest';
import type { FailureKind } from '../../errors.ts';
import { explainError } from './errors.ts';

// Every row of Meta's table of 25 June 2026, and of its lists of older codes.
const kinds: [codes: string, kind: FailureKind][] = [
  ['-1 1 2 2/1545133 1200', 'temporary'],
  ['1/1357046', 'already_sent'],
  ['1/99 2/2018344 3 10 10/99', 'permission'],
  ['4 4/2018022 17 17/2446079 32 341 613 613/2534040 613/1996 80001 80006', 'rate_limited'],
  ['9/2018352 2018144', 'quota_exhausted'],
  ['10/2018278 10/2534022 10/2018065', 'window_closed'],
  ['10/2018108 10/1893015 100/2018001 200/1545041 551 551/1545041 1545041', 'recipient_unreachable'],
  ['613/2018338', 'recipient_unreachable'],
  ['10/1893063 368 2022', 'account_blocked'],
  ['10/2534077 200/2534041', 'credentials'],
  ['102 190 190/458 190/459 190/460 190/463 190/464 190/467 190/492', 'credentials'],
  ['100/33 200 299 200/2018027 200/2018028 270/2018028 200/2018021 230 2018247', 'permission'],
  ['100/2018218 9000001 803 2500', 'not_found'],
  ['100/2018008 100/2018294 100/2018047 100/2018074 100/2018109', 'media_rejected'],
  ['2018173 2018180 2018188 100/2018173', 'media_rejected'],
  ['1/2018382 4/2018354 10/1404170 10/2018336 613/1893016', 'content_rejected'],
  ['100 100/2018014 100/2018032 100/2018034 100/2018164 100/2018320 100/2018328', 'content_rejected'],
  ['506 10303', 'content_rejected'],
  ['2018300 2018321 2018171 10/2018300 100/2534037', 'thread_elsewhere'],
  ['424242', 'unknown'],
];
const rows = kinds.flatMap(([codes, kind]) => codes.split(' ').map((code) => [code, kind] as const));

function errorOf(code: string, more = {}) {
  const [number, subcode] = code.split('/').map(Number);
  const error = { message: 'words', type: 'OAuthException', code: number, error_subcode: subcode, ...more };
  return { status: 400, body: { error } };
}

describe('explainError', () => {
  it.each(rows)('%s is %s', (code, kind) => {
    expect(explainError(errorOf(code))).toMatchObject({ kind, code, message: 'words' });
  });

  // What Meta says of trying again counts more than a code without a subcode that is known.
  it.each([
    ['2', false, 'unknown'],
    ['2/99', false, 'unknown'],
    ['2/2018344', false, 'permission'],
    ['2/1545133', false, 'temporary'],
    ['100', true, 'temporary'],
    ['100/2018001', true, 'recipient_unreachable'],
    ['10', true, 'temporary'],
    ['4', false, 'rate_limited'],
    ['4', true, 'rate_limited'],
    ['190', true, 'credentials'],
    ['424242', true, 'temporary'],
    ['424242', false, 'unknown'],
  ])('%s with is_transient %s is %s', (code, is_transient, kind) => {
    expect(explainError(errorOf(code, { is_transient }))).toMatchObject({ kind });
  });

  it('keeps the trace for the support desk', () => {
    expect(explainError(errorOf('551', { fbtrace_id: 'Trace1' }))).toMatchObject({ trace_id: 'Trace1' });
  });
});
