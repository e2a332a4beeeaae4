import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AnswerOf } from '../../../../src/client/index.ts';
import { hub } from '../../api/hub.ts';
import { onEvents } from '../../live/feed.ts';

/** A message of a thread. */
export type Message = AnswerOf<'GET /api/v1/conversations/{id}/messages'>['data'][number];

type Page = AnswerOf<'GET /api/v1/conversations/{id}/messages'>;
type Pages = InfiniteData<Page, string | undefined>;

const pageSize = 50;
// Several statuses of a message come within a moment.
const refreshMs = 250;

function keyOf(id: string) {
  return ['thread', id] as const;
}

function readPage(id: string, cursor: string | undefined, signal?: AbortSignal): Promise<Page> {
  const query = { limit: pageSize, ...(cursor !== undefined && { cursor }) };
  return hub.request(
    'GET /api/v1/conversations/{id}/messages',
    { params: { id }, query },
    signal ? { signal } : {},
  );
}

/** The messages of a conversation, the oldest first, live. */
export function useThread(id: string) {
  const queries = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: keyOf(id),
    queryFn: ({ pageParam, signal }) => readPage(id, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = async () => {
      timer = undefined;
      const latest = await readPage(id, undefined).catch(() => null);
      if (latest) queries.setQueryData<Pages>(keyOf(id), (known) => known && withLatest(known, latest));
    };
    const stop = onEvents((events) => {
      const own = events.filter(({ conversation_id }) => conversation_id === id);
      if (own.length === 0) return;
      // What was said long ago is on an older page.
      if (own.some(({ type }) => type === 'message.edited' || type === 'message.deleted')) {
        void queries.invalidateQueries({ queryKey: keyOf(id) });
      } else timer ??= setTimeout(() => void refresh(), refreshMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [id, queries]);
  const messages = query.data?.pages.flatMap(({ data }) => data).toReversed() ?? [];
  return { ...query, messages };
}

/** Puts the latest page over what is known; what was read of it before stays below it. */
function withLatest({ pages, pageParams }: Pages, latest: Page): Pages {
  const fresh = new Set(latest.data.map(({ id }) => id));
  const [first, ...older] = pages;
  const rest = first?.data.filter(({ id }) => !fresh.has(id)) ?? [];
  const touches =
    first === undefined || first.data.some(({ id }) => fresh.has(id)) || first.data.length === 0;
  // So much has come that it does not join on: begin anew with it.
  if (!touches) return { pages: [latest], pageParams: [undefined] };
  return {
    pages: [
      { data: [...latest.data, ...rest], next_cursor: first?.next_cursor ?? latest.next_cursor },
      ...older,
    ],
    pageParams,
  };
}
