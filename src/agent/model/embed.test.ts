import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { budget, type CallStage, openCallStage } from '../../../test/call-stage.ts';
import { googleError, type ModelReply } from '../../../test/gemini-server.ts';
import type { EmbedRequest } from './contract.ts';

const choice = { provider: 'google' as const, model: 'gemini-embedding-001' };

const wish = (over: Partial<EmbedRequest> = {}): EmbedRequest => ({
  ...{ choice, texts: ['Shoes'], task: 'document', dimensions: 3, timeout_ms: 60_000, budget },
  ...over,
});

const one: ModelReply = { body: { embedding: { values: [0.5, 0.25, 0] } } };

function many(count: number, from = 0): ModelReply {
  const embeddings = Array.from({ length: count }, (_, index) => ({ values: [from + index, 1, 0] }));
  return { body: { embeddings } };
}

describe('embedding texts', () => {
  let stage: CallStage;

  beforeEach(async () => {
    stage = await openCallStage();
  });

  afterEach(() => stage.close());

  it('gives a vector of single precision, and says that nobody counted', async () => {
    stage.server.queue(one);
    const result = await stage.calls.embed(wish({ task: 'query' }));
    expect(result).toMatchObject({
      kind: 'vectors',
      vectors: [Float32Array.from([0.5, 0.25, 0])],
      tokens: null,
      cost_micros: null,
      calls: [{ outcome: 'answer', input_tokens: null }],
    });
    expect(stage.server.came[0]).toMatchObject({
      path: '/v1beta/models/gemini-embedding-001:embedContent',
      body: { taskType: 'RETRIEVAL_QUERY', outputDimensionality: 3 },
    });
    // Google does not tell, so what it may have been at most is counted.
    expect((await stage.budgets.today(budget)).tokens_used).toBe(2);
  });

  it('takes as many texts at once as the provider does, and keeps their order', async () => {
    stage.server.queue(many(100), many(100, 100), one);
    const texts = Array.from({ length: 201 }, (_, index) => `Text ${index}`);
    const result = await stage.calls.embed(wish({ texts }));
    const vectors = result.kind === 'vectors' ? result.vectors : [];
    expect(vectors.map(([first]) => first)).toEqual([...Array(200).keys(), 0.5]);
    expect(stage.server.came.map(({ path }) => path.split(':')[1])).toEqual([
      ...['batchEmbedContents', 'batchEmbedContents', 'embedContent'],
    ]);
  });

  it('counts what the provider counts', async () => {
    stage.server.queue({ body: { data: [{ embedding: [1, 2, 3] }], usage: { prompt_tokens: 7 } } });
    const own = { provider: 'openai_compatible' as const, model: 'plain-embedding' };
    const result = await stage.calls.embed(wish({ choice: own }));
    expect(result).toMatchObject({ kind: 'vectors', tokens: 7, cost_micros: 7 });
    expect(stage.server.came[0]).toMatchObject({ path: '/v1beta/embeddings', body: { dimensions: 3 } });
  });

  const busy = googleError(503, 'UNAVAILABLE', 'Overloaded.');

  it('gets over a moment of trouble', async () => {
    stage.server.queue(busy, 'hang up', one);
    expect(await stage.passing(stage.calls.embed(wish()))).toMatchObject({ kind: 'vectors' });
  });

  it.each<[string, ModelReply[], Partial<EmbedRequest>, object]>([
    ['an outage', [busy, busy, busy], {}, { kind: 'unavailable', next: 'retry_later', after_ms: 5000 }],
    ['an unknown model', [googleError(404, 'NOT_FOUND', 'No.')], {}, { kind: 'bad_request' }],
    [
      'vectors of another length',
      [one, one],
      { dimensions: 4 },
      { kind: 'invalid_output', detail: 'Vectors of 4 numbers were asked for, 3 came.' },
    ],
    [
      'a provider without such models',
      [],
      { choice: { provider: 'anthropic', model: 'x' } },
      { kind: 'not_configured' },
    ],
    [
      'a spent budget',
      [],
      { budget: { ...budget, limits: { tokens_per_day: 1, usd_per_day: null } } },
      { kind: 'budget_spent' },
    ],
    ['a caller who wants no more', [], { abort: AbortSignal.abort() }, { kind: 'aborted' }],
  ])('ends with %s', async (_name, replies, over, expected) => {
    stage.server.queue(...replies);
    expect(await stage.passing(stage.calls.embed(wish(over)))).toMatchObject(expected);
  });

  it('ends when its time is over', async () => {
    stage.server.queue('say nothing');
    expect(await stage.passing(stage.calls.embed(wish({ timeout_ms: 5000 })))).toMatchObject({
      kind: 'timed_out',
    });
  });
});
