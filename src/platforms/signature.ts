import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether one of the secrets signed exactly these bytes with HMAC-SHA256. Every secret is tried, and each
 * comparison takes the same time whatever differs. An empty secret never matches: anybody could sign with it.
 */
export function isSigned(body: Uint8Array, signature: Uint8Array, secrets: readonly string[]): boolean {
  let valid = false;
  for (const secret of secrets) {
    if (secret === '') continue;
    const expected = createHmac('sha256', secret).update(body).digest();
    // Comparing different lengths would throw.
    valid = (expected.length === signature.length && timingSafeEqual(expected, signature)) || valid;
  }
  return valid;
}
