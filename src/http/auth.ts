import { Problem } from '../errors.ts';
import { type Authenticate, allows, type Caller, type Credential, type Scope } from '../workspaces/caller.ts';
import { refuseForeignChange, sessionOf } from './session-cookie.ts';

export { type Authenticate, type Caller, type Credential, type Scope, scopes } from '../workspaces/caller.ts';

/** The header with which the installation's key names the workspace to act in. */
export const workspaceHeader = 'parley-workspace';

function unauthorised(detail: string, challenge: string): Problem {
  return new Problem({
    status: 401,
    code: 'unauthorized',
    detail,
    fix: 'Send a valid key in the header "Authorization: Bearer <key>", or sign in (POST /api/v1/session).',
    // https://www.rfc-editor.org/rfc/rfc6750#section-3: no error code when no key was given at all.
    headers: { 'www-authenticate': challenge },
  });
}

/** A key goes before a cookie: whoever sends one means it. */
function credentialOf(request: Request): Credential {
  const given = request.headers.get('authorization');
  if (given !== null) return { key: bearerKey(given) };
  const session = sessionOf(request.headers);
  if (session === null) throw unauthorised('No key was given.', 'Bearer');
  refuseForeignChange(request);
  return { session };
}

function bearerKey(given: string): string {
  const key = /^Bearer +(\S+) *$/i.exec(given)?.[1];
  if (key === undefined) {
    throw unauthorised('The Authorization header is not of the form "Bearer <key>".', 'Bearer');
  }
  return key;
}

/** The caller of a request, if its key or session is valid; else the problem that says why not. */
export async function identify(request: Request, authenticate: Authenticate): Promise<Caller> {
  const credential = credentialOf(request);
  const caller = await authenticate(credential, request.headers.get(workspaceHeader));
  if (caller !== null) return caller;
  throw 'key' in credential
    ? unauthorised('The key is not known, or was revoked.', 'Bearer error="invalid_token"')
    : unauthorised('The session has ended, or its key was revoked.', 'Bearer error="invalid_token"');
}

/** The caller of a request who may do this; else the problem that says why not. */
export async function authorise(request: Request, scope: Scope, authenticate: Authenticate): Promise<Caller> {
  const caller = await identify(request, authenticate);
  if (!allows(caller, scope)) {
    throw new Problem({
      status: 403,
      code: 'missing_scope',
      detail: `This key lacks the scope "${scope}"; it has ${[...caller.scopes].join(', ') || 'none'}.`,
      fix: `Use a key with the scope "${scope}" or "admin".`,
      headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
    });
  }
  return caller;
}
