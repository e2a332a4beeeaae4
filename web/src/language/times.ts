import { useEffect, useState } from 'react';
import { currentLanguage } from './language.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A moment as lists show it: the time today, the weekday within a week, else the date. */
export function shortTime(at: string, now: number): string {
  const date = new Date(at);
  const language = currentLanguage();
  if (new Date(now).toDateString() === date.toDateString()) {
    return date.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
  }
  if (now - date.getTime() < 6 * day) return date.toLocaleDateString(language, { weekday: 'short' });
  return date.toLocaleDateString(language, { day: 'numeric', month: 'short' });
}

/** The time of day. */
export function clockTime(at: string): string {
  return new Date(at).toLocaleTimeString(currentLanguage(), { hour: '2-digit', minute: '2-digit' });
}

/** A day in full, as it stands between the messages of two days. */
export function dayName(at: string): string {
  return new Date(at).toLocaleDateString(currentLanguage(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
}

/** A moment in full. */
export function fullTime(at: string): string {
  return new Date(at).toLocaleString(currentLanguage(), { dateStyle: 'medium', timeStyle: 'medium' });
}

/** How long something lasts, in its largest two units: `3 h 20 m`. */
export function shortDuration(ms: number): string {
  const format = (value: number, unit: 'day' | 'hour' | 'minute' | 'second') =>
    new Intl.NumberFormat(currentLanguage(), { style: 'unit', unit, unitDisplay: 'narrow' }).format(value);
  if (ms >= day)
    return `${format(Math.floor(ms / day), 'day')} ${format(Math.floor((ms % day) / hour), 'hour')}`;
  if (ms >= hour) {
    return `${format(Math.floor(ms / hour), 'hour')} ${format(Math.floor((ms % hour) / minute), 'minute')}`;
  }
  if (ms >= minute) return format(Math.floor(ms / minute), 'minute');
  return format(Math.max(0, Math.floor(ms / 1000)), 'second');
}

/** How long something took, to the millisecond where it was short. */
export function elapsed(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : shortDuration(ms);
}

/** The time now (ms since 1970), read anew every so often. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
