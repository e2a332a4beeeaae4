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
const authenticate: Authenticate = async (key) => keys[key] ?? null;

describe('authorise', () => {
  it.each<[string, Scope]>([
    ['Bearer reader', 'read'],
    ['bearer  reader ', 'read'],
    ['Bearer boss', 'read'],
    ['Bearer boss', 'send'],
    ['Bearer boss', 'admin'],
  ])('lets %s do %s', async (authorization, scope) => {
    expect(await authorise(new Headers({ authorization }), scope, authenticate)).toMatchObject({
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
    const headers = new Headers(authorization === null ? {} : { authorization });
    await expect(authorise(headers, scope, authenticate)).rejects.toMatchObject(problem);
  });

  it('never repeats the key it refused', async () => {
    const refused = authorise(new Headers({ authorization: 'Bearer s3cret' }), 'read', authenticate);
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('s3cret') });
  });

  it('passes on the workspace that the installation acts in', async () => {
    const seen: (string | null)[] = [];
    const headers = new Headers({ authorization: 'Bearer boss', 'Parley-Workspace': 'acme' });
    await authorise(headers, 'read', async (_, workspace) => {
      seen.push(workspace);
      return callerWith('read');
    });
    expect(seen).toEqual(['acme']);
  });
});
