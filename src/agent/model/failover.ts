import type { LanguageModelMiddleware } from 'ai';
import type { Clock } from '../../clock.ts';
import type { ModelChoice } from './choice.ts';
import { type Deadline, setDeadline } from './deadline.ts';
import { decisions } from './decisions.ts';
import { inputTokensOf, type ModelParameters } from './estimate.ts';
import { CallEnded, type Ending, endingOf } from './failures.ts';
import { isEnding, type Measured, type Meter } from './meter.ts';
import type { LanguageModelObject } from './models.ts';
import type { CountedTokens } from './prices.ts';
import type { Sdk } from './sdk.ts';
import { thinkingOf } from './thinking.ts';
import { askAgain } from './tries.ts';

/** What a model answers in one step. */
export type StepAnswer = Awaited<ReturnType<NonNullable<LanguageModelMiddleware['wrapGenerate']>>>;

/** A model that can be asked, or why it cannot. */
export interface Candidate {
  choice: ModelChoice;
  model: { doGenerate(parameters: ModelParameters): PromiseLike<StepAnswer> } | { not_configured: string };
  /** Must not be seen in what the provider says. */
  key: string | undefined;
}

/** What asking several models needs. */
export interface FailoverOptions {
  sdk: Sdk;
  clock: Clock;
  meter: Meter;
  /** The first is asked first. */
  candidates: readonly Candidate[];
  /** For the whole call. */
  deadline: Deadline;
  /** The caller's own. */
  abort: AbortSignal | undefined;
  maxOutputTokens: number;
  /** What is wrong with a text that is to be the answer; null: nothing. */
  objection(text: string): Promise<string | null>;
}

// A slow first model leaves the second one time to answer.
const firstShare = 0.6;

/**
 * Stands where the SDK has a model, and asks the chosen ones: each step of a call is tried again or given to the
 * second model by itself, so no tool is called twice because of it. Once the second has helped out it stays.
 */
export class Failover {
  readonly #options: FailoverOptions;
  #at = 0;

  constructor(options: FailoverOptions) {
    this.#options = options;
  }

  /** The model that answered last. */
  get model(): string {
    return this.#options.candidates[this.#at]?.choice.model ?? '';
  }

  /** Itself in the form of a model. */
  asModel(): LanguageModelObject {
    return {
      specificationVersion: 'v4',
      provider: 'parley',
      modelId: this.model,
      // Files are bytes here: no provider is to fetch any.
      supportedUrls: {},
      doGenerate: (parameters) => this.generate(parameters),
      doStream: () => Promise.reject(new Error('Answers are not streamed.')),
    };
  }

  /** One step. @throws CallEnded when no model gave an answer */
  async generate(parameters: ModelParameters): Promise<StepAnswer> {
    const { candidates } = this.#options;
    const endings: Ending[] = [];
    for (;;) {
      const candidate = candidates[this.#at];
      if (!candidate) break;
      const result = await this.#ask(candidate, parameters);
      if (!isEnding(result)) return result;
      endings.push(result);
      if (!decisions[result.kind].second_model || this.#at === candidates.length - 1) break;
      this.#at++;
    }
    throw new CallEnded(gravest(endings));
  }

  async #ask(candidate: Candidate, parameters: ModelParameters): Promise<StepAnswer | Ending> {
    const { clock, deadline, candidates, meter } = this.#options;
    const { choice, model } = candidate;
    if ('not_configured' in model) {
      const ending = { kind: 'not_configured' as const, detail: model.not_configured };
      meter.record(choice, ending, null, 0);
      return ending;
    }
    const share = this.#at < candidates.length - 1 ? firstShare : 1;
    const own = setDeadline(clock, deadline.left() * share);
    const signals = parameters.abortSignal ? [parameters.abortSignal, own.signal] : [own.signal];
    const signal = AbortSignal.any(signals);
    try {
      return await askAgain({ clock, deadline: own, signal }, (room) => {
        const maxOutputTokens = this.#options.maxOutputTokens * room;
        const input = inputTokensOf(parameters);
        return meter.measure(choice, { input, output: maxOutputTokens }, () =>
          this.#once(
            candidate,
            { ...parameters, ...thinkingOf(choice.model), maxOutputTokens, abortSignal: signal },
            own,
          ),
        );
      });
    } finally {
      own.lift();
    }
  }

  async #once(
    { model, key }: Candidate,
    parameters: ModelParameters,
    own: Deadline,
  ): Promise<Measured<StepAnswer>> {
    const { sdk, clock } = this.#options;
    // It was looked at before.
    if ('not_configured' in model) throw new Error(model.not_configured);
    try {
      const answer = await model.doGenerate(parameters);
      return { result: (await this.#fault(answer, parameters)) ?? answer, tokens: tokensOf(answer) };
    } catch (error) {
      const ending = this.#stopped(own) ?? endingOf(sdk, error, key, clock.now());
      if (!ending) throw error;
      return { result: ending, tokens: null };
    }
  }

  /** Why a signal ended it; null: none did. */
  #stopped(own: Deadline): Ending | null {
    const { abort, deadline } = this.#options;
    if (abort?.aborted) return { kind: 'aborted', detail: 'The caller stopped it.' };
    if (!own.signal.aborted && !deadline.signal.aborted) return null;
    return { kind: 'timed_out', detail: 'There was no answer when its time was over.' };
  }

  /** What is wrong with an answer; null: it is one. */
  async #fault(answer: StepAnswer, { toolChoice }: ModelParameters): Promise<Ending | null> {
    const { unified, raw = unified } = answer.finishReason;
    if (unified === 'content-filter')
      return { kind: 'refused_by_safety', detail: `The provider says ${raw}.` };
    if (unified === 'length') return { kind: 'cut', detail: `The provider says ${raw}.` };
    if (unified === 'error') return { kind: 'invalid_output', detail: `The provider says ${raw}.` };
    if (answer.content.some(({ type }) => type === 'tool-call')) {
      if (toolChoice?.type !== 'none') return null;
      return { kind: 'invalid_output', detail: 'It called a tool where it was to answer.' };
    }
    const text = textOf(answer);
    if (text.trim() === '') return { kind: 'no_output', detail: `The provider says ${raw}.` };
    const objection = await this.#options.objection(text);
    return objection === null ? null : { kind: 'invalid_output', detail: objection };
  }
}

function textOf({ content, structuredOutputText }: StepAnswer): string {
  return structuredOutputText ?? content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

function tokensOf({ usage: { inputTokens, outputTokens } }: StepAnswer): CountedTokens | null {
  if (inputTokens.total === undefined || outputTokens.total === undefined) return null;
  return { input: inputTokens.total, output: outputTokens.total, cached: inputTokens.cacheRead };
}

/** Of the endings of several models: that the caller wants no more, that it may pass, else the first one's. */
function gravest(endings: readonly Ending[]): Ending {
  const leading = (next: string) => endings.find(({ kind }) => decisions[kind].next === next);
  const [first = { kind: 'not_configured', detail: 'No model is chosen.' }] = endings;
  return leading('stop') ?? leading('retry_later') ?? first;
}
