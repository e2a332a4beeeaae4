import { describe, expect, it } from 'vitest';
import { toMetaJson } from './json.ts';
import { signatureHeaders, verifySignature } from './signature.ts';

const secret = 'test_app_secret';
const empty = '{"object":"whatsapp_business_account","entry":[]}';
const escaped = '{"text":"\\u00e4\\u00f6 \\/ \\ud83d\\udc4d"}';

// Computed apart from this code, with another HMAC implementation.
const vectors: [body: string, signature: string][] = [
  [empty, 'dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756'],
  [
    '{"object": "whatsapp_business_account", "entry": []}',
    '56cbbaf4961c6cfdae48b7f116c047e5eb513d2c931baae63a2bc1afd26f803a',
  ],
  [escaped, '95e1f2b95b7667afbbfbd03bab2999dcb77583fae440f7fd4c4a20527f5b849e'],
  ['{"text":"äö / 👍"}', 'b68372a04567afba029e2cded531c20dbe2daf8cb291932b3285538ef7675bd1'],
];

function verify(body: string, signature: string | null, secrets = [secret]): boolean {
  const headers = new Headers(signature === null ? {} : { 'X-Hub-Signature-256': signature });
  return verifySignature(new TextEncoder().encode(body), headers, secrets);
}

describe('verifySignature', () => {
  it.each(vectors)('accepts %s as signed', (body, signature) => {
    expect(verify(body, `sha256=${signature}`)).toBe(true);
    expect(signatureHeaders(body, secret)).toEqual({ 'x-hub-signature-256': `sha256=${signature}` });
  });

  const good = `sha256=${vectors[0]?.[1]}`;

  it('accepts any of several secrets, wherever it stands', () => {
    expect(verify(empty, good, ['old', secret])).toBe(true);
    expect(verify(empty, good, [secret, 'new'])).toBe(true);
  });

  const refused: [why: string, body: string, signature: string | null, secrets?: string[]][] = [
    ['no header', empty, null],
    ['another body', `${empty} `, good],
    ['another secret', empty, good, ['other']],
    ['no secret', empty, good, []],
    ['no prefix', empty, good.slice('sha256='.length)],
    ['another scheme', empty, good.replace('sha256', 'sha1')],
    ['a short signature', empty, good.slice(0, -2)],
    ['a long signature', empty, `${good}00`],
    ['no hex', empty, good.replace(/.$/, 'g')],
    ['an empty secret', empty, signatureHeaders(empty, '')['x-hub-signature-256'] ?? '', ['']],
  ];
  it.each(refused)('refuses %s', (_why, body, signature, secrets) => {
    expect(verify(body, signature, secrets)).toBe(false);
  });
});

describe('toMetaJson', () => {
  it('escapes as Meta does', () => {
    expect(toMetaJson({ text: 'äö / 👍' })).toBe(escaped);
  });
});
