import { Title, VisuallyHidden } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useShortcuts } from '../shell/shortcuts.tsx';
import { Empty } from '../shell/states.tsx';
import classes from './inbox.module.css';
import { Conversations } from './list/conversation-list.tsx';
import { conditionsIn, type Filter, readFilter } from './list/filter.ts';
import { FilterBar } from './list/filter-bar.tsx';
import { SearchResults } from './list/search-results.tsx';
import { useConversations } from './list/use-conversations.ts';
import { ConversationView } from './thread/conversation-view.tsx';
import { useWords } from './words.ts';

/** The inbox: the list at the left, the open conversation beside it, on a phone one of the two. */
export function InboxPage() {
  const say = useWords();
  const { id } = useParams({ strict: false });
  const filter = readFilter(useSearch({ strict: false }));
  const navigate = useNavigate();
  const searchRef = useRef<HTMLInputElement>(null);
  const [state, list] = useConversations(filter);
  useEffect(() => list.keep(id), [list, id]);
  const change = (search: Filter) =>
    void navigate({ to: id ? '/inbox/$id' : '/inbox', params: { id: id ?? '' }, search: { ...search } });
  const open = (step: 1 | -1) => {
    const here = state.rows.findIndex((row) => row.id === id);
    const next = state.rows[here < 0 ? 0 : here + step];
    if (next) void navigate({ to: '/inbox/$id', params: { id: next.id }, search: { ...filter } });
  };
  useShortcuts([
    { key: 'j', words: say('next'), run: () => open(1) },
    { key: 'k', words: say('previous'), run: () => open(-1) },
    { key: '/', words: say('search'), run: () => searchRef.current?.focus() },
  ]);
  return (
    <div className={classes.inbox} data-open={id !== undefined || undefined}>
      <VisuallyHidden>
        <Title order={1}>{say('title')}</Title>
      </VisuallyHidden>
      <section className={classes.list} aria-label={say('conversations')}>
        <FilterBar filter={filter} onChange={change} searchRef={searchRef} />
        {filter.words ? (
          <SearchResults filter={filter} openId={id} />
        ) : (
          <Conversations state={state} list={list} openId={id} isFiltered={conditionsIn(filter) > 0} />
        )}
      </section>
      <section className={classes.thread} aria-label={say('title')}>
        {id === undefined ? (
          <Empty title={say('choose')}>{say('choose_hint')}</Empty>
        ) : (
          <ConversationView key={id} id={id} onChange={(conversation) => list.put(conversation)} />
        )}
      </section>
    </div>
  );
}
