import type { AnswerOf } from '../../../src/client/index.ts';
import { reading } from '../api/reading.ts';
import { currentLanguage } from '../language/language.ts';

/** What came and went in a time. */
export type Statistics = AnswerOf<'GET /api/v1/stats'>;

/** What came and went in one period, or in all. */
export type Counts = Statistics['total'];

/** How far back one looks. */
export type Range = 'hour' | 'day' | 'week';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const weekMs = 7 * 24 * hourMs;

/** The statistics of a range, of all accounts unless one is given; read anew while they are looked at. */
export function statisticsOf(range: Range, accountId: string | null) {
  const byHour = { by: 'hour', from: new Date(weekStart()).toISOString() } as const;
  const period = { hour: { by: 'minute' }, day: { by: 'hour' }, week: byHour } as const;
  return {
    ...reading('GET /api/v1/stats', {
      query: { ...period[range], ...(accountId !== null && { account_id: accountId }) },
    }),
    // The hub writes them every few seconds.
    refetchInterval: range === 'hour' ? 5000 : 30_000,
    staleTime: 0,
  };
}

/** A week before now, at a full hour, so that it is the same question for an hour. */
function weekStart(): number {
  return Math.floor((Date.now() - weekMs) / hourMs) * hourMs;
}

/** One place on the time axis of a chart. */
export interface Point {
  /** Milliseconds since 1970. */
  at: number;
  incoming: number;
  outgoing: number;
  failed: number;
  half: number | null;
  most: number | null;
  read: number;
  written: number;
}

const quiet: Omit<Point, 'at'> = {
  ...{ incoming: 0, outgoing: 0, failed: 0, half: null, most: null, read: 0, written: 0 },
};

/** Every period of the time, also those in which nothing happened. */
export function pointsOf({ from, to, by, data }: Statistics): Point[] {
  const stepMs = by === 'minute' ? minuteMs : hourMs;
  const known = new Map(data.map((one) => [Date.parse(one.at), one]));
  const points: Point[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += stepMs) {
    const one = known.get(at);
    points.push({
      at,
      ...quiet,
      ...(one && {
        ...{ incoming: one.in, outgoing: one.out, failed: one.failed },
        ...{ half: one.send_latency.p50_ms, most: one.send_latency.p95_ms },
        ...{ read: one.models.input_tokens, written: one.models.output_tokens },
      }),
    });
  }
  return points;
}

/** How much of what was sent went well, from 0 to 1; null if nothing was sent. */
export function successOf({ out, failed }: { out: number; failed: number }): number | null {
  return out + failed === 0 ? null : out / (out + failed);
}

/** A number as people read it: 12,300. */
export function numberText(value: number): string {
  return value.toLocaleString(currentLanguage());
}

/** A share as people read it: 99.2 %; rounded down, so that 100 % means all. */
export function shareText(share: number | null): string {
  if (share === null) return '–';
  const floored = Math.floor(share * 1000) / 1000;
  return floored.toLocaleString(currentLanguage(), { style: 'percent', maximumFractionDigits: 1 });
}

/** Milliseconds as people read them: 340 ms, 2.1 s. */
export function millisecondsText(ms: number | null): string {
  if (ms === null) return '–';
  const [value, unit] = ms < 1000 ? [ms, 'millisecond'] : [ms / 1000, 'second'];
  return value.toLocaleString(currentLanguage(), {
    ...{ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 },
  });
}

/** Millionths of a US dollar as people read them: $1.24, and small sums with more places. */
export function moneyText(micros: number): string {
  return (micros / 1e6).toLocaleString(currentLanguage(), {
    ...{ style: 'currency', currency: 'USD', maximumFractionDigits: micros > 0 && micros < 1e6 ? 4 : 2 },
  });
}
