import type { SimulatedModel } from '../catalogue.ts';
import type { Content, FunctionDeclaration, GenerateRequest, Part } from '../request.ts';
import { declarationsOf } from '../request-check.ts';
import { textOf } from '../tokens.ts';
import { lastSpoken } from '../turns.ts';
import { type Passage, passagesIn, withoutPassages } from './passages.ts';

/** A JSON schema, as it came. */
export type Schema = Record<string, unknown>;

/** A request as the scripted model understands it. */
export interface Task {
  /** What it was told to be and do. */
  instruction: string;
  /** What was said last, without knowledge. */
  question: string;
  passages: Passage[];
  /** The kinds of what was shown or played to it. */
  media: string[];
  /** Functions it may call; the one that stands for a schema of the answer is not among them. */
  tools: FunctionDeclaration[];
  mustCall: boolean;
  /** What the functions answered since the question. */
  results: { name: string; response: Record<string, unknown> }[];
  /** What it called since the question. */
  called: { name: string; args: unknown }[];
  schema: Schema | null;
  /** The function through which an answer with a schema goes, before Gemini 3. */
  answerFunction: string | null;
}

/** Reads a request. */
export function taskOf(request: GenerateRequest, model: SimulatedModel): Task {
  const { contents, systemInstruction } = request;
  const at = lastSpoken(contents);
  const parts = contents[at]?.parts ?? [];
  const since = contents.slice(at + 1).flatMap((content) => content.parts);
  const instruction = systemInstruction === undefined ? '' : textOf([systemInstruction]);
  const said = textOf([{ parts }]);
  return {
    instruction,
    question: questionIn(withoutPassages(said)),
    passages: [...passagesIn(instruction), ...passagesIn(said)],
    media: parts.flatMap(({ inlineData }) => (inlineData === undefined ? [] : [inlineData.mimeType])),
    results: resultsIn(since),
    called: since.flatMap(({ functionCall }) =>
      functionCall === undefined ? [] : [{ name: functionCall.name, args: functionCall.args }],
    ),
    ...offerOf(request, model),
  };
}

// Prompts may mark what people wrote, so that it is told apart from instructions.
const marked = /<(message|customer|turn|question|text)\b[^>]*>([\s\S]*?)<\/\1>/g;

function questionIn(text: string): string {
  const pieces = [...text.matchAll(marked)].map(([, , inner = '']) => inner.trim());
  return pieces.length === 0 ? text : pieces.join('\n');
}

function resultsIn(parts: readonly Part[]): Task['results'] {
  return parts.flatMap(({ functionResponse }) =>
    functionResponse === undefined
      ? []
      : [{ name: functionResponse.name, response: functionResponse.response }],
  );
}

function offerOf(
  request: GenerateRequest,
  model: SimulatedModel,
): Pick<Task, 'tools' | 'mustCall' | 'schema' | 'answerFunction'> {
  const { responseSchema, responseJsonSchema } = request.generationConfig;
  const { mode = 'AUTO', allowedFunctionNames = [] } = request.toolConfig?.functionCallingConfig ?? {};
  const all = declarationsOf(request);
  const allowed = all.filter(
    ({ name }) => allowedFunctionNames.length === 0 || allowedFunctionNames.includes(name),
  );
  const callable = mode === 'NONE' ? [] : allowed;
  // The SDK's stand-in for a schema beside tools, where the two do not go together.
  const answer = mode === 'ANY' ? callable.find(({ name }) => /^json(_\d+)?$/.test(name)) : undefined;
  return {
    tools: callable.filter((one) => one !== answer),
    mustCall: mode === 'ANY' && answer === undefined,
    schema: answer === undefined ? (responseJsonSchema ?? responseSchema ?? null) : parametersOf(answer),
    answerFunction: answer !== undefined && model.generation > 0 ? answer.name : null,
  };
}

/** The schema of a function's arguments. */
export function parametersOf(declaration: FunctionDeclaration): Schema {
  return declaration.parametersJsonSchema ?? declaration.parameters ?? {};
}

/** Every text of a request, to match planned answers with. */
export function allTextOf({ systemInstruction, contents }: GenerateRequest): string {
  const all: Content[] = systemInstruction === undefined ? contents : [systemInstruction, ...contents];
  return textOf(all);
}
