import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import { Writer } from '../../src/database/writer.ts';
import { allows, type Caller, type Scope, scopes } from '../../src/workspaces/caller.ts';
import { Keys } from '../../src/workspaces/keys.ts';
import { Members } from '../../src/workspaces/members.ts';
import { manualClock } from '../clock.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { insertWorkspace } from './rows.ts';

function callerWith(...own: Scope[]): Caller {
  return {
    workspaceId: 'north',
    keyId: 'k',
    memberId: null,
    scopes: new Set(own),
    installation: false,
    requestsPerMinute: null,
  };
}

const admin = callerWith('admin');

describe.each(databaseKinds)('keys on $kind', ({ create }) => {
  let place: TestDatabase;
  let database: Database;
  let keys: Keys;
  let members: Members;

  beforeEach(async () => {
    place = await create();
    database = openDatabase(place.url, { pool: 10, onError: () => {} });
    await database.migrate();
    await database.transaction(async (transaction) => {
      await insertWorkspace(transaction, 'north');
      await insertWorkspace(transaction, 'south');
    });
    const clock = manualClock();
    keys = new Keys({ database, clock, installationKey: 'installation' });
    members = new Members({ database, writer: new Writer(database), clock });
  });

  afterEach(async () => {
    await database.close();
    await place.drop();
  });

  it.each<Scope[][]>([[['send']], [['read', 'inbox']], [['admin']], [[]]])(
    'of makers with %j can do no more than these',
    async (own) => {
      for (const scope of scopes) {
        const made = keys.create(callerWith(...own), { name: scope, scopes: ['read', scope] });
        const allowed = [scope, 'read' as const].every((wanted) => allows(callerWith(...own), wanted));
        if (allowed) expect((await made).row.scopes).toContain(scope);
        else await expect(made).rejects.toMatchObject({ status: 403, code: 'scope_beyond_own' });
      }
    },
  );

  it('are never left to a member who is removed while they are made', async () => {
    const profile = { name: 'Kai', locale: null, role: 'agent', teams: [] };
    for (let round = 0; round < 10; round++) {
      const { id } = await members.create('north', profile);
      const wanted = { name: 'late', scopes: ['read'], memberId: id } as const;
      const made = await Promise.allSettled([
        keys.create(admin, wanted),
        keys.create(admin, wanted),
        members.delete('north', id),
        keys.create(admin, wanted),
      ]);
      for (const result of made) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ status: 404 });
        else if (result.value) expect(await keys.authenticate(result.value.key, null)).toBeNull();
      }
    }
  });

  it('act for their member, in their own workspace only', async () => {
    const { id } = await members.create('north', { name: 'Kai', locale: null, role: 'agent', teams: [] });
    const { key, row } = await keys.create(admin, { name: 'k', scopes: ['send'], memberId: id });
    const caller = {
      workspaceId: 'north',
      keyId: row.id,
      memberId: id,
      installation: false,
      requestsPerMinute: null,
    };
    expect(await keys.authenticate(key, null)).toMatchObject(caller);
    expect(await keys.authenticate(key, 'north')).toMatchObject(caller);
    for (const named of ['south', 'nowhere', '']) {
      await expect(keys.authenticate(key, named)).rejects.toMatchObject({ code: 'foreign_workspace' });
    }
    await expect(
      keys.create({ ...admin, workspaceId: 'south' }, { name: 'k', scopes: ['send'], memberId: id }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(keys.revoke('south', row.id)).rejects.toMatchObject({ status: 404 });
    expect(await keys.authenticate(key, null)).not.toBeNull();
  });
});
