import type { SignedPayload } from '../../platform.ts';
import { toMetaJson } from '../json.ts';
import { signatureHeaders } from '../signature.ts';

/** What differs between the samples of two inboxes. */
export interface SampleForm {
  object: string;
  /** An invented id of a person. */
  person: string;
  /** How the ids of messages begin. */
  mid: string;
}

// Umlaut and slash show whether the bytes were kept.
const text = 'Hello from Parley – täst 1/1 👋';

/** A text message to this account, signed, in the bytes that Meta would send. */
export function signedSample(
  { object, person, mid }: SampleForm,
  { external_id, secret }: { external_id: string; secret: string },
  now: number,
): SignedPayload {
  const item = {
    sender: { id: person },
    recipient: { id: external_id },
    timestamp: now,
    message: { mid: mid + Buffer.from(`sample ${external_id} ${now}`).toString('base64url'), text },
  };
  const body = toMetaJson({ object, entry: [{ id: external_id, time: now, messaging: [item] }] });
  return { body, headers: { 'content-type': 'application/json', ...signatureHeaders(body, secret) } };
}
