import { z } from 'zod';
import { problemSchema } from './problem.ts';
import type { Answer, Route } from './route.ts';

type Json = Record<string, unknown>;
/** Whose view of a schema: the caller's, who may leave out what has a default, or the answer's. */
type View = 'input' | 'output';

/** Drops what zod adds for validators and people stumble over; what is said stays the same. */
function simplify(schema: z.core.$ZodTypes, json: Json): void {
  const { def } = schema._zod;
  // Answers may gain fields, so only what was made strict on purpose says that it allows no others.
  if (def.type === 'object' && def.catchall === undefined) delete json.additionalProperties;
  // The format says it already.
  if ('format' in json) delete json.pattern;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
}

function mapRefs(json: unknown, change: (ref: string) => string): unknown {
  if (Array.isArray(json)) return json.map((item) => mapRefs(item, change));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? change(value) : mapRefs(value, change),
    ]),
  );
}

/**
 * Schemas with an id (`.meta({ id })`) become named components. A schema may look different to a caller and in an
 * answer; then the caller's view is `<id>Input`. Which ones differ is known only in the end, so until `finish`
 * refs name the id and the view.
 */
class Components {
  readonly #found = new Map<string, { id: string; view: View; json: Json }>();

  /** JSON Schema 2020-12, which is what OpenAPI 3.1 speaks. */
  convert(schema: z.ZodType, view: View): Json {
    // Wrapped, because zod writes the outermost schema in place even when it has an id.
    const { $defs = {}, properties } = z.toJSONSchema(z.object({ schema }), {
      io: view,
      override: ({ zodSchema, jsonSchema }) => simplify(zodSchema, jsonSchema),
    });
    const local = (json: unknown): Json =>
      // An object stays one.
      mapRefs(json, (ref) => `${view}:${ref.replace('#/$defs/', '')}`) as Json;
    for (const [id, definition] of Object.entries($defs)) {
      const key = `${view}:${id}`;
      const json = local(definition);
      const known = this.#found.get(key);
      if (known && JSON.stringify(known.json) !== JSON.stringify(json)) {
        throw new Error(`Two different schemas have the id ${id}`);
      }
      this.#found.set(key, { id, view, json });
    }
    return local(properties?.schema);
  }

  /** The document with its refs made good, and the components they lead to. */
  finish(document: Json): { document: Json; schemas: Json } {
    const differing = this.#differing();
    const nameOf = (key: string) => {
      const found = this.#found.get(key);
      if (!found) return undefined;
      return found.view === 'input' && differing.has(found.id) ? `${found.id}Input` : found.id;
    };
    const good = (json: unknown) =>
      mapRefs(json, (ref) => {
        const name = nameOf(ref);
        return name === undefined ? ref : `#/components/schemas/${name}`;
      });
    const schemas = [...this.#found].map(([key, { json }]) => [nameOf(key), good(json)] as const);
    return {
      // An object stays one.
      document: good(document) as Json,
      schemas: Object.fromEntries(schemas.toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1))),
    };
  }

  /** The ids whose two views differ, in themselves or in what they lead to. */
  #differing(): Set<string> {
    const differing = new Set<string>();
    const plain = (json: Json | undefined) =>
      JSON.stringify(mapRefs(json, (ref) => ref.replace(/^\w+:/, '')));
    const leadsToDiffering = (json: Json) =>
      [...JSON.stringify(json).matchAll(/"\$ref":"\w+:([^"]+)"/g)].some(([, id = '']) => differing.has(id));
    for (let before = -1; before < differing.size; ) {
      before = differing.size;
      for (const { id, view, json } of this.#found.values()) {
        const answered = this.#found.get(`output:${id}`);
        if (view !== 'input' || !answered) continue;
        if (plain(json) !== plain(answered.json) || leadsToDiffering(json)) differing.add(id);
      }
    }
    return differing;
  }
}

/** `getAccountsById`: names that code generators can use, and that only change with the path. */
function operationId({ method, path }: Route): string {
  const words = path
    .replace(/^\/api\/v\d+/, '')
    .replace(/\{(\w+)\}/g, 'by_$1')
    .split(/[^a-zA-Z0-9]+/)
    .filter(Boolean);
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return `${method.toLowerCase()}${name || 'Root'}`;
}

function parametersIn(where: 'path' | 'query', schema: z.ZodObject, components: Components): Json[] {
  // Made anew from its fields, so that an id of the whole does not turn it into a ref.
  const { properties = {}, required = [] } = components.convert(z.object(schema.shape), 'input');
  const demanded = new Set(required as string[]);
  return Object.entries(properties as Record<string, Json>).map(([name, { description, ...json }]) => ({
    name,
    in: where,
    required: where === 'path' || demanded.has(name),
    ...(description === undefined ? {} : { description }),
    schema: json,
  }));
}

function pathSchema({ path, params }: Route): z.ZodObject {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, z.string()] as const);
  return z.object({ ...Object.fromEntries(names), ...params?.shape });
}

function headerParameters(route: Route): Json[] {
  return Object.entries(route.requestHeaders ?? {}).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));
}

/** An example by the name of OpenAPI. @throws what its own schema says against it, so that no wrong one is shown */
function examplesOf(schema: z.ZodType, example: unknown): Json {
  if (example === undefined) return {};
  schema.parse(example);
  return { examples: { usual: { value: example } } };
}

function answerOf({ description, schema, contentType, example }: Answer, components: Components): Json {
  if (!schema && !contentType) return { description };
  const content = schema
    ? { schema: components.convert(schema, 'output'), ...examplesOf(schema, example) }
    : {};
  return { description, content: { [contentType ?? 'application/json']: content } };
}

const problemRef = { $ref: '#/components/responses/Problem' };

function operation(route: Route, components: Components): Json {
  const { scope, body } = route;
  const parameters = [
    ...parametersIn('path', pathSchema(route), components),
    ...(route.query ? parametersIn('query', route.query, components) : []),
    ...headerParameters(route),
  ];
  const answers = Object.entries(route.answers).map(([status, answer]) => [
    status,
    answerOf(answer, components),
  ]);
  const needs = scope === 'public' ? 'Needs no key.' : `Needs the scope \`${scope}\`.`;
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: route.description ? `${route.description}\n\n${needs}` : needs,
    tags: route.tags,
    // For schemes other than OAuth, OpenAPI 3.1 lets the list name the roles that are needed.
    security: scope === 'public' ? [] : [{ key: [scope] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: {
          'application/json': {
            schema: components.convert(body, 'input'),
            ...examplesOf(body, route.example),
          },
        },
      },
    }),
    responses: {
      ...(scope === 'public' ? {} : { 401: problemRef, 403: problemRef }),
      ...(route.query || route.params || body ? { 422: problemRef } : {}),
      ...Object.fromEntries(answers),
      default: problemRef,
    },
  };
}

/** The OpenAPI 3.1 document of a route table. */
export function openapiDocument(routes: readonly Route[], version: string): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, components) };
  }
  const problem = {
    description: 'What went wrong, and what to do about it.',
    content: { 'application/problem+json': { schema: components.convert(problemSchema, 'output') } },
  };
  const tags = [...new Set(routes.flatMap((route) => route.tags))].map((name) => ({ name }));
  const { document, schemas } = components.finish({ paths, problem });
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version,
      description: 'One hub between your software and the people who write to you on messaging platforms.',
    },
    tags,
    paths: document.paths,
    components: {
      schemas,
      responses: { Problem: document.problem },
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A key of the workspace. With the key of the installation, the header `Parley-Workspace` names the workspace to act in.',
        },
      },
    },
  };
}
