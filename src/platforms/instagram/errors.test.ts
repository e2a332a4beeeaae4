import { describe, expect, it } from 'vitest';
import type { FailureKind } from '../../errors.ts';
import { explainError } from './errors.ts';

// Every row of the tables of both routes.
const kinds: [codes: string, kind: FailureKind][] = [
  ['10/2534022 10/2018278', 'window_closed'],
  ['10/2534077 100/2534013 102 190 190/460 190/463 190/467 200/2534041', 'credentials'],
  ['10 200 100/33 200/2018028 36103', 'permission'],
  ['100/2534014 2534001 100/2534001 230 551 200/1545041', 'recipient_unreachable'],
  ['100 100/2534015 100/2534025 506', 'content_rejected'],
  ['100/2534029 10/1893063 368', 'account_blocked'],
  ['100/2534037 2018300', 'thread_elsewhere'],
  ['1 2 2/1545133 1200 -1 -1/2207001 -2 -2/2207003', 'temporary'],
  ['4 17 32 341 613 613/2534040 80002 80006', 'rate_limited'],
  ['2500 9000001', 'not_found'],
  ['36000/2207004 100/2018047 -2/2207020', 'media_rejected'],
  ['1/1357046', 'already_sent'],
  ['424242', 'unknown'],
];
const rows = kinds.flatMap(([codes, kind]) => codes.split(' ').map((code) => [code, kind] as const));

describe('explainError', () => {
  it.each(rows)('%s is %s', (code, kind) => {
    const [number, error_subcode] = code.split('/').map(Number);
    const error = { message: 'words', type: 'IGApiException', code: number, error_subcode };
    expect(explainError({ status: 400, body: { error } })).toMatchObject({ kind, code, message: 'words' });
  });

  it('tells what Instagram Login needs when its token has ended', () => {
    const error = { message: 'words', code: 190, error_subcode: 463 };
    expect(explainError({ status: 401, body: { error } }).fix).toContain('Log in with Instagram again');
  });
});
