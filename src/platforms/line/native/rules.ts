import { z } from 'zod';
import { most, units } from '../message-limits.ts';
import { countCharacters } from '../text.ts';

/** What a schema tells of a value it refuses, beside the place; zod carries it along with the issue. */
export interface Rule {
  limit?: { most?: number; least?: number; unit: string };
  reason?: string;
  fix?: string;
}

/** A refusal in words, for what is no number. */
export function rule(reason: string, fix: string): { params: Rule & Record<string, unknown> } {
  return { params: { reason, fix } };
}

/** A refusal for a number that is exceeded. */
export function limit(unit: string, most: number, least?: number) {
  return { params: { limit: { most, unit, ...(least !== undefined && { least }) } } };
}

/** A text that says something, of at most so many UTF-16 code units. */
export function text(longest: number, shortest = 1) {
  return z
    .string()
    .refine(({ length }) => length >= shortest && length <= longest, limit(units.text, longest, shortest));
}

/** A text that says something, of at most so many characters as people see them. */
export function characters(longest: number) {
  return z.string().refine(
    (value) => {
      // A character has at least one unit, so a short text need not be counted.
      return value !== '' && (value.length <= longest || countCharacters(value) <= longest);
    },
    limit(units.label, longest, 1),
  );
}

/** A list of something; `what` names its entries. */
export function list<Entry extends z.ZodType>(entry: Entry, what: string, longest: number, shortest = 1) {
  return z
    .array(entry)
    .refine(({ length }) => length >= shortest && length <= longest, limit(what, longest, shortest));
}

/** A number between two others. */
export function number(least: number, most: number, unit: string) {
  return z.number().refine((value) => value >= least && value <= most, limit(unit, most, least));
}

/** A whole number of at least so much. */
export function whole(least: number, unit: string) {
  return z.int().refine((value) => value >= least, { params: { limit: { least, unit } } });
}

const isEncoded = (value: string) => /^[\x21-\x7e]*$/.test(value);
const encoded = rule('LINE wants links percent-encoded.', 'Percent-encode what is not ASCII, as UTF-8.');

/** An address that LINE fetches. */
export const address = text(most.address)
  .refine(
    (value) => value.startsWith('https://'),
    rule('LINE fetches pictures and media over https only.', 'Give an https address.'),
  )
  .refine(isEncoded, encoded);

/** An address that a phone opens. */
export const uri = text(most.uri)
  .refine(
    (value) => /^(https?|line|tel):/i.test(value),
    rule('LINE opens only http, https, line and tel links.', 'Give an https link.'),
  )
  .refine(isEncoded, encoded);

/** A colour. */
export const colour = z
  .string()
  .refine(
    (value) => /^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(value),
    rule('This is no colour.', 'Write it as #rrggbb or #rrggbbaa.'),
  );
