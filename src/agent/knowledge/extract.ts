import { parse } from 'csv-parse/sync';
import { storableText } from '../../storable.ts';
import type { KnowledgeFormat } from './formats.ts';
import { textOfHtml } from './html.ts';
import { markdownSections, textSections } from './sections.ts';
import { type Piece, type Section, split } from './split.ts';

/** A document that cannot be read, and why, for whoever has given it. */
export class Unreadable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Unreadable';
  }
}

// A thousand pages: what is larger is several documents.
const longestText = 3_000_000;
const mostPieces = 5000;

/**
 * Reads a document and splits it.
 *
 * @throws Unreadable
 */
export async function extractPieces(format: KnowledgeFormat, bytes: Uint8Array): Promise<Piece[]> {
  const pieces = split(await sectionsOf(format, bytes));
  if (pieces.length === 0) throw new Unreadable(nothingIn[format]);
  if (pieces.length > mostPieces) throw new Unreadable(`It has more than ${mostPieces} passages. Divide it.`);
  return pieces.map(({ heading, text }) => ({
    heading: heading === null ? null : storableText(heading),
    text: storableText(text),
  }));
}

const nothingIn: Readonly<Record<KnowledgeFormat, string>> = {
  markdown: 'There is no text in it.',
  text: 'There is no text in it.',
  html: 'There is no text on the page.',
  pdf: 'There is no text in it: its pages are pictures. Run text recognition over it first.',
  csv: 'There are no questions with answers in it.',
};

async function sectionsOf(format: KnowledgeFormat, bytes: Uint8Array): Promise<Section[]> {
  if (format === 'pdf') return pdfSections(bytes);
  const text = decoded(bytes);
  if (text.length > longestText) throw tooLong();
  if (format === 'markdown') return markdownSections(text);
  if (format === 'html') return markdownSections(await textOfHtml(text, longestText));
  return format === 'csv' ? answerSections(text) : textSections(text);
}

function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const encoding = isWide ? (first === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable('It is not written in UTF-8. Save it with that encoding.');
  }
}

function tooLong(): Unreadable {
  return new Unreadable(`It has more than ${longestText} characters. Divide it.`);
}

async function pdfSections(bytes: Uint8Array): Promise<Section[]> {
  // Large, and most documents are none.
  const { extractText, getDocumentProxy } = await import('unpdf');
  let pages: string[];
  try {
    // It takes the bytes over, and refuses a Buffer.
    const file = await getDocumentProxy(Uint8Array.from(bytes));
    ({ text: pages } = await extractText(file, { mergePages: false }));
  } catch (error) {
    throw new Unreadable(pdfReason(error));
  }
  if (pages.reduce((sum, page) => sum + page.length, 0) > longestText) throw tooLong();
  // Lines of a page are wrapped by its width and say nothing; where its paragraphs end, nobody can tell.
  return [{ heading: null, paragraphs: pages }];
}

function pdfReason(error: unknown): string {
  const isLocked = error instanceof Error && error.name === 'PasswordException';
  return isLocked ? 'It is locked with a password.' : 'It is no PDF file, or a damaged one.';
}

const wantedColumns = { question: ['question', 'q', 'คำถาม'], answer: ['answer', 'a', 'คำตอบ'] };

/** Each answer stands for itself, under its question. */
function answerSections(text: string): Section[] {
  const [header = [], ...rows] = rowsOf(text);
  const names = header.map((name) => name.trim().toLowerCase());
  const question = names.findIndex((name) => wantedColumns.question.includes(name));
  const answer = names.findIndex((name) => wantedColumns.answer.includes(name));
  if (question < 0 || answer < 0) {
    throw new Unreadable('Its first row must name the columns "question" and "answer".');
  }
  return rows.flatMap((row) => {
    const [asked, answered] = [row[question]?.trim() ?? '', row[answer]?.trim() ?? ''];
    return answered === '' ? [] : [{ heading: asked || null, paragraphs: [answered], isWhole: true }];
  });
}

function rowsOf(text: string): string[][] {
  try {
    return parse(text, {
      bom: true,
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
      relax_column_count: true,
    });
  } catch (error) {
    throw new Unreadable(`It is no CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
}
