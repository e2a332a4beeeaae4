import { describe, expect, it } from 'vitest';
import { type Column, harmless, inOrder, moment, record, table } from './layout.ts';

interface Row {
  id: string;
  name: string | null;
  text: string;
}

const columns: Column<Row>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'NAME', value: ({ name }) => name, flexible: true },
  { title: 'TEXT', value: ({ text }) => text, flexible: true },
];

const rows: Row[] = [
  { id: '1', name: 'ゆき', text: 'short' },
  { id: '22', name: null, text: 'one\n line' },
];

describe('a table', () => {
  it('has its columns under their titles, and every row on one line', () => {
    expect(table(rows, columns, Number.POSITIVE_INFINITY).split('\n')).toEqual([
      'ID  NAME  TEXT',
      '1   ゆき  short',
      '22  -     one line',
    ]);
  });

  it('gives way where the terminal is narrow, and keeps what is copied', () => {
    const long = [{ id: '0123456789012345', name: 'a'.repeat(30), text: 'b'.repeat(50) }];
    const lines = table(long, columns, 60).split('\n');
    expect(lines[1]).toBe(`0123456789012345  ${'a'.repeat(19)}…  ${'b'.repeat(19)}…`);
    // Nothing is left to take away: it wraps rather than to lose the id.
    expect(table(long, columns, 10).split('\n')[1]).toBe('0123456789012345  aaaaaaaaa…  bbbbbbbbb…');
  });
});

it('a record leaves out what is undefined, and shows what is empty', () => {
  expect(
    record([
      ['Id', '1'],
      ['Longer', null],
      ['Left out', undefined],
      ['Text', 'two\nlines'],
    ]),
  ).toBe('Id      1\nLonger  -\nText    two\n        lines');
});

it('what happened stands in the order of time, under the time that was told', () => {
  const at = (second: number) => `2026-11-25T10:00:0${second}.500Z`;
  expect(
    inOrder([
      { at: at(2), text: 'second\nits cause' },
      { at: at(1), time: 'before', text: 'first' },
    ]),
  ).toBe('before  first\n2026-11-25 10:00:02Z  second\n                      its cause');
  expect(moment(null)).toBe('-');
});

it('text cannot steer the terminal', () => {
  expect(harmless('a\u001b[31mb\u009b2J\u0007c\r\nd\te ก้ 👩‍👩‍👧')).toBe(
    'a\ufffd[31mb\ufffd2J\ufffdc\ufffd\nd\te ก้ 👩‍👩‍👧',
  );
});
