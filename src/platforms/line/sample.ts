import type { SignedPayload } from '../platform.ts';
import { signatureHeaders } from './webhook.ts';

// Invented ids in the form of real ones.
const userId = 'U1f0c2a9b7d4e68350a1b2c3d4e5f6a7b';
const replyToken = '5d1c7e0f9a2b48368c4f6e1a0b3d5c7e';
const messageIdEnd = '00017';
const quoteToken = 'wRdLqpVt5Yk0xBnE8mZcJ2uHsA7gTfQ9';

/** A text message as LINE would send it to this account, signed with its channel secret. */
export function samplePayload(account: { external_id: string; secret: string }, now: number): SignedPayload {
  const body = JSON.stringify({
    destination: account.external_id,
    events: [
      {
        type: 'message',
        message: { type: 'text', id: `${now}${messageIdEnd}`, quoteToken, text: 'Hello from LINE!' },
        webhookEventId: eventIdAt(now),
        deliveryContext: { isRedelivery: false },
        timestamp: now,
        source: { type: 'user', userId },
        replyToken,
        mode: 'active',
      },
    ],
  });
  return { body, headers: signatureHeaders(body, account.secret) };
}

// Crockford's base 32, in which ULIDs are written: https://github.com/ulid/spec
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeDigits = 10;
const randomPart = 'Q7M3X9K2V5T8R4NB';

/** A ULID of this time; what would be random is fixed, so that the same call makes the same sample. */
function eventIdAt(now: number): string {
  let time = '';
  for (let rest = now; time.length < timeDigits; rest = Math.floor(rest / 32)) {
    time = `${digits[rest % 32]}${time}`;
  }
  return time + randomPart;
}
