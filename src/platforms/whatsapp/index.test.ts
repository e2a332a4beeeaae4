import { expect, it } from 'vitest';
import { whatsapp } from './index.ts';

it('makes a signed sample that its own parser reads', () => {
  const account = { external_id: '210000000000001', secret: 'secret' };
  const { body, headers } = whatsapp.samplePayload(account, 1790000000000);
  const bytes = new TextEncoder().encode(body);
  expect(whatsapp.verify(bytes, new Headers(headers), ['secret'])).toBe(true);
  expect(whatsapp.verify(bytes, new Headers(headers), ['other'])).toBe(false);
  // Whoever parses and prints it again has other bytes, as with Meta's own.
  expect(JSON.stringify(JSON.parse(body))).not.toBe(body);
  expect(whatsapp.candidates(JSON.parse(body))).toEqual(['0', '210000000000001']);
  expect(whatsapp.parse(JSON.parse(body))).toMatchObject({
    problems: [],
    items: [
      {
        kind: 'message',
        account: '210000000000001',
        occurred_at: 1790000000000,
        content: { type: 'text', text: expect.stringContaining('täst') },
      },
    ],
  });
});

it('makes another sample each time', () => {
  const account = { external_id: '210000000000001', secret: 'secret' };
  const keys = [1, 2].map(
    (now) => whatsapp.parse(JSON.parse(whatsapp.samplePayload(account, now).body)).items[0]?.key,
  );
  expect(keys[0]).not.toBe(keys[1]);
});
