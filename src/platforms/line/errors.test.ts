import { describe, expect, it } from 'vitest';
import { lineTable } from '../../../test/error-tables.ts';
import { explainError } from './errors.ts';

describe('explainError', () => {
  it.each(lineTable)('$status $body is $kind', ({ status, body, kind }) => {
    const headers = { 'x-line-request-id': 'request-1' };
    expect(explainError({ status, headers, body })).toMatchObject({ kind, trace_id: 'request-1' });
  });

  it.each([
    [400, { error: 'invalid_client', error_description: 'invalid client_secret' }, 'credentials'],
    [
      400,
      { error: 'invalid_request', error_description: 'some parameters missed or invalid' },
      'credentials',
    ],
    [400, { message: 'The number of issued tokens is at its limit' }, 'content_rejected'],
    [404, { message: 'Not found' }, 'not_found'],
    // A proxy may name an error too.
    [400, { error: 'Bad Request' }, 'content_rejected'],
    [502, { error: 'invalid_gateway' }, 'temporary'],
  ] as const)('of the OAuth server, %i %j is %s', (status, body, kind) => {
    expect(explainError({ status, body }).kind).toBe(kind);
  });

  it.each([
    {
      status: 400,
      body: { message: 'Invalid reply token' },
      kind: 'expired',
      code: '400 Invalid reply token',
    },
    {
      status: 400,
      body: { message: 'Failed to send messages' },
      kind: 'recipient_unreachable',
      code: '400 Failed to send messages',
    },
    {
      status: 400,
      body: { message: "The property, 'to', in the request body is invalid (line: -, column: -)" },
      kind: 'recipient_unreachable',
      code: '400 The property to',
    },
    {
      status: 400,
      body: { message: 'The request body has 1 error(s)', details: [{ message: 'Bad', property: 'to[0]' }] },
      kind: 'recipient_unreachable',
      code: '400 The property to',
    },
    {
      status: 400,
      body: {
        message: 'The request body has 1 error(s)',
        details: [{ message: 'Bad', property: 'messages[0].text' }],
      },
      kind: 'content_rejected',
      code: '400 The request body has',
    },
    { status: 400, body: { message: 'Something new' }, kind: 'content_rejected', code: '400' },
    { status: 400, body: { error: 'invalid_client' }, kind: 'credentials', code: '400 invalid_client' },
    { status: 400, body: { error: 'invalid_request' }, kind: 'credentials', code: '400 invalid_request' },
    { status: 401, body: { message: 'Authentication failed due to …' }, kind: 'credentials', code: '401' },
    {
      status: 403,
      body: { message: 'Access to this API is not available' },
      kind: 'permission',
      code: '403',
    },
    { status: 404, body: { message: 'Not found' }, kind: 'not_found', code: '404' },
    { status: 410, body: {}, kind: 'not_found', code: '410' },
    { status: 413, body: '', kind: 'content_rejected', code: '413' },
    { status: 415, body: {}, kind: 'media_rejected', code: '415' },
    { status: 422, body: {}, kind: 'recipient_unreachable', code: '422' },
    {
      status: 429,
      body: { message: 'You have reached your monthly limit.' },
      kind: 'quota_exhausted',
      code: '429 You have reached your monthly limit',
    },
    {
      status: 429,
      body: { message: 'The API rate limit has been exceeded. Try again later.' },
      kind: 'rate_limited',
      code: '429 The API rate limit has been exceeded',
    },
    { status: 429, body: { message: 'Too many' }, kind: 'pair_limited', code: '429' },
    { status: 500, body: {}, kind: 'temporary', code: '500' },
    { status: 504, body: '<html>', kind: 'temporary', code: '504' },
    { status: 418, body: {}, kind: 'unknown', code: '418' },
    { status: undefined, body: null, kind: 'unknown', code: 'unknown' },
  ])('$status $body → $kind', ({ status, body, kind, code }) => {
    const failure = explainError({ ...(status !== undefined && { status }), body });
    expect(failure).toMatchObject({ kind, code });
    expect(failure.cause).toMatch(/\.$/);
    expect(failure.fix).toMatch(/\.$/);
  });

  it('keeps the words, the trace and the wait', () => {
    const body = {
      message: 'The request body has 2 error(s)',
      details: [{ property: 'messages[0].text', message: 'May not be empty' }, { message: 'Odd' }],
    };
    const headers = { 'X-Line-Request-Id': 'request-1', 'retry-after': '7' };
    expect(explainError({ status: 400, headers, body })).toMatchObject({
      message: 'The request body has 2 error(s) (messages[0].text: May not be empty; Odd)',
      trace_id: 'request-1',
      retry_after_ms: 7000,
    });
    const oauth = { error: 'invalid_client', error_description: 'invalid client_secret' };
    expect(explainError({ status: 400, body: oauth }).message).toBe('invalid_client: invalid client_secret');
    expect(explainError({ status: 502, body: 'x'.repeat(5000) }).message).toHaveLength(1000);
  });
});
