import { randomUUID } from 'node:crypto';
import { mostOutputTokens, type SimulatedModel } from './catalogue.ts';
import type { GenerateRequest } from './request.ts';
import { countTokens, firstTokens, promptTokens } from './tokens.ts';

/** A function that the model wants called. */
export interface FunctionCall {
  name: string;
  args: Record<string, unknown>;
}

/** What the model says, before it is put into Gemini's form. */
export interface Reply {
  text?: string | undefined;
  calls?: FunctionCall[] | undefined;
  /** Absent: `STOP`, or `MAX_TOKENS` where the text was too long. */
  finish_reason?: string | undefined;
  /** The prompt itself is refused: no candidate at all. */
  block_reason?: string | undefined;
  /** A candidate without content. */
  empty?: boolean | undefined;
  /** Only so many letters of the text come, and nothing says that it was cut. */
  cut?: number | undefined;
}

/** A piece of Gemini's answer. */
type AnswerPart =
  | { text: string }
  | { functionCall: FunctionCall & { id: string }; thoughtSignature?: string };

/** The answer of `generateContent`: https://ai.google.dev/api/generate-content#generatecontentresponse */
export interface GenerateAnswer {
  candidates?: { content?: { role: 'model'; parts: AnswerPart[] }; finishReason?: string; index: number }[];
  promptFeedback?: { blockReason: string };
  usageMetadata: Record<string, unknown>;
  modelVersion: string;
  responseId: string;
}

// What a short thought costs; models that think do so unless they are told not to.
const thoughts = 24;

/** Puts a reply into Gemini's form. `sign` gives the signature of a function call. */
export function answerOf(
  reply: Reply,
  request: GenerateRequest,
  model: SimulatedModel,
  sign: () => string,
): GenerateAnswer {
  const common = { modelVersion: model.name, responseId: randomUUID() };
  if (reply.block_reason !== undefined) {
    return {
      promptFeedback: { blockReason: reply.block_reason },
      usageMetadata: usage(request, 0, 0),
      ...common,
    };
  }
  const thinking = request.generationConfig.thinkingConfig?.thinkingBudget === 0 ? 0 : thoughts;
  // Thoughts count towards the limit too.
  const limit = Math.max((request.generationConfig.maxOutputTokens ?? mostOutputTokens) - thinking, 0);
  const { parts, isCut } = partsOf(reply, request, limit, model.generation >= 3 ? sign : null);
  const finishReason = reply.finish_reason ?? (isCut ? 'MAX_TOKENS' : 'STOP');
  const content = parts.length === 0 ? {} : { content: { role: 'model' as const, parts } };
  const written = parts.reduce(
    (sum, part) => sum + countTokens('text' in part ? part.text : JSON.stringify(part)),
    0,
  );
  return {
    candidates: [{ ...content, finishReason, index: 0 }],
    usageMetadata: usage(request, written, thinking),
    ...common,
  };
}

function partsOf(
  reply: Reply,
  request: GenerateRequest,
  limit: number,
  sign: (() => string) | null,
): { parts: AnswerPart[]; isCut: boolean } {
  if (reply.empty === true) return { parts: [], isCut: false };
  const whole = (reply.text ?? '').slice(0, reply.cut);
  const { text, isStopped } = stopped(whole, request.generationConfig.stopSequences ?? []);
  const fitting = firstTokens(text, limit);
  const isCut = !isStopped && fitting.length < text.length;
  const calls = isCut ? [] : (reply.calls ?? []);
  const parts: AnswerPart[] = fitting === '' ? [] : [{ text: fitting }];
  for (const [index, { name, args }] of calls.entries()) {
    // Only the first call of a step is signed.
    const signature = index === 0 && sign !== null ? { thoughtSignature: sign() } : {};
    parts.push({ functionCall: { id: randomUUID().slice(0, 8), name, args }, ...signature });
  }
  return { parts, isCut };
}

function stopped(text: string, sequences: readonly string[]): { text: string; isStopped: boolean } {
  const ends = sequences.map((one) => text.indexOf(one)).filter((at) => at >= 0);
  return ends.length === 0
    ? { text, isStopped: false }
    : { text: text.slice(0, Math.min(...ends)), isStopped: true };
}

function usage(request: GenerateRequest, written: number, thinking: number): Record<string, unknown> {
  const details = promptTokens(request);
  const prompt = details.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
  return {
    promptTokenCount: prompt,
    // Counts of nothing are left out, as Google leaves out zeros.
    ...(written > 0 ? { candidatesTokenCount: written } : {}),
    ...(thinking > 0 ? { thoughtsTokenCount: thinking } : {}),
    totalTokenCount: prompt + written + thinking,
    promptTokensDetails: details,
  };
}

// About what arrives at once.
const lettersPerChunk = 24;

/** The same answer in the pieces in which a stream brings it. */
export function chunksOf(answer: GenerateAnswer): GenerateAnswer[] {
  const [candidate] = answer.candidates ?? [];
  if (candidate?.content === undefined) return [answer];
  const pieces = candidate.content.parts.flatMap<AnswerPart>((part) =>
    'text' in part ? splitText(part.text) : [part],
  );
  return pieces.map((part, at) => {
    const isLast = at === pieces.length - 1;
    const content = { role: 'model' as const, parts: [part] };
    const { finishReason } = candidate;
    const end = isLast && finishReason !== undefined ? { finishReason } : {};
    return { ...answer, candidates: [{ content, index: 0, ...end }] };
  });
}

function splitText(text: string): { text: string }[] {
  const letters = [...text];
  const count = Math.ceil(letters.length / lettersPerChunk);
  return Array.from({ length: count }, (_, at) => ({
    text: letters.slice(at * lettersPerChunk, (at + 1) * lettersPerChunk).join(''),
  }));
}
