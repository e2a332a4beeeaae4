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

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
