import type { Option } from '../../conversations/content.ts';
import { type Refusal, refused } from '../fitting.ts';

/** What ids of options must be. */
export interface IdRules {
  /** The platform's name, for refusals. */
  title: string;
  /** The longest id, in UTF-16 code units. */
  most: number;
  /** The page that says so. */
  page?: string;
  /** Ids that stand elsewhere in the same message, as on other cards: none is made from a title again. */
  taken?: Set<string>;
}

// Leaves room for a number behind a title that occurs more than once.
const longestDerived = 180;

/** The options with ids, each its own; a missing id is made from the title. */
export function withIds(options: readonly Option[], rules: IdRules): Option[] | Refusal {
  const { title, most, taken } = rules;
  const page = rules.page === undefined ? {} : { page: rules.page };
  const own = new Set<string>();
  for (const [index, { id }] of options.entries()) {
    if (id === undefined) continue;
    const field = `options[${index}].id`;
    if (own.has(id)) {
      return refused(field, 'Two options have the same id.', 'Give each option its own id.', page);
    }
    if (id.length > most) {
      const reason = `${title} takes ids of at most ${most} characters here.`;
      return refused(field, reason, 'Give a shorter id.', { limit: { most, unit: 'characters' }, ...page });
    }
    own.add(id);
  }
  const used = taken ?? new Set<string>();
  for (const id of own) used.add(id);
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
