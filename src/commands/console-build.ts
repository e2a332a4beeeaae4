import { execFile } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { consoleFolder } from '../http/console.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
// What the console is made of; the lock file stands for its libraries.
const sources = ['web', 'src/client', 'package-lock.json'];

/**
 * Builds the console unless what is there is newer than its sources. Answers how long it took (ms); null when there was
 * nothing to do, which is also so in a release: it comes built.
 */
export async function buildConsole(): Promise<number | null> {
  if (!existsSync(join(root, 'web/vite.config.ts')) || isUpToDate()) return null;
  const started = performance.now();
  // Beside it, then put in its place: whoever reads meanwhile never finds half of it, and two may build at once.
  const fresh = `${consoleFolder.replace(/\/$/, '')}-${process.pid}`;
  await run(process.execPath, [builder(), 'build', '--config', 'web/vite.config.ts', '--outDir', fresh], {
    cwd: root,
    // Whatever this process is for, the console is built as it is released.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  rmSync(consoleFolder, { recursive: true, force: true });
  try {
    renameSync(fresh, consoleFolder);
  } catch {
    // Another process has just put the same there.
    rmSync(fresh, { recursive: true });
  }
  return performance.now() - started;
}

/** The program that builds: a library of development, which a release has not. */
function builder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
}

function isUpToDate(): boolean {
  const page = join(consoleFolder, 'index.html');
  return existsSync(page) && statSync(page).mtimeMs > Math.max(...sources.map(newest));
}

/** When the latest file of a place was changed (ms since 1970). */
function newest(place: string): number {
  const path = join(root, place);
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return Math.max(...files.map((file) => statSync(join(path, file)).mtimeMs));
}
