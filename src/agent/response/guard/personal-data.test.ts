import { describe, expect, it } from 'vitest';
import { personalDataIn } from './personal-data.ts';
import { createRedactor } from './redaction.ts';

const found: [text: string, data: [string, string][]][] = [
  ['Write to Mali.S+shop@blue-door.co.th, please', [['email', 'mali.s+shop@blue-door.co.th']]],
  ['Call +66 81 234 5678', [['phone', '12345678']]],
  ['โทร 081-234-5678 ค่ะ', [['phone', '12345678']]],
  ['(02) 123 4567 is the shop', [['phone', '21234567']]],
  ['my card 4111 1111 1111 1111', [['card', '4111111111111111']]],
  ['order ORD-10023 is late', [['id', 'ord10023']]],
  ['user 17841400000000123', [['id', '17841400000000123']]],
  // Sixteen digits that fail Luhn’s check are no card, and too long for a phone.
  ['number 4111111111111112', [['id', '4111111111111112']]],
];

const nothing = [
  'Open 09.00 - 18.00, on 2026-11-25 and 25.11.2026',
  'It costs 1500 - 2000 baht, or 12,500.00, or 1 000 000',
  'Size 42, room 7, A4, since 1998, PM2.5',
  'Version 10.4 and 3.14159',
];

describe('personal data', () => {
  it.each(found)('are found in %s', (text, data) => {
    expect(personalDataIn(text).map(({ kind, normal }) => [kind, normal])).toEqual(data);
  });

  it.each(nothing)('are not seen in %s', (text) => {
    expect(personalDataIn(text)).toEqual([]);
  });

  it('are hidden under names, the same under the same, and put back', () => {
    const redactor = createRedactor();
    const text = 'I am ann@example.com, 081-234-5678. Order ORD-10023. Again: +66812345678, bo@example.com';
    const hidden = redactor.hide(text);
    expect(hidden).toBe('I am [email 1], [phone 3]. Order ORD-10023. Again: [phone 3], [email 2]');
    expect(redactor.count()).toBe(3);
    expect(redactor.restore('We write to [email 2] or call [phone 3], not [phone 9].')).toBe(
      'We write to bo@example.com or call 081-234-5678, not [phone 9].',
    );
  });
});
