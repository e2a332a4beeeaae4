import type { Batch } from '../database/writer.ts';
import { ContactBook } from './contact.ts';
import { ConversationBook } from './conversation.ts';
import { MessageBook } from './message.ts';

/**
 * The people, conversations and messages that one batch works on. All callers that share a batch share
 * this too, so that none overwrites what another has just changed.
 */
export interface ConversationStore {
  contacts: ContactBook;
  conversations: ConversationBook;
  messages: MessageBook;
}

const stores = new WeakMap<Batch, ConversationStore>();

/** The store of this batch. */
export function conversationStore(batch: Batch, now: number): ConversationStore {
  let store = stores.get(batch);
  if (!store) {
    store = {
      contacts: new ContactBook(batch, now),
      conversations: new ConversationBook(batch, now),
      messages: new MessageBook(batch, now),
    };
    stores.set(batch, store);
  }
  return store;
}
