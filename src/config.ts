import { join } from 'node:path';
import { z } from 'zod';
import { type ModelSettings, modelVariables } from './config-models.ts';
import {
  type Durations,
  durationVariables,
  type HubSettings,
  hubVariables,
  type Table,
} from './config-table.ts';
import { type Variable, webAddress } from './config-values.ts';
import type { MediaStore, MediaStoreSetting } from './media/storage/open.ts';
import type { Setting } from './platforms/platform.ts';

/** The settings of one hub process. */
export interface Config extends Readonly<Omit<HubSettings, 'adminKey' | 'mediaStore'>> {
  readonly adminKey?: string;
  readonly mediaStore: MediaStore;
  readonly durations: Readonly<Durations>;
  readonly models: Readonly<ModelSettings>;
  /** By platform name, then by the platform's own name for the setting. */
  readonly platforms: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The settings that platforms declare: by platform name, then by the platform's own name for the setting. */
export type PlatformSettings = Readonly<Record<string, Readonly<Record<string, Setting>>>>;

/** The environment cannot be used. The message names every wrong variable, and no secret. */
export class ConfigError extends Error {
  readonly complaints: readonly string[];

  constructor(complaints: readonly string[]) {
    super(`The configuration is wrong:\n${complaints.map((complaint) => `  - ${complaint}`).join('\n')}`);
    this.name = 'ConfigError';
    this.complaints = complaints;
  }
}

/** Reads variables and collects what is wrong with them, so that an operator sees it all at once. */
class Reader {
  /** A set, because platforms of one family share variables. */
  readonly complaints = new Set<string>();
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** What the environment says; undefined when it says nothing. */
  given(env: string): string | undefined {
    // An empty value is how compose files and shells say "not set"; blanks around one come with CRLF files.
    return this.#env[env]?.trim() || undefined;
  }

  /** Undefined when it is not set and has no default, or when it is wrong. */
  read<T>(variable: Variable<T>): T | undefined {
    const value = this.given(variable.env) ?? variable.default;
    if (value === null) return undefined;
    const result = variable.schema.safeParse(value);
    if (result.success) return result.data;
    const shown = variable.secret ? 'a secret that is not shown' : JSON.stringify(value);
    this.complaints.add(`${variable.env} is ${shown}; expected ${variable.expected}.`);
    return undefined;
  }

  /** All variables of a table that have a value. */
  readAll<T extends object>(table: Table<Required<T>>): Partial<T> {
    const values: Partial<T> = {};
    // `keyof T` is exactly what the mapped type holds; Object.keys only widens it to string.
    for (const key of Object.keys(table) as (keyof T)[]) {
      const value = this.read(table[key]);
      if (value !== undefined) values[key] = value;
    }
    return values;
  }
}

/** A platform's setting as a variable: where the default is a URL, so must be what replaces it. */
function platformVariable(setting: Setting): Variable<string> {
  const kind = webAddress.schema.safeParse(setting.default).success
    ? webAddress
    : { schema: z.string(), expected: 'a text' };
  return { env: setting.env, ...kind, default: setting.default, help: setting.help };
}

function readPlatforms(reader: Reader, platforms: PlatformSettings): Config['platforms'] {
  const read = (settings: Readonly<Record<string, Setting>>) =>
    Object.entries(settings).map(([key, setting]) => [key, reader.read(platformVariable(setting)) ?? '']);
  return Object.fromEntries(
    Object.entries(platforms).map(([name, settings]) => [name, Object.fromEntries(read(settings))]),
  );
}

/** The store of media with the keys of its bucket, which other variables hold. */
function readMediaKeys(reader: Reader, store: MediaStoreSetting | undefined, dataDir: string): MediaStore {
  if (store === undefined) return { kind: 'file', path: join(dataDir, 'media') };
  if (store.kind === 'file') return store;
  const [accessKeyId = '', secretAccessKey = ''] = [store.keyEnv, store.secretEnv].map((name) => {
    const key = reader.given(name);
    if (key === undefined) {
      reader.complaints.add(`${name} is not set; PARLEY_MEDIA_STORE is a bucket, which needs its keys.`);
    }
    return key ?? '';
  });
  // Short-lived keys come with a token under this name.
  const sessionToken = reader.given('AWS_SESSION_TOKEN');
  const token = store.keyEnv === 'AWS_ACCESS_KEY_ID' && sessionToken ? { sessionToken } : {};
  return { kind: 's3', bucket: { ...store.bucket, accessKeyId, secretAccessKey, ...token } };
}

/** What no single variable can know. */
function contradictions(
  { databaseUrl }: Partial<HubSettings>,
  { platformTimeoutMs, leaseMs, retryFirstMs, retryMaxMs }: Partial<Durations>,
  secretKeyGiven: boolean,
): string[] {
  const found: string[] = [];
  if (platformTimeoutMs !== undefined && leaseMs !== undefined && leaseMs < 2 * platformTimeoutMs) {
    found.push(
      `PARLEY_LEASE_MS is ${leaseMs}; expected at least twice PARLEY_PLATFORM_TIMEOUT_MS (${platformTimeoutMs}), so that a call ends inside the lease it began in.`,
    );
  }
  if (retryFirstMs !== undefined && retryMaxMs !== undefined && retryMaxMs < retryFirstMs) {
    found.push(
      `PARLEY_RETRY_MAX_MS is ${retryMaxMs}; expected at least PARLEY_RETRY_FIRST_MS (${retryFirstMs}).`,
    );
  }
  if (databaseUrl?.startsWith('postgres') && !secretKeyGiven) {
    found.push(
      `PARLEY_SECRET_KEY is not set; with PostgreSQL every process needs the same one: expected ${hubVariables.secretKeys.expected}.`,
    );
  }
  return found;
}

/** Where a hub is reached when nobody says so: a wildcard address is no address to call. */
function localUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** Reads the environment; throws {@link ConfigError} with everything that is wrong. */
export function loadConfig(env: NodeJS.ProcessEnv, platformSettings: PlatformSettings): Config {
  const reader = new Reader(env);
  const hub = reader.readAll(hubVariables);
  const durations = reader.readAll(durationVariables);
  const models = reader.readAll<ModelSettings>(modelVariables);
  const platforms = readPlatforms(reader, platformSettings);
  const secretKeyGiven = reader.given(hubVariables.secretKeys.env) !== undefined;
  const mediaStore = readMediaKeys(reader, hub.mediaStore, hub.dataDir ?? '');
  const complaints = [...reader.complaints, ...contradictions(hub, durations, secretKeyGiven)];
  if (complaints.length > 0) throw new ConfigError(complaints);
  // Nothing was refused, so all variables with a default have a value, and these are the four without one.
  const set = { secretKeys: [], ...hub } as Omit<HubSettings, 'publicUrl' | 'adminKey' | 'mediaStore'> &
    Partial<HubSettings>;
  return {
    ...set,
    publicUrl: set.publicUrl ?? localUrl(set.host, set.port),
    // For the same reason: each duration has a default.
    durations: durations as Durations,
    // Again: each that may not be missing has a default.
    models: models as ModelSettings,
    mediaStore,
    platforms,
  };
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return [...lines, line];
}

function example(variable: Pick<Variable<unknown>, 'env' | 'default' | 'help'>, form?: string): string {
  const comments = [...wrapped(variable.help, 105), ...(form ? wrapped(`Takes ${form}.`, 105) : [])];
  return [...comments.map((line) => `# ${line}`), `#${variable.env}=${variable.default ?? ''}`].join('\n');
}

/** The text of `.env.example`: every variable with its help, its default commented out. */
export function printEnvExample(platformSettings: PlatformSettings): string {
  // Platforms of one family share variables; each is printed once, where it is first met. By name, so that the
  // file does not change with the order of the list of platforms.
  const printed = new Set<string>();
  const byName = Object.entries(platformSettings).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const platformGroups = byName.map(([name, settings]): [string, string[]] => {
    const fresh = Object.values(settings).filter(({ env }) => !printed.has(env) && printed.add(env));
    return [`Platform: ${name}`, fresh.map((setting) => example(setting))];
  });
  const groups: [string, string[]][] = [
    ['The hub', Object.values(hubVariables).map((variable) => example(variable, variable.expected))],
    ['Language models', Object.values(modelVariables).map((variable) => example(variable))],
    ['Durations, in milliseconds', Object.values(durationVariables).map((variable) => example(variable))],
    ...platformGroups,
  ];
  const head =
    '# Every setting with its default. Written by `parley config`; take the # off a line to change it.';
  const bodies = groups
    .filter(([, examples]) => examples.length > 0)
    .map(([title, examples]) => `# ---- ${title} ----\n\n${examples.join('\n\n')}`);
  return `${[head, ...bodies].join('\n\n')}\n`;
}
