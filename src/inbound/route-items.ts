import type { Account } from '../accounts/account.ts';
import type { AccountDirectory } from '../accounts/directory.ts';
import type { InboundItem } from '../platforms/item.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Acceptance } from './acceptance.ts';

/**
 * Gives each item to the account it belongs to. Where the payload decides, an item goes only to an
 * account whose own secret verifies the request, so nobody can write into an account they do not hold.
 */
export function routeItems(
  directory: AccountDirectory,
  platform: Platform,
  signer: Account,
  items: readonly InboundItem[],
  verified: (account: Account) => boolean,
): Pick<Acceptance, 'entries' | 'unmatched'> {
  const entries: Acceptance['entries'] = [];
  const unmatched: Acceptance['unmatched'] = [];
  for (const item of items) {
    const accounts = accountsOf(directory, platform, signer, item).filter(verified);
    for (const account of accounts) entries.push({ item, account });
    if (accounts.length === 0) unmatched.push({ item, externalId: item.account ?? null });
  }
  return { entries, unmatched };
}

function accountsOf(
  directory: AccountDirectory,
  platform: Platform,
  signer: Account,
  item: InboundItem,
): Account[] {
  if (platform.account.routing === 'url' || item.account === undefined) {
    // The URL may be that of an account of another platform of the family, which such an item cannot mean.
    return signer.platform === platform ? [signer] : [];
  }
  if (item.every_account) return directory.byGroupId(platform.name, item.account);
  const account = directory.byExternalId(platform.name, item.account);
  return account ? [account] : [];
}
