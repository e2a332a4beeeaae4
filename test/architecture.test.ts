import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  circleBreaches,
  circlesIn,
  fileNameBreaches,
  fileSizeBreaches,
  functionSizeBreaches,
  type Homes,
  libraryBreaches,
  nameBreaches,
  purityBreaches,
  typeBreaches,
  type Walls,
  wallBreaches,
} from './architecture/rules.ts';
import { type Breach, readSources, sourceRoot, webRoot } from './architecture/sources.ts';

const files = readSources();
const sources = files.filter(({ isTest }) => !isTest);
const webFiles = readSources(webRoot);

// A new platform is one folder and one line in platforms/index.ts; only one more of Meta's is named here too.
const metaPlatforms = ['messenger', 'instagram', 'whatsapp'];
const platforms = [
  ...new Set(sources.flatMap(({ path }) => path.match(/^platforms\/(\w+)\//)?.[1] ?? [])),
].filter((name) => name !== 'meta');
const platformRooms = platforms.map((name) => `platforms/${name}/`);

const ground = ['errors.ts', 'clock.ts', 'identifier.ts', 'storable.ts'];
const normalForm = 'conversations/content.ts';
const base = [...ground, 'telemetry/', 'database/', 'platforms/'];
const business = [...base, normalForm, 'events/', 'accounts/', 'conversations/'];

/**
 * The walls of the house: each room, and the rooms it may import beside itself. A room is a folder, a file or
 * the beginning of file names below `src`; a file belongs to the longest one that fits. What is not written
 * here is forbidden, so a new arrow is a decision made in this table.
 */
const walls: Walls = {
  // The ground knows nobody.
  'errors.ts': [],
  'clock.ts': [],
  'identifier.ts': [],
  'storable.ts': [],
  'version.ts': [],
  'telemetry/': [],
  'network/': [],

  // Data and durable work know nothing of messages.
  'database/': ground,
  'work/': [...ground, 'database/'],

  // Platforms are made of the normal form of content and the contract, and of nothing else.
  [normalForm]: [],
  'platforms/': [normalForm, 'errors.ts'],
  'platforms/meta/': ['platforms/', normalForm, 'errors.ts'],
  ...Object.fromEntries(
    platforms.map((name) => [
      `platforms/${name}/`,
      ['platforms/', normalForm, 'errors.ts', ...(metaPlatforms.includes(name) ? ['platforms/meta/'] : [])],
    ]),
  ),
  'platforms/index.ts': ['platforms/', ...platformRooms],
  'media/storage/': [],
  config: ['platforms/', 'media/storage/'],

  // The business, from the bottom up. Who calls is a word that also http/ needs.
  'workspaces/caller.ts': [],
  'workspaces/': [...base, 'workspaces/caller.ts'],
  'events/': base,
  'accounts/': [...base, 'events/', 'work/'],
  'conversations/': [...base, normalForm, 'events/'],
  'outbound/outcome.ts': ['errors.ts', 'work/'],
  'media/': [...business, 'work/', 'network/', 'media/storage/'],
  'outbound/': [...business, 'work/', 'media/', 'outbound/outcome.ts'],
  // What platforms have approved beforehand; webhooks about it are applied while they are taken in.
  'templates/': [...business, 'work/'],
  'inbound/': [...business, 'work/', 'media/', 'outbound/', 'templates/'],
  // Erasing people reaches into everything that holds something of them, and nothing of that knows of it.
  // The business's endpoints follow the event log; nothing else knows of them.
  'consumers/': [...base, 'accounts/', 'events/', 'work/', 'network/'],
  // The agent: what it is told, understands, knows and says. The routes and the hub alone know of it.
  'agent/model/': [...ground, 'telemetry/', 'database/', 'events/', 'network/'],
  'agent/': [
    ...business,
    'work/',
    'media/',
    'media/storage/',
    'outbound/',
    'templates/',
    'network/',
    'search/',
    'agent/model/',
  ],
  'search/': [...ground, 'database/'],
  // Messages and people by what they say: follows the event log; only its route knows of it.
  'message-search/': [...business, normalForm, 'search/'],
  'privacy/': [...business, 'work/', 'media/', 'media/storage/', 'outbound/', 'inbound/'],

  // Pages that are printed from data, for people to read.
  'reference/': ['errors.ts', normalForm, 'platforms/', 'outbound/outcome.ts'],

  // HTTP itself knows no business; its routes are where the two meet. Answers to repeated requests are stored.
  'http/idempotency.ts': [...ground, 'http/', 'workspaces/caller.ts', 'database/'],
  'http/': [...ground, 'telemetry/', 'workspaces/caller.ts'],
  'http/routes/': [
    ...business,
    'http/idempotency.ts',
    'workspaces/',
    'workspaces/caller.ts',
    'inbound/',
    'outbound/',
    'outbound/outcome.ts',
    'consumers/',
    'agent/',
    'agent/model/',
    'search/',
    'message-search/',
    'media/',
    'media/storage/',
    'templates/',
    'network/',
    'privacy/',
    'reference/',
    'http/',
  ],

  // Only hub.ts knows which platforms there are, and it knows no simulator.
  hub: [
    ...business,
    ...['workspaces/', 'work/', 'inbound/', 'outbound/', 'privacy/', 'consumers/', 'media/', 'templates/'],
    ...['agent/', 'agent/model/', 'search/', 'message-search/'],
    ...['http/', 'http/idempotency.ts', 'http/routes/', 'network/'],
    ...['platforms/index.ts', 'config', 'version.ts'],
  ],
  'simulator/': ['clock.ts'],

  // The command line starts a hub and a simulator, else it speaks HTTP to them. The settings that platforms
  // declare are read before there is a hub.
  'commands/platform-settings.ts': ['platforms/index.ts', 'config'],
  'commands/installation-key.ts': ['config', 'workspaces/'],
  // It puts the console where the hub looks for it.
  'commands/console-build.ts': ['http/'],
  'commands/reference-pages.ts': ['platforms/index.ts', 'reference/'],
  'commands/': [
    ...[...base, normalForm, 'workspaces/', 'hub', 'simulator/'],
    ...['config', 'version.ts', 'commands/platform-settings.ts', 'commands/installation-key.ts'],
    ...['commands/reference-pages.ts', 'commands/console-build.ts'],
  ],
  'main.ts': ['commands/'],

  // The client is for other people's programs: it knows nothing of the hub but its documents.
  'client/': [],
  // A hub inside another program.
  'library.ts': [
    ...['hub', 'config', 'client/', 'events/', 'workspaces/'],
    ...['commands/installation-key.ts', 'commands/platform-settings.ts'],
  ],
};

const platformLibraries = ['zod', 'node:crypto', 'node:buffer'];

// A hub without an agent starts without them.
const slowLibraries = /^(ai|@ai-sdk\/.*|unpdf|html-to-text)$/;

const platformFiles = [
  ...['index.ts', 'credentials.ts', 'limits.ts', 'payload.ts', 'webhook.ts'],
  ...['send.ts', 'policy.ts', 'errors.ts', 'account.ts', 'media-transfer.ts', 'sample.ts', 'fixtures'],
  'content-rules.ts',
];

/** Where a platform's name may stand. The simulator plays the platforms, so it knows them all. */
const nameHomes: Homes = {
  ...Object.fromEntries(
    [...new Set([...platforms, ...metaPlatforms])].map((name) => [
      name,
      // What Meta's platforms share speaks of them.
      homesOf(`platforms/${name}/`, ...(metaPlatforms.includes(name) ? ['platforms/meta/'] : [])),
    ]),
  ),
  // Also the family's own name, in its addresses.
  facebook: homesOf('platforms/meta/', ...metaPlatforms.map((name) => `platforms/${name}/`)),
};

function homesOf(...folders: string[]): string[] {
  return [...folders, 'platforms/index.ts', 'simulator/'];
}

/** Catalogues that are data: long because there is much of it, and nothing in them to get lost in. */
const catalogues = [
  ...['platforms/*/errors.ts', 'simulator/*/error-catalogue.ts'],
  ...['database/migrations/*.ts', 'client/api.ts'],
];

const fileSize = { most: 250, never: 400, share: 0.05 };
// Markup takes a line for each attribute, and is read from top to bottom.
const markupSize = { most: 60, never: 80, share: 0.05 };
const functionSize = { most: 40, never: 80, share: 0.05 };

/** Each breach on a line of its own, so that a failed test reads as a list of what to mend. */
function hold(breaches: readonly Breach[], root = 'src'): void {
  expect(breaches.map(({ path, line, rule }) => `${root}/${path}:${line} ${rule}`)).toEqual([]);
}

const inPlatforms = sources.filter(
  ({ path }) => path.startsWith('platforms/') && path !== 'platforms/index.ts',
);

describe('the walls', () => {
  it('stand as in the table', () => hold(wallBreaches(sources, walls)));

  it('are a table without circles, and every arrow leads to a room', () => {
    expect(circlesIn(new Map(Object.entries(walls)))).toEqual([]);
    expect(
      Object.values(walls)
        .flat()
        .filter((room) => !(room in walls)),
    ).toEqual([]);
  });

  it('leave no two files importing each other in a circle', () => hold(circleBreaches(sources)));
});

describe('platforms', () => {
  it('use no library that could reach the outside', () =>
    hold(libraryBreaches(inPlatforms, platformLibraries)));

  it('are pure', () => hold(purityBreaches(inPlatforms)));

  it('are named nowhere else', () => hold(nameBreaches(sources, nameHomes)));

  it('all have the same files', () => {
    const wanted = platformRooms.flatMap((room) => platformFiles.map((file) => room + file));
    expect(wanted.filter((path) => !existsSync(join(sourceRoot, path)))).toEqual([]);
  });
});

describe('libraries that take long to load', () => {
  it('are loaded when they are needed', () => {
    const atOnce = sources.flatMap(({ path, imports }) =>
      imports
        .filter((asked) => asked.atOnce && slowLibraries.test(asked.specifier))
        .map(({ specifier, line }) => ({ path, line, rule: `loads ${specifier} though nobody may need it` })),
    );
    hold(atOnce);
  });
});

describe('sizes', () => {
  const isCatalogue = (path: string) => catalogues.some((glob) => posix.matchesGlob(path, glob));
  const measured = sources.filter(({ path }) => !isCatalogue(path));

  it('of files stay small', () => hold(fileSizeBreaches(measured, fileSize)));

  it('of functions stay small', () => hold(functionSizeBreaches(measured, functionSize)));
});

describe('every file, tests too', () => {
  it('is typed without holes', () => hold(typeBreaches(files)));

  it('has a name that says what is inside', () => hold(fileNameBreaches(files)));
});

describe('the console', () => {
  // What it says in two languages is data.
  const measured = webFiles.filter(({ path, isTest }) => !isTest && !path.endsWith('/words.ts'));
  const holdConsole = (breaches: readonly Breach[]) => hold(breaches, 'web/src');

  it('knows nothing of the hub but its client', () => {
    const foreign = webFiles.flatMap(({ path, imports }) =>
      imports
        .filter(({ file }) => file?.startsWith('..') && !file.startsWith('../../src/client/'))
        .map(({ specifier, line }) => ({ path, line, rule: `must not import ${specifier}` })),
    );
    holdConsole(foreign.filter(({ rule }) => !rule.endsWith('.svg')));
  });

  it('has no two files importing each other in a circle', () => holdConsole(circleBreaches(webFiles)));

  it('is made of small files', () => holdConsole(fileSizeBreaches(measured, fileSize)));

  it('is made of small functions', () => holdConsole(functionSizeBreaches(measured, markupSize)));

  it('is typed without holes', () => holdConsole(typeBreaches(webFiles)));

  it('names its files by what is inside', () => holdConsole(fileNameBreaches(webFiles)));
});
