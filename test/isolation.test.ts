import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from './conditions.ts';
import { databaseKinds, type TestDatabase } from './databases.ts';
import { type InProcessHub, startHubHere } from './in-process-hub.ts';
import { type Holdings, openHoldings } from './isolation/holdings.ts';
import { type Operation, readOperations } from './isolation/operations.ts';
import { plantAgent } from './isolation/planted.ts';
import { type Attempt, casesByRoute } from './isolation/refusals.ts';
import { type Call, callerOf, furnish, settle, type Tenant, type Things } from './isolation/tenants.ts';
import { type Simulated, simulate } from './simulated.ts';

const scopes = ['admin', 'send', 'inbox', 'read'];

/** The thing that a filter or a field of this name means. Ids that are no ids of ours are not in it. */
const meant: Readonly<Record<string, keyof Things>> = {
  account_id: 'account',
  contact_id: 'contact',
  conversation_id: 'conversation',
  message_id: 'message',
  member_id: 'member',
  assignee_id: 'member',
  run_id: 'run',
};

/** Names that end like ids of ours, with what they are instead. */
const foreignIds: Readonly<Record<string, string>> = {
  app_id: 'the platform’s id of an app',
  agent_run_id: 'a note of the caller’s',
  remove_secret_id: 'within the app of the path',
  flow_id: 'the platform’s id of a form',
  catalog_id: 'the platform’s id of a catalogue',
  media_id: 'the platform’s id of a file',
  platform_media_id: 'the platform’s id of a file',
  user_id: 'the platform’s id of a person',
  emoji_id: 'the platform’s id of an emoji',
  sticker_id: 'the platform’s id of a sticker',
  package_id: 'the platform’s id of a set of stickers',
};

describe.each(databaseKinds)('two workspaces on $kind', ({ create }) => {
  let place: TestDatabase;
  let hub: InProcessHub;
  let simulated: Simulated;
  let holdings: Holdings;
  let call: Call;
  let operations: Operation[];
  let north: Tenant & Furnished;
  let south: Tenant & Furnished;

  beforeAll(async () => {
    place = await create();
    simulated = await simulate();
    hub = await startHubHere({ PARLEY_DATABASE_URL: place.url, ...simulated.environment });
    call = callerOf(hub);
    operations = await readOperations(hub);
    north = await tenant('north');
    south = await tenant('south');
    holdings = await openHoldings(place);
    // Whatever they have started is over, so that nothing changes by itself from now on.
    for (const { id } of [north, south]) {
      await until(async () => (await holdings.dueJobs(id, Date.now())) === 0, 'the work to be done');
    }
  });

  afterAll(async () => {
    await holdings.close();
    await hub.stop();
    await simulated.stop();
    await place.drop();
  });

  async function tenant(name: string) {
    const settled = await settle(hub, name);
    const things = await furnish(call, simulated, settled);
    return { ...settled, things: { ...things, ...(await plantAgent(place, things)) } };
  }

  /** Tries something with a key of the south: nothing of the north may show or change. */
  async function attempt(method: string, { path, body, headers, status }: Attempt): Promise<void> {
    const before = await holdings.of(north.id);
    const key = path.startsWith('/api/v1/webhooks/whatsapp') ? null : south.key;
    const given = { ...(body !== undefined && { body }), ...(headers && { headers }) };
    const answer = await call(key, method, path, given);
    expect([method, path, answer.status, answer.text]).toEqual([method, path, status, answer.text]);
    expect([method, path, secretsIn(answer.text, [path, JSON.stringify(body ?? '')])]).toEqual([
      ...[method, path],
      [],
    ]);
    expect([method, path, await holdings.of(north.id)]).toEqual([method, path, before]);
  }

  /** What an answer shows of the north that was not in the question. */
  function secretsIn(text: string, asked: readonly string[]): string[] {
    // A number of few digits stands everywhere.
    const { cursor: _, ...things } = north.things;
    return Object.values(things).filter(
      (thing) => text.includes(thing) && !asked.some((question) => question.includes(thing)),
    );
  }

  it('have a case for every route', () => {
    const routes = operations.map(({ method, path }) => `${method} ${path}`);
    expect([...casesByRoute.keys()].toSorted()).toEqual(routes.toSorted());
  });

  it('have a case for every id that a body may name', () => {
    for (const { method, path, bodyFields } of operations) {
      const attempts = attemptsAt({ method, path }, north, south);
      const tried = attempts.flatMap(({ body }) => [...keysIn(body)]);
      const ids = bodyFields.filter((name) => name.endsWith('_id') && !(name in foreignIds));
      expect([method, path, ids.filter((name) => !tried.includes(name))]).toEqual([method, path, []]);
    }
  });

  it('let nobody in without a valid key, or without the scope', async () => {
    const made = new Map<string, string>();
    for (const scope of scopes) {
      const others = scopes.filter((other) => other !== scope && other !== 'admin');
      const { text } = await call(south.key, 'POST', '/api/v1/keys', {
        body: { name: `all but ${scope}`, scopes: others },
      });
      made.set(scope, JSON.parse(text).key);
    }
    const revoked = JSON.parse(
      (await call(south.key, 'POST', '/api/v1/keys', { body: { name: 'old', scopes: ['admin'] } })).text,
    );
    await call(south.key, 'DELETE', `/api/v1/keys/${revoked.id}`);
    for (const { method, path, scope } of operations) {
      if (scope === null) continue;
      const url = path.replace(/\{[^}]*\}/g, 'any');
      const keys = [null, 'parley_unknown', revoked.key, made.get(scope) ?? ''];
      const statuses: number[] = [];
      for (const key of keys) statuses.push((await call(key, method, url)).status);
      expect([method, path, ...statuses]).toEqual([method, path, 401, 401, 401, 403]);
    }
  });

  it('see, change and start nothing of each other', async () => {
    for (const operation of operations) {
      for (const one of attemptsAt(operation, north, south)) await attempt(operation.method, one);
    }
  });

  it('find nothing by filters that name what the other has', async () => {
    for (const { method, path, queryNames } of operations) {
      for (const name of queryNames.filter((one) => one.endsWith('_id'))) {
        const thing = meant[name];
        expect([method, path, name, thing]).toEqual([method, path, name, expect.any(String)]);
        const query = new URLSearchParams({ [name]: thing ? north.things[thing] : '' });
        if (path.endsWith('/stream')) query.set('after', '0');
        if (queryNames.includes('q')) query.set('q', 'hello');
        const { status, text } = await call(south.key, method, `${path}?${query}`);
        expect([path, name, [200, 404].includes(status)]).toEqual([path, name, true]);
        expect([path, name, secretsIn(text, [query.toString()])]).toEqual([path, name, []]);
      }
    }
  });

  it('go on in no list from where the other stopped', async () => {
    for (const { method, path, queryNames } of operations) {
      if (!queryNames.includes('cursor') || path.includes('{')) continue;
      const first = await call(north.key, method, `${path}?limit=1`);
      const { next_cursor: cursor } = JSON.parse(first.text);
      if (cursor === null) continue;
      const { text } = await call(south.key, method, `${path}?limit=200&cursor=${cursor}`);
      expect([path, secretsIn(text, [])]).toEqual([path, []]);
    }
  });

  it('cannot be chosen by any key but the installation’s', async () => {
    for (const named of ['north', north.id, 'nowhere']) {
      const headers = { 'parley-workspace': named };
      const answer = await call(south.key, 'GET', '/api/v1/conversations', { headers });
      expect([named, answer.status, JSON.parse(answer.text).code]).toEqual([named, 403, 'foreign_workspace']);
      const { status, body } = await hub.api('GET', '/api/v1/conversations', undefined, headers);
      const found = JSON.stringify(body).includes(north.things.conversation);
      expect([named, status, found]).toEqual(named === 'nowhere' ? [named, 404, false] : [named, 200, true]);
    }
    const own = { headers: { 'parley-workspace': 'south' } };
    expect((await call(south.key, 'GET', '/api/v1/conversations', own)).status).toBe(200);
  });

  it('answer no message of the other: its id says as little as one of the platform', async () => {
    const { conversation } = south.things;
    const content = { type: 'text', text: 'An answer' };
    const body = { conversation_id: conversation, reply_to: north.things.message, content };
    const sent = JSON.parse((await call(south.key, 'POST', '/api/v1/messages', { body })).text);
    const { text } = await call(south.key, 'GET', `/api/v1/messages/${sent.id}`);
    const reply_to = { message_id: null, platform_message_id: north.things.message };
    expect(JSON.parse(text).reply_to).toEqual(reply_to);
  });

  it('may do with what is their own all that was refused, so that nothing was refused for another reason', async () => {
    const ordered = [...operations].sort((one, other) => lastness(one) - lastness(other));
    for (const operation of ordered) {
      const { method } = operation;
      const refused = attemptsAt(operation, south, south).filter(({ status }) => [404, 422].includes(status));
      // The same thing is deleted only once.
      for (const { path, body } of method === 'DELETE' ? refused.slice(0, 1) : refused) {
        const { status, text } = await call(south.key, method, path, body === undefined ? {} : { body });
        expect([method, path, status < 300, text]).toEqual([method, path, true, text]);
      }
    }
  });
});

interface Furnished {
  things: Things;
}

/** How somebody who holds what is of `own` tries a route for what is of `theirs`. */
function attemptsAt(
  { method, path }: Pick<Operation, 'method' | 'path'>,
  theirs: Furnished,
  own: Furnished,
): Attempt[] {
  const given = casesByRoute.get(`${method} ${path}`);
  return typeof given === 'function' ? given(theirs.things, own.things) : [];
}

/** What deletes comes last, and accounts at the very end. */
function lastness({ method, path }: Operation): number {
  return method === 'DELETE' ? 1 + Number(path.startsWith('/api/v1/accounts')) : 0;
}

/** The names of all fields in a body, on all levels. */
function* keysIn(body: unknown): Generator<string> {
  if (typeof body !== 'object' || body === null) return;
  for (const [key, value] of Object.entries(body)) {
    yield key;
    yield* keysIn(value);
  }
}
