import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const connectionSchema = z.object({
  url: z.string(),
  key: z.string(),
  /** Where the simulated customers are, when the hub was started with them. */
  simulator: z.string().optional(),
  /** The simulated accounts: platform → the id by which the simulator knows it. */
  demo: z.record(z.string(), z.string()).optional(),
});

/** How the command line reaches the hub of this directory. */
export type Connection = z.infer<typeof connectionSchema>;

/** A wrong use of the command line, or a refusal of the hub: shown as a sentence, without a stack. */
export class CommandError extends Error {}

function pathIn(dataDir: string): string {
  return join(dataDir, 'connection.json');
}

/** Leaves address and key for the command line, readable only by the owner of the hub. */
export function writeConnection(dataDir: string, connection: Connection): void {
  const path = pathIn(dataDir);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
}

/** Address and key: from the options, the environment, or what the hub of this directory has left. */
export function findConnection(given: { url?: string; key?: string; dataDir: string }): Connection {
  const path = pathIn(given.dataDir);
  const left = existsSync(path)
    ? connectionSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data
    : null;
  const url = given.url ?? process.env.PARLEY_URL ?? left?.url;
  const key = given.key ?? process.env.PARLEY_KEY ?? process.env.PARLEY_ADMIN_KEY ?? left?.key;
  if (url && key) return { ...left, url, key };
  throw new CommandError(
    'No hub was found: start one with `npm start`, or name it with --url and --key (PARLEY_URL, PARLEY_KEY).',
  );
}

const problemShape = z.object({
  detail: z.string(),
  fix: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

/** Calls the hub and answers its JSON; a refusal becomes a {@link CommandError} in its own words. */
export async function callHub(
  connection: Connection,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${connection.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${connection.key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error: Error) => {
    throw new CommandError(
      `The hub at ${connection.url} does not answer (${reasonOf(error)}). Is it running?`,
    );
  });
  const text = await response.text();
  const json: unknown = text === '' ? null : parse(text);
  if (response.ok) return json;
  const problem = problemShape.safeParse(json).data;
  const fields = (problem?.errors ?? []).map(({ field, message }) => `\n  ${field}: ${message}`).join('');
  const words = [problem?.detail ?? `The hub answered ${response.status}.`, problem?.fix].filter(Boolean);
  throw new CommandError(words.join(' ') + fields);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function reasonOf(error: Error): string {
  return error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : error.message;
}
