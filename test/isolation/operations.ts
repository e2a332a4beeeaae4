import type { InProcessHub } from '../in-process-hub.ts';

/** A row of the route table, as the hub itself documents it. */
export interface Operation {
  method: string;
  path: string;
  /** Null for routes that need no key. */
  scope: string | null;
  queryNames: string[];
  /** The fields of its body, on all levels. */
  bodyFields: string[];
}

interface Described {
  security: { key: string[] }[];
  parameters?: { name: string; in: string }[];
  requestBody?: unknown;
}

interface OpenApi {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, unknown> };
}

/** Every route that a hub serves. */
export async function readOperations(hub: InProcessHub): Promise<Operation[]> {
  const { paths, components } = (await hub.api<OpenApi>('GET', '/openapi.json')).body;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security, parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      scope: security[0]?.key[0] ?? null,
      queryNames: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
      bodyFields: [...fieldsIn(requestBody, components.schemas, new Set())],
    })),
  );
}

/** The names of all properties in a schema and in those it refers to. */
function* fieldsIn(json: unknown, schemas: Record<string, unknown>, seen: Set<string>): Generator<string> {
  if (typeof json !== 'object' || json === null) return;
  for (const [key, value] of Object.entries(json)) {
    if (key === 'properties') yield* Object.keys(Object(value));
    if (key === '$ref' && typeof value === 'string' && !seen.has(value)) {
      seen.add(value);
      yield* fieldsIn(schemas[value.split('/').at(-1) ?? ''], schemas, seen);
    } else yield* fieldsIn(value, schemas, seen);
  }
}
