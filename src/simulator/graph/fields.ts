import { GraphRefusal } from './errors.ts';
import type { Fields } from './state.ts';

/** The fields of a node a caller asked for: the default ones, or those it named, and always the id. */
export function pickFields(
  node: string,
  wanted: string | undefined,
  all: Fields,
  standard: readonly string[],
): Fields {
  const names =
    wanted === undefined ? standard : wanted.split(',').map((one) => one.trim().replace(/\{.*$/, ''));
  const picked: Fields = {};
  for (const name of names) {
    if (!(name in all)) {
      const text = `Tried accessing nonexistent field (${name}) on node type (${node})`;
      throw new GraphRefusal(100, { message: `(#100) ${text}`, details: text });
    }
    // A missing key means not set.
    if (all[name] !== undefined) picked[name] = all[name];
  }
  return { ...picked, id: all.id };
}
