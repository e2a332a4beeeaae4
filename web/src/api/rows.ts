import { useInfiniteQuery } from '@tanstack/react-query';
import type { AnswerOf, InputOf } from '../../../src/client/index.ts';
import { hub } from './hub.ts';
import type { ReadingName } from './reading.ts';

/** Operations that answer a page of a list. */
export type ListingName = {
  [Name in ReadingName]: AnswerOf<Name> extends { data: unknown[]; next_cursor: string | null }
    ? Name
    : never;
}[ReadingName];

/** One row of a list. */
export type RowOf<Name extends ListingName> = AnswerOf<Name>['data'][number];

interface PageOfRows<Name extends ListingName> {
  data: RowOf<Name>[];
  next_cursor: string | null;
}

/** What a table of a list needs: the rows that were read, and how to read more. */
export interface Rows<Row> {
  rows: readonly Row[] | undefined;
  error: unknown;
  retry: () => void;
  /** Undefined when there are no more. */
  more: (() => void) | undefined;
  isReading: boolean;
}

// More than fits on a large screen.
const pageRows = 50;

/** The rows of a list, page after page as they are asked for. */
export function useRows<Name extends ListingName>(name: Name, input?: InputOf<Name>): Rows<RowOf<Name>> {
  const given: { query?: Record<string, unknown> | undefined } = input ?? {};
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: [name, 'rows', given],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: pageRows, ...given.query, ...(pageParam !== null && { cursor: pageParam }) };
      const request = hub.request as (...all: unknown[]) => Promise<unknown>;
      // A `ListingName` answers a page; the client's types cannot say so of a name that is only a variable.
      return (await request(name, { ...given, query }, { signal })) as PageOfRows<Name>;
    },
    getNextPageParam: (last) => last.next_cursor,
  });
  return {
    rows: data?.pages.flatMap((page) => page.data),
    error,
    retry: () => void refetch(),
    more: hasNextPage ? () => void fetchNextPage() : undefined,
    isReading: isFetching,
  };
}
