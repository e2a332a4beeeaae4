import type { Failure } from '../../errors.ts';
import type { CredentialReport } from '../account-care.ts';
import { type Dialogue, failureOf } from '../dialogue.ts';
import { endingSoon, type Findings, finding, noFindings } from '../findings.ts';
import { type Json, numberAt, objectAt, objectsAt, textAt } from '../readers.ts';
import { askAsApp, type MetaInput } from './app-access.ts';
import { graphErrors } from './errors.ts';
import { explainGraphError, indexErrors } from './explain-error.ts';
import { timeAt } from './json.ts';
import { graphGet, graphPath } from './settings.ts';

/** What is to be found out about a token. */
export interface TokenQuestion {
  token: string;
  /** The permissions the account needs. */
  wanted: readonly string[];
  /** The ids they are needed for: a token may have them for others only. */
  targets: readonly string[];
  /** Why a call with it was refused just before; null when it was accepted. */
  refusal: Failure | null;
}

/** What Meta says of a token. */
export interface TokenCheck extends Findings, Pick<CredentialReport, 'expires_at' | 'permissions'> {
  /** `USER`, `PAGE` or `SYSTEM_USER`; null when Meta does not tell. */
  type: string | null;
}

/** Whether a token has a permission, and why it has not; unknown where Meta does not tell. */
export function mayUse({ permissions, warnings }: TokenCheck, name: string): Right {
  if (permissions === null) return { granted: null, refusals: [] };
  if (!permissions.missing.includes(name)) return { granted: true, refusals: [] };
  return { granted: false, refusals: warnings.filter(({ kind }) => kind === 'permission') };
}

/** A right, and what takes it away. */
export interface Right {
  /** Null where nobody tells. */
  granted: boolean | null;
  refusals: readonly Failure[];
}

const nothingKnown: TokenCheck = { ...noFindings, type: null, expires_at: null, permissions: null };

/**
 * Looks the token up as its app. Without the app's id nothing is learnt, and that is no problem.
 * https://developers.facebook.com/docs/graph-api/reference/debug_token
 */
export function* checkToken(input: MetaInput, question: TokenQuestion): Dialogue<TokenCheck> {
  const path = graphPath(input.settings, 'debug_token');
  const reply = yield* askAsApp(input, graphGet(path, { input_token: question.token }));
  if (reply === null) return nothingKnown;
  if (!reply.ok) return { ...nothingKnown, ...lookUpRefused(failureOf(reply), question) };
  const data = objectAt(reply.body, 'data') ?? {};
  const expires_at = timeAt(data, 'expires_at') ?? null;
  const type = textAt(data, 'type') ?? null;
  const permissions = permissionsIn(data, question);
  if (data.is_valid !== true) {
    return { faults: invalid(data, question), warnings: [], type, expires_at, permissions: null };
  }
  const warnings = [
    ...lacking(permissions.missing, permissionNames(data)),
    ...endingSoon(expires_at, input.now, newToken),
    ...accessEnding(data, input.now),
  ];
  return { faults: [], warnings, type, expires_at, permissions };
}

const newToken = 'Make a new access token in Meta Business settings and store it in the account.';

function lookUpRefused(failure: Failure, { refusal }: TokenQuestion): Findings {
  if (failure.kind === 'credentials') {
    const cause = 'Meta does not accept this app ID and app secret together.';
    const fix = 'Copy both from App settings > Basic of the same app; the secret also signs the webhooks.';
    return { faults: [{ ...failure, cause, fix }], warnings: [] };
  }
  // An app may look up its own tokens only.
  const refused = failure.kind === 'content_rejected' || failure.kind === 'permission';
  if (refused && refusal === null) return { faults: [otherApp(failure.message)], warnings: [] };
  return { faults: [], warnings: [failure] };
}

function otherApp(message = ''): Failure {
  return finding(
    'credentials',
    'token_of_another_app',
    'The access token was not made for the app of this app ID, so its webhooks have another signature.',
    'Give app ID and app secret of the app the token was made for, or make a token for this app.',
    message,
  );
}

const index = indexErrors(graphErrors);

function invalid(data: Json, { refusal }: TokenQuestion): Failure[] {
  if (refusal === null) return [otherApp()];
  // Why a token is dead need not be said twice.
  if (refusal.kind === 'credentials') return [];
  const error = objectAt(data, 'error');
  const code = numberAt(error, 'code') ?? 190;
  const subcode = numberAt(error, 'subcode');
  const message = textAt(error, 'message') ?? '';
  const body = { code, message, ...(subcode !== undefined && { error_subcode: subcode }) };
  return [explainGraphError({ body }, index)];
}

function permissionNames(data: Json): string[] {
  const { scopes } = data;
  return Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : [];
}

/** A permission with a list of targets is granted for those alone; without one, for all. */
function permissionsIn(data: Json, { wanted, targets }: TokenQuestion) {
  const elsewhere = objectsAt(data, 'granular_scopes').filter(({ target_ids }) => {
    if (targets.length === 0 || !Array.isArray(target_ids) || target_ids.length === 0) return false;
    return !target_ids.some((id) => targets.includes(String(id)));
  });
  const names = elsewhere.map((one) => textAt(one, 'scope'));
  const granted = permissionNames(data).filter((name) => !names.includes(name));
  return { granted, missing: wanted.filter((name) => !granted.includes(name)) };
}

function lacking(missing: readonly string[], all: readonly string[]): Failure[] {
  const absent = missing.filter((name) => !all.includes(name));
  const elsewhere = missing.filter((name) => all.includes(name));
  const fix = 'Grant it in Meta Business settings, then make a new token and store it in the account.';
  return [
    ...absent.map((name) =>
      finding('permission', 'permission_missing', `The access token lacks the permission ${name}.`, fix),
    ),
    ...elsewhere.map((name) =>
      finding(
        'permission',
        'permission_elsewhere',
        `The access token has the permission ${name} for other accounts, but not for this one.`,
        'Assign this account to the token’s owner in Meta Business settings, then make a new token.',
      ),
    ),
  ];
}

/** A person's consent to share data ends apart from the token. */
function accessEnding(data: Json, now: number): Failure[] {
  const ends_at = timeAt(data, 'data_access_expires_at') ?? null;
  const fix = 'Let the person who connected the app log in with it again, then store the new token.';
  return endingSoon(ends_at, now, fix).map((failure) => ({
    ...failure,
    code: 'data_access_ends_soon',
    cause: `The permission to read data with this token ends on ${new Date(ends_at ?? now).toISOString()}.`,
  }));
}

/**
 * Explains a refusal of a token that graph.facebook.com cannot know: those that begin with `IG` are of another
 * login, with an API of its own. Any other refusal stays as it is.
 */
export function explainForeignToken(failure: Failure, token: string, fix: string): Failure {
  if (failure.kind !== 'credentials' || !token.startsWith('IG')) return failure;
  const cause = 'A token that begins with IG is of another login of Meta, and is not accepted here.';
  return { ...failure, cause, fix };
}

/** Whether a refusal says that there is no such object, or none that this token may see. */
export function isInvisible({ code }: Failure): boolean {
  return code === '33' || code === '100/33';
}

/** Whether a refusal says that the id is that of another kind of object: then which. */
export function otherNodeType({ message }: Failure): string | null {
  return /on node type \((\w+)\)/.exec(message)?.[1] ?? null;
}
