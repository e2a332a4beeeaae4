import type { Section } from './split.ts';

const heading = /^(#{1,6})\s+(.+?)\s*#*$/;
const underline = /^(=+|-+)\s*$/;
const fence = /^(```|~~~)/;

/** The sections of a Markdown text, each under the headings above it. Blocks of code are left as they are. */
export function markdownSections(text: string): Section[] {
  const reader = new SectionReader();
  let isCode = false;
  for (const line of text.split(/\r\n?|\n/)) {
    if (fence.test(line)) {
      isCode = !isCode;
      reader.addFence(line, isCode);
    } else if (isCode) reader.add(line);
    else readLine(reader, line);
  }
  return reader.end();
}

function readLine(reader: SectionReader, line: string): void {
  const title = heading.exec(line);
  if (title) reader.head(title[1]?.length ?? 1, title[2] ?? '');
  else if (underline.test(line) && reader.isOneLine()) reader.promote(line.startsWith('=') ? 1 : 2);
  else if (line.trim() === '') reader.endParagraph();
  else reader.add(line);
}

/** The paragraphs of a plain text, which are divided by empty lines. */
export function textSections(text: string): Section[] {
  return [{ heading: null, paragraphs: text.split(/(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)/) }];
}

class SectionReader {
  readonly #sections: { heading: string | null; paragraphs: string[] }[] = [];
  readonly #path: { level: number; title: string }[] = [];
  #lines: string[] = [];

  constructor() {
    this.#open();
  }

  add(line: string): void {
    this.#lines.push(line);
  }

  /** A block of code is a paragraph. */
  addFence(line: string, isBegin: boolean): void {
    if (isBegin) this.endParagraph();
    this.add(line);
    if (!isBegin) this.endParagraph();
  }

  endParagraph(): void {
    if (this.#lines.length > 0) this.#sections.at(-1)?.paragraphs.push(this.#lines.join('\n'));
    this.#lines = [];
  }

  isOneLine(): boolean {
    return this.#lines.length === 1;
  }

  /** The line before was a heading: it is underlined. */
  promote(level: number): void {
    const [title = ''] = this.#lines.splice(0);
    this.head(level, title.trim());
  }

  head(level: number, title: string): void {
    this.endParagraph();
    while ((this.#path.at(-1)?.level ?? 0) >= level) this.#path.pop();
    this.#path.push({ level, title });
    this.#open();
  }

  end(): Section[] {
    this.endParagraph();
    return this.#sections.filter(({ paragraphs }) => paragraphs.length > 0);
  }

  #open(): void {
    const path = this.#path.map(({ title }) => title).join(' › ');
    this.#sections.push({ heading: path === '' ? null : path, paragraphs: [] });
  }
}
