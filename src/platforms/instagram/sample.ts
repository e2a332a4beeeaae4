import { signedSample } from '../meta/inbox/sample.ts';
import type { SignedPayload } from '../platform.ts';
import { webhookObject } from './payload.ts';

// Invented, in the form of real ones.
const form = {
  object: webhookObject,
  person: '1200000000000017',
  mid: 'aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOj',
};

/** A text message to this account, signed, in the bytes that Meta would send. */
export function samplePayload(account: { external_id: string; secret: string }, now: number): SignedPayload {
  return signedSample(form, account, now);
}
