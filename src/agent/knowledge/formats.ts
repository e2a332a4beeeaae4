/** The kinds of documents that can be read. */
export const knowledgeFormats = ['markdown', 'text', 'html', 'pdf', 'csv'] as const;

export type KnowledgeFormat = (typeof knowledgeFormats)[number];

const byType: Readonly<Record<string, KnowledgeFormat>> = {
  'text/markdown': 'markdown',
  'text/x-markdown': 'markdown',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'application/pdf': 'pdf',
  'text/csv': 'csv',
};

const byEnding: Readonly<Record<string, KnowledgeFormat>> = {
  md: 'markdown',
  markdown: 'markdown',
  txt: 'text',
  text: 'text',
  htm: 'html',
  html: 'html',
  pdf: 'pdf',
  csv: 'csv',
};

/** What a file is, by its media type, else by the end of its name; null: nothing that can be read. */
export function formatOf(contentType: string | undefined, fileName: string | null): KnowledgeFormat | null {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const ending = fileName?.split('.').at(-1)?.toLowerCase() ?? '';
  // Browsers call Markdown and CSV plain text, or nothing at all.
  return byType[type] ?? byEnding[ending] ?? (type === 'text/plain' ? 'text' : null);
}
