import type { Failure } from '../../errors.ts';
import type { CareInput, CredentialReport } from '../account-care.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import {
  credentialReport,
  endingSoon,
  type Findings,
  finding,
  noFindings,
  unreachable,
} from '../findings.ts';
import { numberAt, textAt } from '../readers.ts';
import type { PlatformRequest } from '../request.ts';
import { accessToken } from './access-token.ts';
import { get } from './calls.ts';
import type { LineCredentials } from './credentials.ts';

type Input = CareInput<LineCredentials>;

/** Whether LINE takes the credentials, whose they are, how long the token lives, and whether the secret is right. */
export function* checkCredentials(input: Input): Dialogue<CredentialReport> {
  const { channel_access_token: token } = input.credentials;
  const reply = yield* ask(get('/v2/bot/info'));
  if (!reply.ok) {
    const failure = failureOf(reply);
    return unreachable(failure.kind === 'credentials' ? explained(failure, token) : failure);
  }
  const external_id = textAt(reply.body, 'userId') ?? null;
  const life = token === undefined ? unknownLife : yield* readLife(token, input);
  // A token that could be made proves the secret already; one that was pasted does not.
  const secret = token === undefined ? noFindings : yield* checkSecrets(input, life.channel_id);
  return credentialReport([sameAccount(input, external_id), life, secret], {
    external_id,
    expires_at: life.expires_at,
    // LINE's scopes say nothing of what a channel may do.
    permissions: null,
  });
}

/** A channel secret is 32 hexadecimal digits, and stands just above the token's place in the console. */
function explained(failure: Failure, token: string | undefined): Failure {
  if (token === undefined || !/^[0-9a-f]{32}$/.test(token)) return failure;
  const cause = 'The channel access token given looks like a channel secret.';
  const fix = 'Issue a channel access token in the Messaging API tab of the channel, and give that.';
  return { ...failure, cause, fix };
}

function sameAccount({ external_id }: Input, found: string | null): Findings {
  if (external_id === null || found === null || external_id === found) return noFindings;
  const cause = `The credentials are those of another LINE account (${found}), not of ${external_id}.`;
  const fix = 'Give the credentials of this channel, or connect the other account on its own.';
  return { faults: [finding('credentials', 'other_account', cause, fix)], warnings: [] };
}

interface Life extends Findings {
  expires_at: number | null;
  channel_id: string | undefined;
}

const unknownLife: Life = { ...noFindings, expires_at: null, channel_id: undefined };

const day = 24 * 60 * 60 * 1000;

// No token that ends lives longer; LINE gives those that never end about a hundred years.
// https://developers.line.biz/en/docs/basics/channel-access-token/
const longestLife = 30 * day;

/** Asks about the token where each kind of token is known; stateless ones are known nowhere. */
function* readLife(token: string, input: Input): Dialogue<Life> {
  const plain = yield* ask(verification(token));
  const reply = plain.ok || plain.status !== 400 ? plain : yield* ask(verificationByAssertion(token));
  if (!reply.ok) {
    const warning = reply.status === 400 ? shortLived() : failureOf(reply);
    return { ...unknownLife, warnings: [warning] };
  }
  const channel_id = textAt(reply.body, 'client_id');
  const left = (numberAt(reply.body, 'expires_in') ?? Number.POSITIVE_INFINITY) * 1000;
  const expires_at = left > longestLife ? null : input.now + left;
  const fix = 'Issue a long-lived token in the LINE Developers console, or give the channel ID instead.';
  return {
    ...sameChannel(input.credentials.channel_id, channel_id),
    warnings: endingSoon(expires_at, input.now, fix),
    expires_at,
    channel_id,
  };
}

/** https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token */
function verification(access_token: string): PlatformRequest {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = { access_token };
  return { method: 'POST', base: 'line_url', path: '/v2/oauth/verify', headers, body, authorised: true };
}

/** https://developers.line.biz/en/reference/messaging-api/#verify-channel-access-token-v2-1 */
function verificationByAssertion(access_token: string): PlatformRequest {
  const query = new URLSearchParams({ access_token }).toString();
  return { ...get(`/oauth2/v2.1/verify?${query}`), authorised: true };
}

function shortLived(): Failure {
  return finding(
    'credentials',
    'token_unknown',
    'LINE takes the token but tells nothing of it: it is probably a stateless one, which lives 15 minutes.',
    'Issue a long-lived token in the LINE Developers console, or give the channel ID instead.',
  );
}

function sameChannel(given: string | undefined, found: string | undefined): Findings {
  if (given === undefined || found === undefined || given === found) return noFindings;
  const cause = `The channel access token is one of channel ${found}, not of channel ${given}.`;
  const fix = 'Give channel ID, channel secret and token of the same channel.';
  return { faults: [finding('credentials', 'other_channel', cause, fix)], warnings: [] };
}

/** Only the right secret makes tokens, and they cost nothing: so a wrong one shows before webhooks are lost. */
function* checkSecrets({ secrets }: Input, channel_id: string | undefined): Dialogue<Findings> {
  if (channel_id === undefined) return noFindings;
  for (const channel_secret of secrets) {
    const request = accessToken.request({ channel_id, channel_secret });
    const reply = yield* ask({ ...request, authorised: true });
    // While a secret is being replaced, only one of the two works.
    if (reply.ok) return noFindings;
    if (reply.failure.kind !== 'credentials') return { faults: [], warnings: [failureOf(reply)] };
  }
  const cause = 'The channel secret is not the one of this channel, so its webhooks cannot be verified.';
  const fix =
    'Copy the channel secret from the Basic settings of the channel in the LINE Developers console.';
  return { faults: [finding('credentials', 'wrong_secret', cause, fix)], warnings: [] };
}
