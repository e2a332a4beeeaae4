import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { MemberRow } from '../database/schema.ts';
import type { Writer } from '../database/writer.ts';
import { notFound } from '../errors.ts';
import { newId } from '../identifier.ts';

/** What is said of a person. */
export interface MemberProfile {
  name: string;
  /** A language tag (BCP 47); null when it is not known. */
  locale: string | null;
  /** What the person does, in the business's own words. */
  role: string;
  /** The names of the teams the person is in. */
  teams: readonly string[];
}

/** What may be changed of a person; what is not given stays. */
export type MemberChanges = { [Field in keyof MemberProfile]?: MemberProfile[Field] | undefined };

/** The people of workspaces. What they may do is said by their keys. */
export class Members {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #clock: Clock;

  constructor(options: { database: Database; writer: Writer; clock: Clock }) {
    this.#database = options.database;
    this.#writer = options.writer;
    this.#clock = options.clock;
  }

  async create(workspaceId: string, { name, locale, role, teams }: MemberProfile): Promise<MemberRow> {
    const row: MemberRow = {
      id: newId(),
      workspace_id: workspaceId,
      name,
      locale,
      role,
      teams: JSON.stringify(teams),
      created_at: this.#clock.now(),
      deleted_at: null,
    };
    await this.#writer.run(({ transaction }) => transaction.insert('members', [row]));
    return row;
  }

  /** @throws Problem 404 when the workspace has no such member, or no more */
  async get(workspaceId: string, id: string): Promise<MemberRow> {
    const row = await this.#select(workspaceId).where('id', '=', id).executeTakeFirst();
    if (!row) throw notFound('member', id);
    return row;
  }

  /** The members of a workspace by their id, which is the order in which they came. */
  list(workspaceId: string, after: string, limit: number): Promise<MemberRow[]> {
    return this.#select(workspaceId).where('id', '>', after).orderBy('id').limit(limit).execute();
  }

  /** @throws Problem 404 when the workspace has no such member */
  update(workspaceId: string, id: string, { teams, ...changes }: MemberChanges): Promise<MemberRow> {
    return this.#writer.run(async ({ transaction }) => {
      const old = await lockMember(transaction, workspaceId, id);
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      const changed: MemberRow = {
        ...old,
        ...Object.fromEntries(given),
        ...(teams && { teams: JSON.stringify(teams) }),
      };
      await transaction.update('members', ['id'], [changed]);
      return changed;
    });
  }

  /**
   * Removes a person: their keys end in the same moment, and what they wrote stays.
   *
   * @throws Problem 404 when the workspace has no such member
   */
  async delete(workspaceId: string, id: string): Promise<void> {
    const now = this.#clock.now();
    await this.#writer.run(async ({ transaction }) => {
      await lockMember(transaction, workspaceId, id);
      await transaction.update('members', ['id'], [{ id, deleted_at: now }]);
      await transaction.query
        .updateTable('api_keys')
        .set({ revoked_at: now })
        .where('member_id', '=', id)
        .where('revoked_at', 'is', null)
        .execute();
    });
  }

  #select(workspaceId: string) {
    return this.#database.read
      .selectFrom('members')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('deleted_at', 'is', null);
  }
}

/**
 * The member as it is now; nobody else changes it until the end.
 *
 * @throws Problem 404 when the workspace has no such member
 */
export async function lockMember(
  transaction: Transaction,
  workspaceId: string,
  id: string,
): Promise<MemberRow> {
  const [row] = await transaction.select('members', ['id'], [[id]], 'lock');
  if (row?.workspace_id === workspaceId && row.deleted_at === null) return row;
  throw notFound('member', id);
}
