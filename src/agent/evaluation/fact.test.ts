import { describe, expect, it } from 'vitest';
import { factName, factSchema, says } from './fact.ts';
import { isWrittenIn } from './writing.ts';

describe('a fact', () => {
  it.each([
    ['We open at 9:00.', 'open AT  9:00', true],
    ['We open at ９:００.', '9:00', true],
    ['We open at nine.', '9:00', false],
    ['เปิด 9 โมง', { one_of: ['9:00', '9 โมง'] }, true],
    ['It is free of charge.', { one_of: ['gratis', 'no cost'] }, false],
    ['That is 5 EURO.', { pattern: '\\b5\\s*(€|euro)' }, true],
    [`${'a'.repeat(40)}!`, { pattern: '^(a+)+$' }, false],
  ])('of %j: %j is said: %j', (answer, fact, said) => {
    expect(says(answer, fact)).toBe(said);
  });

  it('is refused when it is no expression, and has a name for tables', () => {
    expect(factSchema.safeParse({ pattern: '(' }).success).toBe(false);
    expect([{ pattern: 'a|b' }, { one_of: ['a', 'b'] }, 'c', { judge: 'It is kind.' }].map(factName)).toEqual(
      [...['/a|b/', 'a | b', 'c', 'It is kind.']],
    );
  });
});

describe('the letters of an answer', () => {
  it.each([
    ['th', 'ร้านเปิด 9:00 ที่ Siam', true],
    ['th', 'We open at nine.', false],
    ['ja', '9時に開きます', true],
    ['zh', '9時に開きます', false],
    ['zh-TW', '我們九點開門', true],
    ['en', 'We open at nine.', true],
    ['en', '9:00', false],
    ['ko', '9시에 엽니다', true],
  ])('are those of %s: %j is %j', (language, text, is) => {
    expect(isWrittenIn(text, language)).toBe(is);
  });
});
