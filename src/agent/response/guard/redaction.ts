import { type PersonalKind, replacePersonalData } from './personal-data.ts';

// Order numbers and the like are what people write about: without them nothing could be looked up.
const hidden: readonly PersonalKind[] = ['email', 'card', 'phone'];

/** Hides personal data from a model, and puts it back into what it answers. */
export interface Redactor {
  hide(text: string): string;
  restore(text: string): string;
  /** How many different data were hidden. */
  count(): number;
}

/** A redactor for one prompt: the same datum has the same name throughout. */
export function createRedactor(): Redactor {
  const names = new Map<string, string>();
  const values = new Map<string, string>();
  return {
    hide: (text) =>
      replacePersonalData(text, hidden, ({ kind, value, normal }) => {
        const known = names.get(`${kind} ${normal}`);
        if (known) return known;
        const name = `[${kind} ${names.size + 1}]`;
        names.set(`${kind} ${normal}`, name);
        values.set(name, value);
        return name;
      }),
    restore: (text) => text.replace(/\[(?:email|card|phone) \d+\]/g, (name) => values.get(name) ?? name),
    count: () => names.size,
  };
}

/** Passes everything on as it is. */
export const noRedaction: Redactor = { hide: (text) => text, restore: (text) => text, count: () => 0 };
