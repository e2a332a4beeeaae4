import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { reading } from '../../api/reading.ts';
import { onEvents } from '../../live/feed.ts';
import type { Message } from './thread.ts';

/** Something that happened in a conversation and is no message: a tap, somebody who joined, a call. */
export interface Happening {
  id: string;
  type: string;
  at: string;
  /** What was tapped, or said of it. */
  title: string | null;
}

/** What stands in a thread: a day, a message, or something that happened. */
export type Entry =
  | { kind: 'day'; id: string; at: string }
  | { kind: 'message'; id: string; message: Message; isFirstOfRun: boolean }
  | { kind: 'happening'; id: string; happening: Happening };

const types =
  'postback.received,contact.subscribed,contact.unsubscribed,group.*,call.*,referral.received,optin.received,feedback.received,conversation.handover';

const isHappening = /^(postback|contact|group|call|referral|optin|feedback)\.|^conversation\.handover$/;

/** What else happened in a conversation, as far as its events are kept. */
export function useHappenings(id: string): Happening[] {
  const queries = useQueryClient();
  useEffect(
    () =>
      onEvents((events) => {
        const isNews = events.some(
          ({ type, conversation_id }) => conversation_id === id && isHappening.test(type),
        );
        if (isNews) void queries.invalidateQueries({ queryKey: ['GET /api/v1/events'] });
      }),
    [id, queries],
  );
  const { data } = useQuery(
    reading('GET /api/v1/events', { query: { conversation_id: id, types, limit: 200 } }),
  );
  return (data?.data ?? []).map(({ id: event, type, occurred_at: at, data: said }) => ({
    id: event,
    type,
    at,
    title: titleIn(said),
  }));
}

function titleIn(said: unknown): string | null {
  if (typeof said !== 'object' || said === null) return null;
  for (const name of ['title', 'text', 'payload', 'to']) {
    const value: unknown = Reflect.get(said, name);
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

// Messages of one author within this time stand together, with one name above.
const runMs = 5 * 60_000;

/** Messages and happenings in the order of time, with the days between them. */
export function entriesOf(messages: readonly Message[], happenings: readonly Happening[]): Entry[] {
  const first = messages[0]?.sent_at ?? '';
  const found = [
    ...messages.map((message) => ({ at: message.sent_at, message })),
    // What is older than the oldest message shown comes with the older ones.
    ...happenings.filter(({ at }) => at >= first).map((happening) => ({ at: happening.at, happening })),
  ].toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
  const entries: Entry[] = [];
  let day = '';
  let last: Message | undefined;
  for (const one of found) {
    const today = new Date(one.at).toDateString();
    if (today !== day) entries.push({ kind: 'day', id: `day ${today}`, at: one.at });
    if ('message' in one) {
      const isFirstOfRun = today !== day || !last || !isOneRun(last, one.message);
      entries.push({ kind: 'message', id: one.message.id, message: one.message, isFirstOfRun });
      last = one.message;
    } else {
      entries.push({ kind: 'happening', id: one.happening.id, happening: one.happening });
      last = undefined;
    }
    day = today;
  }
  return entries;
}

function isOneRun(one: Message, next: Message): boolean {
  const isSame =
    one.direction === next.direction && one.author === next.author && one.sender.id === next.sender.id;
  return isSame && Date.parse(next.sent_at) - Date.parse(one.sent_at) < runMs;
}
