import type { CareInput } from '../platforms/account-care.ts';
import type { Dialogue, Reply } from '../platforms/dialogue.ts';
import type { PlatformRequest } from '../platforms/platform.ts';
import { isObject } from '../platforms/readers.ts';
import type { Connection } from './account.ts';
import type { PlatformClient } from './platform-client.ts';

/** One call of a dialogue, as it was measured. */
export interface Measured {
  milliseconds: number;
  /** The platform answered, with yes or no. */
  answered: boolean;
}

/** Runs a dialogue to its end, each request as this account. `observe` hears of every call. */
export async function converse<Result>(
  client: PlatformClient,
  account: Connection,
  dialogue: Dialogue<Result>,
  observe: (call: Measured) => void = () => {},
): Promise<Result> {
  return run(dialogue, (request) => replyTo(client, account, request, observe));
}

/**
 * Several dialogues about one account at one moment: they look at the same things, so each question is asked
 * once for all of them.
 */
export class Inquiry {
  readonly #client: PlatformClient;
  readonly #account: Connection;
  readonly #replies = new Map<string, Reply>();
  /** Every call that was made. */
  readonly calls: Measured[] = [];

  constructor(client: PlatformClient, account: Connection) {
    this.#client = client;
    this.#account = account;
  }

  /** Runs a dialogue that only asks to its end. */
  ask<Result>(dialogue: Dialogue<Result>): Promise<Result> {
    return run(dialogue, async (request) => {
      const key = JSON.stringify(request);
      const known = this.#replies.get(key);
      if (known) return known;
      const reply = await replyTo(this.#client, this.#account, request, (call) => this.calls.push(call));
      this.#replies.set(key, reply);
      return reply;
    });
  }
}

async function run<Result>(
  dialogue: Dialogue<Result>,
  answer: (request: PlatformRequest) => Promise<Reply>,
): Promise<Result> {
  let step = dialogue.next();
  while (!step.done) step = dialogue.next(await answer(step.value));
  return step.value;
}

async function replyTo(
  client: PlatformClient,
  account: Connection,
  request: PlatformRequest,
  observe: (call: Measured) => void,
): Promise<Reply> {
  const result = await client.call(account, request);
  if (result.kind !== 'answer') {
    observe({ milliseconds: 0, answered: false });
    return { ok: false, status: null, failure: result.failure };
  }
  const { answer, milliseconds } = result;
  observe({ milliseconds, answered: true });
  const { status, headers, body } = answer;
  if (status < 200 || status > 299) {
    return { ok: false, status, failure: account.platform.explainError(answer) };
  }
  return { ok: true, status, headers, body: isObject(body) ? body : {} };
}

/** What a dialogue about this account may know. */
export function careInput(account: Connection, now: number): CareInput<unknown> {
  const { credentials, secrets, settings, externalId, row } = account;
  const ends_at = row?.credentials_end_at ?? null;
  return { credentials, secrets, settings, external_id: externalId, ends_at, now };
}
