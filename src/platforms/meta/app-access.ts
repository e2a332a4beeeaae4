import type { CareInput } from '../account-care.ts';
import { ask, type Dialogue, type Reply } from '../dialogue.ts';
import type { PlatformRequest } from '../request.ts';
import { authoriseGraph } from './authorise.ts';

/** What every dialogue about an account of Meta knows. */
export type MetaInput = CareInput<{ app_id?: string | undefined }>;

/**
 * Asks in the name of the app itself, with `{app id}|{app secret}` as the token. During a rotation the older
 * secret may still be the one that works. Null when the app's id is not known.
 * https://developers.facebook.com/documentation/facebook-login/guides/access-tokens#apptokens
 */
export function* askAsApp(input: MetaInput, request: PlatformRequest): Dialogue<Reply | null> {
  const { app_id } = input.credentials;
  if (app_id === undefined) return null;
  let reply: Reply | null = null;
  for (const secret of input.secrets) {
    reply = yield* ask(authorised(request, `${app_id}|${secret}`, secret, input.settings));
    if (reply.ok || reply.failure.kind !== 'credentials') return reply;
  }
  return reply;
}

function authorised(
  request: PlatformRequest,
  token: string,
  secret: string,
  settings: MetaInput['settings'],
): PlatformRequest {
  const { headers, query } = authoriseGraph(token, [secret], settings);
  const separator = request.path.includes('?') ? '&' : '?';
  const path = query ? `${request.path}${separator}${new URLSearchParams(query)}` : request.path;
  return { ...request, path, headers: { ...request.headers, ...headers }, authorised: true };
}
