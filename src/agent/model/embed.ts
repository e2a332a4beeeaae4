import type { CallOptions } from './call.ts';
import { failureOf } from './call.ts';
import type { EmbedRequest, EmbedResult } from './contract.ts';
import { type Deadline, setDeadline } from './deadline.ts';
import { tokensOfText } from './estimate.ts';
import { type Ending, endingOf } from './failures.ts';
import { isEnding, type Measured, Meter } from './meter.ts';
import type { EmbeddingModelObject } from './models.ts';
import { loadSdk, type Sdk } from './sdk.ts';
import { askAgain } from './tries.ts';

// What Google takes in one request: https://ai.google.dev/api/embeddings; others take as many.
const textsAtOnce = 100;

const googleTasks = { document: 'RETRIEVAL_DOCUMENT', query: 'RETRIEVAL_QUERY' } as const;

/** Turns texts into vectors, some at a time. Never throws for what a model did; all or none are answered. */
export async function embedTexts(options: CallOptions, request: EmbedRequest): Promise<EmbedResult> {
  const { clock, models } = options;
  const sdk = await loadSdk();
  const started = clock.monotonic();
  const meter = new Meter(options, request.budget, 'embedding');
  const deadline = setDeadline(clock, request.timeout_ms);
  const failed = (ending: Ending) => failureOf(ending, meter, Math.round(clock.monotonic() - started));
  try {
    const model = await models.embedding(request.choice);
    if ('not_configured' in model) return failed({ kind: 'not_configured', detail: model.not_configured });
    const embedder = new Embedder({ ...options, sdk, model, meter, deadline, request });
    const vectors: Float32Array[] = [];
    for (let from = 0; from < request.texts.length; from += textsAtOnce) {
      const batch = await embedder.embed(request.texts.slice(from, from + textsAtOnce));
      if (isEnding(batch)) return failed(batch);
      vectors.push(...batch);
    }
    const tokens = embedder.tokens;
    const { cost_micros } = meter.usage();
    const cost = tokens === null ? null : cost_micros;
    return {
      kind: 'vectors',
      vectors,
      model: request.choice.model,
      tokens,
      cost_micros: cost,
      calls: meter.calls,
    };
  } finally {
    deadline.lift();
  }
}

interface EmbedderOptions extends CallOptions {
  sdk: Sdk;
  model: EmbeddingModelObject;
  meter: Meter;
  deadline: Deadline;
  request: EmbedRequest;
}

class Embedder {
  readonly #options: EmbedderOptions;
  /** Null once a provider has not told. */
  tokens: number | null = 0;

  constructor(options: EmbedderOptions) {
    this.#options = options;
  }

  embed(texts: readonly string[]): Promise<Float32Array[] | Ending> {
    const { clock, deadline, meter, request } = this.#options;
    const signal = AbortSignal.any([deadline.signal, ...(request.abort ? [request.abort] : [])]);
    const input = texts.reduce((sum, text) => sum + tokensOfText(text), 0);
    return askAgain({ clock, deadline, signal }, () =>
      meter.measure(request.choice, { input, output: 0 }, () => this.#once(texts, signal)),
    );
  }

  async #once(texts: readonly string[], abortSignal: AbortSignal): Promise<Measured<Float32Array[]>> {
    const { sdk, model, models, clock, request } = this.#options;
    const { dimensions, task } = request;
    try {
      const { embeddings, usage } = await sdk.embedMany({
        model,
        values: [...texts],
        dimensions,
        providerOptions: { google: { taskType: googleTasks[task] } },
        maxRetries: 0,
        abortSignal,
      });
      const wrong = embeddings.find(({ length }) => length !== dimensions)?.length;
      // Google does not tell; the SDK then says NaN.
      const told = Number.isFinite(usage.tokens) ? usage.tokens : null;
      const tokens = told === null ? null : { input: told, output: 0 };
      if (wrong !== undefined) {
        const detail = `Vectors of ${dimensions} numbers were asked for, ${wrong} came.`;
        return { result: { kind: 'invalid_output', detail }, tokens };
      }
      this.tokens = told === null || this.tokens === null ? null : this.tokens + told;
      return { result: embeddings.map((numbers) => Float32Array.from(numbers)), tokens };
    } catch (error) {
      const key = models.keyOf(request.choice);
      const ending = this.#stopped() ?? endingOf(sdk, error, key, clock.now());
      if (!ending) throw error;
      return { result: ending, tokens: null };
    }
  }

  #stopped(): Ending | null {
    const { request, deadline } = this.#options;
    if (request.abort?.aborted) return { kind: 'aborted', detail: 'The caller stopped it.' };
    if (!deadline.signal.aborted) return null;
    return { kind: 'timed_out', detail: 'There was no answer when its time was over.' };
  }
}
