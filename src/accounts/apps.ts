import type { AccountRow, AppRow, AppSecretRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { newId } from '../identifier.ts';
import type { Sealer } from './secrets.ts';

/** The secrets under which webhooks of an app are signed, as given with an account. */
export interface AppSecrets {
  workspaceId: string;
  family: string;
  secrets: readonly string[];
  /** The platform's own id of the app, if told. */
  appId: string | null;
}

/**
 * Finds the app that holds one of these secrets in the workspace, or makes it, and adds the secrets it
 * does not hold yet (a rotation).
 *
 * @returns the id of the app
 */
export async function claimApp(
  batch: Batch,
  sealer: Sealer,
  { workspaceId, family, secrets, appId }: AppSecrets,
  now: number,
): Promise<string> {
  const { query } = batch.transaction;
  const known = await query
    .selectFrom('app_secrets')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('family', '=', family)
    .where('fingerprint', 'in', secrets.flatMap(sealer.fingerprints))
    .execute();
  const id = known[0]?.app_id ?? (await insertApp(batch, { workspaceId, family, appId }, now));
  const fingerprints = new Set(known.map((row) => row.fingerprint));
  const added = secrets.filter(
    (secret) => !sealer.fingerprints(secret).some((print) => fingerprints.has(print)),
  );
  // The first given is the newest: it gets the latest time, since secrets are tried newest first.
  for (const [index, secret] of added.entries()) {
    await addSecret(batch, sealer, { id, workspaceId, family }, secret, now + added.length - index);
  }
  if (known[0] && added.length > 0) await tellAccounts(batch, id, now);
  return id;
}

/** Whether an app of another workspace holds one of these secrets: then the secret alone proves nothing. */
export async function isHeldElsewhere(
  batch: Batch,
  sealer: Sealer,
  { workspaceId, family, secrets }: Omit<AppSecrets, 'appId'>,
): Promise<boolean> {
  const row = await batch.transaction.query
    .selectFrom('app_secrets')
    .select('id')
    .where('workspace_id', '<>', workspaceId)
    .where('family', '=', family)
    .where('fingerprint', 'in', secrets.flatMap(sealer.fingerprints))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function insertApp(
  batch: Batch,
  { workspaceId, family, appId }: Omit<AppSecrets, 'secrets'>,
  now: number,
): Promise<string> {
  const id = newId();
  const row: AppRow = {
    id,
    workspace_id: workspaceId,
    family,
    app_id: appId,
    verify_token_hash: null,
    created_at: now,
  };
  await batch.transaction.insert('apps', [row]);
  return id;
}

/** Gives an app one more secret; those of the latest time are tried first. */
export async function addSecret(
  batch: Batch,
  sealer: Sealer,
  app: { id: string; workspaceId: string; family: string },
  secret: string,
  at: number,
): Promise<void> {
  const id = newId();
  const row: AppSecretRow = {
    id,
    workspace_id: app.workspaceId,
    app_id: app.id,
    family: app.family,
    fingerprint: sealer.fingerprint(secret),
    sealed: sealer.seal(secret, id),
    created_at: at,
  };
  await batch.transaction.insert('app_secrets', [row]);
}

/**
 * All accounts of an app check signatures with its new secrets, whichever of them it was given with.
 *
 * @returns their ids
 */
export async function tellAccounts(batch: Batch, appId: string, now: number): Promise<string[]> {
  const accounts = await batch.transaction.query
    .updateTable('accounts')
    .set(({ eb }) => ({
      // Always another than before: other processes tell by it what has changed.
      updated_at: eb
        .case()
        .when('updated_at', '<', now)
        .then(now)
        .else(eb('updated_at', '+', 1))
        .end(),
    }))
    .where('app_id', '=', appId)
    .where('deleted_at', 'is', null)
    .returning('id')
    .execute();
  for (const { id } of accounts) batch.signal('accounts', id);
  return accounts.map(({ id }) => id);
}

/** Erases an app's secrets and what else it was given when no connected account is left that uses it. */
export async function releaseApp(batch: Batch, appId: string): Promise<void> {
  if ((await accountsOf(batch, appId)).length > 0) return;
  const { query } = batch.transaction;
  await query.deleteFrom('app_secrets').where('app_id', '=', appId).execute();
  await query.updateTable('apps').set({ app_id: null }).where('id', '=', appId).execute();
}

/** The connected accounts of an app, as they are in this transaction. */
export function accountsOf(batch: Batch, appId: string): Promise<AccountRow[]> {
  return batch.transaction.query
    .selectFrom('accounts')
    .selectAll()
    .where('app_id', '=', appId)
    .where('deleted_at', 'is', null)
    .execute();
}
