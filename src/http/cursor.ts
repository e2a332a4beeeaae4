import { z } from 'zod';
import { Problem } from '../errors.ts';

/** How many rows a list answers: enough for a screen by default, few enough for one small answer at most. */
export const limitSchema = z.coerce.number().int().min(1).max(200).default(50);

/** A place in a list as the API shows it: opaque, so that what is inside can change. */
export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The place that a cursor names; a problem 400 when it is not one that this list gave out. */
export function decodeCursor<T>(cursor: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parsed(cursor));
  if (result.success) return result.data;
  throw new Problem({
    status: 400,
    code: 'invalid_cursor',
    detail: 'The cursor was not given out by this list.',
    fix: 'Pass "next_cursor" of an earlier answer unchanged, or leave the cursor out to begin at the start.',
  });
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** One page of a list. */
export interface Page<Row> {
  data: Row[];
  /** Null on the last page. */
  next_cursor: string | null;
}

/**
 * A page out of up to `limit + 1` rows: the one too many is not shown, it only tells that there is a next page
 * without counting. `toCursor` gives the place of the last row that is shown.
 */
export function page<Row>(rows: readonly Row[], limit: number, toCursor: (row: Row) => unknown): Page<Row> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data, next_cursor: more ? encodeCursor(toCursor(last)) : null };
}

/** The schema of a page of `row`. */
export function pageSchema<Row extends z.ZodType>(row: Row) {
  return z.object({ data: z.array(row), next_cursor: z.string().nullable() });
}
