import { expect, it } from 'vitest';
import { timeAt } from './json.ts';

it.each([
  { value: 1790000000000, time: 1790000000000, name: 'milliseconds' },
  { value: 1790000000, time: 1790000000000, name: 'seconds' },
  { value: '1790000000', time: 1790000000000, name: 'seconds as text' },
  { value: '1790000000000', time: 1790000000000, name: 'milliseconds as text' },
  { value: '2026-09-21T14:13:20+0000', time: 1790000000000, name: 'a date' },
  { value: '2026-09-21T16:13:20+02:00', time: 1790000000000, name: 'a date of another zone' },
  { value: '2026-09-21T14:13:20.000Z', time: 1790000000000, name: 'a date in UTC' },
  { value: '2026-09-21T14:13:20', time: 1790000000000, name: 'a date without a zone' },
  { value: '2026-13-41T99:13:20Z', time: undefined, name: 'no date of any calendar' },
  { value: '9/21/2026', time: undefined, name: 'another notation' },
  { value: 'TIMESTAMP', time: undefined, name: 'a word' },
  { value: 0, time: undefined, name: 'zero' },
  { value: -1, time: undefined, name: 'a negative number' },
  { value: 1e20, time: undefined, name: 'a number that no date can hold' },
  { value: null, time: undefined, name: 'null' },
  { value: {}, time: undefined, name: 'an object' },
])('reads $name as a time: $value', ({ value, time }) => {
  expect(timeAt({ value }, 'value')).toBe(time);
});
