import { type Clock, toTimestamp } from '../clock.ts';
import type { NoteRow } from '../database/schema.ts';
import type { Batch, Writer } from '../database/writer.ts';
import { notFound } from '../errors.ts';
import { newId } from '../identifier.ts';
import type { Actor } from './actor.ts';
import { announce } from './conversation-news.ts';
import { conversationStore } from './store.ts';

/** A note in the form of the public contract. */
export interface PublicNote {
  id: string;
  conversation_id: string;
  text: string;
  author: Actor;
  created_at: string;
}

/** Puts a stored note into the public form. */
export function toPublicNote(row: NoteRow): PublicNote {
  const { id, conversation_id, text, member_id, key_id } = row;
  return {
    id,
    conversation_id,
    text,
    author: { member_id, key_id },
    created_at: toTimestamp(row.created_at),
  };
}

/** Where notes are written. */
export interface NoteOptions {
  writer: Writer;
  clock: Clock;
}

/** The conversation that somebody is working on. */
export interface Workplace {
  workspaceId: string;
  conversationId: string;
  by: Actor;
}

/**
 * Writes a note to a conversation; it is never sent. Of one that was merged it goes to the one that goes on.
 *
 * @throws Problem 404 when the workspace has no such conversation
 */
export function addNote({ writer, clock }: NoteOptions, place: Workplace, text: string): Promise<PublicNote> {
  return writer.run(async (batch) => {
    const now = clock.now();
    const conversation = await lockConversation(batch, place, now);
    const row: NoteRow = {
      workspace_id: place.workspaceId,
      id: newId(),
      conversation_id: conversation.id,
      ...place.by,
      text,
      created_at: now,
    };
    await batch.transaction.insert('notes', [row]);
    const note = toPublicNote(row);
    announce(batch, conversation, 'note.added', now, { note }, now);
    return note;
  });
}

/**
 * Deletes a note for good.
 *
 * @throws Problem 404 when the conversation has no such note
 */
export function deleteNote({ writer, clock }: NoteOptions, place: Workplace, id: string): Promise<void> {
  return writer.run(async (batch) => {
    const now = clock.now();
    const conversation = await lockConversation(batch, place, now);
    const key = [[place.workspaceId, id]];
    const [row] = await batch.transaction.select('notes', ['workspace_id', 'id'], key, 'lock');
    const isHere = row && [place.conversationId, conversation.id].includes(row.conversation_id);
    if (!isHere) throw notFound('note', id);
    await batch.transaction.remove('notes', ['workspace_id', 'id'], key);
    announce(batch, conversation, 'note.deleted', now, { note_id: id, by: place.by }, now);
  });
}

async function lockConversation(batch: Batch, { workspaceId, conversationId }: Workplace, now: number) {
  const { conversations } = conversationStore(batch, now);
  const conversation = await conversations.current(workspaceId, conversationId);
  if (!conversation) throw notFound('conversation', conversationId);
  return conversation;
}
