import { z } from 'zod';

const segmenter = new Intl.Segmenter();

/** A text counted in grapheme clusters, as LINE counts labels and button texts. */
export function clusters(longest: number, shortest = 1) {
  return z.string().refine(
    (text) => {
      // A cluster has at least one unit, so most texts need no counting.
      const count = text.length <= longest && text.length >= shortest ? text.length : countClusters(text);
      return count >= shortest && count <= longest;
    },
    {
      error: (issue) => (issue.input === '' ? 'May not be empty' : `Length must be between 0 and ${longest}`),
    },
  );
}

function countClusters(text: string): number {
  return [...segmenter.segment(text)].length;
}

/** A text counted in UTF-16 code units, LINE's general rule; zod's own `max` counts otherwise. */
export function units(longest: number) {
  return z
    .string()
    .min(1)
    .refine(({ length }) => length <= longest, `Length must be between 0 and ${longest}`);
}

/** An address LINE fetches: https and percent-encoded. */
export function httpsUrl(longest = 2000) {
  return z
    .string()
    .min(1)
    .max(longest)
    .regex(/^https:\/\/[\x21-\x7e]+$/, 'Must be a valid HTTPS URL');
}

/** An address the customer's phone opens. */
export const linkUri = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^(https?:\/\/|line:\/\/|tel:)[\x21-\x7e]+$/, 'invalid uri scheme');

/** `#rrggbb` or `#rrggbbaa`. */
export const colour = z.string().regex(/^#([0-9a-f]{6}|[0-9a-f]{8})$/i, 'invalid property');
