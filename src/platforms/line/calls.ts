import type { PlatformRequest } from '../request.ts';

/** A `GET` of the LINE API. */
export function get(path: string): PlatformRequest {
  return { method: 'GET', base: 'line_url', path, headers: {} };
}

/** A `POST` of the LINE API with a JSON body. */
export function post(path: string, body: unknown, headers: Record<string, string> = {}): PlatformRequest {
  return withBody('POST', path, body, headers);
}

/** A `PUT` of the LINE API with a JSON body. */
export function put(path: string, body: unknown): PlatformRequest {
  return withBody('PUT', path, body, {});
}

function withBody(
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
  headers: Record<string, string>,
): PlatformRequest {
  return {
    method,
    base: 'line_url',
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  };
}
