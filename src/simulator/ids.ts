import { createHash, randomBytes, randomInt } from 'node:crypto';

/** `count` random decimal digits, never starting with 0. */
export function digits(count: number): string {
  let out = String(randomInt(1, 10));
  while (out.length < count) out += String(randomInt(0, 10));
  return out;
}

/** `count` decimal digits, always the same for the same text: a simulator started again knows its people. */
export function digitsFrom(text: string, count: number): string {
  const number = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`);
  return String(number)
    .padStart(count + 1, '0')
    .slice(-count)
    .replace(/^0/, '1');
}

/** `count` hexadecimal characters, always the same for the same text. */
export function hexFrom(text: string, count: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, count);
}

/** `count` random hexadecimal characters. */
export function hex(count: number): string {
  return randomBytes(Math.ceil(count / 2))
    .toString('hex')
    .slice(0, count);
}

/** An opaque random text of letters, digits, `-` and `_`. */
export function opaque(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/**
 * A WhatsApp message id as it looks on the wire: base64 of some binary envelope, often ending in `=`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 */
export function wamid(phone: string, direction: 'in' | 'out'): string {
  const unique = randomBytes(direction === 'in' ? 10 : 9)
    .toString('hex')
    .toUpperCase();
  const envelope = Buffer.concat([
    Buffer.from([0x1c, 0x18, phone.length]),
    Buffer.from(phone),
    Buffer.from([0x15, 0x02, 0x00, direction === 'in' ? 0x12 : 0x11, 0x18, unique.length]),
    Buffer.from(unique),
    Buffer.from([0x00]),
  ]);
  return `wamid.${envelope.toString('base64')}`;
}

/**
 * A message id as Messenger and Instagram write it: longer than many a column, and case-sensitive.
 * https://developers.facebook.com/docs/messenger-platform/webhooks
 */
export function mid(platform: 'messenger' | 'instagram', accountId: string): string {
  if (platform === 'messenger') return `m_${opaque(66)}`;
  const tail = Buffer.concat([Buffer.from(accountId), randomBytes(72)]).toString('base64url');
  return `aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEO${tail}ZD`;
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID: the time in ten characters and sixteen random ones. */
export function ulid(now: number): string {
  let time = Math.floor(now);
  let head = '';
  for (let place = 0; place < 10; place += 1) {
    head = crockford.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  let tail = '';
  while (tail.length < 16) tail += crockford.charAt(randomInt(0, 32));
  return head + tail;
}

/** Counts up within one simulator, so that ids made in one millisecond keep their order. */
export function createSequence(): () => number {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
}
