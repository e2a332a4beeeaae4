import { z } from 'zod';
import { type Kind, type Variable, webAddress } from './config-values.ts';

/** Price of a model in US dollars per million tokens, by the beginning of its name. */
export type ModelPrices = Readonly<
  Record<string, { input: number; output: number; cached_input?: number | undefined }>
>;

/** Where language models are, and the keys to them. */
export interface ModelSettings {
  geminiUrl: string;
  geminiKey?: string;
  anthropicUrl: string;
  anthropicKey?: string;
  openaiCompatibleUrl?: string;
  openaiCompatibleKey?: string;
  modelPrices: ModelPrices;
}

const apiKey: Kind<string> = { schema: z.string().regex(/^\S+$/), expected: 'a key without spaces' };

const priceSchema = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  cached_input: z.number().min(0).optional(),
});

const prices: Kind<ModelPrices> = {
  schema: z
    .string()
    .transform((text, context) => {
      try {
        const value: unknown = JSON.parse(text);
        return value;
      } catch {
        context.addIssue({ code: 'custom', message: 'no JSON' });
        return z.NEVER;
      }
    })
    .pipe(z.record(z.string().min(1), priceSchema)),
  expected: 'a JSON object such as {"my-model": {"input": 0.5, "output": 2, "cached_input": 0.05}}',
};

/** The variables of language models; keys have the names that the providers’ own programs use. */
export const modelVariables: {
  readonly [Key in keyof Required<ModelSettings>]: Variable<Required<ModelSettings>[Key]>;
} = {
  geminiUrl: {
    env: 'PARLEY_GEMINI_URL',
    ...webAddress,
    default: 'https://generativelanguage.googleapis.com/v1beta',
    help: 'Where the agent reaches Gemini, with the version. Another address is a proxy, or the simulator.',
  },
  geminiKey: {
    env: 'GOOGLE_GENERATIVE_AI_API_KEY',
    ...apiKey,
    default: null,
    help: 'The key to Gemini for accounts that have none of their own.',
    secret: true,
  },
  anthropicUrl: {
    env: 'PARLEY_ANTHROPIC_URL',
    ...webAddress,
    default: 'https://api.anthropic.com/v1',
    help: 'Where the agent reaches the models of Anthropic.',
  },
  anthropicKey: {
    env: 'ANTHROPIC_API_KEY',
    ...apiKey,
    default: null,
    help: 'The key to the models of Anthropic for accounts that have none of their own.',
    secret: true,
  },
  openaiCompatibleUrl: {
    env: 'PARLEY_OPENAI_COMPATIBLE_URL',
    ...webAddress,
    default: null,
    help: 'A server that speaks as OpenAI’s does, up to its version: https://api.openai.com/v1, or one of your own. Without it no account can choose the provider openai_compatible.',
  },
  openaiCompatibleKey: {
    env: 'PARLEY_OPENAI_COMPATIBLE_KEY',
    ...apiKey,
    default: null,
    help: 'The key to that server, for accounts that have none of their own. A server of your own may need none.',
    secret: true,
  },
  modelPrices: {
    env: 'PARLEY_MODEL_PRICES',
    ...prices,
    default: '{}',
    help: 'Prices of models in US dollars per million tokens, by the beginning of their names; they go before the list prices that the hub knows. A model without a price is limited by tokens only.',
  },
};
