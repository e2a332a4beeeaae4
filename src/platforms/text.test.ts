import { describe, expect, it } from 'vitest';
import { shorten, splitText, utf8Bytes } from './text.ts';

describe('splitText', () => {
  it.each([
    ['short text', 'One. Two.', 20, ['One. Two.']],
    ['a text of exactly the limit', 'abcdefghij', 10, ['abcdefghij']],
    ['paragraphs before sentences', 'One two. A\n\nThree. Four', 14, ['One two. A', 'Three. Four']],
    ['sentences before words', 'One two three. Four five', 20, ['One two three.', 'Four five']],
    ['words', 'alpha beta gamma delta', 12, ['alpha beta', 'gamma delta']],
    ['a space right behind the limit', 'alpha beta gamma', 10, ['alpha beta', 'gamma']],
    ['Japanese sentences', 'これは文です。次の文です。', 10, ['これは文です。', '次の文です。']],
    ['a text without any break', 'a'.repeat(25), 10, ['a'.repeat(10), 'a'.repeat(10), 'a'.repeat(5)]],
    ['characters of several units', '👨‍👩‍👧'.repeat(3), 20, ['👨‍👩‍👧'.repeat(2), '👨‍👩‍👧']],
    ['half a surrogate pair never', `${'a'.repeat(9)}😀`, 10, ['a'.repeat(9), '😀']],
    [
      'a character that is longer than the limit',
      `a${'\u0301'.repeat(12)}`,
      10,
      [`a${'\u0301'.repeat(9)}`, '\u0301'.repeat(3)],
    ],
    ['blank text', ' \n ', 10, []],
  ])('splits %s', (_what, text, limit, parts) => {
    expect(splitText(text, limit)).toEqual(parts);
  });

  it('cuts Thai between words', () => {
    const parts = splitText('สวัสดีครับยินดีต้อนรับ', 12);
    expect(parts.join('')).toBe('สวัสดีครับยินดีต้อนรับ');
    expect(parts[0]).toBe('สวัสดีครับ');
  });

  it('loses nothing but white space at the cuts', () => {
    const text = Array.from({ length: 400 }, (_, n) => `Sentence number ${n}, with more words.`).join(' ');
    const parts = splitText(text, 300);
    expect(parts.join(' ')).toBe(text);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(300);
  });
});

describe('splitText by bytes', () => {
  it.each([
    ['short text', 'One. Two.', 20, ['One. Two.']],
    ['a text of exactly the limit', 'яяяяя', 10, ['яяяяя']],
    ['a byte too many', 'яяяяяя', 10, ['яяяяя', 'я']],
    ['words', 'один два три', 14, ['один', 'два три']],
    ['sentences before words', 'Одно. Два три', 20, ['Одно.', 'Два три']],
    ['a space right behind the limit', 'ящик мяч', 8, ['ящик', 'мяч']],
    ['code points', '😀😀😀', 9, ['😀😀', '😀']],
    ['characters of several code points', '👨‍👩‍👧'.repeat(3), 40, ['👨‍👩‍👧'.repeat(2), '👨‍👩‍👧']],
    // Each letter with its accent: 1 + 2 bytes.
    ['letters with their marks', 'e\u0301'.repeat(4), 7, ['e\u0301'.repeat(2), 'e\u0301'.repeat(2)]],
    ['Thai between words', 'สวัสดีครับยินดีต้อนรับ', 36, ['สวัสดีครับ', 'ยินดีต้อนรับ']],
  ])('splits %s', (_what, text, limit, parts) => {
    expect(splitText(text, limit, utf8Bytes)).toEqual(parts);
  });

  it('loses nothing but white space at the cuts', () => {
    const text = Array.from({ length: 300 }, (_, n) => `ประโยคที่ ${n} 👩🏽‍🚀 ещё слова.`).join(' ');
    const parts = splitText(text, 1000, utf8Bytes);
    expect(parts.join(' ')).toBe(text);
    const lengths = parts.map((part) => Buffer.byteLength(part));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1000);
    expect(Math.min(...lengths.slice(0, -1))).toBeGreaterThan(500);
  });
});

describe('shorten', () => {
  it.each([
    ['fits', 10, 'fits'],
    ['Pay with card', 8, 'Pay wit…'],
    ['Pay with card', 5, 'Pay…'],
    ['👨‍👩‍👧👨‍👩‍👧', 12, '👨‍👩‍👧…'],
  ])('%s in %i', (text, limit, short) => {
    expect(shorten(text, limit)).toBe(short);
  });
});
