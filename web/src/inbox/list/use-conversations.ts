import { useEffect, useState, useSyncExternalStore } from 'react';
import { onEvents } from '../../live/feed.ts';
import { ConversationList, type ListState } from './conversations.ts';
import type { Filter } from './filter.ts';

/** The conversations of a filter, live; another filter is another list. */
export function useConversations(filter: Filter): [ListState, ConversationList] {
  // Words are looked for in messages; they change nothing in this list.
  const { words: _, ...conditions } = filter;
  const key = JSON.stringify(conditions);
  const [list, setList] = useState(() => new ConversationList(filter));
  const [listKey, setListKey] = useState(key);
  if (listKey !== key) {
    list.close();
    setListKey(key);
    setList(new ConversationList(filter));
  }
  useEffect(() => onEvents((events) => list.hear(events)), [list]);
  return [useSyncExternalStore(list.subscribe, list.state), list];
}
