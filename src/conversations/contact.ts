import { RowSet } from '../database/rows.ts';
import type { ContactIdentityRow, ContactRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { newId } from '../identifier.ts';
import type { Identity, Person } from '../platforms/item.ts';

/** The account a person is seen by. */
export interface Owner {
  workspaceId: string;
  accountId: string;
}

const identityKey = ['workspace_id', 'account_id', 'kind', 'value'] as const;

/**
 * The people of one batch. A person is found by any of their identities; new ones are learnt, and two
 * contacts that turn out to be one person are merged into the older.
 */
export class ContactBook {
  readonly #batch: Batch;
  readonly #now: number;
  readonly #identities: RowSet<'contact_identities'>;
  readonly contacts: RowSet<'contacts'>;
  /** The merges of this batch, for whoever must move conversations: loser → winner. */
  readonly merged: { loser: ContactRow; winner: ContactRow }[] = [];

  constructor(batch: Batch, now: number) {
    this.#batch = batch;
    this.#now = now;
    // Contacts first: they are written before anything that names them.
    this.contacts = new RowSet(batch, 'contacts', ['workspace_id', 'id']);
    this.#identities = new RowSet(batch, 'contact_identities', identityKey);
  }

  /** Reads what is known of these people, so that `resolve` can answer for each of them. */
  async load(people: readonly { owner: Owner; identities: readonly Identity[] }[]): Promise<void> {
    await this.#identities.load(
      people.flatMap(({ owner, identities }) => identities.map((identity) => keyOf(owner, identity))),
    );
    await this.#loadContacts();
  }

  async #loadContacts(): Promise<void> {
    const ids = [...this.#identities.values()].map((row) => [row.workspace_id, row.contact_id]);
    await this.contacts.load(ids);
  }

  /** The contact that owns one of the identities, if any does; reads nothing. */
  find(owner: Owner, identities: readonly Identity[]): ContactRow | undefined {
    for (const identity of identities) {
      const row = this.#identities.get(...keyOf(owner, identity));
      const contact = row && this.contacts.get(row.workspace_id, row.contact_id);
      if (contact) return contact;
    }
    return undefined;
  }

  /**
   * The contact of a person, made when nobody has any of their identities. Learns further identities and
   * the name.
   */
  async resolve(owner: Owner, person: Person, seenAt: number): Promise<ContactRow> {
    let contact = this.find(owner, person.identities) ?? (await this.#create(owner, person));
    await this.#learn(owner, contact, person.identities);
    contact = await this.#merge(owner, contact, person.identities);
    const changes: Partial<ContactRow> = {};
    if (person.name && person.name !== contact.name) changes.name = person.name;
    if (person.username && person.username !== contact.username) changes.username = person.username;
    if (seenAt > (contact.last_seen_at ?? 0)) changes.last_seen_at = seenAt;
    if (Object.keys(changes).length > 0) this.contacts.change(contact, { ...changes, updated_at: this.#now });
    return contact;
  }

  /** Takes identities away from whoever has them: a number was given up, an id has changed. */
  async forget(owner: Owner, identities: readonly Identity[]): Promise<void> {
    const keys = identities.map((identity) => keyOf(owner, identity));
    await this.#batch.transaction.remove('contact_identities', identityKey, keys);
  }

  /** All identities of contacts, by contact id. */
  async identitiesOf(contacts: readonly ContactRow[]): Promise<Map<string, Identity[]>> {
    const rows = await this.#batch.transaction.select(
      'contact_identities',
      ['workspace_id', 'contact_id'],
      contacts.map((contact) => [contact.workspace_id, contact.id]),
    );
    return Map.groupBy(rows, (row) => row.contact_id);
  }

  async #create(owner: Owner, person: Person): Promise<ContactRow> {
    const first = person.identities[0];
    const contact: ContactRow = {
      workspace_id: owner.workspaceId,
      id: newId(),
      account_id: owner.accountId,
      name: person.name ?? null,
      username: person.username ?? null,
      picture_url: null,
      locale: null,
      subscribed: 1,
      merged_into: null,
      created_at: this.#now,
      updated_at: this.#now,
      last_seen_at: null,
    };
    // Whoever takes the first identity has made the contact; another process may be faster.
    if (first) await this.#identities.addShared([this.#row(owner, first, contact.id)]);
    const taken = first && this.#identities.get(...keyOf(owner, first));
    if (taken && taken.contact_id !== contact.id) {
      await this.#loadContacts();
      const other = this.contacts.get(taken.workspace_id, taken.contact_id);
      if (other) return other;
    }
    return this.contacts.add(contact);
  }

  async #learn(owner: Owner, contact: ContactRow, identities: readonly Identity[]): Promise<void> {
    const unknown = identities.filter((identity) => !this.#identities.get(...keyOf(owner, identity)));
    if (unknown.length === 0) return;
    await this.#identities.addShared(unknown.map((identity) => this.#row(owner, identity, contact.id)));
    await this.#loadContacts();
  }

  /** Joins contacts that share this person's identities; the oldest one stays. */
  async #merge(owner: Owner, contact: ContactRow, identities: readonly Identity[]): Promise<ContactRow> {
    const ids = new Set<string>();
    for (const identity of identities) {
      const row = this.#identities.get(...keyOf(owner, identity));
      if (row) ids.add(row.contact_id);
    }
    if (ids.size <= 1) return contact;
    const all = [...ids].flatMap((id) => this.contacts.get(owner.workspaceId, id) ?? []);
    const [winner = contact, ...losers] = all.sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const loser of losers) {
      this.contacts.change(loser, { merged_into: winner.id, updated_at: this.#now });
      this.merged.push({ loser, winner });
      const rows = await this.#batch.transaction.select(
        'contact_identities',
        ['workspace_id', 'contact_id'],
        [[loser.workspace_id, loser.id]],
      );
      await this.#identities.load(rows.map((row) => keyOf(owner, row)));
      for (const row of rows) {
        const held = this.#identities.get(...keyOf(owner, row));
        if (held) this.#identities.change(held, { contact_id: winner.id });
      }
    }
    return winner;
  }

  #row(owner: Owner, identity: Identity, contactId: string): ContactIdentityRow {
    return {
      workspace_id: owner.workspaceId,
      account_id: owner.accountId,
      kind: identity.kind,
      value: identity.value,
      contact_id: contactId,
      created_at: this.#now,
    };
  }
}

function keyOf(owner: Owner, identity: Identity): [string, string, string, string] {
  return [owner.workspaceId, owner.accountId, identity.kind, identity.value];
}
