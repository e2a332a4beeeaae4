import type { Kysely } from 'kysely';
import type { Account } from '../accounts/account.ts';
import type { Quotas } from '../accounts/quotas.ts';
import type { Transaction } from '../database/database.ts';
import type { ConversationRow, Tables } from '../database/schema.ts';
import type { Failure } from '../errors.ts';
import type { Identity } from '../platforms/item.ts';
import { type Asked, judge, objection, type Situation } from './can-send.ts';
import type { Destination } from './destination.ts';

/** What is read to judge whether a message may go; `blocked` holds the contacts that have blocked the account. */
export interface Knowledge {
  transaction: Transaction;
  quotas: Quotas;
  blocked: ReadonlySet<string>;
}

/**
 * What stands against a message on its way in. What costs a query is read only when what is at hand speaks
 * against it; the moment of sending looks at everything again.
 */
export async function objectionAt(
  knowledge: Knowledge,
  account: Account,
  destination: Destination,
  asked: Asked,
  now: number,
): Promise<Failure | null> {
  const situation = situationAt(knowledge, account, destination);
  if (objection(judge(situation, asked, now)) === null) return null;
  return objection(judge(await inFull(knowledge, situation, destination.conversation), asked, now));
}

function situationAt(
  { quotas, blocked }: Knowledge,
  account: Account,
  { conversation, thread, identity, contact }: Destination,
): Situation {
  const contactId = conversation?.contact_id ?? contact?.id ?? '';
  const fresh = {
    kind: thread.kind,
    thread_id: thread.id ?? null,
    last_inbound_at: null,
    window_ends_at: null,
    standby: 0,
  };
  return {
    account,
    conversation: conversation ?? fresh,
    identities: identity && thread.kind === 'direct' ? [identity] : [],
    handles: [],
    subscribed: !blocked.has(contactId) && contact?.subscribed !== 0,
    quota: quotas.of(account.id),
  };
}

/** With all ids of the person and what is left to reply to. */
async function inFull(
  { transaction }: Knowledge,
  situation: Situation,
  conversation: ConversationRow | undefined,
): Promise<Situation> {
  if (!conversation) return situation;
  const { workspace_id, id, contact_id } = conversation;
  const identities = contact_id
    ? await transaction.select(
        'contact_identities',
        ['workspace_id', 'contact_id'],
        [[workspace_id, contact_id]],
      )
    : [];
  const handles = situation.account.platform.limits.reply_handle
    ? await transaction.select('reply_handles', ['workspace_id', 'conversation_id'], [[workspace_id, id]])
    : [];
  return { ...situation, identities: [...identities, ...situation.identities], handles };
}

/** Of these conversations, the people who have blocked the account, where the platform tells of that. */
export async function blockedAmong(
  transaction: Transaction,
  places: readonly { account: Account; conversation: ConversationRow | undefined }[],
): Promise<Set<string>> {
  const keys = places.flatMap(({ account, conversation }) =>
    account.platform.policy.heeds_blocks && conversation?.contact_id
      ? [[conversation.workspace_id, conversation.contact_id]]
      : [],
  );
  if (keys.length === 0) return new Set();
  // Not locked: this is only what is known just now.
  const contacts = await transaction.select('contacts', ['workspace_id', 'id'], keys);
  return new Set(contacts.filter(({ subscribed }) => subscribed === 0).map(({ id }) => id));
}

/** Everything about a stored conversation that a verdict may depend on; for questions outside any transaction. */
export async function situationOf(
  read: Kysely<Tables>,
  quotas: Quotas,
  account: Account,
  conversation: ConversationRow,
): Promise<Situation> {
  const { workspace_id, id, contact_id } = conversation;
  const identities = await identitiesOf(read, conversation);
  const contact =
    contact_id === null
      ? undefined
      : await read
          .selectFrom('contacts')
          .select('subscribed')
          .where('workspace_id', '=', workspace_id)
          .where('id', '=', contact_id)
          .executeTakeFirst();
  const handles = await read
    .selectFrom('reply_handles')
    .selectAll()
    .where('workspace_id', '=', workspace_id)
    .where('conversation_id', '=', id)
    .execute();
  const subscribed = contact?.subscribed !== 0;
  return { account, conversation, identities, handles, subscribed, quota: quotas.of(account.id) };
}

/** All ids of the person of a conversation; none for a group. */
export async function identitiesOf(
  read: Kysely<Tables>,
  { workspace_id, contact_id }: ConversationRow,
): Promise<Identity[]> {
  if (contact_id === null) return [];
  return read
    .selectFrom('contact_identities')
    .select(['kind', 'value'])
    .where('workspace_id', '=', workspace_id)
    .where('contact_id', '=', contact_id)
    .execute();
}
