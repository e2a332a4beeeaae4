import { describe, expect, it } from 'vitest';
import { shorten, splitText } from './text.ts';

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
