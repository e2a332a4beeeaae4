import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { platforms } from '../../src/platforms/index.ts';
import { databaseKinds } from '../databases.ts';
import { expectations } from './fixture-events.ts';
import { judge } from './webhook-judge.ts';

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

// Each with a hub and a database of its own: what it leads to must not depend on what came before.
describe.each(databaseKinds)('a webhook to an empty hub on $kind', ({ create }) => {
  it.each(fixtures)('$platform/$name leads to what it says', async ({ platform, name, path }) => {
    const place = await create();
    try {
      const verdict = await judge(place, platform, readFileSync(path, 'utf8'));
      const {
        events,
        unsupported = [],
        unmatched = 0,
      } = expectations[platform]?.[name] ?? unwritten(platform, name);
      expect(verdict).toEqual({ status: 200, events, unsupported, unmatched, faults: [] });
    } finally {
      await place.drop();
    }
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
