import { type ChildProcess, spawn } from 'node:child_process';

const key = 'bench-key-of-the-installation';

/** A hub on the first core. */
export interface PinnedHub {
  url: string;
  process: ChildProcess;
  /** Calls its API. */
  post<T>(path: string, body: unknown): Promise<T>;
}

/** Runs a file on the first core, so that what measures it on the other costs it nothing. */
export function startPinned(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const child = spawn('taskset', ['-c', '0', process.execPath, file, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.on('exit', (code) => {
    if (code) throw new Error(`${file} ended with ${code}`);
  });
  return child;
}

/** The address that a server prints when it listens. */
export function firstUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      const url = /(http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
      if (url) resolve(url);
    });
  });
}

/** Starts a hub on a database. */
export async function startHub(
  databaseUrl: string,
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<PinnedHub> {
  const child = startPinned('src/main.ts', ['serve'], {
    PARLEY_DATABASE_URL: databaseUrl,
    PARLEY_DATA_DIR: dataDir,
    PARLEY_PORT: '0',
    PARLEY_ADMIN_KEY: key,
    PARLEY_SECRET_KEY: '5a'.repeat(32),
    PARLEY_LOG_LEVEL: 'error',
    ...environment,
  });
  const url = await firstUrl(child);
  return {
    url,
    process: child,
    async post<T>(path: string, body: unknown) {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      // The hub's own API answers the shapes that benchmarks name.
      return (await response.json()) as T;
    },
  };
}

/** Runs a benchmark itself on the second core: again as a child, with a flag that it is there. */
export function runOnSecondCore(file: string): void {
  const args = ['-c', '1', process.execPath, file, ...process.argv.slice(2), '--pinned'];
  spawn('taskset', args, { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 0));
}
