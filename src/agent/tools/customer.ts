import type { Kysely } from 'kysely';
import type { Tables } from '../../database/schema.ts';
import type { Customer } from './identity.ts';

/** Of which person tools are called in a conversation. */
export async function customerOf(
  read: Kysely<Tables>,
  about: { workspace_id: string; account_id: string; conversation_id: string | null },
): Promise<Customer> {
  const { workspace_id, account_id, conversation_id } = about;
  const conversation =
    conversation_id === null
      ? undefined
      : await read
          .selectFrom('conversations')
          .select(['platform', 'contact_id'])
          .where('workspace_id', '=', workspace_id)
          .where('id', '=', conversation_id)
          .executeTakeFirst();
  const contact_id = conversation?.contact_id ?? null;
  const identity =
    contact_id === null
      ? undefined
      : await read
          .selectFrom('contact_identities')
          .select('value')
          .where('workspace_id', '=', workspace_id)
          .where('contact_id', '=', contact_id)
          .where('kind', '=', 'phone')
          .executeTakeFirst();
  return {
    ...{ account_id, conversation_id, contact_id },
    platform: conversation?.platform ?? null,
    // Platforms name numbers by their digits, with the country.
    phone: identity ? `+${identity.value}` : null,
  };
}
