import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from '../errors.ts';

/** Seals secrets for the database and recognises them without storing them. */
export interface Sealer {
  /** Encrypts with the newest key (AES-256-GCM). `context` names the place and must be given to open. */
  seal(plaintext: string, context: string): string;
  /** @throws Problem `secret_key` when none of the keys fits */
  open(sealed: string, context: string): string;
  /** Whether it was sealed with an older key and should be sealed again. */
  isOutdated(sealed: string): boolean;
  /** A keyed fingerprint of a secret, by the newest key. */
  fingerprint(secret: string): string;
  /** The fingerprints of a secret by all keys, newest first, for looking it up. */
  fingerprints(secret: string): string[];
}

const version = 'v1';

/**
 * Makes a sealer of one or more keys of 32 bytes (hex or base64), newest first: to rotate, put a new key
 * in front and keep the old one until everything is sealed anew.
 */
export function createSealer(secretKeys: readonly string[]): Sealer {
  const keys = secretKeys.map((text) => {
    const key = parseKey(text);
    return {
      id: createHash('sha256').update('key-id').update(key).digest('hex').slice(0, 8),
      encryption: derive(key, 'seal'),
      fingerprint: derive(key, 'fingerprint'),
    };
  });
  const newest = keys[0];
  if (!newest) throw secretKeyProblem('No secret key was given.');
  return {
    seal(plaintext, context) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', newest.encryption, iv);
      cipher.setAAD(Buffer.from(context));
      const bytes = Buffer.concat([
        iv,
        cipher.update(plaintext, 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return `${version}.${newest.id}.${bytes.toString('base64url')}`;
    },
    open(sealed, context) {
      const [, id, text = ''] = sealed.split('.');
      const key = keys.find((candidate) => candidate.id === id);
      if (!key) throw secretKeyProblem('A stored secret was sealed with a key this hub does not have.');
      const bytes = Buffer.from(text, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key.encryption, bytes.subarray(0, 12));
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
    },
    isOutdated: (sealed) => sealed.split('.')[1] !== newest.id,
    fingerprint: (secret) => fingerprintOf(newest.fingerprint, secret),
    fingerprints: (secret) => keys.map((key) => fingerprintOf(key.fingerprint, secret)),
  };
}

function derive(key: Buffer, purpose: string): Buffer {
  return createHmac('sha256', key).update(`parley ${purpose}`).digest();
}

function fingerprintOf(key: Buffer, secret: string): string {
  return createHmac('sha256', key).update(secret).digest('hex');
}

function parseKey(text: string): Buffer {
  const key = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');
  if (key.length !== 32) throw secretKeyProblem('A secret key is not 32 bytes in hex or base64.');
  return key;
}

function secretKeyProblem(detail: string): Problem {
  return new Problem({
    status: 500,
    code: 'secret_key',
    detail,
    fix: 'Set PARLEY_SECRET_KEY to the key the data was sealed with; make a new one with `openssl rand -hex 32`.',
  });
}

/** The key beside an embedded database: made at the first start, readable only by its owner. */
export function secretKeyBeside(path: string): string {
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  mkdirSync(dirname(path), { recursive: true });
  const key = randomBytes(32).toString('hex');
  writeFileSync(path, `${key}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(path, 0o600);
  return key;
}
