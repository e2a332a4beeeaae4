import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, type PlatformSettings, printEnvExample } from './config.ts';

const platforms: PlatformSettings = {
  pigeon: {
    url: { env: 'PARLEY_PIGEON_URL', default: 'https://api.pigeon.example', help: 'Where pigeons fly from.' },
    version: { env: 'PARLEY_PIGEON_VERSION', default: 'v2', help: 'The version of the air.' },
  },
  dove: {
    url: { env: 'PARLEY_PIGEON_URL', default: 'https://api.pigeon.example', help: 'Where pigeons fly from.' },
  },
};

const load = (env: Record<string, string>) => loadConfig(env, platforms);

function complaintsOf(env: Record<string, string>): readonly string[] {
  try {
    load(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.complaints;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('has a default for everything an embedded hub needs', () => {
    const config = load({});
    expect(config).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      databaseUrl: 'file:./data/parley.db',
      publicUrl: 'http://127.0.0.1:8080',
      secretKeys: [],
      bodyLimitBytes: 4_194_304,
      role: 'all',
      durations: { platformTimeoutMs: 10_000, leaseMs: 30_000, dedupeTtlMs: 2_592_000_000 },
      platforms: { pigeon: { url: 'https://api.pigeon.example', version: 'v2' } },
    });
    expect(config).not.toHaveProperty('adminKey');
  });

  const hexKey = '0f'.repeat(32);
  const otherHexKey = 'a0'.repeat(32);
  it.each<[string, Record<string, string>, object]>([
    ['numbers', { PARLEY_PORT: '0' }, { port: 0 }],
    ['blanks around a value', { PARLEY_ROLE: ' ingest\r' }, { role: 'ingest' }],
    ['an empty value as none', { PARLEY_PORT: '', PARLEY_ADMIN_KEY: ' ' }, { port: 8080 }],
    [
      'keys in hex and base64, in order',
      { PARLEY_SECRET_KEY: `${Buffer.from(hexKey, 'hex').toString('base64')}, ${otherHexKey.toUpperCase()}` },
      { secretKeys: [hexKey, otherHexKey] },
    ],
    [
      'a public URL without its last slash',
      { PARLEY_PUBLIC_URL: 'https://hub.example/' },
      { publicUrl: 'https://hub.example' },
    ],
    [
      'a wildcard host, called by a name',
      { PARLEY_HOST: '0.0.0.0', PARLEY_PORT: '81' },
      { publicUrl: 'http://localhost:81' },
    ],
    ['an IPv6 host', { PARLEY_HOST: '::1' }, { publicUrl: 'http://[::1]:8080' }],
    ['durations', { PARLEY_POLL_MS: '250' }, { durations: { pollMs: 250 } }],
    ['a clock in the past', { PARLEY_CLOCK_OFFSET_MS: '-5' }, { clockOffsetMs: -5 }],
    [
      'platform settings, shared ones for each platform',
      { PARLEY_PIGEON_URL: 'http://127.0.0.1:9/' },
      {
        platforms: {
          pigeon: { url: 'http://127.0.0.1:9', version: 'v2' },
          dove: { url: 'http://127.0.0.1:9' },
        },
      },
    ],
    [
      'PostgreSQL with a sealing key',
      { PARLEY_DATABASE_URL: 'postgres://u@h/d', PARLEY_SECRET_KEY: hexKey },
      { databaseUrl: 'postgres://u@h/d' },
    ],
    [
      'media beside the data, unless a place is given',
      { PARLEY_DATA_DIR: '/data' },
      { mediaStore: { kind: 'file', path: '/data/media' } },
    ],
    [
      'a bucket for media, with its keys',
      {
        PARLEY_MEDIA_STORE: 's3://files?region=eu-west-1&key_env=KEY&secret_env=SECRET',
        ...{ KEY: 'id', SECRET: 'key', AWS_SESSION_TOKEN: 'of other keys' },
      },
      {
        mediaStore: {
          kind: 's3',
          bucket: { name: 'files', region: 'eu-west-1', accessKeyId: 'id', secretAccessKey: 'key' },
        },
      },
    ],
    [
      'language models, with the keys under their own names',
      {
        ...{ GOOGLE_GENERATIVE_AI_API_KEY: 'AIza-1', PARLEY_GEMINI_URL: 'http://127.0.0.1:1/v1beta/' },
        PARLEY_MODEL_PRICES: '{"my-": {"input": 0.5, "output": 2}}',
      },
      {
        models: {
          ...{ geminiKey: 'AIza-1', geminiUrl: 'http://127.0.0.1:1/v1beta' },
          modelPrices: { 'my-': { input: 0.5, output: 2 } },
        },
      },
    ],
    ['yes and no', { PARLEY_ALLOW_PRIVATE_NETWORKS: 'true' }, { allowPrivateNetworks: true }],
  ])('reads %s', (_, env, expected) => {
    expect(load(env)).toMatchObject(expected);
  });

  it.each<[Record<string, string>, string]>([
    [
      { PARLEY_PORT: 'tcp://10.0.0.1:8080' },
      'PARLEY_PORT is "tcp://10.0.0.1:8080"; expected a whole number from 0 to 65535.',
    ],
    [{ PARLEY_PORT: '65536' }, 'PARLEY_PORT is "65536"; expected a whole number from 0 to 65535.'],
    [{ PARLEY_ROLE: 'worker' }, 'PARLEY_ROLE is "worker"; expected one of all, ingest, work.'],
    [
      { PARLEY_HOST: 'http://x' },
      'PARLEY_HOST is "http://x"; expected a host name or an IP address without a port.',
    ],
    [
      { PARLEY_PIGEON_URL: 'pigeon' },
      'PARLEY_PIGEON_URL is "pigeon"; expected a URL that starts with http:// or https://.',
    ],
    ...['{', '{"my-": 1}', '{"my-": {"input": -1, "output": 0}}'].map(
      (prices): [Record<string, string>, string] => [
        { PARLEY_MODEL_PRICES: prices },
        `PARLEY_MODEL_PRICES is ${JSON.stringify(prices)}; expected a JSON object such as {"my-model": {"input": 0.5, "output": 2, "cached_input": 0.05}}.`,
      ],
    ),
    [
      { ANTHROPIC_API_KEY: 'two words' },
      'ANTHROPIC_API_KEY is a secret that is not shown; expected a key without spaces.',
    ],
    [
      { PARLEY_DEDUPE_TTL_MS: '1000' },
      'PARLEY_DEDUPE_TTL_MS is "1000"; expected a whole number of at least 2592000000.',
    ],
    [
      { PARLEY_LEASE_MS: '19999' },
      'PARLEY_LEASE_MS is 19999; expected at least twice PARLEY_PLATFORM_TIMEOUT_MS (10000), so that a call ends inside the lease it began in.',
    ],
    [
      { PARLEY_RETRY_MAX_MS: '10' },
      'PARLEY_RETRY_MAX_MS is 10; expected at least PARLEY_RETRY_FIRST_MS (1000).',
    ],
  ])('refuses %o', (env, complaint) => {
    expect(complaintsOf(env)).toEqual([complaint]);
  });

  it('demands a sealing key with PostgreSQL', () => {
    expect(complaintsOf({ PARLEY_DATABASE_URL: 'postgres://u@h/d' })).toEqual([
      expect.stringMatching(/^PARLEY_SECRET_KEY is not set; with PostgreSQL/),
    ]);
  });

  it('demands the keys of a bucket', () => {
    const env = { PARLEY_MEDIA_STORE: 's3://files?key_env=KEY', AWS_SECRET_ACCESS_KEY: 'x' };
    expect(complaintsOf(env)).toEqual([
      'KEY is not set; PARLEY_MEDIA_STORE is a bucket, which needs its keys.',
    ]);
  });

  it('names every wrong variable at once, and shows no secret', () => {
    const env = {
      PARLEY_PORT: 'many',
      PARLEY_ADMIN_KEY: 'hunter2',
      PARLEY_SECRET_KEY: 'correct-horse',
      PARLEY_DATABASE_URL: 'mysql://root:hunter2@db/x',
    };
    expect(complaintsOf(env).map((complaint) => complaint.split(' ')[0])).toEqual([
      'PARLEY_PORT',
      'PARLEY_DATABASE_URL',
      'PARLEY_ADMIN_KEY',
      'PARLEY_SECRET_KEY',
    ]);
    expect(complaintsOf(env).join()).not.toMatch(/hunter2|correct-horse/);
    expect(() => load(env)).toThrow(/PARLEY_PORT[\s\S]+PARLEY_SECRET_KEY/);
  });
});

describe('printEnvExample', () => {
  const text = printEnvExample(platforms);

  it('prints defaults that load to the defaults', () => {
    const env = Object.fromEntries(
      [...text.matchAll(/^#(PARLEY_\w+)=(.+)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    expect(Object.keys(env).length).toBeGreaterThan(25);
    expect(load(env)).toEqual(load({}));
  });

  it('prints a variable that platforms share only once', () => {
    expect(text.match(/^#PARLEY_PIGEON_URL=/gm)).toHaveLength(1);
  });

  it('keeps its comments narrow', () => {
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  });
});
