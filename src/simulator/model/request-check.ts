import type { SimulatedModel } from './catalogue.ts';
import { badField, invalidArgument } from './errors.ts';
import type { FunctionDeclaration, GenerateRequest } from './request.ts';
import { checkTurns } from './turns.ts';

const functionName = /^[a-zA-Z_][\w.:-]{0,127}$/;

/** Refuses what a real model of this generation refuses although every field is known. */
export function checkRequest(request: GenerateRequest, model: SimulatedModel): void {
  checkTurns(request.contents, model);
  checkDeclarations(declarationsOf(request));
  checkSchema(request, model);
  checkCalling(request);
}

/** The functions that are offered. */
export function declarationsOf(request: GenerateRequest): FunctionDeclaration[] {
  return (request.tools ?? []).flatMap(({ functionDeclarations }) => functionDeclarations);
}

function checkDeclarations(declarations: readonly FunctionDeclaration[]): void {
  const names = new Set<string>();
  for (const [index, { name, parameters, parametersJsonSchema }] of declarations.entries()) {
    const place = `GenerateContentRequest.tools[0].function_declarations[${index}]`;
    if (!functionName.test(name)) {
      throw invalidArgument(
        `* ${place}.name: Invalid function name. Must start with a letter or an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 128.\n`,
      );
    }
    if (names.has(name)) throw invalidArgument(`Duplicate function declaration found: ${name}`);
    names.add(name);
    if (parameters !== undefined && parametersJsonSchema !== undefined) {
      throw invalidArgument(`* ${place}: parameters and parameters_json_schema are mutually exclusive.\n`);
    }
    if (parameters !== undefined)
      checkOpenApi(parameters, `tools[0].function_declarations[${index}].parameters`);
  }
}

function checkSchema(request: GenerateRequest, model: SimulatedModel): void {
  const { responseMimeType, responseSchema, responseJsonSchema } = request.generationConfig;
  const isJson = responseMimeType === 'application/json';
  if (responseSchema !== undefined && responseJsonSchema !== undefined) {
    throw invalidArgument('Only one of response_schema and response_json_schema can be set.');
  }
  if ((responseSchema ?? responseJsonSchema) !== undefined && !isJson) {
    throw invalidArgument(
      'A response schema is only supported with the response mime type application/json.',
    );
  }
  if (responseSchema !== undefined) checkOpenApi(responseSchema, 'generation_config.response_schema');
  const forced = request.toolConfig?.functionCallingConfig?.mode === 'ANY';
  if (isJson && declarationsOf(request).length > 0 && (model.generation < 3 || forced)) {
    throw invalidArgument("Function calling with a response mime type: 'application/json' is unsupported");
  }
}

function checkCalling(request: GenerateRequest): void {
  const { mode, allowedFunctionNames = [] } = request.toolConfig?.functionCallingConfig ?? {};
  if (allowedFunctionNames.length > 0 && mode !== 'ANY' && mode !== 'VALIDATED') {
    throw invalidArgument('Allowed function names should only be set when function calling mode is ANY.');
  }
  const known = declarationsOf(request).map(({ name }) => name);
  const unknown = allowedFunctionNames.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw invalidArgument(`Allowed function name ${unknown} is not among the function declarations.`);
  }
}

// https://ai.google.dev/api/caching#Schema: a subset of OpenAPI, in which JSON Schema's other words are unknown.
const openApiWords = [
  ...['type', 'format', 'title', 'description', 'nullable', 'enum', 'maxItems', 'minItems', 'properties'],
  ...['required', 'minProperties', 'maxProperties', 'minLength', 'maxLength', 'pattern', 'example', 'anyOf'],
  ...['propertyOrdering', 'default', 'items', 'minimum', 'maximum'],
];

function checkOpenApi(schema: unknown, place: string): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [word, value] of Object.entries(schema)) {
    if (!openApiWords.includes(word)) {
      throw badField(
        place,
        `Invalid JSON payload received. Unknown name "${word}" at '${place}': Cannot find field.`,
      );
    }
    if (word === 'items') checkOpenApi(value, `${place}.items`);
    const inner: [string, unknown][] =
      word === 'properties' || word === 'anyOf' ? Object.entries(Object(value)) : [];
    for (const [index, one] of inner.map(([, one]) => one).entries()) {
      checkOpenApi(
        one,
        word === 'anyOf' ? `${place}.any_of[${index}]` : `${place}.properties[${index}].value`,
      );
    }
  }
}
