import { createHmac } from 'node:crypto';
import { userIdOf } from './people.ts';
import type { BusinessNumber, Fields, GraphState, MetaUpdate, Person } from './state.ts';
import { overridableFields } from './webhook-fields.ts';

/**
 * JSON in the bytes Meta sends: non-ASCII as `\u00e4`, slashes as `\/`. Receivers that parse and write again
 * before they check the signature fail here as they would in production.
 */
export function metaJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The value of `X-Hub-Signature-256` for these bytes. */
export function metaSignature(secret: string, body: string | Uint8Array): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** The webhook that carries these updates, in order, signed with the secret of the number's app. */
export function composeWebhook(
  number: BusinessNumber,
  updates: readonly MetaUpdate[],
): { body: string; headers: Record<string, string> } {
  const entry: Fields = { id: number.account.id, changes: changesOf(number, updates) };
  const timed = updates.find((update) => update.kind === 'field' && !overridableFields.has(update.field));
  // Only account-level fields carry the time of the entry.
  if (timed?.kind === 'field') entry.time = Math.floor(timed.at / 1000);
  const body = metaJson({ object: 'whatsapp_business_account', entry: [entry] });
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature-256': metaSignature(number.app.secret, body),
    },
  };
}

interface OpenValue {
  kind: string;
  contact: string;
  list: Fields[];
}

/** Neighbours of one kind and one contact share a value, as in real batches; everything else is a change of its own. */
function changesOf(number: BusinessNumber, updates: readonly MetaUpdate[]): Fields[] {
  const changes: Fields[] = [];
  let open: OpenValue | null = null;
  for (const update of updates) {
    if (update.kind === 'field') {
      changes.push({ value: update.value, field: update.field });
      open = null;
      continue;
    }
    const contact = JSON.stringify('contact' in update ? update.contact : null);
    if (open !== null && open.kind === update.kind && open.contact === contact) {
      open.list.push(update.body);
      continue;
    }
    const next: OpenValue = { kind: update.kind, contact, list: [update.body] };
    changes.push({ value: changedValue(number, update, next.list), field: 'messages' });
    open = next;
  }
  return changes;
}

const listNames = { message: 'messages', status: 'statuses', errors: 'errors' } as const;

function changedValue(
  number: BusinessNumber,
  update: Exclude<MetaUpdate, { kind: 'field' }>,
  list: Fields[],
): Fields {
  const contact = 'contact' in update ? update.contact : null;
  return {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: number.digits, phone_number_id: number.id },
    ...(contact === null ? {} : { contacts: [contact] }),
    [listNames[update.kind]]: list,
  };
}

/** The `contacts[]` entry of a person. The phone is left out, not empty, when it is hidden. */
export function contactOf(
  state: GraphState,
  person: Person,
  number: BusinessNumber,
  options: { username: boolean; phone: boolean },
): Fields {
  const withUsername = options.username && person.username !== null;
  return {
    profile: { name: person.name, ...(withUsername ? { username: person.username } : {}) },
    ...(options.phone ? { wa_id: person.phone } : {}),
    user_id: userIdOf(state, person, number),
  };
}

/** Unix seconds as the string Meta sends. */
export function unixSeconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}
