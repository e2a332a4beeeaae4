import { type Config, loadConfig } from '../config.ts';
import { type Hub, startHub } from '../hub.ts';
import { createDemo, type Demo } from '../simulator/demo.ts';
import { movableClock } from '../simulator/movable-clock.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { callHub } from './api.ts';
import { type Connection, writeConnection } from './connection.ts';
import { buildConsole } from './console-build.ts';
import { setUpAgent, teachAgent } from './demo-agent.ts';
import { installationKey } from './installation-key.ts';
import { platformSettings } from './platform-settings.ts';
import { stopOnSignal } from './stop-on-signal.ts';

/** `parley dev`: the hub with simulated platforms and a demo account on each of them. */
export async function dev(): Promise<void> {
  const builtIn = await buildConsole();
  if (builtIn !== null) print(`The console was built in ${(builtIn / 1000).toFixed(1)} s.`);
  const clock = movableClock();
  const simulator = await startSimulator({ clock });
  const demo = await createDemo(simulator.urls);
  const config = devConfig(demo);
  const { key } = installationKey(config);
  const hub = await startHub({
    ...{ config, adminKey: key, clock },
    // The hub knows nothing of what is behind it; its console does.
    proxies: [{ path: '/dev/simulator', url: simulator.urls.control }],
  });
  const simulated = demo.accounts.map(({ account, simulated_id }) => [account.platform, simulated_id]);
  const connection: Connection = {
    ...{ url: hub.url, key, simulator: simulator.urls.control },
    demo: Object.fromEntries(simulated),
  };
  await teachAgent(connection);
  await connectDemo(connection, demo);
  // Commands look where a production hub would leave it too.
  writeConnection(process.env.PARLEY_DATA_DIR ?? './data', connection);
  print(welcome(hub, key, demo));
  stopOnSignal(async () => {
    await hub.stop();
    await simulator.stop();
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The configuration with the simulated platforms, and data of its own unless a place is given. */
function devConfig(demo: Demo): Config {
  return loadConfig(
    {
      PARLEY_DATABASE_URL: 'file:./data/dev/parley.db',
      PARLEY_DATA_DIR: './data/dev',
      PARLEY_LOG_LEVEL: 'warn',
      // The simulated platforms run on this machine, and what a developer tries out does too.
      PARLEY_ALLOW_PRIVATE_NETWORKS: 'true',
      ...process.env,
      ...demo.environment,
      // With a key of one's own the agent speaks with the real model.
      ...(process.env.GOOGLE_GENERATIVE_AI_API_KEY ? {} : demo.modelEnvironment),
    },
    platformSettings,
  );
}

interface ConnectedAccount {
  id: string;
  name: string;
  webhook: { url: string; verify_token: string | null };
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
    await setUpAgent(connection, id);
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
    `Console, signed in: ${hub.url}/#key=${key}`,
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
    '4. Let customers on all phones talk with the agent:',
    `  ${run} demo`,
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}
