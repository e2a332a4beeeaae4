import { describe, expect, it } from 'vitest';
import { markdownSections, textSections } from './sections.ts';
import { split } from './split.ts';

describe('Markdown', () => {
  it('is split at its headings, each with those above it', () => {
    const text = [
      'Before all.',
      '# Shop',
      'We sell books.',
      '## Opening hours',
      'Nine to five.\nNot on Sundays.',
      '',
      '```',
      '# not a heading',
      '```',
      'Delivery',
      '--------',
      'Two days.',
      '# Empty',
    ].join('\n');
    expect(markdownSections(text)).toEqual([
      { heading: null, paragraphs: ['Before all.'] },
      { heading: 'Shop', paragraphs: ['We sell books.'] },
      {
        heading: 'Shop › Opening hours',
        paragraphs: ['Nine to five.\nNot on Sundays.', '```\n# not a heading\n```'],
      },
      { heading: 'Shop › Delivery', paragraphs: ['Two days.'] },
    ]);
  });
});

describe('pieces', () => {
  it('hold short paragraphs together, and no two sections', () => {
    const pieces = split([
      { heading: 'One', paragraphs: ['a', ' ', 'b'] },
      { heading: 'Two', paragraphs: ['c'] },
    ]);
    expect(pieces).toEqual([
      { heading: 'One', text: 'a\n\nb' },
      { heading: 'Two', text: 'c' },
    ]);
  });

  const numbered = (text: (index: number) => string) =>
    Array.from({ length: 300 }, (_, index) => text(index)).join('');

  it.each([
    ['English', numbered((index) => `Parcel ${index} leaves on the same day, if it is paid. `), /[.]$/],
    ['Thai', numbered((index) => `พัสดุที่ ${index} จะออกในวันเดียวกันหากชำระเงินแล้ว `), /แล้ว$|\d$|ที่$/],
    ['Thai without spaces', numbered((index) => `พัสดุ${index}จะออกในวันเดียวกันหากชำระเงินแล้ว`), /./],
    ['Japanese', numbered((index) => `荷物${index}は同じ日に発送されます。`), /。$/],
    ['no words at all', numbered((index) => `${index}x`), /./],
  ])('of a long text in %s end where a sentence, a space or a word ends', (_, text, end) => {
    const pieces = split(textSections(text)).map((piece) => piece.text);
    let covered = 0;
    for (const piece of pieces) {
      expect(piece.length).toBeLessThanOrEqual(1200);
      expect(piece).toMatch(end);
      const at = text.indexOf(piece);
      expect(at).toBeGreaterThanOrEqual(0);
      // Nothing but a space is lost in between, and little is said twice.
      expect(at).toBeLessThanOrEqual(covered + 1);
      expect(at).toBeGreaterThanOrEqual(covered - 200);
      covered = at + piece.length;
    }
    expect(covered).toBe(text.trim().length);
  });

  it('keep their heading short', () => {
    expect(split([{ heading: 'h'.repeat(1000), paragraphs: ['x'] }])[0]?.heading).toHaveLength(300);
  });
});
