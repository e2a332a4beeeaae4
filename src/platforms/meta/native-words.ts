import { z } from 'zod';

/**
 * The building blocks of native bodies. The objects are loose: a native body may hold what is newer than these
 * lists, and only what the reference says is checked.
 */

/** What a rule of our own says beside its words, for refusals. */
export interface Rule {
  limit?: { most?: number; least?: number; unit: string };
  page?: string;
  /** What to do instead, where the page alone does not say it. */
  fix?: string;
}

/** A rule that a schema cannot say by itself. */
export function rule(error: string, more: Rule = {}) {
  return { error, params: { ...more } };
}

/** A text of at most so many UTF-16 code units that is not blank. */
export function text(most: number) {
  return z.string().max(most).refine(isNotBlank, rule('is blank'));
}

/** A text that neither begins nor ends with a blank: ids and titles of what can be tapped. */
export function label(most: number) {
  return text(most).refine((value) => value === value.trim(), rule('begins or ends with a blank'));
}

/** An id of something that the platform or the business has named. */
export const id = z.string().refine(isNotBlank, rule('is blank'));

/** An address from which the platform fetches, or which it opens. */
export const webAddress = z
  .string()
  .refine((value) => /^https?:\/\/\S+$/i.test(value), rule('is no link of http or https'));

/** Any object, for what is documented by its name only. */
export const anything = z.record(z.string(), z.unknown());

function isNotBlank(value: string): boolean {
  return value.trim() !== '';
}

/** Whether no value occurs twice; those that are missing do not count. */
export function areDistinct(values: readonly (string | undefined)[]): boolean {
  const given = values.filter((value) => value !== undefined);
  return new Set(given).size === given.length;
}
