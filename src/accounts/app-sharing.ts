import type { AppRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { Problem } from '../errors.ts';
import type { Sealer } from './secrets.ts';

/**
 * Whether an app of another workspace holds one of these secrets, or one that the app of this workspace holds
 * beside them: then a signature alone proves nothing.
 */
export async function isHeldElsewhere(
  batch: Batch,
  sealer: Sealer,
  app: { workspaceId: string; family: string; secrets: readonly string[] },
): Promise<boolean> {
  const { query } = batch.transaction;
  const fingerprints = app.secrets.flatMap(sealer.fingerprints);
  const row = await query
    .selectFrom('app_secrets')
    .select('id')
    .where('workspace_id', '<>', app.workspaceId)
    .where('family', '=', app.family)
    .where('fingerprint', 'in', (inner) =>
      inner
        .selectFrom('app_secrets as own')
        .select('own.fingerprint')
        .where('own.app_id', 'in', (held) =>
          held
            .selectFrom('app_secrets as given')
            .select('given.app_id')
            .where('given.workspace_id', '=', app.workspaceId)
            .where('given.family', '=', app.family)
            .where('given.fingerprint', 'in', fingerprints),
        ),
    )
    .limit(1)
    .executeTakeFirst();
  if (row) return true;
  return (await holders(batch, app, fingerprints)).length > 0;
}

/**
 * Refuses secrets that would bring another workspace's webhooks to accounts of which the platform was never
 * asked whose they are. Apps that share a secret already have been through that, and may rotate together.
 *
 * @throws Problem 409
 */
export async function refuseUnproven(
  batch: Batch,
  sealer: Sealer,
  app: Pick<AppRow, 'id' | 'workspace_id' | 'family'>,
  secrets: readonly string[],
): Promise<void> {
  const place = { workspaceId: app.workspace_id, family: app.family };
  const foreign = await holders(batch, place, secrets.flatMap(sealer.fingerprints));
  if (foreign.length === 0) return;
  const sharing = await batch.transaction.query
    .selectFrom('app_secrets')
    .select('app_id')
    .distinct()
    .where('app_id', 'in', foreign)
    .where('fingerprint', 'in', (inner) =>
      inner.selectFrom('app_secrets as own').select('own.fingerprint').where('own.app_id', '=', app.id),
    )
    .execute();
  if (sharing.length === foreign.length) return;
  throw new Problem({
    status: 409,
    code: 'secret_shared',
    detail:
      'This secret is in use outside of this workspace, and the app has accounts that the platform has not confirmed.',
    fix: 'Connect the accounts anew with this secret: the platform is then asked whose they are.',
  });
}

/** The apps of other workspaces that hold a secret with one of these fingerprints. */
async function holders(
  batch: Batch,
  { workspaceId, family }: { workspaceId: string; family: string },
  fingerprints: readonly string[],
): Promise<string[]> {
  const rows = await batch.transaction.query
    .selectFrom('app_secrets')
    .select('app_id')
    .distinct()
    .where('workspace_id', '<>', workspaceId)
    .where('family', '=', family)
    .where('fingerprint', 'in', fingerprints)
    .execute();
  return rows.map(({ app_id }) => app_id);
}
