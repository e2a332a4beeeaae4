import { z } from 'zod';
import { badField } from './errors.ts';

const object = z.record(z.string(), z.unknown());
const blob = z.strictObject({ mimeType: z.string().min(1), data: z.base64() });

const partSchema = z.strictObject({
  text: z.string().optional(),
  inlineData: blob.optional(),
  fileData: z.strictObject({ mimeType: z.string().optional(), fileUri: z.string() }).optional(),
  functionCall: z
    .strictObject({ id: z.string().optional(), name: z.string(), args: object.optional() })
    .optional(),
  functionResponse: z
    .strictObject({
      id: z.string().optional(),
      name: z.string(),
      response: object,
      parts: z.array(z.strictObject({ inlineData: blob })).optional(),
    })
    .optional(),
  thought: z.boolean().optional(),
  thoughtSignature: z.string().optional(),
  videoMetadata: object.optional(),
});

const contentSchema = z.strictObject({
  role: z.string().optional(),
  parts: z.array(partSchema).default([]),
});

const declarationSchema = z.strictObject({
  name: z.string(),
  description: z.string().default(''),
  parameters: object.optional(),
  parametersJsonSchema: object.optional(),
  response: object.optional(),
  responseJsonSchema: object.optional(),
  behavior: z.string().optional(),
});

const generationConfigSchema = z.strictObject({
  stopSequences: z.array(z.string()).max(5).optional(),
  responseMimeType: z.string().optional(),
  responseSchema: object.optional(),
  responseJsonSchema: object.optional(),
  responseModalities: z.array(z.enum(['TEXT', 'IMAGE', 'AUDIO'])).optional(),
  candidateCount: z.int().min(1).max(8).optional(),
  maxOutputTokens: z.int().min(1).optional(),
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  topK: z.int().min(1).optional(),
  seed: z.int().optional(),
  presencePenalty: z.number().optional(),
  frequencyPenalty: z.number().optional(),
  thinkingConfig: z
    .strictObject({
      includeThoughts: z.boolean().optional(),
      thinkingBudget: z.int().min(-1).optional(),
      thinkingLevel: z.string().optional(),
    })
    .optional(),
  mediaResolution: z.string().optional(),
  audioTimestamp: z.boolean().optional(),
});

const requestSchema = z.strictObject({
  // Some SDKs repeat the model of the path here.
  model: z.string().optional(),
  contents: z.array(contentSchema).default([]),
  systemInstruction: contentSchema.optional(),
  tools: z.array(z.strictObject({ functionDeclarations: z.array(declarationSchema) })).optional(),
  toolConfig: z
    .strictObject({
      functionCallingConfig: z
        .strictObject({
          mode: z.enum(['MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED']).default('AUTO'),
          allowedFunctionNames: z.array(z.string()).optional(),
        })
        .optional(),
    })
    .optional(),
  safetySettings: z.array(z.strictObject({ category: z.string(), threshold: z.string() })).optional(),
  generationConfig: generationConfigSchema.default({}),
  cachedContent: z.string().optional(),
  serviceTier: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

const embedSchema = z.strictObject({
  model: z.string().optional(),
  content: z.strictObject({ role: z.string().optional(), parts: z.array(partSchema).min(1) }),
  taskType: z.string().optional(),
  title: z.string().optional(),
  outputDimensionality: z.int().min(1).max(3072).optional(),
});

// https://ai.google.dev/api/embeddings: the batch that the API takes.
const batchSchema = z.strictObject({ requests: z.array(embedSchema).min(1).max(100) });

/** A piece of a content. */
export type Part = z.output<typeof partSchema>;

/** What one side said. */
export type Content = z.output<typeof contentSchema>;

/** A function that is offered to the model. */
export type FunctionDeclaration = z.output<typeof declarationSchema>;

/** The body of `generateContent`: https://ai.google.dev/api/generate-content */
export type GenerateRequest = z.output<typeof requestSchema>;

/** The body of `embedContent`: https://ai.google.dev/api/embeddings */
export type EmbedRequest = z.output<typeof embedSchema>;

/** Reads the body of `generateContent`; what Gemini does not know is refused in its words. */
export const readGenerateRequest = (body: unknown): GenerateRequest => read(requestSchema, body);

/** Reads the body of `embedContent`. */
export const readEmbedRequest = (body: unknown): EmbedRequest => read(embedSchema, body);

/** Reads the body of `batchEmbedContents`. */
export const readBatchRequest = (body: unknown): EmbedRequest[] => read(batchSchema, body).requests;

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = fieldName(issue?.path ?? []);
  const place = field === '' ? '' : ` at '${field}'`;
  if (issue?.code === 'unrecognized_keys') {
    const unknown = `Unknown name "${issue.keys[0]}"${place}: Cannot find field.`;
    throw badField(field, `Invalid JSON payload received. ${unknown}`);
  }
  throw badField(field, `Invalid value${place}: ${issue?.message ?? 'not understood'}`);
}

/** `contents[0].parts`, as Google names a field. */
function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, step) => {
    if (typeof step === 'number') return `${name}[${step}]`;
    return name === '' ? String(step) : `${name}.${String(step)}`;
  }, '');
}
