import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { InputOf } from '../../../../src/client/index.ts';
import { hub } from '../../api/hub.ts';
import { reading } from '../../api/reading.ts';
import { onEvents } from '../../live/feed.ts';
import { useMay } from '../../session/session.ts';
import { useShortcuts } from '../../shell/shortcuts.tsx';
import { Loading, ProblemNotice } from '../../shell/states.tsx';
import { Composer } from '../composer/composer.tsx';
import { DetailsPane } from '../details/details-pane.tsx';
import type { Conversation } from '../list/filter.ts';
import { useWords } from '../words.ts';
import { ConversationHead } from './conversation-head.tsx';
import { Messages } from './messages.tsx';
import classes from './thread.module.css';
import type { Message } from './thread.ts';

/** What may be changed of a conversation. */
export type Change = InputOf<'PATCH /api/v1/conversations/{id}'>['body'];

const name = 'GET /api/v1/conversations/{id}';

/** One conversation: what was said, what can be answered, and what is known of it. */
export function ConversationView({
  id,
  onChange,
}: {
  id: string;
  onChange: (conversation: Conversation) => void;
}) {
  const say = useWords();
  const { conversation, error, change } = useConversation(id, onChange);
  const [answering, setAnswering] = useState<Message | null>(null);
  const [hasDetails, setDetails] = useState(() => window.matchMedia('(min-width: 75em)').matches);
  const inputRef = useRef<HTMLTextAreaElement>(null);
  const toggleStatus = () => change({ status: conversation?.status === 'closed' ? 'open' : 'closed' });
  useShortcuts([
    { key: 'r', words: say('write'), run: () => inputRef.current?.focus() },
    { key: 'e', words: `${say('resolve')} / ${say('reopen')}`, run: toggleStatus },
    { key: 'i', words: say('details'), run: () => setDetails(!hasDetails) },
  ]);
  if (error && !conversation) return <ProblemNotice error={error} />;
  if (!conversation) return <Loading />;
  return (
    <div className={classes.view} data-details={hasDetails || undefined}>
      <div className={classes.middle}>
        <ConversationHead
          conversation={conversation}
          onToggleStatus={toggleStatus}
          hasDetails={hasDetails}
          onToggleDetails={() => setDetails(!hasDetails)}
        />
        {error && <ProblemNotice error={error} />}
        <Messages
          conversation={conversation}
          onReply={(message) => {
            setAnswering(message);
            inputRef.current?.focus();
          }}
        />
        <Composer
          conversation={conversation}
          answering={answering}
          onAnswered={() => setAnswering(null)}
          inputRef={inputRef}
        />
      </div>
      {hasDetails && (
        <DetailsPane conversation={conversation} onChange={change} onClose={() => setDetails(false)} />
      )}
    </div>
  );
}

/** A conversation, live, read as soon as it is looked at, and how to change it. */
function useConversation(id: string, onChange: (conversation: Conversation) => void) {
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
