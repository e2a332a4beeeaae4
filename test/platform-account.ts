import type { Account } from '../src/accounts/account.ts';
import type { Platform } from '../src/platforms/platform.ts';

/** An account of a platform as the hub holds it, without a hub. `settings` lead to a simulator. */
export function platformAccount<Credentials>(
  platform: Platform<Credentials>,
  given: unknown,
  settings: Record<string, string>,
): Account {
  const credentials = platform.credentials.parse(given);
  const defaults = Object.entries(platform.settings).map(([name, setting]) => [name, setting.default]);
  const externalId = platform.account.externalId(credentials);
  const id = `${platform.name}-account`;
  return {
    id,
    workspaceId: 'workspace',
    // As in the list of platforms: whoever calls it gives it the credentials that its own schema made.
    platform: platform as Platform,
    externalId,
    name: platform.title,
    appId: 'app',
    secrets: platform.account.signingSecrets(credentials),
    credentials: platform.account.withoutSecrets(credentials),
    settings: { ...Object.fromEntries(defaults), ...settings },
    groupIds: platform.account.groupIds(credentials),
    verifyToken: null,
    row: {
      ...{ id, workspace_id: 'workspace', platform: platform.name, external_id: externalId },
      ...{ name: platform.title, app_id: 'app', credentials: '', settings: '{}' },
      ...{ verify_token: null, verify_token_hash: null, verified_at: null, webhook_events: null },
      credentials_end_at: null,
      ...{ created_at: 0, updated_at: 0, deleted_at: null },
    },
  };
}
