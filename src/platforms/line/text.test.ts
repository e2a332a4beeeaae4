import { describe, expect, it } from 'vitest';
import { countCharacters, shortenCharacters, splitText } from './text.ts';

const limit = 5000;
const family = '👨‍👩‍👧‍👦';

describe('splitText', () => {
  const partsOf = (text: string) => splitText({ type: 'text', text }).map((part) => part.text);

  it('leaves a text of 5,000 code units alone', () => {
    expect(partsOf('x'.repeat(limit))).toEqual(['x'.repeat(limit)]);
  });

  it.each([
    { name: 'behind a sentence', text: `${'a '.repeat(1500)}End. ${'b '.repeat(1500)}`, first: /End\.$/ },
    { name: 'between lines', text: `${'a '.repeat(1500)}last\n${'b '.repeat(1500)}`, first: /last$/ },
    { name: 'between words', text: 'word '.repeat(1500), first: /^(?:word )+word$/ },
    { name: 'between words without spaces', text: 'สวัสดี'.repeat(1000), first: /^(?:สวัสดี)+$/ },
    { name: 'between characters', text: family.repeat(500), first: new RegExp(`^(?:${family})+$`) },
    {
      name: 'not through a link',
      text: `${'a'.repeat(4970)} https://example.com/a/b?c=d&e=f`,
      first: /^a+$/,
    },
  ])('cuts $name', ({ text, first }) => {
    const parts = partsOf(text);
    // As booleans: a failure need not print 5,000 characters.
    expect(first.test(parts[0] ?? '')).toBe(true);
    expect(parts.length).toBe(2);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(limit);
    expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });

  it('makes no message of white space alone', () => {
    expect(partsOf(`${' '.repeat(limit)}a${' '.repeat(limit)}`)).toEqual(['a']);
  });

  it('moves entities along and drops one that a cut goes through', () => {
    const parts = splitText({
      type: 'text',
      text: `@a ${'x'.repeat(4994)}.  @b ${'y'.repeat(50)}`,
      entities: [
        { type: 'mention', offset: 0, length: 2 },
        { type: 'link', offset: 4990, length: 20 },
        { type: 'mention', offset: 5000, length: 2 },
      ],
    });
    expect(parts).toEqual([
      {
        type: 'text',
        text: `@a ${'x'.repeat(4994)}.`,
        entities: [{ type: 'mention', offset: 0, length: 2 }],
      },
      { type: 'text', text: `@b ${'y'.repeat(50)}`, entities: [{ type: 'mention', offset: 0, length: 2 }] },
    ]);
  });
});

it('counts and shortens characters as people see them', () => {
  expect(countCharacters(`a${family}é`)).toBe(3);
  expect(shortenCharacters(family.repeat(3), 3)).toBe(family.repeat(3));
  expect(shortenCharacters(family.repeat(4), 3)).toBe(`${family.repeat(2)}…`);
});
