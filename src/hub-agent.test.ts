import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CallStage, openCallStage, question } from '../test/call-stage.ts';
import { geminiText, googleError } from '../test/gemini-server.ts';
import { Counters } from './accounts/counters.ts';
import { loadConfig } from './config.ts';
import { modelCallsOf } from './hub-agent.ts';
import { createLogger } from './telemetry/log.ts';
import { createMetrics } from './telemetry/metrics.ts';

let stage: CallStage;
beforeEach(async () => {
  stage = await openCallStage();
});
afterEach(() => stage.close());

it('what models are asked is seen in metrics, in the statistics of the account, and in its budget', async () => {
  const { database, clock, writer, server } = stage;
  const config = loadConfig(
    {
      ...{ PARLEY_GEMINI_URL: server.url, GOOGLE_GENERATIVE_AI_API_KEY: 'key-of-the-house' },
      PARLEY_MODEL_PRICES: '{"house-": {"input": 1, "output": 10}}',
    },
    {},
  );
  const metrics = createMetrics();
  const counters = new Counters({ database, clock });
  const { calls, budgets } = modelCallsOf({
    ...{ config, metrics, counters, database, clock, writer, fetch },
    log: createLogger('silent'),
  });
  const choice = { provider: 'google' as const, model: 'house-1' };
  server.queue(geminiText('Yes.'), googleError(404, 'NOT_FOUND', 'No.'));
  expect(await calls.call(question({ choice }))).toMatchObject({ kind: 'answer' });
  expect(server.came[0]?.headers['x-goog-api-key']).toBe('key-of-the-house');
  await calls.call(question({ choice: { ...choice, model: 'of-somebody' } }));
  expect(await counters.totals({ workspaceId: 'north', accountId: 'shop' })).toEqual({
    ...{ ai_answers: 1, ai_failures: 1, ai_input_tokens: 100, ai_output_tokens: 20, ai_cost_micros: 300 },
  });
  const text = await metrics.registry.metrics();
  for (const line of [
    'parley_model_calls_total{provider="google",model="house-1",purpose="reply",outcome="answer"} 1',
    'parley_model_calls_total{provider="google",model="other",purpose="reply",outcome="bad_request"} 1',
    'parley_model_tokens_total{provider="google",model="house-1",direction="output"} 20',
    'parley_model_cost_dollars_total{provider="google",model="house-1"} 0.0003',
    'parley_model_call_duration_seconds_count{provider="google",model="house-1"} 1',
  ]) {
    expect(text).toContain(line);
  }
  expect(text).not.toContain('of-somebody');
  expect(await budgets.today(question().budget)).toMatchObject({ tokens_used: 120, micros_used: 300 });
});
