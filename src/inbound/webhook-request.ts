import type { Platform } from '../platforms/platform.ts';
import { storableText } from '../storable.ts';
import { parsePayload } from './json.ts';

/** One webhook request as it came. */
export interface WebhookRequest {
  /** The platform of the URL: name or alias. */
  platform: string;
  /** The account of the URL; null on the URL of a whole app. */
  accountId: string | null;
  headers: Headers;
  body: Uint8Array;
  /** Where it came from, for limiting guesses. */
  source: string;
}

/** A body as JSON, or why it is none. Nothing in it can be trusted before its signature was verified. */
export interface WebhookContent {
  body: unknown;
  error: string | null;
}

/** Reads a body; what cannot be read says why. */
export function readContent(body: Uint8Array): WebhookContent {
  try {
    return { body: parsePayload(new TextDecoder().decode(body)), error: null };
  } catch (error) {
    // The message of a syntax error quotes the body.
    const message = error instanceof Error ? error.message : String(error);
    return { body: undefined, error: storableText(`The body is not JSON: ${message}`) };
  }
}

/** Headers worth keeping with a raw webhook; the signature, so that an account that comes later can verify it. */
export function keptHeaders(headers: Headers, { signatureHeaders }: Platform): Record<string, string> {
  const names = ['content-type', 'content-length', 'user-agent', 'x-forwarded-for', ...signatureHeaders];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}
