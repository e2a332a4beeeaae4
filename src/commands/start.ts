import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { type Config, loadConfig } from '../config.ts';
import { type Hub, startHub } from '../hub.ts';
import { createDemo, type Demo } from '../simulator/demo.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { newKey } from '../workspaces/keys.ts';
import { type Connection, callHub, writeConnection } from './connection.ts';
import { platformSettings } from './platform-settings.ts';

/** The key of the installation: configured, or made at the first start and kept beside the data. */
function adminKeyOf(config: Config): { key: string; made: boolean } {
  if (config.adminKey) return { key: config.adminKey, made: false };
  const path = join(config.dataDir, 'admin.key');
  if (existsSync(path)) return { key: readFileSync(path, 'utf8').trim(), made: false };
  mkdirSync(config.dataDir, { recursive: true });
  const key = newKey();
  writeFileSync(path, `${key}\n`, { mode: 0o600 });
  return { key, made: true };
}

/** `parley serve`: the hub alone. */
export async function serve(): Promise<void> {
  const config = loadConfig(process.env, platformSettings);
  const { key, made } = adminKeyOf(config);
  const hub = await startHub({ config, adminKey: key });
  writeConnection(config.dataDir, { url: hub.url, key });
  say(`Parley listens on ${hub.url}. Platforms reach it at ${config.publicUrl}.`);
  if (made)
    say(`The key of this installation, shown this once and kept in ${config.dataDir}/admin.key: ${key}`);
  stopOnSignal(async () => hub.stop());
}

/** `parley dev`: the hub with simulated platforms and a demo account on each of them. */
export async function dev(): Promise<void> {
  const clock = systemClock();
  const simulator = await startSimulator({ clock });
  const demo = await createDemo(simulator.urls);
  const config = devConfig(demo);
  const { key } = adminKeyOf(config);
  const hub = await startHub({ config, adminKey: key });
  const simulated = demo.accounts.map(({ account, simulated_id }) => [account.platform, simulated_id]);
  const connection: Connection = {
    ...{ url: hub.url, key, simulator: simulator.urls.control },
    demo: Object.fromEntries(simulated),
  };
  await connectDemo(connection, demo);
  // Commands look where a production hub would leave it too.
  writeConnection(process.env.PARLEY_DATA_DIR ?? './data', connection);
  say(welcome(hub, key, demo));
  stopOnSignal(async () => {
    await hub.stop();
    await simulator.stop();
  });
}

/** The configuration with the simulated platforms, and data of its own unless a place is given. */
function devConfig(demo: Demo): Config {
  return loadConfig(
    {
      PARLEY_DATABASE_URL: 'file:./data/dev/parley.db',
      PARLEY_DATA_DIR: './data/dev',
      PARLEY_LOG_LEVEL: 'warn',
      ...process.env,
      ...demo.environment,
    },
    platformSettings,
  );
}

interface ConnectedAccount {
  id: string;
  name: string;
  webhook: { url: string; verify_token: string };
}

/** Connects the demo accounts that are not connected yet, and points the simulated platforms at the hub. */
async function connectDemo(connection: Connection, demo: Demo): Promise<void> {
  // The hub's own API answers these shapes.
  const { data } = (await callHub(connection, 'GET', '/api/v1/accounts?limit=200')) as {
    data: ConnectedAccount[];
  };
  for (const { account, subscribe } of demo.accounts) {
    const known = data.find(({ name }) => name === account.name);
    const { id, webhook } =
      known ?? ((await callHub(connection, 'POST', '/api/v1/accounts', account)) as ConnectedAccount);
    if (known)
      await callHub(connection, 'PATCH', `/api/v1/accounts/${id}`, { credentials: account.credentials });
    await subscribe(webhook.url, webhook.verify_token);
  }
}

function welcome(hub: Hub, key: string, demo: Demo): string {
  const run = 'npm run -s parley --';
  const examples = demo.accounts.map(
    ({ account }) => `  ${run} say "Hello, is anybody there?" --platform ${account.platform}`,
  );
  return [
    '',
    `Parley runs on ${hub.url}   (API: ${hub.url}/docs)`,
    `Key: ${key}`,
    `Accounts: ${demo.accounts.map(({ account }) => account.name).join(', ')}, all simulated`,
    '',
    'Try, in another terminal:',
    '1. A customer writes:',
    ...examples,
    '2. See the events:',
    `  ${run} events --last 10`,
    '3. Answer, and follow the message until it is read:',
    `  ${run} send "Yes, how can we help?" --last --wait`,
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Ends once, in order, at Ctrl-C or when the machine asks; a second Ctrl-C ends at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const end = () => {
    if (stopping) process.exit(1);
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}
