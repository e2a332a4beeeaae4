import type { SimulatedModel } from './catalogue.ts';
import { invalidArgument } from './errors.ts';
import type { Content, Part } from './request.ts';

const partKinds = ['text', 'inlineData', 'fileData', 'functionCall', 'functionResponse'] as const;

// What Gemini's documentation lets a client write where it no longer has the signature:
// https://ai.google.dev/gemini-api/docs/thought-signatures
const documentedStandIns = ['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go'];

const signatureStart = 'c2ltdWxhdGVkLXRob3VnaHQt';

/** The signature of the `count`th function call of a simulator. */
export function thoughtSignature(count: number): string {
  return signatureStart + Buffer.from(`call-${count}`).toString('base64');
}

/** Refuses a conversation that no real model would read. */
export function checkTurns(contents: readonly Content[], model: SimulatedModel): void {
  if (contents.length === 0) {
    throw invalidArgument('* GenerateContentRequest.contents: contents is not specified\n');
  }
  for (const [index, content] of contents.entries()) checkContent(content, index);
  checkOrder(contents);
  checkFunctions(contents);
  if (model.generation >= 3) checkSignatures(contents);
}

function checkContent({ role, parts }: Content, index: number): void {
  if (role !== undefined && role !== 'user' && role !== 'model') {
    throw invalidArgument('Please use a valid role: user, model.');
  }
  const place = `GenerateContentRequest.contents[${index}].parts`;
  if (parts.length === 0) throw invalidArgument(`* ${place}: contents.parts must not be empty.\n`);
  for (const [at, part] of parts.entries()) {
    if (partKinds.filter((kind) => part[kind] !== undefined).length === 1) continue;
    throw invalidArgument(
      `* ${place}[${at}].data: required oneof field 'data' must have one initialized field\n`,
    );
  }
}

/** Who speaks by turns: several messages of one side are parts of one content. */
function checkOrder(contents: readonly Content[]): void {
  for (const [index, content] of contents.entries()) {
    if (index > 0 && roleOf(content) === roleOf(contents[index - 1])) {
      throw invalidArgument('Please ensure that multiturn requests alternate between user and model.');
    }
  }
  if (roleOf(contents.at(-1)) !== 'user') {
    throw invalidArgument(
      'Please ensure that multiturn requests ends with a user role or a function response.',
    );
  }
}

function checkFunctions(contents: readonly Content[]): void {
  for (const [index, { parts }] of contents.entries()) {
    const calls = parts.filter(({ functionCall }) => functionCall !== undefined).length;
    const responses = parts.filter(({ functionResponse }) => functionResponse !== undefined).length;
    if (calls > 0 && index === 0) {
      throw invalidArgument(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      );
    }
    const before =
      contents[index - 1]?.parts.filter(({ functionCall }) => functionCall !== undefined).length ?? 0;
    if (responses > 0 && before === 0) {
      throw invalidArgument(
        'Please ensure that function response turn comes immediately after a function call turn.',
      );
    }
    if (responses !== before) {
      throw invalidArgument(
        'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
      );
    }
  }
}

/** The first call of every step since the customer last spoke carries the signature it came with. */
function checkSignatures(contents: readonly Content[]): void {
  const start = lastSpoken(contents);
  for (const [index, { parts }] of contents.entries()) {
    const first = parts.find(({ functionCall }) => functionCall !== undefined);
    if (index > start && first !== undefined) checkSignature(first, index);
  }
}

function checkSignature({ functionCall, thoughtSignature: signature }: Part, position: number): void {
  if (signature === undefined) {
    throw invalidArgument(
      `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${functionCall?.name}\` , position ${position + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`,
    );
  }
  if (!signature.startsWith(signatureStart) && !documentedStandIns.includes(signature)) {
    throw invalidArgument('Thought signature is not valid.');
  }
}

/** Where a user last said something that is no function's response; a step begins there. */
export function lastSpoken(contents: readonly Content[]): number {
  return contents.findLastIndex(
    (content) =>
      roleOf(content) === 'user' &&
      content.parts.some(({ functionResponse }) => functionResponse === undefined),
  );
}

function roleOf(content: Content | undefined): 'user' | 'model' {
  return content?.role === 'model' ? 'model' : 'user';
}
