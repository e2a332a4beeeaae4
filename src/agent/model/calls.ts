import { type CallOptions, callModel } from './call.ts';
import type { CallRequest, CallResult, EmbedRequest, EmbedResult, ObjectRequest } from './contract.ts';
import { embedTexts } from './embed.ts';

/** The one way to language models. */
export class ModelCalls {
  readonly #options: CallOptions;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  /** Calls a language model; an answer is of the form of the schema, or text without one. */
  call<T>(request: ObjectRequest<T>): Promise<CallResult<T>>;
  call(request: CallRequest): Promise<CallResult<string>>;
  call(request: CallRequest | ObjectRequest<unknown>): Promise<CallResult<unknown>> {
    return callModel(this.#options, request);
  }

  /** Turns texts into vectors. */
  embed(request: EmbedRequest): Promise<EmbedResult> {
    return embedTexts(this.#options, request);
  }
}
