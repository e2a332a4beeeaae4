import type { Route } from './route.ts';

const parameter = /^\{(\w+)\}$/;
const literal = /^[\w.-]*$/;

function segmentsOf(path: string): string[] {
  const segments = path.split('/').slice(1);
  if (
    !path.startsWith('/') ||
    !segments.every((segment) => parameter.test(segment) || literal.test(segment))
  ) {
    throw new Error(
      `A route's path is made of words and {parameters} between slashes; this one is not: ${path}`,
    );
  }
  return segments;
}

/** Paths that match the same addresses have the same shape, whatever their parameters are called. */
function shapeOf(path: string): string {
  return `/${segmentsOf(path)
    .map((segment) => (parameter.test(segment) ? '{}' : segment))
    .join('/')}`;
}

/** Hono's spelling of a path. */
export function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function compare(one: string, other: string): number {
  const [left, right] = [segmentsOf(one), segmentsOf(other)];
  // Paths of different lengths never match the same address, so any order of them will do, if it is always the same.
  if (left.length !== right.length) return left.length - right.length;
  for (const [index, segment] of left.entries()) {
    const difference = Number(parameter.test(segment)) - Number(parameter.test(right[index] ?? ''));
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * The order to register routes in. Hono takes the first that matches, so `/{platform}/{id}` would swallow
 * `/test/{id}` if it came first: here a word always comes before a parameter in its place.
 */
export function sortRoutes(routes: readonly Route[]): Route[] {
  const taken = new Set<string>();
  for (const { method, path } of routes) {
    const shape = `${method} ${shapeOf(path)}`;
    if (taken.has(shape)) throw new Error(`Two routes answer ${shape}`);
    taken.add(shape);
  }
  return routes.toSorted((one, other) => compare(one.path, other.path));
}

/** Finds the methods that an address knows; none if there is nothing at all. */
export function allowedMethods(routes: readonly Route[]): (path: string) => string[] {
  const patterns = routes.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${shapeOf(path).replaceAll('.', '\\.').replaceAll('{}', '[^/]+')}$`),
  }));
  return (path) => {
    const methods = new Set<string>(
      patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method),
    );
    // Every GET answers HEAD too.
    return methods.has('GET') ? [...methods, 'HEAD'] : [...methods];
  };
}
