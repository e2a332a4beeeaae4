import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Scheme, SigningSecret } from './consumer.ts';

// Between the 24 and 64 bytes that the specification asks for; as long as the hash.
const secretBytes = 32;
const privatePrefix = 'whsk_';
const publicPrefix = 'whpk_';

/**
 * A new secret in the form of Standard Webhooks: `whsec_` and base64, or for `v1a` a private key, `whsk_` and
 * base64 of its PKCS #8 form, which never leaves the hub.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function makeSecret(scheme: Scheme): string {
  if (scheme === 'v1') return `whsec_${randomBytes(secretBytes).toString('base64')}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  return `${privatePrefix}${privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')}`;
}

/** What a receiver verifies with: the secret itself, or the public key of an asymmetric one (`whpk_…`, 32 bytes). */
export function verifierOf({ scheme, secret }: Pick<SigningSecret, 'scheme' | 'secret'>): string {
  if (scheme === 'v1') return secret;
  const { x = '' } = createPublicKey(privateKeyOf(secret)).export({ format: 'jwk' });
  return `${publicPrefix}${Buffer.from(x, 'base64url').toString('base64')}`;
}

/** The headers of one delivery: a signature by every secret that is valid at this time (ms), newest first. */
export function signatureHeaders(
  secrets: readonly SigningSecret[],
  message: { id: string; body: string },
  now: number,
): Record<string, string> {
  const at = new Date(now);
  const valid = secrets.filter(({ expires_at }) => expires_at === null || expires_at > now);
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': valid.map((secret) => signatureBy(secret, message, at)).join(' '),
  };
}

function signatureBy({ scheme, secret }: SigningSecret, message: { id: string; body: string }, at: Date) {
  if (scheme === 'v1') return new Webhook(secret).sign(message.id, at, message.body);
  const signed = `${message.id}.${Math.floor(at.getTime() / 1000)}.${message.body}`;
  return `v1a,${sign(null, Buffer.from(signed), privateKeyOf(secret)).toString('base64')}`;
}

function privateKeyOf(secret: string): KeyObject {
  const key = Buffer.from(secret.slice(privatePrefix.length), 'base64');
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}
