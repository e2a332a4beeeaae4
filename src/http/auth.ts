import { Problem } from '../errors.ts';
import { type Authenticate, allows, type Caller, type Scope } from '../workspaces/caller.ts';

export { type Authenticate, type Caller, type Scope, scopes } from '../workspaces/caller.ts';

/** The header with which the installation's key names the workspace to act in. */
export const workspaceHeader = 'parley-workspace';

function unauthorised(detail: string, challenge: string): Problem {
  return new Problem({
    status: 401,
    code: 'unauthorized',
    detail,
    fix: 'Send a valid key in the header "Authorization: Bearer <key>".',
    // https://www.rfc-editor.org/rfc/rfc6750#section-3: no error code when no key was given at all.
    headers: { 'www-authenticate': challenge },
  });
}

function bearerKey(headers: Headers): string {
  const given = headers.get('authorization');
  if (given === null) throw unauthorised('No key was given.', 'Bearer');
  const key = /^Bearer +(\S+) *$/i.exec(given)?.[1];
  if (key === undefined) {
    throw unauthorised('The Authorization header is not of the form "Bearer <key>".', 'Bearer');
  }
  return key;
}

/** The caller of a request, if its key is valid and may do this; else the problem that says why not. */
export async function authorise(headers: Headers, scope: Scope, authenticate: Authenticate): Promise<Caller> {
  const caller = await authenticate(bearerKey(headers), headers.get(workspaceHeader));
  if (caller === null) {
    throw unauthorised('The key is not known, or was revoked.', 'Bearer error="invalid_token"');
  }
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
