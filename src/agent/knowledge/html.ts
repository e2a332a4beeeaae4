// What is there for looks and machines.
const skipped = ['nav', 'script', 'style', 'svg', 'img', 'form', 'iframe'];
const headingLevels = [1, 2, 3, 4, 5, 6];

/** What people read on a page, with its headings marked as in Markdown; at most `longest` characters of it. */
export async function textOfHtml(html: string, longest: number): Promise<string> {
  // Few documents are pages.
  const { convert } = await import('html-to-text');
  return convert(html, {
    wordwrap: false,
    // Deeper than any page is, and no deeper: what is nested without end is an attack.
    limits: { maxDepth: 200, maxInputLength: longest },
    selectors: [
      ...skipped.map((selector) => ({ selector, format: 'skip' })),
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
      ...headingLevels.map((level) => ({
        selector: `h${level}`,
        format: 'markedHeading',
        options: { level },
      })),
    ],
    formatters: {
      markedHeading(element, walk, builder, { level }) {
        builder.openBlock({ leadingLineBreaks: 2 });
        builder.addInline(`${'#'.repeat(Number(level))} `, { noWordTransform: true });
        walk(element.children, builder);
        builder.closeBlock({ trailingLineBreaks: 2 });
      },
    },
  });
}
