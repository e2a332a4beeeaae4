import { randomBytes } from 'node:crypto';
import type { AccountRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import type { Platform } from '../platforms/platform.ts';
import { isHeldElsewhere } from './app-sharing.ts';
import { claimApp, releaseApp } from './apps.ts';
import { type CheckedCredentials, mergeCredentials, sealCredentials } from './credentials.ts';
import { checkHealthSoon, putHealthJob } from './health-job.ts';
import { refuseTaken, setGroupIds } from './platform-ids.ts';
import { type Candidate, type Proof, Unproven } from './proof.ts';
import { lookForUnmatched } from './replay-job.ts';
import type { Sealer } from './secrets.ts';
import { readTemplatesSoon } from './template-job.ts';

/** The change of which claiming credentials is a part. */
export interface Claiming {
  batch: Batch;
  sealer: Sealer;
  platform: Platform;
  /** The platform has to take the credentials. */
  validate: boolean;
  /** What it has taken already. */
  proof: Proof | null;
  now: number;
}

/** An account to be connected, its credentials and settings checked. */
export interface NewConnection {
  id: string;
  workspaceId: string;
  name: string;
  given: CheckedCredentials;
  settings: Record<string, string>;
}

// 128 bits: cannot be guessed, and short enough to be copied into a console by hand.
const verifyTokenBytes = 16;

/**
 * Connects an account, or answers what has to be proved first.
 *
 * @throws Problem 409 when it is connected already
 */
export async function connectAccount(
  claiming: Claiming,
  { id, workspaceId, name, given, settings }: NewConnection,
): Promise<AccountRow | Unproven> {
  const { batch, sealer, platform, now } = claiming;
  const { credentials, shared } = given;
  const externalId = externalIdOf(claiming, credentials);
  await refuseTaken(batch, platform, externalId);
  const unproven = await unprovenIn(claiming, workspaceId, { platform, credentials, settings, externalId });
  if (unproven) return unproven;
  const verifyToken = platform.challenge
    ? (shared.verify_token ?? randomBytes(verifyTokenBytes).toString('hex'))
    : null;
  const row: AccountRow = {
    id,
    workspace_id: workspaceId,
    platform: platform.name,
    external_id: externalId,
    name,
    app_id: await claimAppOf(claiming, { id, workspaceId }, given),
    credentials: sealCredentials(sealer, platform, credentials, id),
    settings: JSON.stringify(settings),
    verify_token: verifyToken && sealer.seal(verifyToken, id),
    verify_token_hash: verifyToken && sealer.fingerprint(verifyToken),
    verified_at: null,
    webhook_events: null,
    credentials_end_at: null,
    created_at: now,
    updated_at: now,
    deleted_at: null,
  };
  await batch.transaction.insert('accounts', [row]);
  await setGroupIds(batch, row, platform.account.groupIds(credentials));
  lookForUnmatched(batch, row, now);
  putHealthJob(batch, row, now);
  if (platform.templates) readTemplatesSoon(batch, row, now);
  batch.signal('accounts', id);
  return row;
}

/**
 * Merges credentials with those of a connected account, or answers what has to be proved first.
 *
 * @returns the columns that change with them
 * @throws Problem 409 when they belong to another account, 422 when they do not fit the platform
 */
export async function changeCredentials(
  claiming: Claiming,
  old: AccountRow,
  changes: { credentials: Record<string, unknown>; settings: Record<string, string> },
): Promise<Partial<AccountRow> | Unproven> {
  const { batch, sealer, platform, now } = claiming;
  const merged = await mergeCredentials(batch, sealer, platform, old, changes.credentials);
  const { credentials, shared } = merged;
  const externalId = old.external_id ?? externalIdOf(claiming, credentials);
  if (old.external_id === null) await refuseTaken(batch, platform, externalId);
  const candidate = { platform, credentials, settings: changes.settings, externalId };
  const unproven = await unprovenIn(claiming, old.workspace_id, candidate);
  if (unproven) return unproven;
  const appId = await claimAppOf(claiming, { id: old.id, workspaceId: old.workspace_id }, merged);
  if (appId !== old.app_id) batch.atEnd(() => releaseApp(batch, old.app_id));
  await setGroupIds(batch, old, platform.account.groupIds(credentials));
  lookForUnmatched(batch, old, now);
  if (platform.templates) readTemplatesSoon(batch, old, now);
  checkHealthSoon(batch, old, now);
  return {
    app_id: appId,
    external_id: externalId,
    credentials: sealCredentials(sealer, platform, credentials, old.id),
    // What was told of the old ones says nothing of the new ones.
    ...(Object.keys(changes.credentials).length > 0 && { credentials_end_at: null }),
    ...(shared.verify_token !== undefined &&
      platform.challenge && {
        verify_token: sealer.seal(shared.verify_token, old.id),
        verify_token_hash: sealer.fingerprint(shared.verify_token),
      }),
  };
}

/** Some credentials do not tell whose they are, but the platform does when it is asked. */
function externalIdOf({ platform, proof }: Claiming, credentials: unknown): string | null {
  return platform.account.externalId(credentials) ?? proof?.report.external_id ?? null;
}

/**
 * The platform has to take the credentials when that is wished, and also when an app of another workspace holds
 * the same secret: then a webhook's signature does not tell whose the account is. Null when all is well.
 */
async function unprovenIn(
  { batch, sealer, validate, proof }: Claiming,
  workspaceId: string,
  candidate: Candidate,
): Promise<Unproven | null> {
  const { account } = candidate.platform;
  const secrets = account.signingSecrets(candidate.credentials);
  const app = { workspaceId, family: account.family, secrets };
  if (!validate && !(await isHeldElsewhere(batch, sealer, app))) return null;
  return Unproven.unless(proof, candidate);
}

function claimAppOf(
  { batch, sealer, platform, now }: Claiming,
  { id, workspaceId }: { id: string; workspaceId: string },
  { credentials, shared }: CheckedCredentials,
): Promise<string> {
  const { family } = platform.account;
  const secrets = platform.account.signingSecrets(credentials);
  const app = { workspaceId, family, secrets, appId: shared.app_id ?? null, accountId: id };
  return claimApp(batch, sealer, app, now);
}
