import type { LanguageModelMiddleware } from 'ai';

/** What a request to a model holds, as the SDK hands it to a provider. */
export type ModelParameters = Parameters<NonNullable<LanguageModelMiddleware['wrapGenerate']>>[0]['params'];

// English has about four bytes in a token, Thai and Japanese about three: so the guess is rather too high than too low.
const bytesPerToken = 3;
// A picture of high resolution: https://ai.google.dev/gemini-api/docs/media-resolution
const tokensPerPicture = 1120;
// 32 tokens for a second of sound, which has at least 2 kB: https://ai.google.dev/gemini-api/docs/audio
const bytesPerSoundToken = 60;
// A page of a document is as many tokens as a small picture, and seldom less than 20 kB.
const bytesPerDocumentToken = 60;
// What frames the messages.
const frameTokens = 64;

/** About how many tokens a text is; rather too many. */
export function tokensOfText(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken);
}

/** About how many tokens a request brings in; rather too many. */
export function inputTokensOf({ prompt, tools, responseFormat }: ModelParameters): number {
  const form = responseFormat?.type === 'json' ? JSON.stringify(responseFormat.schema ?? {}) : '';
  const frame = tokensOfText(JSON.stringify(tools ?? []) + form) + frameTokens;
  return prompt.reduce((sum, { content }) => sum + tokensOfContent(content), frame);
}

function tokensOfContent(content: ModelParameters['prompt'][number]['content']): number {
  if (typeof content === 'string') return tokensOfText(content);
  let tokens = 0;
  for (const part of content) {
    if (part.type === 'text' || part.type === 'reasoning') tokens += tokensOfText(part.text);
    else if (part.type === 'file') tokens += tokensOfFile(part.mediaType, part.data);
    else tokens += tokensOfText(JSON.stringify(part));
  }
  return tokens;
}

function tokensOfFile(mediaType: string, file: object): number {
  if (mediaType.startsWith('image')) return tokensPerPicture;
  const bytes =
    'data' in file && (typeof file.data === 'string' || file.data instanceof Uint8Array)
      ? file.data.length
      : 0;
  if (mediaType.startsWith('text')) return Math.ceil(bytes / bytesPerToken);
  return Math.ceil(bytes / (mediaType.startsWith('audio') ? bytesPerSoundToken : bytesPerDocumentToken));
}
