import { describe, expect, it } from 'vitest';
import { fitInto, padTo, textWidth } from './text-width.ts';

describe('the width of a text', () => {
  it.each([
    ['Shop', 4],
    ['ก้น้ำ', 3],
    ['ゆき', 4],
    ['한국', 4],
    ['，', 2],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['e\u0301', 1],
    ['', 0],
  ])('of %j is %i columns', (text, width) => expect(textWidth(text)).toBe(width));

  it('is filled up with spaces', () => {
    expect(padTo('ゆき', 6)).toBe('ゆき  ');
    expect(padTo('longer', 3)).toBe('longer');
  });

  it('is cut between letters that are seen as one', () => {
    expect(fitInto('Hello', 5)).toBe('Hello');
    expect(fitInto('Hello', 4)).toBe('Hel…');
    expect(fitInto('ゆきさん', 6)).toBe('ゆき…');
    expect(fitInto('a👩‍👩‍👧b', 3)).toBe('a…');
  });
});
