import type { Identity } from '../platforms/item.ts';

/** The person an erasure is about: everything that leads to what is stored of them. */
export interface Subject {
  workspaceId: string;
  accountId: string;
  platform: string;
  /** The contact that was named, or the one it was merged into, and all that were merged into that. */
  contacts: string[];
  /** The ids by which the platform knows them. */
  identities: Identity[];
  /** Their own conversations; they may have spoken in groups as well. */
  conversations: string[];
}

/** What texts of theirs are recognised by: ids of ours and of the platform. */
export function needlesOf({ contacts, identities }: Subject): string[] {
  // Anything shorter may stand in a text by chance; ids of people are long.
  return [...contacts, ...identities.map(({ value }) => value).filter((value) => value.length >= 6)];
}
