import { unknownModel } from './errors.ts';

/** What a model can be asked for. */
export type ModelMethod = 'generateContent' | 'streamGenerateContent' | 'embedContent' | 'batchEmbedContents';

/** A model that is played here. */
export interface SimulatedModel {
  name: string;
  kind: 'language' | 'embedding';
  /** From 3 on, tools and a schema of the answer go together, and function calls carry signatures. */
  generation: number;
}

// The models that the AI SDK knows by name, without those for pictures and speech.
const languageModels = [
  ...['gemini-2.5-pro', 'gemini-2.5-flash', 'gemini-2.5-flash-lite'],
  ...[
    'gemini-3-pro-preview',
    'gemini-3-flash-preview',
    'gemini-3.1-pro-preview',
    'gemini-3.1-flash-lite',
    'gemini-3.1-flash-lite-preview',
  ],
  ...[
    'gemini-3.5-flash',
    'gemini-3.5-flash-lite',
    'gemini-3.6-flash',
    'gemini-3.7-flash',
    'gemini-3.8-flash',
  ],
  ...['gemini-flash-latest', 'gemini-flash-lite-latest', 'gemini-pro-latest'],
];
const embeddingModels = ['gemini-embedding-001', 'gemini-embedding-2'];

const models: SimulatedModel[] = [
  ...languageModels.map((name) => ({ name, kind: 'language' as const, generation: generationOf(name) })),
  ...embeddingModels.map((name) => ({ name, kind: 'embedding' as const, generation: 1 })),
];

function generationOf(name: string): number {
  // What is called "latest" is of the newest generation.
  return Number(name.match(/^gemini-(\d+)/)?.[1] ?? 3);
}

/** The model of a request; one that does not exist, or cannot do this, is refused. */
export function modelFor(name: string, method: ModelMethod): SimulatedModel {
  const model = models.find((one) => one.name === name);
  const kind = method.startsWith('embed') || method.startsWith('batch') ? 'embedding' : 'language';
  if (model === undefined || model.kind !== kind) throw unknownModel(name, method);
  return model;
}

/** https://ai.google.dev/api/models#method:-models.list */
export function modelList(): { models: object[] } {
  return {
    models: models.map(({ name, kind }) => ({
      name: `models/${name}`,
      version: '001',
      displayName: name,
      inputTokenLimit: kind === 'language' ? 1_048_576 : 2048,
      outputTokenLimit: kind === 'language' ? mostOutputTokens : 1,
      supportedGenerationMethods:
        kind === 'language'
          ? ['generateContent', 'streamGenerateContent']
          : ['embedContent', 'batchEmbedContents'],
    })),
  };
}

/** How much a language model writes at most, in tokens. */
export const mostOutputTokens = 65_536;
