import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { platforms } from '../../src/platforms/index.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { expectations } from './fixture-events.ts';
import { type Judge, startJudge } from './webhook-judge.ts';

const source = join(import.meta.dirname, '../../src/platforms');
const fixtures = platforms.flatMap(({ name: platform }) =>
  readdirSync(join(source, platform, 'fixtures'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      platform,
      name: file.replace('.json', ''),
      path: join(source, platform, 'fixtures', file),
    })),
);

// Each in a workspace of its own: what it leads to must not depend on what came before.
describe.each(databaseKinds)('a webhook to an empty workspace on $kind', ({ create }) => {
  let place: TestDatabase;
  let judge: Judge;

  beforeAll(async () => {
    place = await create();
    judge = await startJudge(place);
  });
  afterAll(async () => {
    await judge.stop();
    await place.drop();
  });

  it.each(fixtures)('$platform/$name leads to what it says', async ({ platform, name, path }) => {
    const verdict = await judge.judge(platform, readFileSync(path, 'utf8'));
    const {
      events,
      unsupported = [],
      unmatched = 0,
    } = expectations[platform]?.[name] ?? unwritten(platform, name);
    expect(verdict).toEqual({ status: 200, events, unsupported, unmatched, faults: [] });
  });
});

it('expects nothing of fixtures that are gone', () => {
  const written = Object.entries(expectations).flatMap(([platform, names]) =>
    Object.keys(names).map((name) => `${platform}/${name}`),
  );
  expect(written.toSorted()).toEqual(fixtures.map(({ platform, name }) => `${platform}/${name}`).toSorted());
});

function unwritten(platform: string, name: string): never {
  throw new Error(`fixture-events.ts does not say what ${platform}/${name} leads to.`);
}
