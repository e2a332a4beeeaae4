import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CallStage, openCallStage, question } from '../../../test/call-stage.ts';
import type { ModelReply } from '../../../test/gemini-server.ts';
import type { ModelChoice } from './choice.ts';

const schema = z.object({ size: z.number() });

const claude: ModelChoice = { provider: 'anthropic', model: 'claude-haiku-4-5', api_key: 'anthropic-key' };
const own: ModelChoice = { provider: 'openai_compatible', model: 'plain-7b', api_key: 'own-key' };

const message = {
  ...{ type: 'message', id: 'msg_1', role: 'assistant', model: 'claude-haiku-4-5', stop_reason: 'end_turn' },
  content: [{ type: 'text', text: '{"size":40}' }],
  usage: { input_tokens: 30, output_tokens: 5 },
};

const completion = {
  ...{ id: 'c1', object: 'chat.completion', created: 1, model: 'plain-7b' },
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: '{"size":40}' } }],
  usage: { prompt_tokens: 30, completion_tokens: 5, total_tokens: 35 },
};

describe('models of other providers', () => {
  let stage: CallStage;

  beforeEach(async () => {
    stage = await openCallStage();
  });

  afterEach(() => stage.close());

  it('are those of Anthropic', async () => {
    stage.server.queue({ body: message });
    const result = await stage.calls.call({ ...question({ choice: claude }), schema });
    // 30 tokens at 1 and 5 at 5 dollars per million.
    expect(result).toMatchObject({ kind: 'answer', output: { size: 40 }, usage: { cost_micros: 55 } });
    expect(stage.server.came[0]).toMatchObject({
      path: '/v1beta/messages',
      headers: { 'x-api-key': 'anthropic-key' },
    });
  });

  it('are those of every server that speaks as OpenAI’s, which get the schema', async () => {
    stage.server.queue({ body: completion });
    const result = await stage.calls.call({ ...question({ choice: own }), schema });
    expect(result).toMatchObject({ kind: 'answer', output: { size: 40 }, usage: { cost_micros: 40 } });
    expect(stage.server.came[0]).toMatchObject({
      path: '/v1beta/chat/completions',
      headers: { authorization: 'Bearer own-key' },
      body: { model: 'plain-7b', response_format: { type: 'json_schema' } },
    });
  });

  it('cost nobody knows what without a price, and only tokens are counted', async () => {
    stage.server.queue({ body: completion });
    const choice = { ...own, model: 'unheard-of' };
    const result = await stage.calls.call(question({ choice }));
    expect(result).toMatchObject({ kind: 'answer', usage: { input_tokens: 30, cost_micros: null } });
    expect(stage.observed).toMatchObject([{ model: 'unheard-of', known_model: 'other' }]);
    expect(await stage.budgets.today(question().budget)).toMatchObject({ tokens_used: 35, micros_used: 0 });
  });

  it('that do not count are taken to have used all they might', async () => {
    stage.server.queue({ body: { ...completion, usage: undefined } });
    const result = await stage.calls.call(question({ choice: own }));
    expect(result.calls).toMatchObject([{ outcome: 'answer', input_tokens: null, cost_micros: null }]);
    expect((await stage.budgets.today(question().budget)).tokens_used).toBeGreaterThan(1000);
  });

  const refusals: [string, ModelChoice, ModelReply, object][] = [
    [
      'a wrong key of Anthropic’s',
      claude,
      {
        status: 401,
        body: { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } },
      },
      { kind: 'bad_key', detail: '401: invalid x-api-key' },
    ],
    [
      'a refusal of Anthropic’s',
      claude,
      { body: { ...message, stop_reason: 'refusal', content: [] } },
      { kind: 'refused_by_safety' },
    ],
    [
      'a limit of Anthropic’s',
      claude,
      {
        status: 429,
        headers: { 'retry-after': '12' },
        body: { type: 'error', error: { type: 'rate_limit_error', message: 'Too many.' } },
      },
      { kind: 'rate_limited', after_ms: 12_000 },
    ],
    [
      'a wrong key, with the key in the words of the server',
      own,
      { status: 401, body: { error: { message: 'Incorrect API key provided: own-key.', type: 'invalid' } } },
      { kind: 'bad_key', detail: '401: Incorrect API key provided: ….' },
    ],
    [
      'an account without credit',
      own,
      { status: 402, body: { error: { message: 'Insufficient balance', type: 'billing' } } },
      { kind: 'bad_key' },
    ],
  ];

  it.each(refusals)('refuse with %s', async (_name, choice, reply, expected) => {
    stage.server.queue(reply);
    expect(await stage.calls.call(question({ choice }))).toMatchObject(expected);
  });

  it('cannot be asked without an address', async () => {
    const bare = await openCallStage({ openaiCompatibleUrl: undefined });
    const result = await bare.calls.call(question({ choice: own }));
    await bare.close();
    expect(result).toMatchObject({ kind: 'not_configured' });
  });
});
