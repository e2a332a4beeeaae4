import { GraphRefusal } from './errors.ts';
import type { Fields } from './state.ts';

/** Fields that a caller asks for, each with those asked for within it: `messages{id,from}`. */
export type FieldTree = ReadonlyMap<string, FieldTree>;

/**
 * Reads `fields=a,b{c,d}`; what stands in round brackets, such as `.limit(1)`, changes no field.
 * https://developers.facebook.com/docs/graph-api/guides/field-expansion
 */
export function fieldsIn(wanted: string): FieldTree {
  const tree = new Map<string, FieldTree>();
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= wanted.length; at += 1) {
    const letter = wanted[at] ?? ',';
    if (letter === '{') depth += 1;
    if (letter === '}') depth -= 1;
    if (letter !== ',' || (depth > 0 && at < wanted.length)) continue;
    const [, name = '', inner] = /^([^.({]*)[^{]*(?:\{(.*)\})?$/s.exec(wanted.slice(from, at).trim()) ?? [];
    if (name !== '') tree.set(name, inner === undefined ? new Map() : fieldsIn(inner));
    from = at + 1;
  }
  return tree;
}

/** The fields that were named, and always the id; one that the node does not have is refused. */
export function pickTree(
  node: string,
  wanted: FieldTree,
  id: string,
  readers: Readonly<Record<string, (inner: FieldTree) => unknown>>,
): Fields {
  const picked: Fields = {};
  for (const [name, inner] of wanted) {
    if (name === 'id') continue;
    const read = readers[name];
    if (read === undefined) {
      const text = `Tried accessing nonexistent field (${name}) on node type (${node})`;
      throw new GraphRefusal(100, { message: `(#100) ${text}`, details: text });
    }
    const value = read(inner);
    // A missing key means that there is none.
    if (value !== undefined) picked[name] = value;
  }
  return { ...picked, id };
}
