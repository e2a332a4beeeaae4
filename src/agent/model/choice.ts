/** Whose models can be chosen. */
export const modelProviders = ['google', 'openai_compatible', 'anthropic'] as const;

/** One of {@link modelProviders}. */
export type ModelProvider = (typeof modelProviders)[number];

/** A model of a provider, with the key to it. */
export interface ModelChoice {
  provider: ModelProvider;
  /** As the provider names it: `gemini-3.8-flash`. */
  model: string;
  /** The account's own key, opened; without it the installation's. */
  api_key?: string | undefined;
}
