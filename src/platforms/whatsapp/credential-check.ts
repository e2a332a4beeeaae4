import type { Failure } from '../../errors.ts';
import type { CredentialReport } from '../account-care.ts';
import { ask, type Dialogue, failureOf } from '../dialogue.ts';
import { credentialReport, type Findings, finding, noFindings, unreachable } from '../findings.ts';
import { graphGet, graphPath } from '../meta/settings.ts';
import { checkToken, explainForeignToken, isInvisible, otherNodeType } from '../meta/token-check.ts';
import { objectAt, objectsAt, textAt } from '../readers.ts';
import { numberNode, type WhatsAppInput } from './nodes.ts';

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/access-tokens */
const permissions = ['whatsapp_business_messaging', 'whatsapp_business_management'];

/** Whether WhatsApp takes the token for this number, and the number is one of the business account given. */
export function* checkCredentials(input: WhatsAppInput): Dialogue<CredentialReport> {
  const { access_token, business_account_id } = input.credentials;
  // The second field is one that only phone numbers have.
  const reply = yield* ask(numberNode(input, ['id', 'display_phone_number']));
  if (!reply.ok && reply.status === null) return unreachable(failureOf(reply));
  const seen = reply.ok ? yield* checkBusinessAccount(input) : refused(reply.failure, input);
  const token = yield* checkToken(input, {
    token: access_token,
    wanted: permissions,
    targets: business_account_id === undefined ? [] : [business_account_id],
    refusal: reply.ok ? null : reply.failure,
  });
  return credentialReport([seen, token], {
    external_id: reply.ok ? (textAt(reply.body, 'id') ?? null) : null,
    expires_at: token.expires_at,
    permissions: token.permissions,
  });
}

function refused(failure: Failure, { credentials }: WhatsAppInput): Findings {
  return { faults: [explained(failure, credentials.access_token)], warnings: [] };
}

function explained(failure: Failure, token: string): Failure {
  const node = otherNodeType(failure);
  if (node !== null) {
    const cause = `The phone number ID is the id of something else: a ${node}.`;
    const fix = 'Copy the phone number ID from WhatsApp > API Setup of the app; it stands under the number.';
    return { ...failure, kind: 'not_found', cause, fix };
  }
  const fix = 'Make a token of a system user with both whatsapp permissions in Meta Business settings.';
  return explainForeignToken(failure, token, fix);
}

/** Account and template events name the business account only, so a wrong one would lose them. */
function* checkBusinessAccount(input: WhatsAppInput): Dialogue<Findings> {
  const { business_account_id, phone_number_id } = input.credentials;
  if (business_account_id === undefined) return noFindings;
  const path = graphPath(input.settings, business_account_id, 'phone_numbers');
  const reply = yield* ask(graphGet(path, { fields: 'id', limit: '100' }));
  if (!reply.ok) {
    const failure = failureOf(reply);
    const wrongId = isInvisible(failure) || otherNodeType(failure) !== null;
    if (!wrongId) return { faults: [], warnings: [failure] };
    return { faults: [notOfAccount(business_account_id, failure.message)], warnings: [] };
  }
  const ids = objectsAt(reply.body, 'data').map((one) => textAt(one, 'id'));
  const isWhole = textAt(objectAt(reply.body, 'paging'), 'next') === undefined;
  if (ids.includes(phone_number_id) || !isWhole) return noFindings;
  return { faults: [notOfAccount(business_account_id)], warnings: [] };
}

function notOfAccount(id: string, message = ''): Failure {
  return finding(
    'not_found',
    'other_business_account',
    `The phone number does not belong to the WhatsApp Business Account ${id}.`,
    'Copy the WhatsApp Business Account ID from WhatsApp > API Setup of the app, where the number is chosen.',
    message,
  );
}
