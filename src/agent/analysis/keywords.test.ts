import { describe, expect, it } from 'vitest';
import { foldText, holdsKeyword } from './keywords.ts';

describe('looking for words', () => {
  it.each([
    ['Where is my REFUND?', 'refund', true],
    ['refunds are slow', 'refund', false],
    ['nonrefundable', 'refund', false],
    ['my refund, please', 'my  refund', true],
    ['my\nrefund', 'my refund', true],
    // Full width, as Japanese keyboards write.
    ['ＲＥＦＵＮＤをお願いします', 'refund', true],
    ['refund', 'ｒｅｆｕｎｄ', true],
    // No spaces between words.
    ['ขอคืนเงินหน่อยครับ', 'คืนเงิน', true],
    ['返金をお願いします', '返金', true],
    ['我要退款谢谢', '退款', true],
    ['환불해 주세요', '환불', true],
    ['ﾊﾟｽﾜｰﾄﾞを忘れた', 'パスワード', true],
    // A word of letters beside a script without spaces stands alone.
    ['OKครับ', 'ok', true],
    ['BOOKครับ', 'ok', false],
    ['Straße gesperrt', 'STRASSE', false],
    ['Où est ma commande ?', 'commande', true],
    ['re\u00adfund', 'refund', true],
    ['great 👍🏽', '👍', true],
    ['c++ or c', 'c++', true],
    ['order #1234', '1234', true],
    ['order 12345', '1234', false],
    ['', 'refund', false],
    ['anything', '\u200b', false],
  ])('in %j for %j: %s', (text, keyword, expected) => {
    expect(holdsKeyword(foldText(text), keyword)).toBe(expected);
  });

  it('takes a very long text in time', () => {
    const started = performance.now();
    expect(holdsKeyword(foldText('a'.repeat(1_000_000)), 'aa')).toBe(false);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
