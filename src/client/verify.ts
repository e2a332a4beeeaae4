import type { ParleyEvent } from './events.ts';

/** A delivery to an endpoint: a web `Request`, or its headers and its body exactly as it came. */
export type Delivery =
  | Request
  | { headers: Headers | Readonly<Record<string, string | string[] | undefined>>; body: string };

/** How strict to be. */
export interface VerifyOptions {
  /** How old a delivery may be (s), so that nobody can send an old one again; 300 when it is left out. */
  toleranceSeconds?: number;
  /** Milliseconds; for tests. */
  now?: number;
}

/** A delivery that was not signed by the hub, or too long ago. Answer it with 401. */
export class SignatureError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SignatureError';
  }
}

const defaultTolerance = 300;

/**
 * Whether a delivery was signed with one of the secrets (`whsec_…`, or the public key `whpk_…` of an asymmetric one),
 * by Standard Webhooks; answers the event in it. Of a thin delivery `data` is absent. Uses Web Crypto only.
 *
 * @throws SignatureError when it was not
 */
export async function verifyWebhook(
  delivery: Delivery,
  secrets: string | readonly string[],
  { toleranceSeconds = defaultTolerance, now = Date.now() }: VerifyOptions = {},
): Promise<ParleyEvent> {
  const body = delivery instanceof Request ? await delivery.text() : delivery.body;
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    headerOf(delivery.headers, `webhook-${name}`),
  );
  if (!id || !timestamp || !signatures) throw new SignatureError('The headers of the signature are missing.');
  const age = Math.abs(now / 1000 - Number(timestamp));
  if (!(age <= toleranceSeconds)) throw new SignatureError('The delivery is too old, or a clock is wrong.');
  const signed = bytesOf(`${id}.${timestamp}.${body}`);
  for (const secret of typeof secrets === 'string' ? [secrets] : secrets) {
    for (const signature of signatures.split(' ')) {
      // Whoever knows the secret has signed what the hub prints.
      if (await isSigned(secret, signature, signed)) return JSON.parse(body) as ParleyEvent;
    }
  }
  throw new SignatureError('The signature is none of ours.');
}

async function isSigned(
  secret: string,
  signature: string,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const [scheme = '', value = ''] = signature.split(',');
  const isPublic = secret.startsWith('whpk_');
  if (scheme !== (isPublic ? 'v1a' : 'v1')) return false;
  const raw = base64(secret.replace(/^whsec_|^whpk_/, ''));
  const given = base64(value);
  if (!raw || !given) return false;
  const algorithm = isPublic ? { name: 'Ed25519' } : { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['verify']);
  return crypto.subtle.verify(algorithm.name, key, given, signed);
}

function headerOf(headers: Delivery['headers'], name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return Array.isArray(found) ? found[0] : found;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}
