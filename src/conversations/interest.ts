import type { ConversationRow, MessageRow } from '../database/schema.ts';
import type { Scene } from './delivery-status.ts';

/** A message and where it stands, inside the transaction that stores both. */
export interface Happening {
  conversation: ConversationRow;
  message: MessageRow;
}

/**
 * Who wants to know, inside the transaction, what happens in conversations, and may add work and changes to
 * it. Asked for live news only: what is replayed or imported starts nothing.
 */
export interface Interest {
  /** A person wrote or tapped something, and waits for an answer. */
  received(scene: Scene, happening: Happening): Promise<void> | void;
  /** A person changed what they had written. */
  edited(scene: Scene, happening: Happening): Promise<void> | void;
  /** A person took back what they had written. */
  takenBack(scene: Scene, happening: Happening): Promise<void> | void;
  /** Our side wrote: a person through the hub (`human`), or in the platform's own app (`app`). */
  wrote(scene: Scene, happening: Happening): Promise<void> | void;
  /** Owner or status of a conversation changed by hand. */
  changed(
    scene: Scene,
    conversation: ConversationRow,
    from: { owner: string; status: string },
  ): Promise<void> | void;
}

/** Nobody wants to know. */
export const noInterest: Interest = { received() {}, edited() {}, takenBack() {}, wrote() {}, changed() {} };
