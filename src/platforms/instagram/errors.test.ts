import { describe, expect, it } from 'vitest';
import { graphAnswer, instagramTable, rowsOf } from '../../../test/error-tables.ts';
import { explainError } from './errors.ts';

describe('explainError', () => {
  // One host calls its errors otherwise than the other.
  it.each(rowsOf(instagramTable))('$code is $kind, on both hosts', ({ code, kind }) => {
    for (const type of ['OAuthException', 'IGApiException']) {
      expect(explainError(graphAnswer(code, { type }))).toMatchObject({ kind, code, message: 'words' });
    }
  });

  it.each([
    ['-1/2207001', {}, 400, 'temporary'],
    ['2', { is_transient: false }, 500, 'unknown'],
    ['424242', {}, 400, 'unknown'],
    ['424242', {}, 500, 'temporary'],
    ['424242', { is_transient: true }, 400, 'temporary'],
  ] as const)('%s with %j and HTTP %i is %s', (code, more, status, kind) => {
    expect(explainError(graphAnswer(code, more, status)).kind).toBe(kind);
  });

  it('tells what Instagram Login needs when its token has ended', () => {
    expect(explainError(graphAnswer('190/463', {}, 401)).fix).toContain('Log in with Instagram again');
  });
});
