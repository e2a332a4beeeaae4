import type { Content, GenerateRequest } from './request.ts';

// Gemini's rule of thumb: https://ai.google.dev/gemini-api/docs/tokens
const lettersPerToken = 4;
// A picture of up to 384 pixels a side, and a second of sound.
const tokensPerPicture = 258;
const tokensPerSecondOfSound = 32;
// A voice note of a messenger, roughly: 4 kB are a second.
const bytesPerSecondOfSound = 4000;

// Scripts without spaces have about one token per letter.
const denseScripts =
  /[\p{Script=Thai}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** How many tokens a text has, about. */
export function countTokens(text: string): number {
  const dense = text.match(denseScripts)?.length ?? 0;
  return dense + Math.ceil((text.length - dense) / lettersPerToken);
}

/** The longest beginning of a text that has at most so many tokens. */
export function firstTokens(text: string, limit: number): string {
  // A token has at least one letter, and at most four.
  let low = Math.min(limit, text.length);
  let high = Math.min(limit * lettersPerToken, text.length);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (countTokens(text.slice(0, middle)) <= limit) low = middle;
    else high = middle - 1;
  }
  return text.slice(0, low);
}

/** The tokens of what was asked, by kind. */
export function promptTokens(request: GenerateRequest): { modality: string; tokenCount: number }[] {
  const { systemInstruction, contents, tools = [] } = request;
  const all = systemInstruction === undefined ? contents : [systemInstruction, ...contents];
  const counted = { TEXT: tools.length === 0 ? 0 : countTokens(JSON.stringify(tools)), IMAGE: 0, AUDIO: 0 };
  for (const { parts } of all) {
    for (const { text, inlineData, functionCall, functionResponse } of parts) {
      counted.TEXT += countTokens(text ?? JSON.stringify(functionCall ?? functionResponse ?? ''));
      if (inlineData?.mimeType.startsWith('audio/')) counted.AUDIO += soundTokens(inlineData.data);
      else if (inlineData !== undefined) counted.IMAGE += tokensPerPicture;
    }
  }
  return Object.entries(counted)
    .filter(([, tokenCount]) => tokenCount > 0)
    .map(([modality, tokenCount]) => ({ modality, tokenCount }));
}

function soundTokens(base64: string): number {
  const bytes = (base64.length * 3) / 4;
  return Math.ceil(bytes / bytesPerSecondOfSound) * tokensPerSecondOfSound;
}

/** All words of some contents, for looking things up in them. */
export function textOf(contents: readonly Content[]): string {
  return contents.flatMap(({ parts }) => parts.map(({ text }) => text ?? '')).join('\n');
}
