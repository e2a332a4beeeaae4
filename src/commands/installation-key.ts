import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { newKey } from '../workspaces/keys.ts';

/** The key of the installation: configured, or made at the first start and kept beside the data. */
export function installationKey(config: Config): { key: string; made: boolean } {
  if (config.adminKey) return { key: config.adminKey, made: false };
  const path = join(config.dataDir, 'admin.key');
  if (existsSync(path)) return { key: readFileSync(path, 'utf8').trim(), made: false };
  mkdirSync(config.dataDir, { recursive: true });
  const key = newKey();
  writeFileSync(path, `${key}\n`, { mode: 0o600 });
  return { key, made: true };
}
