import type { Kysely } from 'kysely';
import { toTimestamp } from '../../clock.ts';
import type { ContactRow, Tables } from '../../database/schema.ts';
import type { Identity } from '../../platforms/item.ts';

/** A contact in the form of the public contract. */
export interface PublicContact {
  id: string;
  account_id: string;
  name: string | null;
  username: string | null;
  picture_url: string | null;
  locale: string | null;
  subscribed: boolean;
  marketing: string | null;
  identities: Identity[];
  merged_into: string | null;
  last_seen_at: string | null;
  created_at: string;
  updated_at: string;
}

/** A stored contact with the ids the platform knows it by. */
export interface ContactEntry {
  row: ContactRow;
  identities: Identity[];
}

/** Which contacts of a workspace to list. */
export interface ContactFilter {
  workspaceId: string;
  accountId?: string | undefined;
  /** Only those made before this one. */
  before?: string | undefined;
  limit: number;
}

/** People, the newest first; those that were merged into another are left out. */
export async function listContacts(read: Kysely<Tables>, filter: ContactFilter): Promise<ContactEntry[]> {
  let query = read
    .selectFrom('contacts')
    .selectAll()
    .where('workspace_id', '=', filter.workspaceId)
    .where('merged_into', 'is', null);
  if (filter.accountId) query = query.where('account_id', '=', filter.accountId);
  if (filter.before) query = query.where('id', '<', filter.before);
  const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute();
  return withIdentities(read, filter.workspaceId, rows);
}

/** One person of a workspace, also one that was merged into another. */
export async function findContact(
  read: Kysely<Tables>,
  workspaceId: string,
  id: string,
): Promise<ContactEntry | undefined> {
  const rows = await read
    .selectFrom('contacts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
  const [entry] = await withIdentities(read, workspaceId, rows);
  return entry;
}

/** People by their ids, in no particular order. */
export async function readContacts(
  read: Kysely<Tables>,
  workspaceId: string,
  ids: readonly string[],
): Promise<ContactEntry[]> {
  if (ids.length === 0) return [];
  const rows = await read
    .selectFrom('contacts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', ids)
    .execute();
  return withIdentities(read, workspaceId, rows);
}

async function withIdentities(
  read: Kysely<Tables>,
  workspaceId: string,
  rows: readonly ContactRow[],
): Promise<ContactEntry[]> {
  if (rows.length === 0) return [];
  const identities = await read
    .selectFrom('contact_identities')
    .select(['contact_id', 'kind', 'value'])
    .where('workspace_id', '=', workspaceId)
    .where(
      'contact_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('kind')
    .orderBy('value')
    .execute();
  const byContact = Map.groupBy(identities, ({ contact_id }) => contact_id);
  return rows.map((row) => ({
    row,
    identities: (byContact.get(row.id) ?? []).map(({ kind, value }) => ({ kind, value })),
  }));
}

/** Puts a stored contact into the public form. */
export function toPublicContact({ row, identities }: ContactEntry): PublicContact {
  return {
    id: row.id,
    account_id: row.account_id,
    name: row.name,
    username: row.username,
    picture_url: row.picture_url,
    locale: row.locale,
    subscribed: row.subscribed === 1,
    marketing: row.marketing,
    identities,
    merged_into: row.merged_into,
    last_seen_at: row.last_seen_at === null ? null : toTimestamp(row.last_seen_at),
    created_at: toTimestamp(row.created_at),
    updated_at: toTimestamp(row.updated_at),
  };
}
