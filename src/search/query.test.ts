import { describe, expect, it } from 'vitest';
import { phrasesOfAll, phrasesOfAny, spansIn } from './query.ts';
import { tokensOf } from './tokens.ts';

const text = 'สวัสดีค่ะ ขอคืนเงิน order AB-12345 ที่ Café ครับ ｶﾞｿﾘﾝ';

describe('highlights', () => {
  it.each([
    ['คืนเงิน', ['คืนเงิน']],
    ['2345', ['2345']],
    ['cafe', ['Café']],
    ['ord', ['order']],
    ['ORDER ab', ['order', 'AB']],
    ['ガソ', ['ｶﾞｿ']],
    ['nothing', []],
    ['', []],
  ])('mark what %s finds, in the text as it was written', (query, marked) => {
    const spans = spansIn(text, phrasesOfAll(query));
    expect(spans.map(({ offset, length }) => text.slice(offset, offset + length))).toEqual(marked);
  });

  it('are one where they touch', () => {
    const spans = spansIn('ร้านเปิดกี่โมง', phrasesOfAny('เปิดกี่'));
    expect(spans).toHaveLength(1);
  });
});

describe('terms', () => {
  it('are letters and digits only, whatever the text', () => {
    const odd = 'a"b\'c:*(d) \0 😀 naïve ñ İstanbul ß ﬁ Ω ०१ สวัสดี 漢字 𠮷野家 \ud800';
    for (const { term } of tokensOf(odd)) expect(term).toMatch(/^[a-z0-9]+$/);
  });

  it('begin as their word begins', () => {
    const [word] = tokensOf('Москва');
    const [beginning] = tokensOf('Моск');
    expect(word?.term.startsWith(beginning?.term ?? '?')).toBe(true);
  });

  it('are not asked for without end', () => {
    expect(phrasesOfAny('word '.repeat(500))).toHaveLength(1);
    const many = Array.from({ length: 500 }, (_, index) => `word${index} `).join('');
    expect(phrasesOfAny(many).length).toBeLessThanOrEqual(64);
  });
});
