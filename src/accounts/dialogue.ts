import type { CareInput } from '../platforms/account-care.ts';
import type { Dialogue, Reply } from '../platforms/dialogue.ts';
import type { PlatformRequest } from '../platforms/platform.ts';
import { isObject } from '../platforms/readers.ts';
import type { Account } from './account.ts';
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
  account: Account,
  dialogue: Dialogue<Result>,
  observe: (call: Measured) => void = () => {},
): Promise<Result> {
  let step = dialogue.next();
  while (!step.done) step = dialogue.next(await replyTo(client, account, step.value, observe));
  return step.value;
}

async function replyTo(
  client: PlatformClient,
  account: Account,
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
export function careInput(account: Account, now: number): CareInput<unknown> {
  const { credentials, secrets, settings, externalId } = account;
  return { credentials, secrets, settings, external_id: externalId, now };
}
