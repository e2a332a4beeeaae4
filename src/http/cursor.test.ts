import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor, limitSchema, page } from './cursor.ts';

const place = z.tuple([z.int(), z.string()]);

describe('cursors', () => {
  it('come back as they went out, and fit into a URL', () => {
    const cursor = encodeCursor([7, 'ä/?=&']);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(cursor, place)).toEqual([7, 'ä/?=&']);
  });

  it.each([
    '',
    'abc',
    '💥',
    encodeCursor([7]),
    encodeCursor({ seq: 7 }),
    `${encodeCursor([7, 'a'])}x`.slice(2),
  ])('refuse %s', (cursor) => {
    expect(() => decodeCursor(cursor, place)).toThrow(
      expect.objectContaining({ status: 400, code: 'invalid_cursor' }),
    );
  });
});

describe('page', () => {
  const toCursor = (row: number) => [row, 'x'];
  it.each<[number[], number, number[], unknown]>([
    [[1, 2, 3], 2, [1, 2], [2, 'x']],
    [[1, 2], 2, [1, 2], null],
    [[], 2, [], null],
  ])('of %o by %i', (rows, limit, data, next) => {
    const result = page(rows, limit, toCursor);
    expect(result.data).toEqual(data);
    expect(result.next_cursor && decodeCursor(result.next_cursor, place)).toEqual(next);
  });
});

describe('limitSchema', () => {
  it.each<[unknown, number | null]>([
    [undefined, 50],
    ['1', 1],
    ['200', 200],
    ['0', null],
    ['201', null],
    ['', null],
    ['ten', null],
    ['1.5', null],
  ])('%o → %o', (given, limit) => {
    expect(limitSchema.safeParse(given).data ?? null).toBe(limit);
  });
});
