import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ParseResult, parseSync, Visitor, type VisitorObject } from 'oxc-parser';

/** What this test reads: every TypeScript file under `src`. */
export const sourceRoot = fileURLToPath(new URL('../../src/', import.meta.url));

/** The console's own files, which the browser runs. */
export const webRoot = fileURLToPath(new URL('../../web/src/', import.meta.url));

/** Something one file asks of another, or of a library. */
export interface Import {
  /** As it is written. */
  specifier: string;
  /** The file below `src` that a relative path means; null for a library. */
  file: string | null;
  line: number;
  /** It is loaded with the file: no type, and not asked for when it is needed. */
  atOnce: boolean;
}

/** A parsed file. */
export interface Source {
  /** Below `src`, with forward slashes: `work/jobs.ts`. */
  path: string;
  isTest: boolean;
  /** How many lines it has. */
  length: number;
  imports: Import[];
  comments: ParseResult['comments'];
  lineOf(offset: number): number;
  visit(visitor: VisitorObject): void;
}

/** A place that breaks a rule. */
export interface Breach {
  path: string;
  line: number;
  rule: string;
}

/** All sources below a folder, those of the hub if no other is named. */
export function readSources(root = sourceRoot): Source[] {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path));
  return paths.toSorted().map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

/** One file, from its path below `src` and its text. */
export function parseSource(path: string, text: string): Source {
  const { program, module, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error) throw new Error(`src/${path} cannot be parsed: ${error.message}`);
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  const lineOf = (offset: number) => starts.findLastIndex((start) => start <= offset) + 1;
  const source: Source = {
    path,
    isTest: /\.test\.tsx?$/.test(path),
    length: text.endsWith('\n') ? starts.length - 1 : starts.length,
    imports: [],
    comments,
    lineOf,
    visit: (visitor) => new Visitor(visitor).visit(program),
  };
  const add = (specifier: string, offset: number, atOnce = false) => {
    const file = specifier.startsWith('.') ? posix.join(dirname(path), specifier) : null;
    source.imports.push({ specifier, file, line: lineOf(offset), atOnce });
  };
  for (const { moduleRequest, entries } of module.staticImports) {
    const hasValue = entries.length === 0 || entries.some(({ isType }) => !isType);
    add(moduleRequest.value, moduleRequest.start, hasValue);
  }
  for (const { entries } of module.staticExports) {
    const from = entries.find(({ moduleRequest }) => moduleRequest)?.moduleRequest;
    if (from)
      add(
        from.value,
        from.start,
        entries.some(({ isType }) => !isType),
      );
  }
  source.visit({
    // `await import('…')` and the type `import('…').Name`.
    ImportExpression: ({ source: asked }) => {
      const isText = asked.type === 'Literal' && typeof asked.value === 'string';
      add(isText ? String(asked.value) : computedSpecifier, asked.start);
    },
    TSImportType: ({ source: asked }) => add(asked.value, asked.start),
  });
  return source;
}

/** Stands for a dynamic import whose path is known only when it runs. */
export const computedSpecifier = '(computed)';
