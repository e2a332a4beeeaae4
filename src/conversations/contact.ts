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

/** A person's contact, and those that this has shown to be the same person. */
export interface Resolved {
  contact: ContactRow;
  /** Merged into the contact just now; their conversations have yet to follow. */
  merged: ContactRow[];
}

/**
 * The people of one batch. A person is found by any of their identities; new ones are learnt, and two
 * contacts that turn out to be one person are merged into the older.
 */
export class ContactBook {
  readonly #batch: Batch;
  readonly #now: number;
  readonly #identities: RowSet<'contact_identities'>;
  readonly contacts: RowSet<'contacts'>;

  constructor(batch: Batch, now: number) {
    this.#batch = batch;
    this.#now = now;
    // Contacts first: they are written before anything that names them.
    this.contacts = new RowSet(batch, 'contacts', ['workspace_id', 'id']);
    this.#identities = new RowSet(batch, 'contact_identities', [
      'workspace_id',
      'account_id',
      'kind',
      'value',
    ]);
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
   * the name. For `resolveContact` alone, which moves the conversations too.
   */
  async resolve(owner: Owner, person: Person, seenAt: number): Promise<Resolved> {
    const known = this.find(owner, person.identities) ?? (await this.#create(owner, person));
    await this.#learn(owner, known, person.identities);
    const { contact, merged } = await this.#merge(owner, known, person.identities);
    const changes: Partial<ContactRow> = {};
    if (person.name && (person.name !== contact.name || contact.name_from_profile)) {
      Object.assign(changes, { name: person.name, name_from_profile: 0 });
    }
    if (person.username && person.username !== contact.username) changes.username = person.username;
    if (seenAt > (contact.last_seen_at ?? 0)) changes.last_seen_at = seenAt;
    if (Object.keys(changes).length > 0) this.contacts.change(contact, { ...changes, updated_at: this.#now });
    return { contact, merged };
  }

  /** Takes identities away from whoever has them: a number was given up, an id has changed. */
  async forget(owner: Owner, identities: readonly Identity[]): Promise<void> {
    await this.#identities.remove(identities.map((identity) => keyOf(owner, identity)));
  }

  /** Reads and locks contacts by their ids, with those they were merged into. */
  async loadIds(ids: readonly { workspaceId: string; id: string }[]): Promise<void> {
    let keys = ids.map(({ workspaceId, id }): [string, string] => [workspaceId, id]);
    while (keys.length > 0) {
      await this.contacts.load(keys);
      keys = keys.flatMap(([workspaceId, id]) => {
        const next = this.contacts.get(workspaceId, id)?.merged_into;
        return next ? [[workspaceId, next]] : [];
      });
    }
  }

  /** The contact of this id, or the one it was merged into in the end; it was loaded. */
  current(workspaceId: string, id: string): ContactRow | undefined {
    let contact = this.contacts.get(workspaceId, id);
    while (contact?.merged_into) contact = this.contacts.get(workspaceId, contact.merged_into);
    return contact;
  }

  /** All identities of contacts, by the ids asked for: those of a merged contact are with the one that stays. */
  async identitiesOf(
    ids: readonly { workspaceId: string; id: string }[],
  ): Promise<Map<string, readonly Identity[]>> {
    await this.loadIds(ids);
    const current = new Map(ids.map(({ workspaceId, id }) => [id, this.current(workspaceId, id)] as const));
    const contacts = new Set([...current.values()].filter((contact) => contact !== undefined));
    const byContact = Map.groupBy(await this.#identitiesNow([...contacts]), (row) => row.contact_id);
    return new Map([...current].map(([id, contact]) => [id, byContact.get(contact?.id ?? '') ?? []]));
  }

  /** The identities of contacts as this batch has left them, which is ahead of what the database holds. */
  async #identitiesNow(contacts: readonly ContactRow[]): Promise<ContactIdentityRow[]> {
    const ids = new Set(contacts.map(({ id }) => id));
    const stored = await this.#batch.transaction.select(
      'contact_identities',
      ['workspace_id', 'contact_id'],
      contacts.map((contact) => [contact.workspace_id, contact.id]),
    );
    const untouched = stored.filter((row) => !this.#identities.get(...keyOf(ownerOf(row), row)));
    const touched = [...this.#identities.values()].filter((row) => ids.has(row.contact_id));
    return [...untouched, ...touched];
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
      marketing: null,
      merged_into: null,
      created_at: this.#now,
      updated_at: this.#now,
      last_seen_at: null,
      profile_checked_at: null,
      name_from_profile: 0,
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
  async #merge(owner: Owner, contact: ContactRow, identities: readonly Identity[]): Promise<Resolved> {
    const ids = new Set<string>();
    for (const identity of identities) {
      const row = this.#identities.get(...keyOf(owner, identity));
      if (row) ids.add(row.contact_id);
    }
    if (ids.size <= 1) return { contact, merged: [] };
    const all = [...ids].flatMap((id) => this.contacts.get(owner.workspaceId, id) ?? []);
    const [winner = contact, ...merged] = all.sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const loser of merged) {
      this.contacts.change(loser, { merged_into: winner.id, updated_at: this.#now });
      // What only the loser was known by must not get lost.
      this.contacts.change(winner, {
        ...(winner.name === null && { name: loser.name, name_from_profile: loser.name_from_profile }),
        username: winner.username ?? loser.username,
        picture_url: winner.picture_url ?? loser.picture_url,
        locale: winner.locale ?? loser.locale,
        marketing: winner.marketing ?? loser.marketing,
        updated_at: this.#now,
      });
    }
    const rows = await this.#identitiesNow(merged);
    await this.#identities.load(rows.map((row) => keyOf(owner, row)));
    for (const row of rows) {
      const held = this.#identities.get(...keyOf(owner, row));
      if (held) this.#identities.change(held, { contact_id: winner.id });
    }
    return { contact: winner, merged };
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

function ownerOf(row: ContactIdentityRow): Owner {
  return { workspaceId: row.workspace_id, accountId: row.account_id };
}

function keyOf(owner: Owner, identity: Identity): [string, string, string, string] {
  return [owner.workspaceId, owner.accountId, identity.kind, identity.value];
}
