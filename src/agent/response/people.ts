import { announce, announceChange, type Differences } from '../../conversations/conversation-news.ts';
import type { Scene } from '../../conversations/delivery-status.ts';
import { handOver } from '../../conversations/handover.ts';
import { toPublicNote } from '../../conversations/notes.ts';
import type { ConversationRow, NoteRow } from '../../database/schema.ts';
import { newId } from '../../identifier.ts';
import type { AgentSettings } from '../settings.ts';

/** What people have to know who take a conversation over. */
export interface Takeover {
  reason: string;
  /** By the model, where it wrote one. */
  summary: string | null;
  /** What the person wrote last. */
  last_words: string | null;
  /** Nobody is there to take it over now. */
  closed: boolean;
  team: AgentSettings['handover']['team'];
}

/** Marks conversations that came while nobody was there, so that they are found in the morning. */
export const afterHoursTag = 'after hours';

// A whole essay is in the thread itself.
const quoteLength = 500;

/** Gives a conversation to people: the floor, the team, and a note that tells them what they need. */
export async function giveToPeople(
  scene: Scene,
  conversation: ConversationRow,
  takeover: Takeover,
): Promise<void> {
  const { batch, store, now } = scene;
  const changes = changesFor(conversation, takeover);
  if (Object.keys(changes).length > 0) {
    const fields = Object.fromEntries(
      Object.entries(changes).map(([name, { to }]) => [name, name === 'tags' ? JSON.stringify(to) : to]),
    );
    store.conversations.rows.change(conversation, { ...fields, updated_at: now });
    announceChange(batch, conversation, changes, { by: null, occurred_at: now }, now);
  }
  handOver(scene, conversation, { to: 'human', reason: takeover.reason }, { by: null, occurred_at: now });
  await addNote(scene, conversation, noteOf(takeover));
}

function changesFor({ team, status, tags }: ConversationRow, takeover: Takeover): Differences {
  const before: string[] = JSON.parse(tags);
  const isNew = takeover.closed && !before.includes(afterHoursTag);
  return {
    ...(takeover.team !== null && takeover.team !== team && { team: { from: team, to: takeover.team } }),
    ...(status !== 'open' && { status: { from: status, to: 'open' } }),
    ...(isNew && { tags: { from: before, to: [...before, afterHoursTag] } }),
  };
}

function noteOf({ reason, summary, last_words, closed }: Takeover): string {
  return [
    `The agent hands over: ${reason}`,
    ...(summary ? [`Summary: ${summary}`] : []),
    ...(last_words ? [`The customer wrote last: “${last_words.slice(-quoteLength)}”`] : []),
    ...(closed ? ['The business was closed then.'] : []),
  ].join('\n');
}

async function addNote({ batch, now }: Scene, conversation: ConversationRow, text: string): Promise<void> {
  const row: NoteRow = {
    workspace_id: conversation.workspace_id,
    id: newId(),
    conversation_id: conversation.id,
    ...{ member_id: null, key_id: null },
    text,
    created_at: now,
  };
  await batch.transaction.insert('notes', [row]);
  announce(batch, conversation, 'note.added', now, { note: toPublicNote(row) }, now);
}
