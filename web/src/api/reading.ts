import { QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import {
  type AnswerOf,
  type Given,
  type InputOf,
  type OperationName,
  ParleyError,
} from '../../../src/client/index.ts';
import { hub } from './hub.ts';

/** Operations that only read. */
export type ReadingName = Extract<OperationName, `GET ${string}`>;

/** What a query asks and how, by the operation's own name: `useQuery(reading('GET /api/v1/accounts'))`. */
export function reading<Name extends ReadingName>(name: Name, input?: InputOf<Name>) {
  return queryOptions({
    queryKey: [name, input ?? {}],
    // The client's types tell operations with and without input apart; a generic name is both.
    queryFn: ({ signal }): Promise<AnswerOf<Name>> =>
      hub.request(name, ...([input ?? {}, { signal }] as unknown as Given<Name>)),
  });
}

/** Whether the hub says that nobody is signed in. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ParleyError && error.status === 401;
}

/** What has been read, kept up to date by the events of the hub. */
export function createQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError(error, query) {
        // A session that ends shows itself at whatever is read next.
        if (isSignedOut(error) && query.queryKey[0] !== sessionName) {
          void queries.invalidateQueries({ queryKey: [sessionName] });
        }
      },
    }),
    // The client repeats what can be repeated; events tell what has changed.
    defaultOptions: { queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: false } },
  });
  return queries;
}

const sessionName = 'GET /api/v1/session' satisfies ReadingName;
