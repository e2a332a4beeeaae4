import type { Option } from '../../conversations/content.ts';

/** An option in words, with what it leads to: `Shop – day and night: https://example.com`. */
export function optionLine({ title, description, url, phone }: Option): string {
  const name = description ? `${title} – ${description}` : title;
  const goal = url ?? phone;
  return goal === undefined ? name : `${name}: ${goal}`;
}

/** The text of a message whose header and footer have no place of their own. */
export function framedText(
  { header, footer }: { header?: string | undefined; footer?: string | undefined },
  text: string,
): string {
  return [header, text, footer].filter((part) => part !== undefined && part !== '').join('\n\n');
}
