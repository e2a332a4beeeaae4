import type { Failure, FailureKind } from '../errors.ts';
import type { CredentialReport } from './account-care.ts';

/** A problem that no single answer of the platform states; it shows when answers are put together. */
export function finding(kind: FailureKind, code: string, cause: string, fix: string, message = ''): Failure {
  return { kind, code, message, cause, fix };
}

/** Whether what a question led to is the reason why it could not be answered. */
export function isFailure(value: object | null): value is Failure {
  return value !== null && 'kind' in value && 'cause' in value && 'fix' in value;
}

/** What a look at credentials has shown. */
export interface Findings {
  /** With these the credentials are not valid. */
  faults: readonly Failure[];
  /** Worth knowing, though the credentials are accepted. */
  warnings: readonly Failure[];
}

/** Nothing is wrong. */
export const noFindings: Findings = { faults: [], warnings: [] };

/** A report that lists faults before warnings; without faults the credentials are valid. */
export function credentialReport(
  all: readonly Findings[],
  known: Pick<CredentialReport, 'external_id' | 'expires_at' | 'permissions'>,
): CredentialReport {
  const faults = all.flatMap((one) => one.faults);
  const warnings = all.flatMap((one) => one.warnings);
  return { valid: faults.length === 0, ...known, problems: [...faults, ...warnings] };
}

/** The report when the platform could not be asked at all. */
export function unreachable(failure: Failure): CredentialReport {
  return credentialReport([{ faults: [failure], warnings: [] }], {
    external_id: null,
    expires_at: null,
    permissions: null,
  });
}

const day = 24 * 60 * 60 * 1000;

// Long enough to get hold of whoever may make a new token; the shortest that are meant to last live 30 days.
const warnsBefore = 10 * day;

/** A warning when a token ends soon. Both times in milliseconds; null never ends. */
export function endingSoon(ends_at: number | null, now: number, fix: string): Failure[] {
  if (ends_at === null || ends_at - now > warnsBefore) return [];
  const on = new Date(ends_at).toISOString();
  return [finding('credentials', 'token_ends_soon', `The access token ends on ${on}.`, fix)];
}
