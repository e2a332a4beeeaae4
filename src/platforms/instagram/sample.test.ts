import { expect, it } from 'vitest';
import { verifySignature } from '../meta/signature.ts';
import { candidates } from './payload.ts';
import { samplePayload } from './sample.ts';
import { parse } from './webhook.ts';

const account = { external_id: '17841400000000011', secret: 'secret' };

it('makes a signed sample that its own parser reads', () => {
  const { body, headers } = samplePayload(account, 1790000000000);
  const bytes = new TextEncoder().encode(body);
  expect(verifySignature(bytes, new Headers(headers), ['secret'])).toBe(true);
  expect(verifySignature(bytes, new Headers(headers), ['other'])).toBe(false);
  // Whoever parses and prints it again has other bytes, as with Meta's own.
  expect(JSON.stringify(JSON.parse(body))).not.toBe(body);
  expect(candidates(JSON.parse(body))).toEqual(['17841400000000011']);
  expect(parse(JSON.parse(body))).toMatchObject({
    problems: [],
    items: [
      {
        kind: 'message',
        account: '17841400000000011',
        occurred_at: 1790000000000,
        content: { type: 'text', text: expect.stringContaining('täst') },
      },
    ],
  });
});

it('makes another sample each time', () => {
  const keys = [1, 2].map((now) => parse(JSON.parse(samplePayload(account, now).body)).items[0]?.key);
  expect(keys[0]).not.toBe(keys[1]);
});
