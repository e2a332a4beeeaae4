import type { Failure } from '../../errors.ts';
import type { CredentialReport } from '../account-care.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import {
  credentialReport,
  endingSoon,
  type Findings,
  finding,
  noFindings,
  unreachable,
} from '../findings.ts';
import { checkPageToken } from '../meta/page-token.ts';
import { checkToken, isInvisible, otherNodeType, type Right } from '../meta/token-check.ts';
import { type Json, objectsAt, textAt } from '../readers.ts';
import { routeOf } from './credentials.ts';
import { accountNode, conversationsNode, type InstagramInput } from './nodes.ts';
import { loginAgain } from './renewal.ts';

/** Whether the platform takes the token, and it is one for this account. */
export function checkCredentials(input: InstagramInput): Dialogue<CredentialReport> {
  return routeOf(input.credentials) === 'login' ? checkLogin(input) : checkPage(input);
}

/** The account of an answer; an example of Meta's wraps it in a list. */
export function accountIn(body: Json): Json {
  return objectsAt(body, 'data')[0] ?? body;
}

/**
 * The token speaks for one account. Webhooks name it by `user_id`; its `id` is another one for each app. What the
 * token may do only shows when it is refused, and how long it lives when it is renewed.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/get-started
 */
function* checkLogin(input: InstagramInput): Dialogue<CredentialReport> {
  const reply = yield* ask(accountNode(input, ['id', 'user_id', 'username']));
  const { ends_at = null, now } = input;
  const known = { expires_at: ends_at, permissions: null };
  if (!reply.ok) {
    const failure = failureOf(reply);
    if (reply.status === null) return unreachable(failure);
    const refused = { faults: [explainLogin(failure, input)], warnings: [] };
    return credentialReport([refused], { external_id: null, ...known });
  }
  const account = accountIn(reply.body);
  const found = { id: textAt(account, 'id') ?? null, user_id: textAt(account, 'user_id') ?? null };
  const right = yield* readMessagingRight(input);
  const warnings = [...right.refusals, ...endingSoon(ends_at, now, loginAgain)];
  const findings = [sameAccount(input, found), { faults: [], warnings }];
  return credentialReport(findings, { external_id: found.user_id ?? found.id, ...known });
}

function sameAccount(
  { credentials }: InstagramInput,
  { id, user_id }: { id: string | null; user_id: string | null },
): Findings {
  const given = credentials.instagram_business_account_id;
  if (given === (user_id ?? id)) return noFindings;
  const fix = `Give ${user_id ?? id} as the Instagram account ID, or the token of the account ${given}.`;
  const cause =
    given === id
      ? `The Instagram account ID given is the app’s own for it; webhooks name the account ${user_id}.`
      : `The token is the one of the Instagram account ${user_id ?? id}, not of ${given}.`;
  return { faults: [finding('credentials', 'other_account', cause, fix)], warnings: [] };
}

function explainLogin(failure: Failure, { credentials }: InstagramInput): Failure {
  const ofFacebook = failure.kind === 'credentials' && credentials.access_token?.startsWith('EA');
  if (!ofFacebook) return failure;
  const cause = 'A token that begins with EA is one of Facebook, which Instagram Login does not take.';
  const fix = 'Give it as page_access_token, with the Page ID, or make a token with Instagram Login.';
  return { ...failure, cause, fix };
}

const permissions = ['instagram_basic', 'instagram_manage_messages', 'pages_manage_metadata'];

/** The token must be the Page's, and must see the account. */
function* checkPage(input: InstagramInput): Dialogue<CredentialReport> {
  const { page_access_token: token = '', facebook_page_id: page_id = '' } = input.credentials;
  const page = yield* checkPageToken(input, { page_id, token });
  if (page.silent && page.refusal) return unreachable(page.refusal);
  const account = page.refusal === null ? yield* checkLink(input) : { ...noFindings, external_id: null };
  const targets = [page_id, input.credentials.instagram_business_account_id];
  const check = yield* checkToken(input, { token, wanted: permissions, targets, refusal: page.refusal });
  return credentialReport([page, account, check], {
    external_id: account.external_id,
    expires_at: check.expires_at,
    permissions: check.permissions,
  });
}

function* checkLink(input: InstagramInput): Dialogue<Findings & { external_id: string | null }> {
  const reply = yield* ask(accountNode(input, ['id', 'username']));
  if (!reply.ok) {
    const failure = failureOf(reply);
    const isTold = reply.status === null || failure.kind === 'temporary' || failure.kind === 'rate_limited';
    if (isTold) return { faults: [], warnings: [failure], external_id: null };
    return { faults: [explainLink(failure)], warnings: [], external_id: null };
  }
  const right = yield* readMessagingRight(input);
  return { faults: [], warnings: right.refusals, external_id: textAt(reply.body, 'id') ?? null };
}

function explainLink(failure: Failure): Failure {
  if (!isInvisible(failure) && otherNodeType(failure) === null) return failure;
  const cause =
    'The Page’s token cannot see this Instagram account: another id, or it is not linked to the Page.';
  const fix =
    'Link the account at business.facebook.com/settings > Accounts > Instagram accounts, and copy its ID there.';
  return { ...failure, cause, fix };
}

/**
 * Whether messages can be read and sent. It takes a permission, and that the owner of the account allows connected
 * tools to do so; only a refusal tells.
 */
export function* readMessagingRight(input: InstagramInput): Dialogue<Right> {
  const reply = yield* ask(conversationsNode(input));
  if (reply.ok) return { granted: true, refusals: [] };
  const refused = ['permission', 'credentials', 'account_blocked'].includes(reply.failure.kind);
  return refused ? { granted: false, refusals: [reply.failure] } : { granted: null, refusals: [] };
}
