import { describe, expect, it } from 'vitest';
import { extractPieces } from './extract.ts';
import { formatOf, type KnowledgeFormat } from './formats.ts';

const read = (format: KnowledgeFormat, content: string | Uint8Array) =>
  extractPieces(format, typeof content === 'string' ? Buffer.from(content) : content);

/** A file of one page, or as many as there are texts; an empty text is a page without any. */
function pdf(...texts: string[]): Buffer {
  const kids = texts.map((_, index) => `${3 + index * 2} 0 R`).join(' ');
  const font = '/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${texts.length} >>`,
    ...texts.flatMap((text, index) => {
      const drawn = text && `BT /F1 12 Tf 20 100 Td (${text}) Tj ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] ${font} /Contents ${4 + index * 2} 0 R >>`,
        `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
      ];
    }),
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  return Buffer.from(
    `${file}${table}trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF`,
  );
}

describe('documents', () => {
  it('of every kind become pieces of text', async () => {
    expect(await read('text', 'One.\r\n\r\nTwo.')).toEqual([{ heading: null, text: 'One.\n\nTwo.' }]);
    expect(await read('markdown', '# A\nOne.')).toEqual([{ heading: 'A', text: 'One.' }]);
    expect(await read('pdf', pdf('Open nine to five', 'Closed on Sundays'))).toEqual([
      { heading: null, text: 'Open nine to five\n\nClosed on Sundays' },
    ]);
    const page =
      '<html><head><title>x</title><style>p{}</style></head><body><nav>Menu</nav><h1>Shop</h1><p>We <b>sell</b> <a href="/b">books</a>.</p><h2>Hours</h2><ul><li>Nine</li><li>Five</li></ul><script>alert(1)</script></body></html>';
    expect(await read('html', page)).toEqual([
      { heading: 'Shop', text: 'We sell books.' },
      { heading: 'Shop › Hours', text: ' * Nine\n * Five'.trim() },
    ]);
  });

  it('of questions give a piece for each answer', async () => {
    const csv = '\ufeffQuestion;Answer\n"When do you open?";"At nine.\nNot on Sundays."\nNothing;\n;Alone';
    expect(await read('csv', csv)).toEqual([
      { heading: 'When do you open?', text: 'At nine.\nNot on Sundays.' },
      { heading: null, text: 'Alone' },
    ]);
  });

  it('may be written in UTF-16, and hold NUL', async () => {
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('สวัสดี', 'utf16le')]);
    expect(await read('text', wide)).toEqual([{ heading: null, text: 'สวัสดี' }]);
    expect((await read('text', 'a\0b'))[0]?.text).toBe('a\ufffdb');
  });

  it.each<[string, KnowledgeFormat, string | Uint8Array, RegExp]>([
    ['without text', 'markdown', '# Only a title', /no text/],
    ['in another encoding', 'text', Buffer.from([0x66, 0xe9, 0x20]), /UTF-8/],
    ['that is no PDF', 'pdf', 'hello', /no PDF/],
    ['of pictures only', 'pdf', pdf(''), /text recognition/],
    ['without the columns', 'csv', 'a,b,c\n1,2,3', /"question" and "answer"/],
    ['that is no CSV', 'csv', 'question,answer\n"open,1', /no CSV/],
    ['that is far too long', 'text', 'word '.repeat(700_000), /Divide it/],
    ['of too many passages', 'csv', `question,answer\n${'a,b\n'.repeat(5001)}`, /more than 5000 passages/],
  ])('%s are refused with the reason', async (_, format, content, reason) => {
    await expect(read(format, content)).rejects.toThrow(reason);
  });
});

describe('the format of a file', () => {
  it.each([
    ['text/markdown; charset=utf-8', null, 'markdown'],
    ['text/plain', 'faq.md', 'markdown'],
    ['text/plain', 'faq.txt', 'text'],
    ['text/plain', null, 'text'],
    ['application/octet-stream', 'price list.PDF', 'pdf'],
    [undefined, 'faq.csv', 'csv'],
    ['application/vnd.ms-excel', 'faq.csv', 'csv'],
    ['image/png', 'logo.png', null],
    [undefined, null, null],
  ])('of type %s named %s is %s', (type, name, format) => {
    expect(formatOf(type, name)).toBe(format);
  });
});
