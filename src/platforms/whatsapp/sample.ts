import { toMetaJson } from '../meta/json.ts';
import { signatureHeaders } from '../meta/signature.ts';
import type { SignedPayload } from '../platform.ts';
import { webhookObject } from './payload.ts';

// Meta's own test button sends this WABA id; umlaut and slash show whether the bytes were kept.
const entryId = '0';
const text = 'Hello from Parley – täst 1/1 👋';

/** A text message to this number, signed, in the bytes that Meta would send. */
export function samplePayload(account: { external_id: string; secret: string }, now: number): SignedPayload {
  const id = `wamid.${Buffer.from(`sample ${account.external_id} ${now}`).toString('base64')}`;
  const person = { name: 'Parley Test', phone: '15550100200', user_id: 'US.10000000000000000001' };
  const body = toMetaJson({
    object: webhookObject,
    entry: [
      {
        id: entryId,
        changes: [
          {
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '15550100100', phone_number_id: account.external_id },
              contacts: [{ profile: { name: person.name }, wa_id: person.phone, user_id: person.user_id }],
              messages: [
                {
                  from: person.phone,
                  from_user_id: person.user_id,
                  id,
                  timestamp: String(Math.floor(now / 1000)),
                  type: 'text',
                  text: { body: text },
                },
              ],
            },
            field: 'messages',
          },
        ],
      },
    ],
  });
  const headers = { 'content-type': 'application/json', ...signatureHeaders(body, account.secret) };
  return { body, headers };
}
