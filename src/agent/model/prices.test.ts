import { expect, it } from 'vitest';
import { Prices } from './prices.ts';

const autumn = Date.UTC(2026, 10, 25);
const winter = Date.UTC(2027, 0, 1);
const million = { input: 1_000_000, output: 1_000_000 };

it.each<[string, number, number | null]>([
  ['gemini-2.5-flash', autumn, 2_800_000],
  // The longest beginning that fits.
  ['gemini-2.5-flash-lite', autumn, 500_000],
  ['gemini-2.5-flash-lite-preview-09-2025', autumn, 500_000],
  ['claude-opus-5', autumn, 30_000_000],
  ['claude-opus-5-5', autumn, 24_000_000],
  // A price that ends with the year.
  ['gemini-3.8-flash', autumn, 4_500_000],
  ['gemini-3.8-flash', winter, 9_000_000],
  ['unheard-of', autumn, null],
])('a million tokens in and out of %s cost their list price', (model, now, micros) => {
  expect(new Prices().cost(model, million, now)).toBe(micros);
});

it('a long prompt costs what long prompts cost, up to its answer', () => {
  const prices = new Prices();
  expect(prices.cost('gemini-2.5-pro', { input: 200_000, output: 100 }, autumn)).toBe(251_000);
  expect(prices.cost('gemini-2.5-pro', { input: 200_001, output: 100 }, autumn)).toBe(501_503);
});

it('what the provider has in its cache costs less, where it says so', () => {
  const prices = new Prices({ plain: { input: 2, output: 0 } });
  expect(prices.cost('gemini-2.5-flash', { input: 1000, output: 0, cached: 900 }, autumn)).toBe(57);
  expect(prices.cost('plain', { input: 1000, output: 0, cached: 900 }, autumn)).toBe(2000);
});

it('an operator’s own price goes before the list’s', () => {
  const prices = new Prices({ 'gemini-2.5-flash': { input: 1, output: 1 } });
  expect(prices.cost('gemini-2.5-flash', million, autumn)).toBe(2_000_000);
  expect(prices.cost('gemini-3.8-flash', million, winter)).toBe(9_000_000);
  expect(prices.knows('gemini-2.5-flash-001')).toBe(true);
  expect(prices.knows('unheard-of')).toBe(false);
});
