import { createHmac } from 'node:crypto';
import { isSigned } from '../signature.ts';

/**
 * The secret of the app signs every webhook of its pages, Instagram accounts and numbers.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
 */
export const signatureHeader = 'x-hub-signature-256';
const shape = /^sha256=[0-9a-fA-F]{64}$/;

/** Whether one of the app secrets signed exactly these bytes. */
export function verifySignature(body: Uint8Array, headers: Headers, secrets: readonly string[]): boolean {
  const given = headers.get(signatureHeader);
  if (given === null || !shape.test(given)) return false;
  return isSigned(body, Buffer.from(given.slice('sha256='.length), 'hex'), secrets);
}

/** The header with which Meta would send this body. */
export function signatureHeaders(body: string, secret: string): Record<string, string> {
  return { [signatureHeader]: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
}
