import { loadConfig } from '../config.ts';
import { startHub } from '../hub.ts';
import { writeConnection } from './connection.ts';
import { installationKey } from './installation-key.ts';
import { platformSettings } from './platform-settings.ts';
import { stopOnSignal } from './stop-on-signal.ts';

/** `parley serve`: the hub alone. */
export async function serve(): Promise<void> {
  const config = loadConfig(process.env, platformSettings);
  const { key, made } = installationKey(config);
  const hub = await startHub({ config, adminKey: key });
  writeConnection(config.dataDir, { url: hub.url, key });
  print(`Parley listens on ${hub.url}. Platforms reach it at ${config.publicUrl}.`);
  if (made)
    print(`The key of this installation, shown this once and kept in ${config.dataDir}/admin.key: ${key}`);
  stopOnSignal(async () => hub.stop());
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
