import type { Option } from '../../conversations/content.ts';
import { refused } from '../fitting.ts';
import type { Fitted } from '../platform.ts';

// Leaves room for a number behind a title that occurs more than once.
const longestDerived = 180;

/** The options with ids of at most `most` characters, each its own; a missing id is made from the title. */
export function withIds(options: readonly Option[], most: number): Option[] | Fitted {
  const used = new Set<string>();
  for (const [index, { id }] of options.entries()) {
    if (id === undefined) continue;
    const field = `options[${index}].id`;
    if (used.has(id)) return refused(field, 'Two options have the same id.', 'Give each option its own id.');
    if (id.length > most) {
      return refused(field, `WhatsApp takes ids of at most ${most} characters here.`, 'Give a shorter id.');
    }
    used.add(id);
  }
  return options.map((option) => ({ ...option, id: option.id ?? derivedId(option.title, used) }));
}

function derivedId(title: string, used: Set<string>): string {
  const slug = title
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  const base = (slug || title).slice(0, longestDerived);
  let id = base;
  for (let number = 2; used.has(id); number++) id = `${base}-${number}`;
  used.add(id);
  return id;
}
