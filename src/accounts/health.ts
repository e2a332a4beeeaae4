import { type Check, type CheckName, checkNames, type Finding, type HealthFacts } from './check.ts';
import {
  checkLimits,
  checkPermissions,
  checkQuality,
  checkSubscription,
  checkToken,
} from './platform-checks.ts';
import { checkSending, checkSignatures, checkWebhooks } from './traffic-checks.ts';

/** How an account is as a whole. */
export const healthStates = ['healthy', 'degraded', 'failing', 'unknown'] as const;

/** One of {@link healthStates}. */
export type HealthState = (typeof healthStates)[number];

/** An account's health at one moment. */
export interface Health {
  state: HealthState;
  checks: readonly Check[];
  /** Milliseconds. */
  checked_at: number;
}

const rules: Readonly<Record<CheckName, (facts: HealthFacts) => Finding>> = {
  token: checkToken,
  permissions: checkPermissions,
  subscription: checkSubscription,
  webhooks: checkWebhooks,
  webhook_signatures: checkSignatures,
  sending: checkSending,
  quality: checkQuality,
  limits: checkLimits,
};

/** What the facts say of an account. */
export function judge(facts: HealthFacts): Health {
  const checks = checkNames.map((name): Check => ({ name, ...rules[name](facts) }));
  return { state: stateOf(checks), checks, checked_at: facts.now };
}

/** An error makes it failing, a warning degraded; without an answer of the platform nobody knows. */
function stateOf(checks: readonly Check[]): HealthState {
  if (checks.some(({ state }) => state === 'error')) return 'failing';
  if (checks.some(({ state }) => state === 'warning')) return 'degraded';
  return checks.some(({ name, state }) => name === 'token' && state === 'unknown') ? 'unknown' : 'healthy';
}

/** The checks that ask somebody to do something. */
export function failingChecks(checks: readonly Check[]): Check[] {
  return checks.filter(({ state }) => state === 'error' || state === 'warning');
}

/** Whether somebody should hear of it: the state is another, or other checks fail. */
export function hasChanged(before: Pick<Health, 'state' | 'checks'>, after: Health): boolean {
  if (before.state !== after.state) return true;
  const names = (checks: readonly Check[]) => failingChecks(checks).map(({ name }) => name);
  return names(before.checks).join() !== names(after.checks).join();
}
