import { describe, expect, it } from 'vitest';
import { hoursSchema } from '../hours.ts';
import { closedText, hasOpenedSince, nextOpening } from './closing.ts';
import { holdingText } from './late.ts';

const hours = hoursSchema.parse({
  time_zone: 'Asia/Bangkok',
  open: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' }],
  holidays: [{ date: '2026-12-07', text: 'We are away for the holiday.' }],
  closed_text: 'We open at nine.',
});
const at = (time: string) => Date.parse(`${time}+07:00`);

describe('a business that is closed', () => {
  it('says so in the words for the day', () => {
    expect(closedText(hours, at('2026-11-25T20:00'))).toBe('We open at nine.');
    expect(closedText(hours, at('2026-12-07T12:00'))).toBe('We are away for the holiday.');
  });

  it.each([
    ['in the same evening', '2026-11-25T19:00', '2026-11-25T23:00', false],
    ['over night', '2026-11-25T19:00', '2026-11-26T19:00', true],
    ['over a weekend', '2026-11-27T19:00', '2026-11-29T12:00', false],
    ['after weeks', '2026-11-01T19:00', '2026-11-25T19:00', true],
  ])('is closed anew or not %s', (_name, since, now, opened) => {
    expect(hasOpenedSince(hours, at(since), at(now))).toBe(opened);
  });

  it.each([
    ['2026-11-25T20:00', '2026-11-26T09:00'],
    ['2026-11-27T19:00', '2026-11-30T09:00'],
    // The holiday is a Monday.
    ['2026-12-05T12:00', '2026-12-08T09:00'],
  ])('after %s opens %s', (now, opens) => {
    expect(nextOpening(hours, at(now))).toBe(at(opens));
  });

  it('may never open', () => {
    const never = hoursSchema.parse({ open: [{ days: ['mon'], from: '09:00', to: '10:00' }] });
    const holidays = ['2026-11-30', '2026-12-07'].map((date) => ({ date, text: null }));
    expect(nextOpening({ ...never, holidays }, at('2026-11-25T20:00'))).toBeNull();
  });
});

describe('a holding reply', () => {
  const settings = { holding_text: null, language: null };
  it.each([
    ['in the customer’s language', settings, 'th-TH', /รอสักครู่/],
    ['in the account’s language', { ...settings, language: 'ja' }, 'th', /お待ち/],
    ['in English where no words are at hand', settings, 'xx', /One moment/],
    ['in the account’s own words', { ...settings, holding_text: 'Hm.' }, 'th', /^Hm\.$/],
  ])('is %s', (_name, given, language, text) => {
    expect(holdingText(given, language)).toMatch(text);
  });
});
