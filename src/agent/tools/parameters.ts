import { z } from 'zod';
import { timeLimited } from '../time-limited.ts';

/** Arguments of a call: accepted as the schema says, with its defaults, or refused with the reason. */
export type CheckedArguments = { ok: true; values: Record<string, unknown> } | { ok: false; reason: string };

// Every call sends the schema to the model, which is paid by length.
const longestSchema = 20_000;
// A model fills in what a person would type into a form.
const longestArguments = 16_000;
const deepestSchema = 10;
// A sane expression needs microseconds, on a busy machine some milliseconds.
const patternMs = 500;

// What says nothing about values.
const notes = ['title', 'description', 'default', 'examples', '$comment'];
const roots = ['$schema', '$defs', 'definitions'];

/** What can be said of values of a type, as far as it is checked. */
const keywordsOfType: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  boolean: [],
  null: [],
  array: ['items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties'],
};

// Those that the validator knows; another would be let through unchecked.
const formats = [
  ...['email', 'uri', 'uuid', 'date-time', 'date', 'time', 'duration', 'hostname', 'ipv4', 'ipv6'],
  ...['e164', 'iban', 'base64'],
];

// Each stands in the place of a type.
const choices = ['enum', 'const', 'anyOf', 'oneOf', 'allOf', '$ref'];

const compiled = new WeakMap<object, z.ZodType>();

/** Why a JSON Schema of parameters cannot be held against arguments; null when it can. */
export function schemaProblem(schema: Readonly<Record<string, unknown>>): string | null {
  if (schema.type !== 'object') return 'The schema must be of type "object".';
  if (JSON.stringify(schema).length > longestSchema) {
    return `The schema is longer than ${longestSchema} characters.`;
  }
  const unknown = unknownIn(schema, 'The schema', 0);
  if (unknown !== null) return unknown;
  try {
    validatorOf(schema);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Holds what a model (or a person who tries a tool) has filled in against the schema. */
export function checkArguments(
  parameters: Readonly<Record<string, unknown>>,
  given: unknown,
): CheckedArguments {
  if (JSON.stringify(given ?? null).length > longestArguments) {
    return { ok: false, reason: `The arguments are longer than ${longestArguments} characters.` };
  }
  const validator = validatorOf(parameters);
  const parse = () => validator.safeParse(given);
  try {
    const result = hasPattern(parameters) ? timeLimited(patternMs, parse) : parse();
    if (result.success) return { ok: true, values: z.record(z.string(), z.unknown()).parse(result.data) };
    return { ok: false, reason: result.error.issues.map(inWords).join(' ') };
  } catch {
    return { ok: false, reason: 'The arguments could not be checked in time.' };
  }
}

function hasPattern(parameters: object): boolean {
  return JSON.stringify(parameters).includes('"pattern":');
}

function inWords({ path, message }: z.core.$ZodIssue): string {
  return `${path.length > 0 ? path.join('.') : 'arguments'}: ${message}.`;
}

/** What the schema does not name is refused too, unless it says otherwise: it would be sent unchecked. */
function validatorOf(parameters: Readonly<Record<string, unknown>>): z.ZodType {
  const known = compiled.get(parameters);
  if (known) return known;
  const strict = { additionalProperties: false, ...parameters };
  // It was found to hold nothing but keywords whose values the validator checks itself.
  const validator = z.fromJSONSchema(strict as Parameters<typeof z.fromJSONSchema>[0]);
  compiled.set(parameters, validator);
  return validator;
}

type Subschema = Readonly<Record<string, unknown>>;

/** A keyword that would not be checked, anywhere in the schema, in words. */
function unknownIn(schema: unknown, place: string, depth: number): string | null {
  if (!isRecord(schema)) return `${place} is no JSON Schema.`;
  if (depth > deepestSchema) return `${place} is nested deeper than ${deepestSchema} levels.`;
  const types = [schema.type ?? []].flat();
  const isChoice = choices.some((keyword) => keyword in schema);
  if (types.length === 0 && !isChoice) return `${place} has no type, so nothing of it could be checked.`;
  const strange = types.find((type) => typeof type !== 'string' || !(type in keywordsOfType));
  if (strange !== undefined) return `${place} has the unknown type ${JSON.stringify(strange)}.`;
  const known = new Set([
    ...[...notes, ...choices, 'type', ...(depth === 0 ? roots : [])],
    ...types.flatMap((type) => keywordsOfType[String(type)] ?? []),
  ]);
  const unknown = Object.keys(schema).find((keyword) => !known.has(keyword));
  if (unknown !== undefined) return `${place} says ${JSON.stringify(unknown)}, which is not checked here.`;
  if (schema.format !== undefined && !formats.includes(String(schema.format))) {
    return `${place} has the format ${JSON.stringify(schema.format)}, which is not checked here.`;
  }
  return unknownBelow(schema, place, depth + 1);
}

function unknownBelow(schema: Subschema, place: string, depth: number): string | null {
  const named = ['properties', '$defs', 'definitions'].flatMap((keyword) =>
    Object.entries(isRecord(schema[keyword]) ? schema[keyword] : {}),
  );
  const listed = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) =>
    Array.isArray(schema[keyword])
      ? schema[keyword].map((one, at) => [`${keyword}[${at}]`, one] as const)
      : [],
  );
  const single = ['items', 'additionalProperties'].flatMap((keyword) =>
    schema[keyword] === undefined || typeof schema[keyword] === 'boolean'
      ? []
      : [[keyword, schema[keyword]] as const],
  );
  for (const [name, below] of [...named, ...listed, ...single]) {
    const problem = unknownIn(below, `${place}, ${JSON.stringify(name)},`, depth);
    if (problem !== null) return problem;
  }
  return null;
}

function isRecord(value: unknown): value is Subschema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
