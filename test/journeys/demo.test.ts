import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../conditions.ts';

const main = new URL('../../src/main.ts', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'parley-demo-'));
// As for somebody who has just fetched the project: no key, and no setting but where things lie.
const { GOOGLE_GENERATIVE_AI_API_KEY: _, ...inherited } = process.env;
const environment = {
  ...inherited,
  PARLEY_DATA_DIR: folder,
  PARLEY_DATABASE_URL: `file:${join(folder, 'parley.db')}`,
  PARLEY_PORT: '0',
};
let hub: ChildProcess;

beforeAll(async () => {
  hub = spawn(process.execPath, [main, 'dev'], { env: environment, stdio: 'ignore' });
  await until(() => existsSync(join(folder, 'connection.json')), 'the hub to start', 60_000);
}, 90_000);

afterAll(async () => {
  const ended = new Promise((resolve) => hub.once('exit', resolve));
  hub.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

interface Conversation {
  platform: string;
  turns: { decision: string; message_id: string | null }[];
}

it('one command shows whole conversations with the agent on all platforms, without a key', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, 'demo', '--json'], {
    env: environment,
  });
  const { data }: { data: Conversation[] } = JSON.parse(stdout);
  const ends = Object.fromEntries(
    data.map(({ platform, turns }) => [platform, turns.map(({ decision }) => decision)]),
  );
  expect(ends).toEqual({
    // The last of the first asks for a person; the last of the last asks what nobody knows.
    messenger: ['replied', 'replied', 'replied', 'handed_over'],
    instagram: ['replied', 'replied', 'replied', 'replied'],
    line: ['replied', 'replied', 'replied'],
    whatsapp: ['replied', 'replied', 'handed_over'],
  });
}, 90_000);
