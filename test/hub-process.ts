import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** A hub that can be called. */
export interface RunningHub {
  url: string;
  key: string;
  api<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer<T>>;
}

/** A hub in a process of its own, which can be killed like any other. */
export interface HubProcess extends RunningHub {
  /** Kills it as a power cut would: no signal handler runs. */
  kill(): Promise<void>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<number | null>;
}

/** An answer of the hub's API. */
export interface ApiAnswer<T> {
  status: number;
  headers: Headers;
  body: T;
}

const key = 'a-key-for-tests-only';

/** What every hub of a test is started with. */
export const ordinaryEnvironment = {
  PARLEY_ADMIN_KEY: key,
  PARLEY_SECRET_KEY: '5a'.repeat(32),
  PARLEY_LOG_LEVEL: 'error',
};

/** Starts `parley serve` on a database and waits until it is ready. */
export async function startHubProcess(environment: Record<string, string>): Promise<HubProcess> {
  const child = spawn(process.execPath, ['src/main.ts', 'serve'], {
    env: {
      PATH: process.env.PATH,
      ...ordinaryEnvironment,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await readyUrl(child);
  return {
    ...reachableAt(url),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      return code;
    },
  };
}

/** The API of a hub that listens at this address. */
export function reachableAt(url: string): RunningHub {
  return { url, key, api: (method, path, body, headers) => callApi(url, method, path, body, headers) };
}

/** The address a hub prints when it listens; what it said instead, if it ends before. */
async function readyUrl(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  for (;;) {
    const url = /Parley listens on (http:\/\/[^\s]+?)\.\s/.exec(output)?.[1];
    if (url) return url;
    if (child.exitCode !== null) throw new Error(`The hub ended with ${child.exitCode}: ${output}`);
    await pause(10);
  }
}

async function callApi<T>(
  url: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer<T>> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // Tests name the shape they expect and would fail on any other.
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : null) as T };
}
