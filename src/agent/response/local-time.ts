/** What time it is at a place, in words: `Wednesday, 25 November 2026 at 19:05`. */
export function localTime(timeZone: string, now: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full', timeStyle: 'short' }).format(now);
}
