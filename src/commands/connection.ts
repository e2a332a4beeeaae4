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
export type Connection = z.infer<typeof connectionSchema> & {
  /** The workspace to act in, by its name or id; only the installation's key may choose one. */
  workspace?: string;
};

/** What was said on the command line of where the hub is. */
export interface GivenConnection {
  url?: string;
  key?: string;
  workspace?: string;
  dataDir: string;
}

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
export function findConnection(given: GivenConnection): Connection {
  const left = readConnection(pathIn(given.dataDir));
  const url = given.url ?? process.env.PARLEY_URL ?? left?.url;
  const key = given.key ?? process.env.PARLEY_KEY ?? process.env.PARLEY_ADMIN_KEY ?? left?.key;
  const workspace = given.workspace ?? process.env.PARLEY_WORKSPACE;
  // https://www.rfc-editor.org/rfc/rfc9110#section-5.5: a header holds no other characters.
  if (workspace && !/^[\x20-\x7e]+$/.test(workspace)) {
    throw new CommandError('A header cannot hold the name of that workspace; give its id instead.');
  }
  if (url && key) return { ...left, url: url.replace(/\/+$/, ''), key, ...(workspace && { workspace }) };
  throw new CommandError(
    'No hub was found: start one with `npm start`, or name it with --url and --key (PARLEY_URL, PARLEY_KEY).',
  );
}

function readConnection(path: string): Connection | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return connectionSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new CommandError(
      `${path} cannot be read as a connection; start the hub again, which writes it anew.`,
    );
  }
}
