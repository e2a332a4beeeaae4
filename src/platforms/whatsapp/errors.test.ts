import { describe, expect, it } from 'vitest';
import { graphAnswer, rowsOf, whatsappTable } from '../../../test/error-tables.ts';
import { explainError } from './errors.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('explainError', () => {
  it.each(rowsOf(whatsappTable))('$code is $kind, in an answer and in a status', ({ code, kind }) => {
    expect(explainError(graphAnswer(code))).toMatchObject({ kind, code, message: 'words', trace_id: 'Az8' });
    const [number, error_subcode] = code.split('/').map(Number);
    const body = {
      ...{ code: number, error_subcode, title: 'Title', message: 'Title' },
      error_data: { details: 'What is the matter' },
      href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
    };
    expect(explainError({ body })).toMatchObject({ kind, code, message: 'Title – What is the matter' });
  });

  // A code that is known says more than anything beside it; one that is not is judged by what there is.
  it.each([
    ['424242', {}, 400, 'unknown'],
    ['424242', {}, 500, 'temporary'],
    ['424242', {}, 429, 'rate_limited'],
    ['424242', { is_transient: true }, 400, 'temporary'],
    ['424242', { is_transient: false }, 500, 'unknown'],
    ['131047', { is_transient: true }, 400, 'window_closed'],
    ['131047', {}, 500, 'window_closed'],
    ['2', { is_transient: false }, 503, 'unknown'],
    ['131000', {}, 500, 'temporary'],
    ['100', { message: '(#100) Message must be a template message.' }, 400, 'content_rejected'],
  ] as const)('%s with %j and HTTP %i is %s', (code, more, status, kind) => {
    expect(explainError(graphAnswer(code, more, status)).kind).toBe(kind);
  });

  it.each([
    ['131057', minute],
    ['132069', 6 * minute],
    ['133015', 5 * minute],
    ['134101', 10 * minute],
    ['131048', hour],
    ['368', hour],
    ['131049', 24 * hour],
    ['131047', undefined],
    ['131056', undefined],
  ])('%s is not tried again before %s ms', (code, wait) => {
    expect(explainError(graphAnswer(code)).retry_after_ms).toBe(wait);
  });

  it.each([
    ['1', 10],
    ['131000', 10],
    ['2', undefined],
    ['131016', undefined],
  ])('%s is tried %s times', (code, tries) => {
    expect(explainError(graphAnswer(code)).tries).toBe(tries);
  });

  it('does not tell a subcode of a code of its own, which Meta has given up', () => {
    const failure = explainError(graphAnswer('130429/2494055'));
    expect(failure).toMatchObject({ kind: 'rate_limited', code: '130429' });
  });

  it('reads what a proxy says by its status', () => {
    expect(explainError({ status: 502, body: '<html>Bad gateway</html>' })).toMatchObject({
      kind: 'temporary',
      code: 'HTTP 502',
    });
    expect(explainError({ status: 400, body: { error: 'bad request' } })).toMatchObject({ kind: 'unknown' });
  });
});
