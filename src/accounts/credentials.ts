import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { AccountRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { Problem } from '../errors.ts';
import type { Platform } from '../platforms/platform.ts';
import { choicesOf } from './account.ts';
import type { Sealer } from './secrets.ts';

// Fields every platform may be given beside its own; they belong to the account and its app.
const sharedFields = z.object({
  verify_token: z.string().min(1).max(200).optional(),
  app_id: z.string().min(1).optional(),
});

/** Credentials that fit their platform, and what was given with them for the account and its app. */
export interface CheckedCredentials {
  credentials: unknown;
  shared: z.infer<typeof sharedFields>;
}

/**
 * Reads what a caller gave as credentials.
 *
 * @throws Problem 422 when it does not fit the platform
 */
export function checkCredentials(platform: Platform, given: Record<string, unknown>): CheckedCredentials {
  const parsed = platform.credentials.safeParse(given);
  const shared = sharedFields.safeParse(given);
  const issues = [...(parsed.error?.issues ?? []), ...(shared.error?.issues ?? [])];
  if (parsed.success && shared.success) return { credentials: parsed.data, shared: shared.data };
  throw new Problem({
    status: 422,
    code: 'invalid_credentials',
    detail: `The credentials do not fit ${platform.title}: ${issues
      .map(({ path, message }) => `${path.join('.') || 'credentials'}: ${message}`)
      .join('; ')}.`,
    fix: 'Take the values from the platform’s console under just these names.',
  });
}

/** @throws Problem 422 when there is no such setting, or it cannot have this value */
export function checkSettings(platform: Platform, settings: Record<string, string> | undefined): void {
  const choices = choicesOf(platform);
  const wrong = Object.entries(settings ?? {}).filter(
    ([key, value]) => !Object.hasOwn(platform.settings, key) && !choices[key]?.includes(value),
  );
  if (wrong.length === 0) return;
  const own = Object.entries(choices).map(([key, values]) => `${key} (${values.join(' or ')})`);
  throw new Problem({
    status: 422,
    code: 'unknown_setting',
    detail: `${platform.title} has no setting ${wrong.map(([key, value]) => `${key}=${value}`).join(', ')}.`,
    fix: `The settings are: ${[...own, ...Object.keys(platform.settings)].join(', ')}.`,
  });
}

/** Credentials as an account's row holds them: the secrets of the app are not among them. */
export function sealCredentials(
  sealer: Sealer,
  platform: Platform,
  credentials: unknown,
  accountId: string,
): string {
  return sealer.seal(JSON.stringify(platform.account.withoutSecrets(credentials)), accountId);
}

/**
 * The sealed credentials of an account whose app has other secrets now: where a secret is also what tokens are
 * made with, they hold it too. Null where they stay as they are.
 */
export function renewCredentials(
  sealer: Sealer,
  { account }: Platform,
  { id, credentials }: AccountRow,
  secrets: readonly string[],
): string | null {
  const stored: Record<string, unknown> = JSON.parse(sealer.open(credentials, id));
  const renewed = account.withoutSecrets({ ...stored, ...account.secretFields(secrets) });
  return isDeepStrictEqual(renewed, stored) ? null : sealer.seal(JSON.stringify(renewed), id);
}

/**
 * The credentials of a connected account, completed by the secrets of its app, with some of them replaced.
 *
 * @throws Problem 422 when they do not fit the platform, 409 when they belong to another account
 */
export async function mergeCredentials(
  batch: Batch,
  sealer: Sealer,
  platform: Platform,
  row: AccountRow,
  given: Record<string, unknown>,
): Promise<CheckedCredentials> {
  const stored: Record<string, unknown> = JSON.parse(sealer.open(row.credentials, row.id));
  const secrets = await batch.transaction.query
    .selectFrom('app_secrets')
    .selectAll()
    .where('app_id', '=', row.app_id)
    .orderBy('created_at', 'desc')
    .execute();
  const signing = platform.account.secretFields(
    secrets.map((secret) => sealer.open(secret.sealed, secret.id)),
  );
  const checked = checkCredentials(platform, { ...stored, ...signing, ...given });
  const externalId = platform.account.externalId(checked.credentials);
  if (row.external_id === null || externalId === null || externalId === row.external_id) return checked;
  throw new Problem({
    status: 409,
    code: 'account_identity',
    detail: `These credentials belong to ${externalId}, not to ${row.external_id}.`,
    fix: 'Connect it as a new account; an account never changes into another.',
  });
}
