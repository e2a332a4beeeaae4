import { currentLanguage } from '../language/language.ts';

/** Millionths of a US dollar as people read them; null: the price is unknown. */
export function costOf(micros: number | null): string | null {
  if (micros === null) return null;
  return new Intl.NumberFormat(currentLanguage(), {
    style: 'currency',
    currency: 'USD',
    // A single answer costs fractions of a cent.
    maximumFractionDigits: micros < 1_000_000 ? 4 : 2,
  }).format(micros / 1_000_000);
}
