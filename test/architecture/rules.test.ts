import { describe, expect, it } from 'vitest';
import {
  circleBreaches,
  fileNameBreaches,
  fileSizeBreaches,
  functionSizeBreaches,
  libraryBreaches,
  nameBreaches,
  purityBreaches,
  typeBreaches,
  wallBreaches,
} from './rules.ts';
import { type Breach, parseSource } from './sources.ts';

// A wall that finds nothing looks like a clean house: each rule is shown something that breaks it.

const places = (breaches: Breach[]) => breaches.map(({ path, line }) => `${path}:${line}`);
const read = (files: Record<string, string>) =>
  Object.entries(files).map(([path, text]) => parseSource(path, text));

describe('walls', () => {
  const walls = { 'ground.ts': [], 'low/': ['ground.ts'], 'low/deep/': [], 'high/': ['low/'] };

  it.each([
    ['a value', "import { x } from '../high/x.ts';"],
    ['a type', "import type { X } from '../high/x.ts';"],
    ['something that is handed on', "export { x } from '../high/x.ts';"],
    ['everything that is handed on', "export * from '../high/x.ts';"],
    ['an import when it runs', "const { x } = await import('../high/x.ts');"],
    ['a computed import', 'const { x } = await import("../high/" + name);'],
    ['a type where it stands', "type X = import('../high/x.ts').X;"],
    ['a room inside the room', "import { x } from './deep/x.ts';"],
    ['a file in no room', "import { x } from '../elsewhere.ts';"],
  ])('stop %s', (_, text) => {
    expect(places(wallBreaches(read({ 'low/y.ts': `\n${text}` }), walls))).toEqual(['low/y.ts:2']);
  });

  it('let the allowed arrows, the own room and libraries through', () => {
    const text = "import '../low/x.ts'; import './x.ts'; import 'zod'; import 'node:fs';";
    expect(wallBreaches(read({ 'high/y.ts': text }), walls)).toEqual([]);
  });

  it('want a room for every file', () => {
    expect(places(wallBreaches(read({ 'new/x.ts': '' }), walls))).toEqual(['new/x.ts:1']);
  });

  it('allow only the named libraries where they are named', () => {
    const text = "import 'zod';\nimport 'node:fs';\nimport './x.ts';";
    expect(places(libraryBreaches(read({ 'x.ts': text }), ['zod']))).toEqual(['x.ts:2']);
  });
});

describe('circles', () => {
  it('are found through several files, types included', () => {
    const circle = read({
      'start.ts': "import './a.ts';",
      'a.ts': "\nimport './folder/b.ts';",
      'folder/b.ts': "import type { C } from '../c.ts';",
      'c.ts': "export * from './a.ts';",
    });
    expect(circleBreaches(circle)).toEqual([
      { path: 'a.ts', line: 2, rule: 'imports in a circle: a.ts → folder/b.ts → c.ts → a.ts' },
    ]);
  });

  it('are no two ways to the same file', () => {
    const files = {
      'a.ts': "import './b.ts'; import './c.ts';",
      'b.ts': "import './d.ts';",
      'c.ts': "import './d.ts';",
    };
    expect(circleBreaches(read({ ...files, 'd.ts': '' }))).toEqual([]);
  });
});

describe('purity', () => {
  it.each([
    'fetch("/")',
    'const call: typeof fetch = other',
    'const options = { fetch }',
    'Date.now()',
    'new Date()',
    'setTimeout(go, 1)',
    'process.env.HOME',
    'Math.random()',
    'globalThis.fetch("/")',
    'crypto.randomUUID()',
    "import { randomBytes } from 'node:crypto'",
  ])('ends with %s', (text) => {
    expect(purityBreaches(read({ 'x.ts': text }))).not.toEqual([]);
  });

  it.each([
    'new Date(ms).toISOString()',
    'options.fetch(url)',
    'const names = { fetch: 1, process() {} }',
    'interface Reader { fetch: string; process(): void }',
    '// fetch, Date.now()',
    'const text = "fetch"',
    "import { createHmac } from 'node:crypto'",
  ])('stays with %s', (text) => {
    expect(purityBreaches(read({ 'x.ts': text }))).toEqual([]);
  });
});

describe('names of platforms', () => {
  const homes = { pigeon: ['platforms/pigeon/', 'simulator/'], line: ['platforms/line/'] };

  it.each([
    'const pigeonPost = 1',
    'const url = "https://pigeon.example/"',
    'const title = `Pigeon Post`',
    'type Name = "pigeon" | "owl"',
    'const isIt = /pigeon/i.test(name)',
    'class Post { #pigeons = 1 }',
    "import { x } from './pigeon/index.ts'",
    "if (name === 'line') send()",
    "import { x } from './line/index.ts'",
    "const env = 'PARLEY_LINE_URL'",
    "const text = 'LINE shows no echoes'",
  ])('are seen in: %s', (text) => {
    expect(nameBreaches(read({ 'platforms/owl/x.ts': text }), homes)).not.toEqual([]);
  });

  it.each([
    '// pigeon, LINE and owl',
    'const line = lines[0]; const lineLength = line.length',
    "const text = 'on the next line, ONLINE'",
  ])('are not seen in: %s', (text) => {
    expect(nameBreaches(read({ 'platforms/owl/x.ts': text }), homes)).toEqual([]);
  });

  it('may stand at home', () => {
    const files = { 'platforms/pigeon/x.ts': 'const pigeon = 1', 'simulator/x.ts': 'const pigeon = 1' };
    expect(nameBreaches(read(files), homes)).toEqual([]);
  });
});

describe('sizes', () => {
  const limit = { most: 2, never: 4, share: 0.5 };
  const lines = (count: number) => '1;\n'.repeat(count);

  it('stop a file over the last limit', () => {
    const files = read({ 'a.ts': lines(5), 'b.ts': lines(4), 'c.ts': lines(2) });
    expect(fileSizeBreaches(files, { ...limit, share: 1 })).toEqual([
      { path: 'a.ts', line: 1, rule: 'the file has 5 lines: none may be over 4' },
    ]);
  });

  it('stop too many files over the first limit, and only then', () => {
    const files = { 'a.ts': lines(3), 'b.ts': lines(3), 'c.ts': lines(2) };
    const rule = 'the file has 3 lines: 2 of 3 are over 2, 1 may be';
    expect(fileSizeBreaches(read(files), limit).map((breach) => breach.rule)).toEqual([rule, rule]);
    expect(fileSizeBreaches(read({ ...files, 'd.ts': lines(2) }), limit)).toEqual([]);
  });

  it.each([
    ['function f() {\n1;\n2;\n3;\n}', 'f'],
    ['const f = () => {\n1;\n2;\n3;\n};', 'f'],
    ['class C { f() {\n1;\n2;\n3;\n} }', 'f'],
    ['class C { f = async () => {\n1;\n2;\n3;\n}; }', 'f'],
    ['class C { #f() {\n1;\n2;\n3;\n} }', 'f'],
    ['const o = { f: () => {\n1;\n2;\n3;\n} };', 'f'],
    ['go(() => {\n1;\n2;\n3;\n});', 'a function'],
  ])('stop a long function: %j', (text, name) => {
    expect(functionSizeBreaches(read({ 'x.ts': `\n${text}` }), limit)).toEqual([
      { path: 'x.ts', line: 2, rule: `${name} has 5 lines: none may be over 4` },
    ]);
  });

  it('count only functions with a name for the share', () => {
    const files = read({ 'x.ts': 'const f = () => {\n1;\n}; go(() => 1); go(() => 2);' });
    expect(places(functionSizeBreaches(files, limit))).toEqual(['x.ts:1']);
  });
});

it.each([
  'let x: any',
  'const x = y as any',
  'const x: Map<string, any> = y',
  '// @ts-ignore',
  '/* @ts-nocheck */',
])('a hole in the types: %s', (text) => {
  expect(places(typeBreaches(read({ 'x.ts': `\n${text}` })))).toEqual(['x.ts:2']);
});

it('names that say nothing', () => {
  const named = ['a/types.ts', 'utils.ts', 'a/string-helpers.test.ts', 'common/a.ts', 'a/session-manager.ts'];
  const good = ['a/message.ts', 'a/type-check.ts', 'a/commonplace.ts'];
  const files = read(Object.fromEntries([...named, ...good].map((path) => [path, ''])));
  expect(fileNameBreaches(files).map(({ path }) => path)).toEqual(named);
});
