import { describe, expect, it } from 'vitest';
import type { Failure } from '../../errors.ts';
import type { CatalogueEntry } from '../error-catalogue.ts';
import type { PlatformError } from '../platform.ts';
import { graphErrors } from './errors.ts';
import { explainGraphError, indexErrors } from './explain-error.ts';

const own: CatalogueEntry[] = [
  { codes: ['10/2018278'], kind: 'window_closed', cause: '', fix: '', url: '' },
  { codes: ['10'], kind: 'thread_elsewhere', cause: '', fix: '', url: '' },
  { codes: ['134101'], kind: 'temporary', cause: '', fix: '', url: '', wait_ms: 600_000 },
];
const index = indexErrors([...own, ...graphErrors]);

function graph(error: Record<string, unknown>, status = 400): PlatformError {
  return { status, body: { error: { message: 'words', type: 'OAuthException', ...error } } };
}

describe('explainGraphError', () => {
  const cases: [what: string, error: PlatformError, expected: Partial<Failure>][] = [
    ['a code', graph({ code: 4 }), { kind: 'rate_limited', code: '4', message: 'words' }],
    ['code and subcode', graph({ code: 190, error_subcode: 463 }), { kind: 'credentials', code: '190/463' }],
    ['an unlisted subcode', graph({ code: 190, error_subcode: 99 }), { kind: 'credentials', code: '190/99' }],
    ['a range', graph({ code: 294 }), { kind: 'permission', code: '294' }],
    ['100 with and without 33', graph({ code: 100 }), { kind: 'content_rejected' }],
    [
      'a deleted object',
      graph({ code: 100, error_subcode: 33 }),
      { kind: 'account_blocked', code: '100/33' },
    ],
    ['a platform’s own row first', graph({ code: 10 }), { kind: 'thread_elsewhere' }],
    ['a platform’s own subcode', graph({ code: 10, error_subcode: 2018278 }), { kind: 'window_closed' }],
    ['a code as text', graph({ code: '190' }), { kind: 'credentials', code: '190' }],
    ['the subcode of a six-digit code', graph({ code: 134101, error_subcode: 5 }), { code: '134101' }],
    ['a wait named by the page', graph({ code: 134101 }), { retry_after_ms: 600_000 }],
    ['a known code before is_transient', graph({ code: 190, is_transient: true }), { kind: 'credentials' }],
    ['is_transient before the status', graph({ code: 999999, is_transient: true }), { kind: 'temporary' }],
    ['an unknown code with 500', graph({ code: 999999 }, 500), { kind: 'temporary', code: '999999' }],
    ['an unknown code with 429', graph({ code: 999999 }, 429), { kind: 'rate_limited' }],
    ['an unknown code with 400', graph({ code: 999999 }), { kind: 'unknown', code: '999999' }],
    ['a trace id', graph({ code: 1, fbtrace_id: 'Trace1' }), { trace_id: 'Trace1' }],
    [
      'details beside the message',
      graph({ code: 100, error_data: { details: 'Param text.body is empty' } }),
      { message: 'words – Param text.body is empty' },
    ],
    [
      'an error of a webhook',
      { body: { code: 2, title: 'Title', details: 'More' } },
      { message: 'Title – More' },
    ],
    [
      'an error without a code',
      { body: { title: 'Odd' } },
      { kind: 'unknown', code: 'none', message: 'Odd' },
    ],
    ['no error at all', { body: undefined }, { kind: 'unknown', code: 'none', message: '' }],
    [
      'an error that is a text',
      { status: 404, body: { error: 'not found' } },
      { kind: 'not_found', message: 'not found' },
    ],
    ['a proxy’s page', { status: 502, body: '<html>Bad gateway' }, { kind: 'temporary', code: 'HTTP 502' }],
    ['a proxy’s JSON', graph({ code: 503 }, 503), { kind: 'temporary', code: 'HTTP 503', message: 'words' }],
    ['401 from elsewhere', { status: 401, body: '' }, { kind: 'credentials' }],
    ['403 from elsewhere', { status: 403, body: '' }, { kind: 'permission' }],
    ['429 from elsewhere', { status: 429, body: '' }, { kind: 'rate_limited' }],
    ['a redirect', { status: 302, body: '' }, { kind: 'unknown', code: 'HTTP 302' }],
  ];
  it.each(cases)('explains %s', (_what, error, expected) => {
    expect(explainGraphError(error, index)).toMatchObject(expected);
  });

  it('says what happened and what to do for every code', () => {
    for (const row of graphErrors) expect(row.cause && row.fix && row.url).toBeTruthy();
  });

  it.each([
    'Malformed access token EAABsbCS1iHgBO0ZAexampleexample',
    'Malformed access token not-a-token-but-16-long',
    'Error for EAABsbCS1iHgBO0ZAexampleexample, look',
  ])('never repeats a token: %s', (message) => {
    const failure = explainGraphError(graph({ code: 190, message }), index);
    expect(failure.message).toContain('[hidden]');
    expect(failure.message).not.toMatch(/example|16-long/);
  });

  const waits: [headers: Record<string, string>, wait: number | undefined][] = [
    [{ 'retry-after': '30' }, 30_000],
    [{ 'Retry-After': '1' }, 1000],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:10 GMT', date: 'Wed, 21 Oct 2026 07:28:00 GMT' }, 10_000],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:10 GMT' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [
      {
        'x-business-use-case-usage':
          '{"1":[{"estimated_time_to_regain_access":0}],"2":[{"estimated_time_to_regain_access":19}]}',
      },
      19 * 60_000,
    ],
    [{ 'x-business-use-case-usage': '{"1":[{"call_count":95}]}' }, undefined],
    [{ 'x-business-use-case-usage': 'no JSON' }, undefined],
    [{}, undefined],
  ];
  it.each(waits)('reads the wait of %j', (headers, wait) => {
    expect(explainGraphError({ ...graph({ code: 4 }), headers }, index).retry_after_ms).toBe(wait);
  });
});
