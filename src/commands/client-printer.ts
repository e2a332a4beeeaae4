import { z } from 'zod';

type Json = Record<string, unknown>;

const schemaShape: z.ZodType<Json> = z.record(z.string(), z.unknown());
const contentShape = z.record(z.string(), z.looseObject({ schema: schemaShape.optional() }));
const parameterShape = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: schemaShape,
});
const operationShape = z.looseObject({
  summary: z.string(),
  parameters: z.array(parameterShape).default([]),
  requestBody: z.looseObject({ required: z.boolean(), content: contentShape }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: contentShape.optional() })),
});
const openapiShape = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationShape)),
  components: z.looseObject({ schemas: z.record(z.string(), schemaShape) }),
});
const asyncapiShape = z.looseObject({
  components: z.looseObject({
    messages: z.record(
      z.string(),
      z.looseObject({ payload: z.looseObject({ allOf: z.tuple([z.unknown(), z.looseObject({})]) }) }),
    ),
    schemas: z.record(z.string(), schemaShape),
  }),
});

type Operation = z.output<typeof operationShape>;

/**
 * The TypeScript types of the client, printed from the documents that a hub serves: every named schema, every
 * operation with what goes in and comes out, and what the data of each event holds.
 */
export function printClientTypes(openapi: unknown, asyncapi: unknown): string {
  const { paths, components } = openapiShape.parse(openapi);
  const events = asyncapiShape.parse(asyncapi).components;
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `${commentOf(schema)}export type ${name} = ${typeOf(schema)};\n`,
  );
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) =>
        `  /** ${operation.summary} */\n  '${method.toUpperCase()} ${path}': ${signatureOf(operation)};\n`,
    ),
  );
  const data = Object.entries(events.messages).map(([type]) => {
    const schema = events.schemas[`${type.replace('.', '_')}_data`];
    return `  '${type}': ${schema ? typeOf(schema) : '{ [name: string]: unknown }'};\n`;
  });
  return [
    '// Printed from the documents of a hub by `npm run -s parley -- docs client`; changes are lost.\n',
    ...schemas,
    `/** Every operation of the API, by method and path. */\nexport interface Operations {\n${operations.join('')}}\n`,
    `/** What the data of each type of event holds. */\nexport interface EventData {\n${data.join('')}}\n`,
  ].join('\n');
}

function signatureOf({ parameters, requestBody, responses }: Operation): string {
  const within = (where: string) => parameters.filter((parameter) => parameter.in === where);
  const fields = [
    fieldOf('params', within('path'), true),
    fieldOf('query', within('query'), false),
    bodyOf(requestBody),
    `answer: ${answerOf(responses)}`,
  ];
  return `{ ${fields.filter(Boolean).join('; ')} }`;
}

function fieldOf(name: string, parameters: z.output<typeof parameterShape>[], needed: boolean): string {
  if (parameters.length === 0) return '';
  const members = parameters.map(({ name: own, required, schema }) => {
    // An address is text; numbers and truths are written into it.
    return `${quoted(own)}${required ? '' : '?'}: ${typeOf(schema)}`;
  });
  const isNeeded = needed || parameters.some(({ required }) => required);
  return `${name}${isNeeded ? '' : '?'}: { ${members.join('; ')} }`;
}

function bodyOf(body: Operation['requestBody']): string {
  if (!body) return '';
  const schema = body.content['application/json']?.schema;
  return `body${body.required ? '' : '?'}: ${schema ? typeOf(schema) : 'unknown'}`;
}

/** The JSON of the answers that mean success. */
function answerOf(responses: Operation['responses']): string {
  const types = Object.entries(responses)
    .filter(([status]) => /^2/.test(status))
    .map(([, { content }]) => {
      const schema = content?.['application/json']?.schema;
      return schema ? typeOf(schema) : 'undefined';
    });
  return [...new Set(types)].join(' | ') || 'undefined';
}

function typeOf(schema: Json): string {
  const { $ref, enum: values, anyOf, oneOf, allOf, type } = schema;
  if (typeof $ref === 'string') return $ref.split('/').at(-1) ?? 'unknown';
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) return together(choices, ' | ');
  if (Array.isArray(allOf)) return together(allOf, ' & ');
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one })).join(' | ');
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return `(${typeOf(schemaShape.catch({}).parse(schema.items))})[]`;
    case 'object':
      return objectOf(schema);
    default:
      return 'unknown';
  }
}

function together(schemas: readonly unknown[], by: string): string {
  const types = schemas.map((schema) => typeOf(schemaShape.catch({}).parse(schema)));
  return `(${[...new Set(types)].join(by)})`;
}

function objectOf({ properties, required, additionalProperties }: Json): string {
  const demanded = new Set(z.array(z.string()).catch([]).parse(required));
  const named = Object.entries(z.record(z.string(), schemaShape).catch({}).parse(properties));
  const members = named.map(
    ([name, schema]) => `${inline(schema)}${quoted(name)}${demanded.has(name) ? '' : '?'}: ${typeOf(schema)}`,
  );
  if (named.length === 0) {
    const values = schemaShape.safeParse(additionalProperties);
    return `{ [name: string]: ${values.success ? typeOf(values.data) : 'unknown'} }`;
  }
  return `{ ${members.join('; ')} }`;
}

function quoted(name: string): string {
  return /^[a-z_]\w*$/i.test(name) ? name : `'${name}'`;
}

function inline({ description }: Json): string {
  return typeof description === 'string' ? `/** ${description.replaceAll('*/', '*\\/')} */ ` : '';
}

function commentOf(schema: Json): string {
  const text = inline(schema).trim();
  return text && `${text}\n`;
}
