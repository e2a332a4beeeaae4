import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Writer } from '../database/writer.ts';

/** What somebody does in a conversation. */
export const presenceStates = ['viewing', 'writing'] as const;

/** Somebody of the business who has a conversation open. */
export interface Present {
  conversationId: string;
  memberId: string;
  name: string;
  state: (typeof presenceStates)[number];
}

// Three times as long as a page waits between two signs, so that one may get lost.
const forgottenMs = 15_000;

/**
 * Who has which conversation open: in memory alone, since nobody needs it a minute later. What one process hears it
 * tells the others.
 */
export class PresenceBoard {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #seen = new Map<string, Map<string, Present & { until: number }>>();

  constructor({ database, writer, clock }: { database: Database; writer: Writer; clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
    writer.on('presence', (told) => {
      // Only `tell` of another process writes to this channel.
      for (const one of told) this.#note(JSON.parse(one) as Present);
    });
  }

  /** Somebody is here. */
  async tell(present: Present): Promise<void> {
    this.#note(present);
    // The next sign comes within seconds, so one that is lost does no harm.
    await this.#database.notify('presence', JSON.stringify(present)).catch(() => {});
  }

  /** Who else is in a conversation. */
  othersIn(
    conversationId: string,
    memberId: string,
  ): { member_id: string; name: string; state: Present['state'] }[] {
    const now = this.#clock.monotonic();
    const present = [...(this.#seen.get(conversationId)?.values() ?? [])];
    return present
      .filter((one) => one.until > now && one.memberId !== memberId)
      .map(({ memberId: id, name, state }) => ({ member_id: id, name, state }));
  }

  #note(present: Present): void {
    const now = this.#clock.monotonic();
    const { conversationId, memberId } = present;
    for (const [id, people] of this.#seen) {
      for (const [key, { until }] of people) if (until <= now) people.delete(key);
      if (people.size === 0) this.#seen.delete(id);
    }
    const people = this.#seen.get(conversationId) ?? new Map();
    people.set(memberId, { ...present, until: now + forgottenMs });
    this.#seen.set(conversationId, people);
  }
}

/** What the routes need of it. */
export type Presence = Pick<PresenceBoard, 'tell' | 'othersIn'>;
