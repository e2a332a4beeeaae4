import { Platforms } from '../../src/accounts/account.ts';
import { AppStore } from '../../src/accounts/app-store.ts';
import { AccountDirectory } from '../../src/accounts/directory.ts';
import { createSealer } from '../../src/accounts/secrets.ts';
import { AccountStore } from '../../src/accounts/store.ts';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import { Writer } from '../../src/database/writer.ts';
import { platforms as allPlatforms } from '../../src/platforms/index.ts';
import { createLogger } from '../../src/telemetry/log.ts';
import { manualClock } from '../clock.ts';
import type { TestDatabase } from '../databases.ts';
import { proverOf } from './prover.ts';
import { insertWorkspace } from './rows.ts';

/** What a hub knows of accounts, over a database that others may have open too. */
export interface Node {
  database: Database;
  writer: Writer;
  directory: AccountDirectory;
  accounts: AccountStore;
  apps: AppStore;
}

/** The time of all nodes. */
export const clock = manualClock();

/** Paths of the calls to platforms. */
export const called: string[] = [];

/** The platforms take `token`, give no answer to `unheard`, and refuse every other one. */
const network: typeof fetch = async (input, init) => {
  const { pathname } = new URL(String(input));
  called.push(pathname);
  const authorization = new Headers(init?.headers).get('authorization');
  if (authorization === 'Bearer unheard') throw new TypeError('fetch failed');
  if (authorization !== 'Bearer token') {
    const error = { code: 190, message: 'Invalid OAuth access token.', type: 'OAuthException' };
    return Response.json({ error, message: 'Authentication failed' }, { status: 401 });
  }
  if (pathname === '/v2/bot/info') return Response.json({ userId: 'Uown', displayName: 'Channel' });
  const id = pathname.split('/').at(-1);
  return Response.json({ id, display_phone_number: '+66 2 000 0000' });
};

/** Opens a database as a hub does. */
export function openNode(place: TestDatabase): Node {
  const database = openDatabase(place.url, { pool: 5, onError: () => {} });
  const writer = new Writer(database);
  const platforms = new Platforms(allPlatforms);
  const sealer = createSealer(['00'.repeat(32)]);
  const log = createLogger('silent');
  const directory = new AccountDirectory({ database, sealer, platforms, settings: {}, writer, log });
  const accounts = new AccountStore({
    ...{ database, writer, sealer, platforms, clock, directory },
    prove: proverOf(clock, network),
  });
  const apps = new AppStore({ database, writer, sealer, platforms, clock, directory });
  return { database, writer, directory, accounts, apps };
}

/** Makes the schema and two workspaces, `north` and `south`. */
export async function createWorkspaces(place: TestDatabase): Promise<void> {
  const database = openDatabase(place.url, { pool: 1, onError: () => {} });
  await database.migrate();
  await database.transaction(async (transaction) => {
    await insertWorkspace(transaction, 'north');
    await insertWorkspace(transaction, 'south');
  });
  await database.close();
}

/** A number, its app by the secret. */
export const shop = (phoneNumberId: string, secret = 'secret') => ({
  platform: 'whatsapp',
  name: `Shop ${phoneNumberId}`,
  credentials: { access_token: 'token', phone_number_id: phoneNumberId, app_secret: secret },
});

/** A channel, with its bot's id or without. */
export const channel = (botUserId?: string) => ({
  platform: 'line',
  name: 'Channel',
  credentials: {
    channel_secret: 'secret',
    channel_access_token: 'token',
    ...(botUserId && { bot_user_id: botUserId }),
  },
});

/** What each of them came to: `done`, or the code of the problem. */
export async function endings(changes: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(changes);
  return settled.map((result) => (result.status === 'fulfilled' ? 'done' : (result.reason.code ?? 'error')));
}
