import { isIP } from 'node:net';
import { z } from 'zod';
import { type MediaStoreSetting, readMediaStore } from './media/storage/open.ts';

/** How to read one environment variable. */
export interface Variable<T> {
  env: string;
  schema: z.ZodType<T, string>;
  /** Completes the sentence "expected …". */
  expected: string;
  /** As it would be written in the environment; null when it has no fixed default. */
  default: string | null;
  help: string;
  secret?: true;
}

/** A form that values come in. */
export type Kind<T> = Pick<Variable<T>, 'schema' | 'expected'>;

/** A whole number within bounds. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): Kind<number> {
  return {
    schema: z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number)
      .pipe(z.int().min(min).max(max)),
    expected: `a whole number ${max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`}`,
  };
}

/** One of some words. */
export function oneOf<const T extends string>(...values: readonly [T, ...T[]]): Kind<T> {
  return { schema: z.enum(values), expected: `one of ${values.join(', ')}` };
}

/** Yes or no. */
export const yesOrNo: Kind<boolean> = {
  schema: z.enum(['true', 'false']).transform((word) => word === 'true'),
  expected: 'true or false',
};

/** A path of the file system. */
export const path: Kind<string> = { schema: z.string(), expected: 'a path' };

/** Something to listen on. */
export const hostName: Kind<string> = {
  schema: z.string().refine((name) => isIP(name) > 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(name)),
  expected: 'a host name or an IP address without a port',
};

/** A file or a PostgreSQL server. */
export const databaseAddress: Kind<string> = {
  schema: z.string().regex(/^(file:.|postgres(ql)?:\/\/.)/),
  expected: 'file:<path> or postgres://<user>:<password>@<host>:<port>/<database>',
};

/** A directory or a bucket for media. */
export const mediaStore: Kind<MediaStoreSetting> = {
  schema: z.string().transform((text, context) => {
    const store = readMediaStore(text);
    if (store) return store;
    context.addIssue({ code: 'custom', message: 'no store' });
    return z.NEVER;
  }),
  expected:
    'file:<directory> or s3://<bucket>/<prefix>?region=<region>&endpoint=<URL>&key_env=<variable>&secret_env=<variable>',
};

/** A base URL that paths can be appended to. Platforms' own settings use it too. */
export const webAddress: Kind<string> = {
  schema: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  expected: 'a URL that starts with http:// or https://',
};

/** 32 bytes in hex or base64 → hex; null for anything else. */
function sealingKey(given: string): string | null {
  if (/^[0-9a-f]{64}$/i.test(given)) return given.toLowerCase();
  // Node's base64 decoder skips what it does not know, so the form is checked first: 43 digits and a pad.
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(given) ? Buffer.from(given, 'base64').toString('hex') : null;
}

/** Keys that seal secrets, as 64 hex digits each. */
export const sealingKeys: Kind<readonly string[]> = {
  schema: z.string().transform((list, context) => {
    const keys = list.split(',').map((key) => sealingKey(key.trim()));
    if (keys.every((key) => key !== null)) return keys;
    context.addIssue({ code: 'custom', message: 'not a list of keys' });
    return z.NEVER;
  }),
  expected: '32 bytes in hex or base64 (openssl rand -hex 32), or several such keys with commas between them',
};
