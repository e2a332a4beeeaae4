import type { EmbeddingModel, LanguageModel } from 'ai';
import type { ModelChoice, ModelProvider } from './choice.ts';

/** Where providers are, and the installation's keys to them. */
export interface ProviderSettings {
  /** With the version: `https://generativelanguage.googleapis.com/v1beta`. */
  geminiUrl: string;
  geminiKey?: string | undefined;
  anthropicUrl: string;
  anthropicKey?: string | undefined;
  /** Without it the provider cannot be chosen. */
  openaiCompatibleUrl?: string | undefined;
  /** Some servers, of one's own, need none. */
  openaiCompatibleKey?: string | undefined;
}

/** What models are made with. */
export interface ModelsOptions {
  settings: ProviderSettings;
  fetch: typeof fetch;
}

/** The models of the SDK; a name alone would lead to a gateway that nobody has chosen. */
export type LanguageModelObject = Exclude<LanguageModel, string>;

/** The same for vectors. */
export type EmbeddingModelObject = Exclude<EmbeddingModel, string>;

/** A model cannot be made; why, in words for an operator. */
export interface NotConfigured {
  not_configured: string;
}

/**
 * Makes model objects of choices. The packages of the providers are loaded when the first of their models is
 * asked for: a hub without an agent starts without them.
 */
export class Models {
  readonly #settings: ProviderSettings;
  readonly #fetch: typeof fetch;

  constructor({ settings, fetch }: ModelsOptions) {
    this.#settings = settings;
    // A redirect would carry the key to a host nobody has named.
    this.#fetch = (input, init) => fetch(input, { ...init, redirect: 'manual' });
  }

  /** A model that writes. */
  async language(choice: ModelChoice): Promise<LanguageModelObject | NotConfigured> {
    const missing = this.#missing(choice);
    if (missing) return { not_configured: missing };
    if (choice.provider === 'google') return (await this.#google(choice))(choice.model);
    if (choice.provider === 'anthropic') return (await this.#anthropic(choice))(choice.model);
    return (await this.#openaiCompatible(choice)).chatModel(choice.model);
  }

  /** A model that makes vectors. */
  async embedding(choice: ModelChoice): Promise<EmbeddingModelObject | NotConfigured> {
    if (choice.provider === 'anthropic') {
      return { not_configured: 'Anthropic has no models that make vectors: choose one of another provider.' };
    }
    const missing = this.#missing(choice);
    if (missing) return { not_configured: missing };
    if (choice.provider === 'google') return (await this.#google(choice)).embedding(choice.model);
    return (await this.#openaiCompatible(choice)).embeddingModel(choice.model);
  }

  /** The keys that must not be seen in what a provider says. */
  keyOf({ provider, api_key }: ModelChoice): string | undefined {
    const { geminiKey, anthropicKey, openaiCompatibleKey } = this.#settings;
    const keys: Record<ModelProvider, string | undefined> = {
      google: geminiKey,
      anthropic: anthropicKey,
      openai_compatible: openaiCompatibleKey,
    };
    return api_key ?? keys[provider];
  }

  #missing(choice: ModelChoice): string | null {
    if (choice.provider === 'openai_compatible') {
      if (this.#settings.openaiCompatibleUrl) return null;
      return 'There is no address: set PARLEY_OPENAI_COMPATIBLE_URL.';
    }
    if (this.keyOf(choice)) return null;
    const variable = choice.provider === 'google' ? 'GOOGLE_GENERATIVE_AI_API_KEY' : 'ANTHROPIC_API_KEY';
    return `There is no key: give the account one, or set ${variable}.`;
  }

  async #google(choice: ModelChoice) {
    const { createGoogle } = await import('@ai-sdk/google');
    return createGoogle({ baseURL: this.#settings.geminiUrl, ...this.#access(choice) });
  }

  async #anthropic(choice: ModelChoice) {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return createAnthropic({ baseURL: this.#settings.anthropicUrl, ...this.#access(choice) });
  }

  async #openaiCompatible(choice: ModelChoice) {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    return createOpenAICompatible({
      name: 'openai_compatible',
      baseURL: this.#settings.openaiCompatibleUrl ?? '',
      // Without it the SDK leaves the schema out and only asks for some JSON.
      supportsStructuredOutputs: true,
      ...this.#access(choice),
    });
  }

  #access(choice: ModelChoice) {
    const apiKey = this.keyOf(choice);
    return { fetch: this.#fetch, ...(apiKey !== undefined && { apiKey }) };
  }
}
