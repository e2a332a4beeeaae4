import { Button, Mark, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AnswerOf } from '../../../../src/client/index.ts';
import { PlatformIcon } from '../../accounts/platform-mark.tsx';
import { hub } from '../../api/hub.ts';
import { shortTime, useNow } from '../../language/times.ts';
import { Empty, Loading, ProblemNotice } from '../../shell/states.tsx';
import { useWords } from '../words.ts';
import { nameOf } from './conversation-row.tsx';
import type { Filter } from './filter.ts';
import classes from './list.module.css';

type Found = AnswerOf<'GET /api/v1/search'>['data'][number];

/** What was said with these words, the best first. */
export function SearchResults({ filter, openId }: { filter: Filter; openId: string | undefined }) {
  const say = useWords();
  const { words = '', account, platform } = filter;
  const asked = { q: words, ...(account && { account_id: account }), ...(platform && { platform }) };
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['search', asked],
    queryFn: ({ pageParam, signal }) =>
      hub.request(
        'GET /api/v1/search',
        { query: { ...asked, limit: 50, ...(pageParam && { cursor: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  if (error) return <ProblemNotice error={error} />;
  if (!data) return <Loading />;
  const found = data.pages.flatMap((page) => page.data);
  if (found.length === 0) return <Empty title={say('none')}>{say('none_found')}</Empty>;
  return (
    <div className={classes.found}>
      {found.map((one) => (
        <FoundRow key={one.message.id} found={one} isOpen={one.conversation.id === openId} />
      ))}
      {hasNextPage && (
        <Button variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {say('more')}
        </Button>
      )}
    </div>
  );
}

function FoundRow({ found: { message, conversation, excerpt }, isOpen }: { found: Found; isOpen: boolean }) {
  const say = useWords();
  const now = useNow(60_000);
  return (
    <Link
      to="/inbox/$id"
      params={{ id: conversation.id }}
      search
      className={classes.foundRow}
      data-open={isOpen || undefined}
    >
      <span className={classes.line}>
        <PlatformIcon platform={conversation.platform} size={14} />
        <Text component="span" fw={600} truncate className={classes.name}>
          {nameOf(conversation) ?? say('somebody')}
        </Text>
        <Text component="time" dateTime={message.sent_at} size="xs" c="dimmed" className={classes.time}>
          {shortTime(message.sent_at, now)}
        </Text>
      </span>
      <Text component="span" size="sm" c="dimmed" lineClamp={2}>
        {highlighted(excerpt)}
      </Text>
    </Link>
  );
}

/** A piece of a text with what was looked for marked in it. */
function highlighted({ text, highlights }: Found['excerpt']): ReactNode[] {
  const pieces: ReactNode[] = [];
  let end = 0;
  for (const { offset, length } of highlights) {
    if (offset < end) continue;
    pieces.push(text.slice(end, offset), <Mark key={offset}>{text.slice(offset, offset + length)}</Mark>);
    end = offset + length;
  }
  return [...pieces, text.slice(end)];
}
