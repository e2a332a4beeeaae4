import { describe, expect, it } from 'vitest';
import { graphAnswer, messengerTable, rowsOf } from '../../../test/error-tables.ts';
import { explainError } from './errors.ts';

describe('explainError', () => {
  it.each(rowsOf(messengerTable))('$code is $kind', ({ code, kind }) => {
    expect(explainError(graphAnswer(code))).toMatchObject({ kind, code, message: 'words', trace_id: 'Az8' });
  });

  // What Meta says of trying again counts more than a code without a subcode that is known.
  it.each([
    ['2', false, 'unknown'],
    ['2/99', false, 'unknown'],
    ['2/2018344', false, 'permission'],
    ['2/1545133', false, 'temporary'],
    ['100', true, 'temporary'],
    ['100/2018001', true, 'recipient_unreachable'],
    ['100/2018008', true, 'temporary'],
    ['100/2018294', true, 'temporary'],
    ['100/2018008', false, 'media_rejected'],
    ['10', true, 'temporary'],
    ['4', false, 'rate_limited'],
    ['4', true, 'rate_limited'],
    ['190', true, 'credentials'],
    ['424242', true, 'temporary'],
    ['424242', false, 'unknown'],
  ])('%s with is_transient %s is %s', (code, is_transient, kind) => {
    expect(explainError(graphAnswer(code, { is_transient }))).toMatchObject({ kind });
  });

  it.each([
    ['10/99', 400, 'permission'],
    ['270/2018028', 400, 'permission'],
    ['100/2018173', 400, 'media_rejected'],
    ['2018180', 400, 'media_rejected'],
    ['424242', 400, 'unknown'],
    ['424242', 500, 'temporary'],
    ['424242', 429, 'rate_limited'],
    ['551', 500, 'recipient_unreachable'],
  ])('%s with HTTP %i is %s', (code, status, kind) => {
    expect(explainError(graphAnswer(code, {}, status)).kind).toBe(kind);
  });

  it.each([
    ['1', 10],
    ['-1', 10],
    ['2', 10],
    ['1200', undefined],
    ['2/1545133', undefined],
  ])('%s is tried %s times', (code, tries) => {
    expect(explainError(graphAnswer(code)).tries).toBe(tries);
  });

  it('tries media from a slow server once more', () => {
    expect(explainError(graphAnswer('100/2018008', { is_transient: true })).tries).toBe(2);
  });

  it('leaves a Page that is blocked alone for long', () => {
    expect(explainError(graphAnswer('368')).retry_after_ms).toBe(3_600_000);
  });

  it('reads what a proxy says by its status', () => {
    expect(explainError({ status: 503, body: '<html>' })).toMatchObject({ kind: 'temporary' });
    expect(explainError({ status: 400, body: { error: 'bad request' } })).toMatchObject({ kind: 'unknown' });
  });
});
