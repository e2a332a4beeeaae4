import { createHash } from 'node:crypto';

/** A short stable name for a value that has no id of its own. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
