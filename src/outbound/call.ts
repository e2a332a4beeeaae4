import { type Account, accountOfTarget } from '../accounts/account.ts';
import type { AccountDirectory } from '../accounts/directory.ts';
import type { PlatformClient } from '../accounts/platform-client.ts';
import type { Quotas } from '../accounts/quotas.ts';
import type { Failure } from '../errors.ts';
import type { PlatformAnswer, PlatformRequest, SendResult } from '../platforms/platform.ts';
import type { Job } from '../work/jobs.ts';
import type { SendContext } from './claim.ts';
import { brokenFailure } from './failures.ts';

/** What came of a call to a platform. */
export type Called =
  | { kind: 'answered'; status: number; milliseconds: number; sent: SendResult }
  /** Certainly nothing left this machine. */
  | { kind: 'unsent'; failure: Failure }
  /** Nobody knows whether the platform took it. */
  | { kind: 'unanswered'; failure: Failure };

/** What making calls takes. */
export interface CallOptions {
  directory: AccountDirectory;
  client: PlatformClient;
  quotas: Quotas;
}

/** Makes the call a claim has decided on, and reads the answer; null when there is nothing to call. */
export async function callPlatform(
  options: CallOptions,
  jobs: readonly Job[],
  context: SendContext,
): Promise<Called | null> {
  const account = options.directory.get(accountOfTarget(jobs[0]?.target ?? ''));
  if (!account) return null;
  if (context.kind === 'ask_quota') await options.quotas.refresh(account);
  if (context.kind !== 'call') return null;
  const called = await call(options, account, context);
  if (called.kind !== 'answered') return called;
  // Only the quota itself tells whether it is spent or only reserved for a while.
  if (!called.sent.ok && called.sent.failure.kind === 'quota_exhausted')
    await options.quotas.refused(account);
  else options.quotas.follow(account);
  return called;
}

async function call(
  { client }: CallOptions,
  account: Account,
  context: Extract<SendContext, { kind: 'call' }>,
): Promise<Called> {
  const result = await client.call(account, context.request);
  if (result.kind !== 'answer') return result;
  const { answer, milliseconds } = result;
  const sent = interpret(account, context.request, answer, context.repeated);
  return { kind: 'answered', status: answer.status, milliseconds, sent };
}

/** What the platform's answer means; a mistake of ours in reading it leaves the send uncertain. */
function interpret(
  account: Account,
  request: PlatformRequest,
  answer: PlatformAnswer,
  repeated: boolean,
): SendResult {
  try {
    return account.platform.send.interpret(request, answer, repeated);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, uncertain: true, failure: { ...brokenFailure, message } };
  }
}
