import type { Failure } from '../errors.ts';
import type { Json } from './readers.ts';
import type { PlatformRequest } from './request.ts';

/** What came of one call of a dialogue. */
export type Reply =
  | { ok: true; status: number; headers: Readonly<Record<string, string>>; body: Json }
  /** `status` is null when no answer came. */
  | { ok: false; status: number | null; failure: Failure };

/**
 * A talk with the platform that takes several calls: yields a request, is given what came of it, and
 * returns what was learnt. It is as pure as `parse`: whoever has a network runs it
 * (`accounts/dialogue.ts`), and tests run it with replies from a table.
 */
export type Dialogue<Result> = Generator<PlatformRequest, Result, Reply>;

/** Asks one question inside a dialogue: `const reply = yield* ask(request)`. */
export function* ask(request: PlatformRequest): Dialogue<Reply> {
  return yield request;
}

/** A dialogue that knows its result without a question. */
export function* unasked<Result>(result: Result): Dialogue<Result> {
  const questions: PlatformRequest[] = [];
  yield* questions;
  return result;
}

/**
 * Why a call of a dialogue failed. A send without an answer is a riddle, but a question can be asked again
 * and settings can be set twice: for them it is only temporary.
 */
export function failureOf({ status, failure }: Extract<Reply, { ok: false }>): Failure {
  if (status !== null || failure.kind !== 'uncertain') return failure;
  return {
    ...failure,
    kind: 'temporary',
    cause: 'The platform gave no answer.',
    fix: 'Try again in a while; if it lasts, check the network and proxy of this machine.',
  };
}
