import { createHash } from 'node:crypto';

/** The same for the same tool and arguments, in whatever order they are named. */
export function fingerprintOf(tool: string, values: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([tool, values], sortedKeys))
    .digest('hex');
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
