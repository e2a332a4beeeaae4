import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { RunningHub } from './hub-process.ts';

/** What a command has said, and how it ended. */
export interface CommandResult {
  code: number | null;
  /** Standard output. */
  out: string;
  /** Standard error. */
  errors: string;
}

/** Runs commands as a person would, each in a process of its own. */
export interface CommandLine {
  /** `input` is what comes on standard input, which is no terminal. */
  run(args: readonly string[], input?: string): Promise<CommandResult>;
  /** Runs with `--json`; fails unless the command succeeds with one document. */
  json<T = unknown>(...args: string[]): Promise<T>;
}

/** A command line that speaks to this hub; `environment` is added to it. */
export function commandLineOf(
  { url, key }: Pick<RunningHub, 'url' | 'key'>,
  environment: Record<string, string> = {},
): CommandLine {
  const run: CommandLine['run'] = async (args, input = '') => {
    const child = spawn(process.execPath, ['src/main.ts', ...args], {
      env: { PATH: process.env.PATH, PARLEY_URL: url, PARLEY_KEY: key, ...environment },
      stdio: 'pipe',
    });
    child.stdin.end(input);
    const [out, errors, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { code, out, errors };
  };
  return {
    run,
    async json<T>(...args: string[]) {
      const { code, out, errors } = await run([...args, '--json']);
      if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${errors}`);
      // Tests name the shape they expect and would fail on any other.
      return JSON.parse(out) as T;
    },
  };
}
