import type { AccountRow, AppRow, AppSecretRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { notFound } from '../errors.ts';
import { newId } from '../identifier.ts';
import { refuseUnproven } from './app-sharing.ts';
import type { Sealer } from './secrets.ts';

/** The secrets under which webhooks of an app are signed, as given with an account. */
export interface AppSecrets {
  workspaceId: string;
  family: string;
  secrets: readonly string[];
  /** The platform's own id of the app, if told. */
  appId: string | null;
  /** The account that brings them. */
  accountId: string;
}

/**
 * Finds the app that holds one of these secrets in the workspace, or makes it, and adds the secrets it
 * does not hold yet (a rotation).
 *
 * @returns the id of the app
 * @throws Problem 409 when a secret of another workspace would reach accounts that nobody has proved
 */
export async function claimApp(
  batch: Batch,
  sealer: Sealer,
  { workspaceId, family, secrets, appId, accountId }: AppSecrets,
  now: number,
): Promise<string> {
  const { query } = batch.transaction;
  const known = await heldSecrets(batch, sealer, { workspaceId, family, secrets });
  if (!known[0]) {
    const app = appRow({ workspaceId, family, appId }, now);
    await batch.transaction.insert('apps', [app]);
    await addSecrets(batch, sealer, app, secrets, now);
    return app.id;
  }
  const id = known[0].app_id;
  const fingerprints = new Set(known.map((row) => row.fingerprint));
  const added = secrets.filter(
    (secret) => !sealer.fingerprints(secret).some((print) => fingerprints.has(print)),
  );
  if (appId !== null) {
    await query
      .updateTable('apps')
      .set({ app_id: appId })
      .where('id', '=', id)
      .where('app_id', 'is', null)
      .execute();
  }
  if (added.length === 0) return id;
  const app = { id, workspace_id: workspaceId, family };
  const others = (await accountsOf(batch, id)).filter((account) => account.id !== accountId);
  if (others.length > 0) await refuseUnproven(batch, sealer, app, added);
  await addSecrets(batch, sealer, app, added, now);
  await tellAccounts(batch, id, now);
  return id;
}

/** An app that has nothing yet. */
export function appRow(
  { workspaceId, family, appId }: Pick<AppSecrets, 'workspaceId' | 'family' | 'appId'>,
  now: number,
): AppRow {
  return {
    id: newId(),
    workspace_id: workspaceId,
    family,
    app_id: appId,
    verify_token: null,
    verify_token_hash: null,
    kept: 0,
    created_at: now,
  };
}

/** Which of these secrets apps of the workspace hold already. */
export function heldSecrets(
  batch: Batch,
  sealer: Sealer,
  { workspaceId, family, secrets }: Pick<AppSecrets, 'workspaceId' | 'family' | 'secrets'>,
): Promise<AppSecretRow[]> {
  return batch.transaction.query
    .selectFrom('app_secrets')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('family', '=', family)
    .where('fingerprint', 'in', secrets.flatMap(sealer.fingerprints))
    .execute();
}

/** Puts secrets before those that an app holds: the first given is the newest, and tried first. */
export async function addSecrets(
  batch: Batch,
  sealer: Sealer,
  app: Pick<AppRow, 'id' | 'workspace_id' | 'family'>,
  secrets: readonly string[],
  now: number,
): Promise<void> {
  const newest = (await secretsOf(batch, app.id))[0]?.created_at ?? 0;
  const rows = secrets.map((secret, index): AppSecretRow => {
    const id = newId();
    return {
      id,
      workspace_id: app.workspace_id,
      app_id: app.id,
      family: app.family,
      fingerprint: sealer.fingerprint(secret),
      sealed: sealer.seal(secret, id),
      created_at: Math.max(now, newest) + secrets.length - index,
    };
  });
  await batch.transaction.insert('app_secrets', rows);
}

/** The secrets of an app as they are in this transaction, newest first. */
export function secretsOf(batch: Batch, appId: string): Promise<AppSecretRow[]> {
  return batch.transaction.query
    .selectFrom('app_secrets')
    .selectAll()
    .where('app_id', '=', appId)
    .orderBy('created_at', 'desc')
    .execute();
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

/** Erases an app that came with its accounts when none is left that is connected; one made on its own stays. */
export async function releaseApp(batch: Batch, appId: string): Promise<void> {
  const [app] = await batch.transaction.select('apps', ['id'], [[appId]]);
  if (app?.kept === 1 || (await accountsOf(batch, appId)).length > 0) return;
  await eraseApp(batch, appId);
}

/** Erases an app's secrets, its token and what it was called; accounts that were deleted still refer to it. */
export async function eraseApp(batch: Batch, appId: string): Promise<void> {
  const { query } = batch.transaction;
  await query.deleteFrom('app_secrets').where('app_id', '=', appId).execute();
  const erased = { app_id: null, verify_token: null, verify_token_hash: null, kept: 0 };
  await query.updateTable('apps').set(erased).where('id', '=', appId).execute();
}

/**
 * One change after another within a workspace: its accounts share apps, and one that is being connected must not
 * find the app whose secrets are being erased with its last account.
 *
 * @throws Problem 404 when the workspace was deleted meanwhile
 */
export async function lockWorkspace(batch: Batch, workspaceId: string): Promise<void> {
  const [row] = await batch.transaction.select('workspaces', ['id'], [[workspaceId]], 'lock');
  if (!row || row.deleted_at !== null) throw notFound('workspace', workspaceId);
}
