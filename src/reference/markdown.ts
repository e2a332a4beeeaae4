/** A table, one row a line. Cells are not padded: one long cell would make all the others as long. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) => `| ${row.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A bar ends a cell, and so does a new line. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** A link to a page, named by what is behind it. */
export function markdownLink(name: string, url: string): string {
  return `[${name}](${url})`;
}
