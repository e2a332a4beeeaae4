import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CallStage, openCallStage, question } from '../../../test/call-stage.ts';
import { until } from '../../../test/conditions.ts';
import { geminiAnswer, geminiText, googleError, type ModelReply } from '../../../test/gemini-server.ts';
import type { CallRequest } from './contract.ts';
import type { CallEnding } from './decisions.ts';

const schema = z.object({ intent: z.enum(['question', 'complaint']), size: z.number() });
const form = '{"intent":"question","size":40}';
const second: CallRequest['fallback'] = { provider: 'google', model: 'gemini-2.5-flash' };

describe('a call of a model', () => {
  let stage: CallStage;

  beforeEach(async () => {
    stage = await openCallStage();
  });

  afterEach(async () => {
    expect(stage.faults).toEqual([]);
    await stage.close();
  });

  it('answers with text, and tells what it used up', async () => {
    stage.server.queue(geminiText('Yes, we do.'));
    const result = await stage.calls.call(question());
    expect(result).toMatchObject({
      kind: 'answer',
      output: 'Yes, we do.',
      text: 'Yes, we do.',
      model: 'gemini-3.8-flash',
      // 100 tokens at 0.75 and 20 at 3.75 dollars per million.
      usage: { input_tokens: 100, output_tokens: 20, cost_micros: 150 },
      calls: [{ type: 'model', provider: 'google', outcome: 'answer', input_tokens: 100, cost_micros: 150 }],
    });
    const [request] = stage.server.came;
    expect(request?.path).toBe('/v1beta/models/gemini-3.8-flash:generateContent');
    expect(request?.headers['x-goog-api-key']).toBe('key of the house');
    expect(request?.body).toMatchObject({
      systemInstruction: { parts: [{ text: 'You sell shoes.' }] },
      contents: [{ role: 'user', parts: [{ text: 'Do you have size 40?' }] }],
      generationConfig: { maxOutputTokens: 1000 },
    });
    expect(stage.observed).toMatchObject([
      { purpose: 'reply', workspaceId: 'north', accountId: 'shop', outcome: 'answer' },
    ]);
  });

  it('answers with an object of the form that was asked for', async () => {
    stage.server.queue(geminiText(form));
    const result = await stage.calls.call({ ...question(), schema });
    expect(result).toMatchObject({ kind: 'answer', output: { intent: 'question', size: 40 } });
    expect(stage.server.came[0]?.body).toMatchObject({
      generationConfig: { responseMimeType: 'application/json', responseJsonSchema: { type: 'object' } },
    });
  });

  it.each([
    ['gemini-3.8-flash', { thinkingLevel: 'low' }],
    ['gemini-flash-latest', { thinkingLevel: 'low' }],
    ['gemini-2.5-flash', { thinkingBudget: 1311 }],
    ['gemini-2.0-flash', undefined],
  ])('has %s think no longer than a chat allows', async (model, thinkingConfig) => {
    stage.server.queue(geminiText('Yes.'));
    await stage.calls.call(question({ choice: { provider: 'google', model } }));
    expect(stage.server.came[0]?.body.generationConfig).toEqual({ maxOutputTokens: 1000, thinkingConfig });
  });

  it('shows the model pictures and sounds as bytes', async () => {
    stage.server.queue(geminiText('A shoe.'));
    const data = new Uint8Array([1, 2, 3]);
    await stage.calls.call(
      question({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'This one?' },
              { type: 'file', mediaType: 'image/png', data },
              { type: 'file', mediaType: 'audio/ogg', data },
            ],
          },
        ],
      }),
    );
    expect(stage.server.came[0]?.body).toMatchObject({
      contents: [
        {
          parts: [
            { text: 'This one?' },
            { inlineData: { mimeType: 'image/png', data: 'AQID' } },
            { inlineData: { mimeType: 'audio/ogg', data: 'AQID' } },
          ],
        },
      ],
    });
  });

  it('uses the account’s own key, and never shows it', async () => {
    stage.server.queue(googleError(403, 'PERMISSION_DENIED', 'The key their-own-key is not allowed.'));
    const choice = { provider: 'google' as const, model: 'gemini-3.8-flash', api_key: 'their-own-key' };
    const result = await stage.calls.call(question({ choice }));
    expect(stage.server.came[0]?.headers['x-goog-api-key']).toBe('their-own-key');
    expect(result).toMatchObject({ kind: 'bad_key', detail: '403: The key … is not allowed.' });
    expect(JSON.stringify(result)).not.toContain('their-own-key');
  });

  const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' };
  const invalidKey = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' };
  const busy = googleError(503, 'UNAVAILABLE', 'The model is overloaded.');

  /** Every way in which a request can bring no answer: how it ends, and after how many requests. */
  const endings: [name: string, replies: ModelReply[], kind: CallEnding, requests: number, more?: object][] =
    [
      ['a blocked prompt', [{ body: { promptFeedback: { blockReason: 'SAFETY' } } }], 'refused_by_safety', 1],
      ['a blocked answer', [geminiAnswer([], { finishReason: 'SAFETY' })], 'refused_by_safety', 1],
      [
        'an answer that was cut twice',
        [
          geminiAnswer([{ text: '{"intent":' }], { finishReason: 'MAX_TOKENS' }),
          geminiAnswer([{ text: '{"intent":' }], { finishReason: 'MAX_TOKENS' }),
        ],
        'cut',
        2,
        { usage: { input_tokens: 200, output_tokens: 40 }, next: 'hand_over' },
      ],
      ['no JSON, twice', [geminiText('Sure!'), geminiText('Sure!')], 'invalid_output', 2],
      [
        'JSON of another form, twice',
        [geminiText('{"intent":"refund","size":40}'), geminiText('{}')],
        'invalid_output',
        2,
      ],
      [
        'a broken function call, twice',
        [1, 2].map(() => geminiAnswer([], { finishReason: 'MALFORMED_FUNCTION_CALL' })),
        'invalid_output',
        2,
      ],
      ['silence, twice', [geminiAnswer([]), geminiAnswer([{ text: ' ' }])], 'no_output', 2],
      [
        'a limit, with the time to wait in the body',
        [googleError(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded.', [retryInfo])],
        'rate_limited',
        1,
        { next: 'retry_later', after_ms: 34_500 },
      ],
      [
        'a limit, with the time to wait in a header',
        [{ status: 429, headers: { 'retry-after': '7' }, body: {} }],
        'rate_limited',
        1,
        { next: 'retry_later', after_ms: 7000 },
      ],
      [
        'a limit without a time to wait',
        [
          googleError(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded.'),
          googleError(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded.'),
        ],
        'rate_limited',
        2,
        { next: 'retry_later', after_ms: 20_000 },
      ],
      [
        'an overloaded provider',
        [busy, busy, busy],
        'unavailable',
        3,
        { next: 'retry_later', after_ms: 5000 },
      ],
      ['a connection that is hung up', ['hang up', 'hang up', 'hang up'], 'unavailable', 3],
      ['an answer that breaks off', ['break off', 'break off', 'break off'], 'unavailable', 3],
      ['an answer that is none', [1, 2, 3].map(() => ({ body: '<html>' })), 'unavailable', 3],
      [
        'a wrong key, as Google says it',
        [googleError(400, 'INVALID_ARGUMENT', 'API key not valid.', [invalidKey])],
        'bad_key',
        1,
      ],
      ['a key without rights', [googleError(403, 'PERMISSION_DENIED', 'No.')], 'bad_key', 1],
      ['an unknown model', [googleError(404, 'NOT_FOUND', 'models/x is not found.')], 'bad_request', 1],
      [
        'a redirect',
        [{ status: 307, headers: { location: 'http://127.0.0.1:1/' }, body: '' }],
        'bad_request',
        1,
      ],
    ];

  it.each(endings)('ends with %s', async (_name, replies, kind, requests, more = {}) => {
    stage.server.queue(...replies);
    const result = await stage.passing(stage.calls.call({ ...question(), schema }));
    expect(result).toMatchObject({ kind, ...more });
    expect(stage.server.came).toHaveLength(requests);
    expect(result.calls.map(({ outcome }) => outcome)).toEqual(Array(requests).fill(kind));
    // Nothing stays reserved.
    expect(await stage.budgets.today(question().budget)).toMatchObject({
      tokens_reserved: 0,
      micros_reserved: 0,
    });
  });

  const cured = endings.filter(([, , kind]) =>
    ['cut', 'invalid_output', 'no_output', 'unavailable'].includes(kind),
  );

  it.each(cured)('gets over %s', async (_name, [reply]) => {
    stage.server.queue(...(reply ? [reply] : []), geminiText(form));
    const result = await stage.passing(stage.calls.call({ ...question(), schema }));
    expect(result).toMatchObject({ kind: 'answer', output: { size: 40 } });
    expect(result.calls).toHaveLength(2);
  });

  it('gives an answer that was cut more room', async () => {
    stage.server.queue(geminiAnswer([{ text: 'Ye' }], { finishReason: 'MAX_TOKENS' }), geminiText('Yes.'));
    await stage.calls.call(question());
    expect(stage.server.came.map(({ body }) => body.generationConfig)).toMatchObject([
      { maxOutputTokens: 1000 },
      { maxOutputTokens: 2000 },
    ]);
  });

  it.each(endings)('asks the second model after %s, or not', async (_name, replies, kind, requests) => {
    stage.server.queue(...replies, geminiText(form));
    const result = await stage.passing(stage.calls.call({ ...question({ fallback: second }), schema }));
    if (kind === 'refused_by_safety') {
      expect(result.kind).toBe(kind);
      expect(stage.server.came).toHaveLength(requests);
    } else {
      expect(result).toMatchObject({ kind: 'answer', model: 'gemini-2.5-flash' });
      expect(result.calls.at(-1)).toMatchObject({ model: 'gemini-2.5-flash', outcome: 'answer' });
    }
  });

  it('says that it may pass when one of two models may be asked later', async () => {
    stage.server.queue(googleError(404, 'NOT_FOUND', 'Gone.'), busy, busy, busy);
    const result = await stage.passing(stage.calls.call(question({ fallback: second })));
    expect(result).toMatchObject({ kind: 'unavailable', next: 'retry_later' });
    expect(result.calls.map(({ model }) => model)).toEqual([
      'gemini-3.8-flash',
      ...Array(3).fill(second?.model),
    ]);
  });

  it('ends when its time is over, and counts what the provider may charge for', async () => {
    stage.server.queue('say nothing');
    const going = stage.calls.call(question({ timeout_ms: 30_000 }));
    await until(() => stage.server.came.length === 1, 'the request');
    stage.clock.advance(29_999);
    expect(await Promise.race([going, Promise.resolve('goes on')])).toBe('goes on');
    stage.clock.advance(1);
    expect(await going).toMatchObject({ kind: 'timed_out', next: 'hand_over', latency_ms: 30_000 });
    const used = await stage.budgets.today(question().budget);
    expect(used.tokens_used).toBeGreaterThan(0);
    expect(used.tokens_reserved).toBe(0);
  });

  it('leaves the second model time when the first one is slow', async () => {
    stage.server.queue('say nothing', geminiText('Yes.'));
    const going = stage.calls.call(question({ timeout_ms: 30_000, fallback: second }));
    await until(() => stage.server.came.length === 1, 'the request');
    stage.clock.advance(18_000);
    expect(await going).toMatchObject({ kind: 'answer', model: 'gemini-2.5-flash', latency_ms: 18_000 });
  });

  it('ends when the caller stops it, which is no time-out', async () => {
    stage.server.queue('say nothing');
    const controller = new AbortController();
    const going = stage.calls.call(question({ abort: controller.signal, fallback: second }));
    await until(() => stage.server.came.length === 1, 'the request');
    controller.abort(new Error('The person wrote again.'));
    expect(await going).toMatchObject({ kind: 'aborted', next: 'stop' });
    expect(stage.server.came).toHaveLength(1);
  });

  it('asks nobody when it was stopped before', async () => {
    const result = await stage.calls.call(question({ abort: AbortSignal.abort() }));
    expect(result.kind).toBe('aborted');
    expect(stage.server.came).toHaveLength(0);
  });

  it('asks nobody without a key, or the second model', async () => {
    const choice = { provider: 'anthropic' as const, model: 'claude-haiku-4-5' };
    expect(await stage.calls.call(question({ choice }))).toMatchObject({
      kind: 'not_configured',
      detail: 'There is no key: give the account one, or set ANTHROPIC_API_KEY.',
    });
    stage.server.queue(geminiText('Yes.'));
    const result = await stage.calls.call(question({ choice, fallback: second }));
    expect(result).toMatchObject({
      kind: 'answer',
      calls: [{ outcome: 'not_configured' }, { outcome: 'answer' }],
    });
  });

  it('asks nobody when the budget is spent', async () => {
    const limits = { tokens_per_day: 900, usd_per_day: null };
    const result = await stage.calls.call(
      question({ budget: { ...question().budget, limits }, fallback: second }),
    );
    expect(result).toMatchObject({ kind: 'budget_spent', next: 'hand_over' });
    expect(stage.server.came).toHaveLength(0);
  });
});
