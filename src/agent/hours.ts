import { z } from 'zod';

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as `09:00`');

/** When the business is open; outside it the agent says so instead of handing over to nobody. */
export const hoursSchema = z
  .strictObject({
    time_zone: z.string().refine(isTimeZone, 'a time zone such as `Asia/Bangkok`').default('UTC'),
    open: z
      .array(
        z.strictObject({
          days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).min(1),
          from: clockTime,
          to: clockTime.describe('Exclusive; `00:00` is the end of the day.'),
        }),
      )
      .max(50)
      .default([])
      .describe('Empty: always.'),
    holidays: z
      .array(
        z.strictObject({ date: z.iso.date(), text: z.string().trim().max(1000).nullable().default(null) }),
      )
      .max(400)
      .default([]),
    closed_text: z.string().trim().max(1000).nullable().default(null).describe('Said outside the hours.'),
    answer_when_closed: z.boolean().default(true).describe('The agent answers outside the hours too.'),
  })
  .meta({ id: 'AgentHours' });

export type Hours = z.output<typeof hoursSchema>;

/** Whether the business is open now (ms). What is open past midnight belongs to the day on which it opened. */
export function isOpen({ time_zone, open, holidays }: Hours, now: number): boolean {
  const today = localTime(time_zone, now);
  const yesterday = dayBefore(today);
  const isHoliday = (date: string) => holidays.some((holiday) => holiday.date === date);
  if (open.length === 0) return !isHoliday(today.date);
  return open.some(({ days, from, to }) => {
    const overnight = to !== endOfDay && to <= from;
    const end = to === endOfDay || overnight ? '24:00' : to;
    const opensOn = ({ day, date }: LocalDay) => days.includes(day) && !isHoliday(date);
    return (
      (opensOn(today) && today.time >= from && today.time < end) ||
      (overnight && opensOn(yesterday) && today.time < to)
    );
  });
}

/** The holiday that it is now (ms), by the clock of the business. */
export function holidayAt(
  { time_zone, holidays }: Hours,
  now: number,
): Hours['holidays'][number] | undefined {
  if (holidays.length === 0) return undefined;
  const { date } = localTime(time_zone, now);
  return holidays.find((holiday) => holiday.date === date);
}

const endOfDay = '00:00';
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

type Day = (typeof dayNames)[number];

/** A day of the calendar. */
interface LocalDay {
  /** `2026-11-25`. */
  date: string;
  day: Day;
}

/** A moment as a clock on the wall shows it. */
interface LocalTime extends LocalDay {
  /** `09:05`. */
  time: string;
}

// Making one takes longer than all the rest, and businesses are in few zones.
const clocks = new Map<string, Intl.DateTimeFormat>();

function localTime(timeZone: string, at: number): LocalTime {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    });
    clocks.set(timeZone, clock);
  }
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const { year, month, day, hour, minute } = parts;
  return { ...calendarDay(Date.parse(`${year}-${month}-${day}`)), time: `${hour}:${minute}` };
}

// By the calendar, since a day can have 23 or 25 hours.
function dayBefore({ date }: LocalDay): LocalDay {
  return calendarDay(Date.parse(date) - 24 * 60 * 60_000);
}

/** A day by its midnight in UTC. */
function calendarDay(midnight: number): LocalDay {
  const date = new Date(midnight);
  return { date: date.toISOString().slice(0, 10), day: dayNames[date.getUTCDay()] ?? 'sun' };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
