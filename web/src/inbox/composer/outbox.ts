import { useSyncExternalStore } from 'react';
import type { InputOf } from '../../../../src/client/index.ts';
import { hub } from '../../api/hub.ts';

/** What a message is sent with. */
export type Sending = Omit<InputOf<'POST /api/v1/messages'>['body'], 'conversation_id' | 'account_id' | 'to'>;

/** A message on its way to the hub: shown at once, sent once however often it is tried. */
export interface Outgoing {
  /** The idempotency key. */
  key: string;
  conversationId: string;
  sending: Sending;
  startedAt: string;
  /** The hub's id, once it has taken the message. */
  id: string | null;
  error: unknown;
}

let outgoing: readonly Outgoing[] = [];
const listeners = new Set<() => void>();

function set(next: readonly Outgoing[]): void {
  outgoing = next;
  for (const listener of listeners) listener();
}

function patch(key: string, changes: Partial<Outgoing>): void {
  set(outgoing.map((one) => (one.key === key ? { ...one, ...changes } : one)));
}

async function submit({ key, conversationId, sending }: Outgoing): Promise<void> {
  patch(key, { error: null });
  try {
    const body = { ...sending, conversation_id: conversationId };
    const answer = await hub.request('POST /api/v1/messages', { body }, { idempotencyKey: key });
    if ('id' in answer) patch(key, { id: answer.id });
  } catch (error) {
    patch(key, { error });
  }
}

/** Sends a message; it stands in the thread before the hub has it. */
export function send(conversationId: string, sending: Sending): void {
  const one: Outgoing = {
    ...{ key: crypto.randomUUID(), conversationId, sending },
    startedAt: new Date().toISOString(),
    ...{ id: null, error: null },
  };
  set([...outgoing, one]);
  void submit(one);
}

/** Tries again: with the same key, so that it is sent once. */
export function retry(one: Outgoing): void {
  void submit(one);
}

/** Forgets a message: it is in the thread now, or was given up. */
export function forget(key: string): void {
  set(outgoing.filter((one) => one.key !== key));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is on its way in a conversation. */
export function useOutgoing(conversationId: string): Outgoing[] {
  const all = useSyncExternalStore(subscribe, () => outgoing);
  return all.filter((one) => one.conversationId === conversationId);
}
