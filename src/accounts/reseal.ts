import type { Database } from '../database/database.ts';
import type { Sealer } from './secrets.ts';

/**
 * Seals again, with the newest key, whatever was sealed with an older one; afterwards the old key can be
 * taken away. Run at each start, which is when keys change.
 *
 * @returns how many secrets were sealed anew
 */
export async function resealSecrets(database: Database, sealer: Sealer): Promise<number> {
  return (
    (await resealAccounts(database, sealer)) +
    (await resealConsumers(database, sealer)) +
    (await resealAgents(database, sealer))
  );
}

/** Keys of model providers, and headers of the agents' tools. */
async function resealAgents(database: Database, sealer: Sealer): Promise<number> {
  const rows = await database.read
    .selectFrom('agent_settings')
    .select(['workspace_id', 'account_id', 'secrets'])
    .execute();
  const renewed = rows.flatMap(({ secrets, ...key }) => {
    if (secrets === null || !sealer.isOutdated(secrets)) return [];
    return [{ ...key, secrets: sealer.seal(sealer.open(secrets, key.account_id), key.account_id) }];
  });
  await database.transaction((transaction) =>
    transaction.update('agent_settings', ['workspace_id', 'account_id'], renewed),
  );
  return renewed.length;
}

/** What consumers of events are signed for with, and their own headers. */
async function resealConsumers(database: Database, sealer: Sealer): Promise<number> {
  const secrets = await database.read.selectFrom('consumer_secrets').select(['id', 'sealed']).execute();
  const consumers = await database.read.selectFrom('consumers').select(['id', 'headers']).execute();
  const oldSecrets = secrets.filter(({ sealed }) => sealer.isOutdated(sealed));
  const oldConsumers = consumers.filter(({ headers }) => sealer.isOutdated(headers));
  const again = (sealed: string, id: string) => sealer.seal(sealer.open(sealed, id), id);
  await database.transaction(async (transaction) => {
    const renewed = oldConsumers.map(({ id, headers }) => ({ id, headers: again(headers, id) }));
    await transaction.update('consumers', ['id'], renewed);
    const signing = oldSecrets.map(({ id, sealed }) => ({ id, sealed: again(sealed, id) }));
    await transaction.update('consumer_secrets', ['id'], signing);
  });
  return oldSecrets.length + oldConsumers.length;
}

async function resealAccounts(database: Database, sealer: Sealer): Promise<number> {
  const again = (sealed: string, id: string) => sealer.seal(sealer.open(sealed, id), id);
  const secrets = await database.read.selectFrom('app_secrets').selectAll().execute();
  const apps = await database.read.selectFrom('apps').selectAll().execute();
  const accounts = await database.read
    .selectFrom('accounts')
    .selectAll()
    .where('deleted_at', 'is', null)
    .execute();
  const hashKeys = await database.read.selectFrom('hash_keys').select(['name', 'sealed']).execute();
  const oldHashKeys = hashKeys.filter(({ sealed }) => sealer.isOutdated(sealed));
  const oldSecrets = secrets.filter(({ sealed }) => sealer.isOutdated(sealed));
  const oldAccounts = accounts.filter(({ credentials }) => sealer.isOutdated(credentials));
  const oldApps = apps.filter(({ verify_token }) => verify_token !== null && sealer.isOutdated(verify_token));
  const count = oldSecrets.length + oldAccounts.length + oldApps.length + oldHashKeys.length;
  if (count === 0) return 0;
  const tokenColumns = ({ id, verify_token }: { id: string; verify_token: string | null }) => ({
    verify_token: verify_token === null ? null : again(verify_token, id),
    verify_token_hash: verify_token === null ? null : sealer.fingerprint(sealer.open(verify_token, id)),
  });
  await database.transaction(async (transaction) => {
    await transaction.update(
      'app_secrets',
      ['id'],
      oldSecrets.map(({ id, sealed }) => ({
        id,
        sealed: again(sealed, id),
        fingerprint: sealer.fingerprint(sealer.open(sealed, id)),
      })),
    );
    await transaction.update(
      'accounts',
      ['id'],
      oldAccounts.map((account) => ({
        id: account.id,
        credentials: again(account.credentials, account.id),
        ...tokenColumns(account),
      })),
    );
    await transaction.update(
      'apps',
      ['id'],
      oldApps.map((app) => ({ id: app.id, ...tokenColumns(app) })),
    );
    await transaction.update(
      'hash_keys',
      ['name'],
      oldHashKeys.map(({ name, sealed }) => ({ name, sealed: again(sealed, name) })),
    );
  });
  return count;
}
