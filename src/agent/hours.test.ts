import { describe, expect, it } from 'vitest';
import { holidayAt, hoursSchema, isOpen } from './hours.ts';

const week = ['mon', 'tue', 'wed', 'thu', 'fri'];
const shop = {
  time_zone: 'Asia/Bangkok',
  open: [
    { days: week, from: '09:00', to: '18:00' },
    { days: ['sat'], from: '10:00', to: '00:00' },
  ],
  holidays: [{ date: '2026-12-07', text: 'Closed today.' }],
};
const bar = {
  time_zone: 'Europe/Berlin',
  open: [{ days: ['fri', 'sat'], from: '20:00', to: '03:00' }],
  holidays: [{ date: '2026-10-24', text: null }],
};

describe('opening hours', () => {
  it.each([
    // 2026-11-25 is a Wednesday; Bangkok is seven hours ahead.
    ['the first minute', shop, '2026-11-25T02:00:00Z', true],
    ['the minute before', shop, '2026-11-25T01:59:59Z', false],
    ['the last minute', shop, '2026-11-25T10:59:59Z', true],
    ['the end', shop, '2026-11-25T11:00:00Z', false],
    ['Saturday until midnight', shop, '2026-11-28T16:59:00Z', true],
    ['Sunday', shop, '2026-11-28T17:00:00Z', false],
    ['a holiday', shop, '2026-12-07T04:00:00Z', false],
    ['always, where nothing is said', {}, '2026-11-29T03:00:00Z', true],
    ['not on a holiday', { holidays: [{ date: '2026-11-29' }] }, '2026-11-29T03:00:00Z', false],
    ['past midnight, of the evening before', bar, '2026-11-28T01:30:00Z', true],
    ['after the end of the night', bar, '2026-11-28T02:00:00Z', false],
    ['the evening before a day without hours', bar, '2026-11-28T22:00:00Z', true],
    ['a day without hours', bar, '2026-11-29T20:00:00Z', false],
    // The clocks went back in this night: it began on a holiday, so nobody had opened.
    ['the night of a holiday', bar, '2026-10-25T00:30:00Z', false],
    ['the night before a holiday', bar, '2026-10-24T00:30:00Z', true],
    // Half past midnight on a Monday after a day of 23 hours: the day before was Sunday.
    [
      'a short day',
      { time_zone: 'Europe/Berlin', open: [{ days: ['sun'], from: '22:00', to: '02:00' }] },
      '2026-03-29T22:30:00Z',
      true,
    ],
  ])('%s', (_case, hours, at, expected) => {
    expect(isOpen(hoursSchema.parse(hours), Date.parse(at))).toBe(expected);
  });

  it('knows its holidays by its own clock', () => {
    const hours = hoursSchema.parse(shop);
    expect(holidayAt(hours, Date.parse('2026-12-06T17:00:00Z'))?.text).toBe('Closed today.');
    expect(holidayAt(hours, Date.parse('2026-12-06T16:59:00Z'))).toBeUndefined();
  });
});
