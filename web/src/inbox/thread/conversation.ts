import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import type { InputOf } from '../../../../src/client/index.ts';
import { hub } from '../../api/hub.ts';
import { reading } from '../../api/reading.ts';
import { onEvents } from '../../live/feed.ts';
import { useMay } from '../../session/session.ts';
import type { Conversation } from '../list/filter.ts';

/** What may be changed of a conversation. */
export type Change = InputOf<'PATCH /api/v1/conversations/{id}'>['body'];

const name = 'GET /api/v1/conversations/{id}';

/** A conversation, live, read as soon as it is looked at, and how to change it. */
export function useConversation(id: string, onChange: (conversation: Conversation) => void) {
  const queries = useQueryClient();
  const mayAct = useMay('inbox');
  const query = reading(name, { params: { id } });
  const { data: conversation, error: readError } = useQuery(query);
  const { mutate, error } = useMutation({
    mutationFn: (body: Change) => hub.request('PATCH /api/v1/conversations/{id}', { params: { id }, body }),
    onSuccess(changed) {
      queries.setQueryData(query.queryKey, changed);
      onChange(changed);
    },
  });
  useEffect(
    () =>
      onEvents((events) => {
        if (events.some(({ conversation_id }) => conversation_id === id)) {
          void queries.invalidateQueries({ queryKey: [name, { params: { id } }] });
        }
      }),
    [id, queries],
  );
  const markRead = useEffectEvent(() => {
    const { unread = 0, last_message_cursor: until = null } = conversation ?? {};
    if (unread > 0 && until !== null && mayAct && document.visibilityState === 'visible')
      mutate({ read_until: until });
  });
  const latest = conversation?.last_message_cursor;
  useEffect(() => {
    if (latest !== undefined) markRead();
    const listener = () => markRead();
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  }, [latest]);
  return { conversation, error: readError ?? error, change: (body: Change) => mayAct && mutate(body) };
}
