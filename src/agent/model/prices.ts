/** What a model costs, in US dollars per million tokens: so a token costs as many millionths of a dollar. */
export interface ModelPrice {
  input: number;
  output: number;
  /** Input that the provider had in its cache; without it the price of other input. */
  cached_input?: number | undefined;
}

interface ListPrice extends ModelPrice {
  /** Beginnings of the names of the models. */
  models: readonly string[];
  /** The first day on which it holds, in UTC; without it since ever. */
  since?: string;
  /** Other prices for a call with a prompt of more tokens than this. */
  long?: ModelPrice & { above: number };
}

/**
 * List prices of text models for single calls, as the providers published them in October 2026. What a provider
 * charges otherwise is not in them: sound that costs more than text, searches, storing in a cache, discounts.
 * Pages: https://ai.google.dev/gemini-api/docs/pricing, https://platform.claude.com/docs/en/about-claude/pricing
 */
const listPrices: readonly ListPrice[] = [
  {
    models: ['gemini-3.8-flash', 'gemini-3.7-flash', 'gemini-3.6-flash'],
    ...{ input: 0.75, output: 3.75, cached_input: 0.075 },
  },
  {
    models: ['gemini-3.8-flash', 'gemini-3.7-flash', 'gemini-3.6-flash'],
    since: '2027-01-01',
    ...{ input: 1.5, output: 7.5, cached_input: 0.15 },
  },
  { models: ['gemini-3.5-flash'], input: 1.5, output: 9, cached_input: 0.15 },
  { models: ['gemini-3.5-flash-lite'], input: 0.3, output: 2.5, cached_input: 0.03 },
  {
    models: ['gemini-3.1-pro', 'gemini-3-pro'],
    ...{ input: 2, output: 12, cached_input: 0.2 },
    long: { above: 200_000, input: 4, output: 18, cached_input: 0.4 },
  },
  { models: ['gemini-3.1-flash-lite'], input: 0.25, output: 1.5, cached_input: 0.025 },
  { models: ['gemini-3-flash'], input: 0.5, output: 3, cached_input: 0.05 },
  {
    models: ['gemini-2.5-pro'],
    ...{ input: 1.25, output: 10, cached_input: 0.125 },
    long: { above: 200_000, input: 2.5, output: 15, cached_input: 0.25 },
  },
  { models: ['gemini-2.5-flash'], input: 0.3, output: 2.5, cached_input: 0.03 },
  { models: ['gemini-2.5-flash-lite'], input: 0.1, output: 0.4, cached_input: 0.01 },
  { models: ['gemini-embedding-001'], input: 0.15, output: 0 },
  { models: ['gemini-embedding-2'], input: 0.2, output: 0 },
  { models: ['claude-fable-5'], input: 10, output: 50 },
  { models: ['claude-opus-5-5'], input: 4, output: 20, cached_input: 0.2 },
  {
    models: ['claude-opus-5', 'claude-opus-4-5', 'claude-opus-4-6', 'claude-opus-4-7', 'claude-opus-4-8'],
    ...{ input: 5, output: 25, cached_input: 0.5 },
  },
  { models: ['claude-sonnet-5-5'], input: 2, output: 10, cached_input: 0.1 },
  { models: ['claude-sonnet-5'], input: 2, output: 10, cached_input: 0.2 },
  { models: ['claude-sonnet-4'], input: 3, output: 15, cached_input: 0.3 },
  {
    models: ['claude-haiku-5-5'],
    ...{ input: 0.1, output: 0.5, cached_input: 0.01 },
    long: { above: 100_000, input: 0.5, output: 2.5, cached_input: 0.05 },
  },
  { models: ['claude-haiku-4-5'], input: 1, output: 5, cached_input: 0.1 },
];

/** Prices of the operator's own, by the beginning of the model's name; they go before the list's. */
export type OwnPrices = Readonly<Record<string, ModelPrice>>;

/** Tokens as a provider counted them; thoughts are output. */
export interface CountedTokens {
  input: number;
  output: number;
  /** How many of the input the provider had in its cache. */
  cached?: number | undefined;
}

/** What models cost. */
export class Prices {
  readonly #list: readonly ListPrice[];

  constructor(own: OwnPrices = {}) {
    const ours = Object.entries(own).map(([model, price]) => ({ models: [model], ...price }));
    this.#list = [...ours, ...listPrices];
  }

  /** Whether anything is known of this model, so that its name may stand in metrics. */
  knows(model: string): boolean {
    return this.#list.some(({ models }) => models.some((beginning) => model.startsWith(beginning)));
  }

  /** Millionths of a US dollar, rounded up; null when the price of the model is unknown. */
  cost(model: string, { input, output, cached = 0 }: CountedTokens, now: number): number | null {
    const found = this.#of(model, new Date(now).toISOString().slice(0, 10));
    if (!found) return null;
    const price = found.long && input > found.long.above ? found.long : found;
    const fresh = Math.max(0, input - cached);
    return Math.ceil(
      fresh * price.input + cached * (price.cached_input ?? price.input) + output * price.output,
    );
  }

  /** The longest beginning that fits; of one length our own, then the latest that holds already. */
  #of(model: string, day: string): ListPrice | undefined {
    let best: { price: ListPrice; length: number } | undefined;
    for (const price of this.#list) {
      if ((price.since ?? '') > day) continue;
      const length = Math.max(0, ...price.models.map((name) => (model.startsWith(name) ? name.length : 0)));
      if (length === 0 || length < (best?.length ?? 0)) continue;
      if (best?.length === length && !price.since) continue;
      best = { price, length };
    }
    return best?.price;
  }
}
