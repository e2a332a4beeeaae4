import { describe, expect, it } from 'vitest';
import { type Method, route } from './route.ts';
import { allowedMethods, sortRoutes } from './routing.ts';

function routeAt(method: Method, path: string) {
  return route({
    method,
    path,
    scope: 'public',
    summary: path,
    tags: [],
    answers: {},
    handle: () => new Response(),
  });
}

const paths = ['/{platform}/{id}', '/test/{id}', '/{platform}/verify', '/{platform}', '/test/verify', '/'];

describe('sortRoutes', () => {
  it.each([paths, paths.toReversed(), paths.toSorted()])(
    'puts words before parameters, from %s on',
    (...given) => {
      const sorted = sortRoutes(given.map((path) => routeAt('GET', path))).map(({ path }) => path);
      const longest = sorted.filter((path) => path.split('/').length === 3);
      expect(longest).toEqual(['/test/verify', '/test/{id}', '/{platform}/verify', '/{platform}/{id}']);
      expect(sorted).toHaveLength(paths.length);
    },
  );

  it('refuses two routes for one address', () => {
    const both = [routeAt('GET', '/a/{id}'), routeAt('GET', '/a/{name}')];
    expect(() => sortRoutes(both)).toThrow('GET /a/{}');
    expect(() => sortRoutes([routeAt('GET', '/a/{id}'), routeAt('POST', '/a/{name}')])).not.toThrow();
  });

  it.each(['a/b', '/a/{id}x', '/a/:id', '/a/*'])('refuses the path %s', (path) => {
    expect(() => sortRoutes([routeAt('GET', path)])).toThrow(path);
  });
});

describe('allowedMethods', () => {
  const methodsAt = allowedMethods([
    routeAt('GET', '/a/{id}'),
    routeAt('DELETE', '/a/{id}'),
    routeAt('POST', '/a/b'),
    routeAt('POST', '/x.json'),
  ]);
  it.each<[string, string[]]>([
    ['/a/1', ['GET', 'DELETE', 'HEAD']],
    ['/a/b', ['GET', 'DELETE', 'POST', 'HEAD']],
    ['/a', []],
    ['/a/1/2', []],
    ['/x.json', ['POST']],
    ['/xyjson', []],
  ])('at %s', (path, methods) => {
    expect(methodsAt(path)).toEqual(methods);
  });
});
