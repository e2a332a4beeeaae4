import type { PlatformRequest, Setting } from '../platform.ts';

/** Where the Graph API is and which version of it is called; the same for every platform of Meta. */
export const graphSettings = {
  graph_url: {
    env: 'PARLEY_GRAPH_URL',
    default: 'https://graph.facebook.com',
    help: 'Base URL of the Graph API, without a version.',
  },
  graph_version: {
    env: 'PARLEY_GRAPH_VERSION',
    // The newest version; each lives about two years: https://developers.facebook.com/docs/graph-api/changelog
    default: 'v26.0',
    help: 'Version of the Graph API that is called.',
  },
  app_secret_proof: {
    env: 'PARLEY_APP_SECRET_PROOF',
    default: 'off',
    help: '`on`: calls carry appsecret_proof, which apps with the setting "Require App Secret" demand.',
  },
} as const satisfies Record<string, Setting>;

/** A path of the Graph API with its version: `/v26.0/1234/messages`. */
export function graphPath(settings: Readonly<Record<string, string>>, ...segments: string[]): string {
  const version = settings.graph_version || graphSettings.graph_version.default;
  return `/${[version, ...segments].map(encodeURIComponent).join('/')}`;
}

/** A `GET` of the Graph API with its query. */
export function graphGet(path: string, query: Readonly<Record<string, string>> = {}): PlatformRequest {
  const search = new URLSearchParams(query).toString();
  return {
    method: 'GET',
    base: 'graph_url',
    path: search === '' ? path : `${path}?${search}`,
    headers: {},
  };
}

/** A `POST` of the Graph API with a JSON body, or without one. */
export function graphPost(path: string, body?: unknown): PlatformRequest {
  return { method: 'POST', base: 'graph_url', path, headers: {}, ...(body !== undefined && { body }) };
}
