import { describe, expect, it } from 'vitest';
import { type Authenticate, authorise, type Caller, type Scope } from './auth.ts';

function callerWith(...scopes: Scope[]): Caller {
  return {
    workspaceId: 'w1',
    keyId: 'k1',
    memberId: null,
    scopes: new Set(scopes),
    installation: false,
    requestsPerMinute: null,
  };
}

const keys: Record<string, Caller> = {
  reader: callerWith('read'),
  boss: callerWith('admin'),
  mute: callerWith(),
};
const sessions: Record<string, Caller> = { 's.1': callerWith('inbox') };
const authenticate: Authenticate = async (given) =>
  ('key' in given ? keys[given.key] : sessions[given.session]) ?? null;

function requestWith(headers: Record<string, string>, method = 'GET'): Request {
  return new Request('http://hub.example/api/v1/things', { method, headers });
}

describe('authorise', () => {
  it.each<[string, Scope]>([
    ['Bearer reader', 'read'],
    ['bearer  reader ', 'read'],
    ['Bearer boss', 'read'],
    ['Bearer boss', 'send'],
    ['Bearer boss', 'admin'],
  ])('lets %s do %s', async (authorization, scope) => {
    expect(await authorise(requestWith({ authorization }), scope, authenticate)).toMatchObject({
      keyId: 'k1',
    });
  });

  it.each<[string | null, Scope, object]>([
    [null, 'read', { status: 401, headers: { 'www-authenticate': 'Bearer' } }],
    ['Basic cmVhZGVy', 'read', { status: 401, headers: { 'www-authenticate': 'Bearer' } }],
    ['Bearer', 'read', { status: 401 }],
    [
      'Bearer nobody',
      'read',
      { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } },
    ],
    [
      'Bearer reader',
      'send',
      { status: 403, code: 'missing_scope', message: expect.stringContaining('"send"; it has read') },
    ],
    ['Bearer reader', 'admin', { status: 403 }],
    ['Bearer mute', 'read', { status: 403, message: expect.stringContaining('it has none') }],
  ])('refuses %s for %s', async (authorization, scope, problem) => {
    const request = requestWith(authorization === null ? {} : { authorization });
    await expect(authorise(request, scope, authenticate)).rejects.toMatchObject(problem);
  });

  it('never repeats the key it refused', async () => {
    const refused = authorise(requestWith({ authorization: 'Bearer s3cret' }), 'read', authenticate);
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('s3cret') });
  });

  it('passes on the workspace that the installation acts in', async () => {
    const seen: (string | null)[] = [];
    const request = requestWith({ authorization: 'Bearer boss', 'Parley-Workspace': 'acme' });
    await authorise(request, 'read', async (_, workspace) => {
      seen.push(workspace);
      return callerWith('read');
    });
    expect(seen).toEqual(['acme']);
  });
});

describe('a session', () => {
  const cookie = 'theme=dark; parley_session=s.1';
  const origin = 'http://hub.example';

  it.each<[string, Record<string, string>, string]>([
    ['to read', {}, 'GET'],
    ['to change from a page of the hub', { origin, 'content-type': 'application/json' }, 'POST'],
    ['to change without a body', { origin }, 'DELETE'],
    ['to send a file', { origin, 'content-type': 'application/octet-stream' }, 'POST'],
    [
      'to change behind a proxy of another name',
      { origin: 'https://parley.example', 'sec-fetch-site': 'same-origin' },
      'PATCH',
    ],
  ])('is enough %s', async (_, headers, method) => {
    const request = requestWith({ cookie, ...headers }, method);
    expect(await authorise(request, 'inbox', authenticate)).toMatchObject({ keyId: 'k1' });
  });

  it.each<[string, Record<string, string>, object]>([
    ['from a page of another site', { origin: 'http://evil.example' }, { code: 'foreign_origin' }],
    ['from another port', { origin: 'http://hub.example:81' }, { code: 'foreign_origin' }],
    ['from a page without an origin', { origin: 'null' }, { code: 'foreign_origin' }],
    ['from no page', {}, { code: 'foreign_origin' }],
    ['as a form', { origin, 'content-type': 'text/plain; charset=utf-8' }, { status: 415 }],
    ['beyond its scopes', { origin, cookie: 'parley_session=s.1' }, { code: 'missing_scope' }],
    ['that has ended', { origin, cookie: 'parley_session=s.2' }, { status: 401 }],
  ])('changes nothing %s', async (_, headers, problem) => {
    const refused = authorise(requestWith({ cookie, ...headers }, 'POST'), 'admin', authenticate);
    await expect(refused).rejects.toMatchObject(problem);
  });

  it('gives way to a key', async () => {
    const request = requestWith({ cookie, authorization: 'Bearer boss' }, 'POST');
    expect(await authorise(request, 'admin', authenticate)).toMatchObject({ keyId: 'k1' });
  });
});
