import type { Failure } from '../errors.ts';
import type { AccountInfo, CredentialReport, WebhookState } from '../platforms/account-care.ts';
import type { Traffic } from './traffic.ts';

/** What is looked at, in the order in which it is shown. */
export const checkNames = [
  'token',
  'permissions',
  'subscription',
  'webhooks',
  'webhook_signatures',
  'sending',
  'quality',
  'limits',
] as const;

/** One of {@link checkNames}. */
export type CheckName = (typeof checkNames)[number];

/** How something was found; `unknown`: the platform does not tell, or could not be asked. */
export const checkStates = ['ok', 'warning', 'error', 'unknown'] as const;

/** One of {@link checkStates}. */
export type CheckState = (typeof checkStates)[number];

/** What one look has shown, in words an operator can act on. */
export interface Check {
  name: CheckName;
  state: CheckState;
  /** What was found, in plain sentences. */
  cause: string;
  /** What to do; null when there is nothing to do. */
  fix: string | null;
  /** The numbers and words it rests on. */
  details: Readonly<Record<string, unknown>>;
}

/** A check before it has its name. */
export type Finding = Omit<Check, 'name'>;

/** Everything that is known of an account at one moment. */
export interface HealthFacts {
  /** Milliseconds. */
  now: number;
  credentials: CredentialReport;
  info: AccountInfo | Failure;
  subscription: WebhookState;
  wanted: {
    /** The callback URL of the account itself. */
    callback_url: string;
    /** All callback URLs under which its events reach this hub. */
    callbacks: readonly string[];
    fields: readonly string[];
  };
  traffic: Traffic;
}

/** All is well. */
export function fine(cause: string, details: Finding['details'] = {}): Finding {
  return { state: 'ok', cause, fix: null, details };
}

/** Nothing can be said. */
export function untold(cause: string, details: Finding['details'] = {}): Finding {
  return { state: 'unknown', cause, fix: null, details };
}

/** What a failure of the platform means for a check. */
export function failed(
  state: CheckState,
  { cause, fix }: Failure,
  details: Finding['details'] = {},
): Finding {
  return { state, cause, fix, details };
}

/** Failures as they are shown among details. */
export function shown(failures: readonly Failure[]): Pick<Failure, 'kind' | 'code' | 'cause' | 'fix'>[] {
  return failures.map(({ kind, code, cause, fix }) => ({ kind, code, cause, fix }));
}
