import { createContext, Script } from 'node:vm';

const script = new Script('work()');

/**
 * Runs work that others have written into their settings (regular expressions) and stops it when it takes too long:
 * one bad expression must not hold up everybody's messages.
 *
 * @throws when the time is over, or whatever the work throws
 */
export function timeLimited<T>(milliseconds: number, work: () => T): T {
  const done: T[] = [];
  const context = createContext({ work: () => done.push(work()) });
  script.runInContext(context, { timeout: milliseconds });
  const [result] = done;
  // The work has run to its end, or an error was thrown above; what it answers may be undefined itself.
  return result as T;
}
