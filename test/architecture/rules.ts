import { posix } from 'node:path';
import type { Breach, Source } from './sources.ts';
import { computedSpecifier } from './sources.ts';

/** Which rooms a room may import; a room may always import itself. */
export type Walls = Readonly<Record<string, readonly string[]>>;

/** The room of a file: the longest path in the table that the file's path starts with. */
export function roomOf(path: string, walls: Walls): string | undefined {
  const rooms = Object.keys(walls).filter((room) => path.startsWith(room));
  return rooms.toSorted((one, other) => other.length - one.length)[0];
}

/** Imports that the table does not allow, and files that are in no room of it. */
export function wallBreaches(sources: readonly Source[], walls: Walls): Breach[] {
  const breaches: Breach[] = [];
  for (const { path, imports } of sources) {
    const room = roomOf(path, walls);
    if (room === undefined) {
      breaches.push({
        path,
        line: 1,
        rule: 'is in no room: give the room a row in test/architecture.test.ts',
      });
      continue;
    }
    for (const { specifier, file, line } of imports) {
      if (specifier === computedSpecifier) {
        breaches.push({ path, line, rule: 'a computed import hides what it imports: write the path' });
      }
      if (file === null) continue;
      const target = roomOf(file, walls) ?? file;
      if (target === room || walls[room]?.includes(target)) continue;
      breaches.push({ path, line, rule: `"${room}" must not import "${target}": ${specifier}` });
    }
  }
  return breaches;
}

/** Libraries beside the allowed ones. */
export function libraryBreaches(sources: readonly Source[], allowed: readonly string[]): Breach[] {
  return sources.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier, file }) => file === null && !allowed.includes(specifier))
      .map(({ specifier, line }) => ({
        path,
        line,
        rule: `"${specifier}" must not be imported here, only ${allowed.join(', ')}`,
      })),
  );
}

/** Files that import each other in a circle, for values or for types. */
export function circleBreaches(sources: readonly Source[]): Breach[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const graph = new Map(
    sources.map(({ path, imports }) => [path, imports.flatMap(({ file }) => (file === null ? [] : [file]))]),
  );
  return circlesIn(graph).map((circle) => {
    const [path = '', next = path] = circle;
    const line = byPath.get(path)?.imports.find(({ file }) => file === next)?.line ?? 1;
    return { path, line, rule: `imports in a circle: ${[...circle, path].join(' → ')}` };
  });
}

/** The circles that a walk through a graph meets: at least one if there is any. */
export function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const walk = (node: string, way: readonly string[]) => {
    const seenAt = way.indexOf(node);
    if (seenAt >= 0) circles.push(way.slice(seenAt));
    if (seenAt >= 0 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) walk(next, [...way, node]);
    done.add(node);
  };
  for (const node of graph.keys()) walk(node, []);
  return circles;
}

// What makes a result depend on anything but the arguments.
const impureNames = new Set([
  'Date.now',
  'Math.random',
  'console',
  'crypto.getRandomValues',
  'crypto.randomUUID',
  'fetch',
  'globalThis',
  'performance',
  'process',
  'randomBytes',
  'randomInt',
  'randomUUID',
  'setImmediate',
  'setInterval',
  'setTimeout',
]);

/** Uses of the clock, of chance, of the process or of the network. */
export function purityBreaches(sources: readonly Source[]): Breach[] {
  return sources.flatMap((source) => {
    const breaches: Breach[] = [];
    const add = (name: string, offset: number) =>
      breaches.push({
        path: source.path,
        line: source.lineOf(offset),
        rule: `must be pure, but uses ${name}`,
      });
    // `options.fetch` and `{ fetch: … }` are somebody's own names; `{ fetch }` is the global one.
    const ownNames = new Set<number>();
    const ownKey = (node: { key: { start: number }; computed: boolean }) => {
      if (!node.computed) ownNames.add(node.key.start);
    };
    source.visit({
      MemberExpression: (node) => {
        if (node.computed) return;
        ownNames.add(node.property.start);
        const name = node.object.type === 'Identifier' ? `${node.object.name}.${node.property.name}` : '';
        if (impureNames.has(name)) add(name, node.start);
      },
      Property: (node) => {
        if (!node.shorthand) ownKey(node);
      },
      MethodDefinition: ownKey,
      PropertyDefinition: ownKey,
      TSPropertySignature: ownKey,
      TSMethodSignature: ownKey,
      Identifier: ({ name, start }) => {
        if (impureNames.has(name) && !ownNames.has(start)) add(name, start);
      },
      NewExpression: ({ callee, arguments: given, start }) => {
        if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0) {
          add('new Date() without a time', start);
        }
      },
    });
    return breaches;
  });
}

/** Where a platform's name may stand: paths that a file may start with. */
export type Homes = Readonly<Record<string, readonly string[]>>;

/** Platforms' names in strings, names and import paths of files that must not know them. */
export function nameBreaches(sources: readonly Source[], homes: Homes): Breach[] {
  const foreign = (path: string) =>
    Object.keys(homes).filter((name) => !homes[name]?.some((home) => path.startsWith(home)));
  return sources.flatMap((source) => {
    const names = foreign(source.path);
    const breaches: Breach[] = [];
    const check = (text: string, offset: number, isIdentifier: boolean) => {
      for (const name of names.filter((name) => mentions(text, name, isIdentifier))) {
        const rule = `must not know the platform "${name}": ${JSON.stringify(text.slice(0, 60))}`;
        breaches.push({ path: source.path, line: source.lineOf(offset), rule });
      }
    };
    source.visit({
      Identifier: ({ name, start }) => check(name, start, true),
      PrivateIdentifier: ({ name, start }) => check(name, start, true),
      Literal: ({ value, raw, start }) =>
        check(typeof value === 'string' ? value : (raw ?? ''), start, false),
      TemplateElement: ({ value, start }) => check(value.raw, start, false),
    });
    return breaches;
  });
}

function mentions(text: string, name: string, isIdentifier: boolean): boolean {
  if (name !== 'line') return text.toLowerCase().includes(name);
  // An ordinary English word: only the name alone, in a path, or written as the brand is.
  return !isIdentifier && /^line$|(^|\/)line\/|(?<![A-Z])LINE(?![A-Z])/.test(text);
}

/** A limit that a share of all may pass, and one that none may. */
export interface SizeLimit {
  most: number;
  never: number;
  /** How many may be over `most`, from 0 to 1. */
  share: number;
}

interface Measured {
  path: string;
  line: number;
  /** What is measured, as the message calls it. */
  name: string;
  lines: number;
  /** Whether it counts for the share: small nameless things would make any share easy. */
  counts: boolean;
}

/** Files that are too long. */
export function fileSizeBreaches(sources: readonly Source[], limit: SizeLimit): Breach[] {
  const measured = sources.map(({ path, length }) => ({
    path,
    line: 1,
    name: 'the file',
    lines: length,
    counts: true,
  }));
  return sizeBreaches(measured, limit);
}

/** Functions that are too long; a method and a function held by a variable or property is one with a name. */
export function functionSizeBreaches(sources: readonly Source[], limit: SizeLimit): Breach[] {
  return sizeBreaches(sources.flatMap(functionsOf), limit);
}

function functionsOf(source: Source): Measured[] {
  const names = new Map<number, string>();
  const found: Measured[] = [];
  const named = (holder: { type: string; name?: unknown }, held: { start: number } | null) => {
    if (held) names.set(held.start, typeof holder.name === 'string' ? holder.name : 'a method');
  };
  const measure = ({ id, start, end }: { id: { name: string } | null; start: number; end: number }) => {
    const name = id?.name ?? names.get(start);
    const line = source.lineOf(start);
    const lines = source.lineOf(end) - line + 1;
    found.push({ path: source.path, line, name: name ?? 'a function', lines, counts: name !== undefined });
  };
  source.visit({
    VariableDeclarator: ({ id, init }) => named(id, init),
    Property: ({ key, value }) => named(key, value),
    PropertyDefinition: ({ key, value }) => named(key, value),
    MethodDefinition: ({ key, value }) => named(key, value),
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  });
  return found;
}

function sizeBreaches(measured: readonly Measured[], { most, never, share }: SizeLimit): Breach[] {
  const counted = measured.filter(({ counts }) => counts);
  const long = counted.filter(({ lines }) => lines > most);
  const tooMany = long.length > counted.length * share;
  const rank = `${long.length} of ${counted.length} are over ${most}, ${Math.floor(counted.length * share)} may be`;
  return measured
    .filter(({ lines, counts }) => lines > never || (tooMany && counts && lines > most))
    .toSorted((one, other) => other.lines - one.lines)
    .map(({ path, line, name, lines }) => ({
      path,
      line,
      rule: `${name} has ${lines} lines: ${lines > never ? `none may be over ${never}` : rank}`,
    }));
}

/** The type `any`, and comments that silence the compiler. */
export function typeBreaches(sources: readonly Source[]): Breach[] {
  return sources.flatMap((source) => {
    const offsets: [number, string][] = source.comments
      .filter(({ value }) => /@ts-(ignore|nocheck)/.test(value))
      .map(({ start }) => [start, 'must not silence the compiler with @ts-ignore or @ts-nocheck']);
    source.visit({ TSAnyKeyword: ({ start }) => void offsets.push([start, 'must not use the type any']) });
    return offsets.map(([offset, rule]) => ({ path: source.path, line: source.lineOf(offset), rule }));
  });
}

// Names that say nothing about what is inside, so that anything ends up there.
const emptyName = /^(.*-)?(types?|utils?|helpers?|common|managers?)$/;

/** Files and folders whose name says nothing. */
export function fileNameBreaches(sources: readonly Source[]): Breach[] {
  return sources.flatMap(({ path }) => {
    const parts = path.replace(/(\.test)?\.tsx?$/, '').split(posix.sep);
    const empty = parts.find((part) => emptyName.test(part));
    return empty === undefined
      ? []
      : [{ path, line: 1, rule: `"${empty}" says nothing: name what is inside` }];
  });
}
