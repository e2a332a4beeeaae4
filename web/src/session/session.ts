import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AnswerOf } from '../../../src/client/index.ts';
import { chooseWorkspace, chosenWorkspace, hub } from '../api/hub.ts';
import { reading } from '../api/reading.ts';

/** Who is signed in, where, and what they may do. */
export type Session = AnswerOf<'GET /api/v1/session'>;

/** One of the scopes that a key can have. */
export type Scope = Session['scopes'][number];

const sessionQuery = reading('GET /api/v1/session');

/** Who is signed in; asked only when `enabled`. */
export function useSessionQuery(enabled = true) {
  return useQuery({ ...sessionQuery, enabled, staleTime: Number.POSITIVE_INFINITY });
}

/** Who is signed in, below what is shown only to somebody who is. */
export function useSession(): Session {
  const { data } = useSessionQuery();
  if (!data) throw new Error('Nobody is signed in.');
  return data;
}

/** Whether whoever is signed in may do what needs this scope. */
export function useMay(scope: Scope): boolean {
  return may(useSession(), scope);
}

/** Whether a session covers a scope. */
export function may({ scopes }: Session, scope: Scope): boolean {
  return scopes.includes(scope) || scopes.includes('admin');
}

/** Signs in with a key. */
export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (key: string) => hub.request('POST /api/v1/session', { body: { key } }),
    onSuccess(session) {
      // What somebody else has read; the session itself stays, since it is being looked at.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
      queries.setQueryData(sessionQuery.queryKey, session);
    },
  });
}

/** Signs out, and begins anew. */
export async function signOut(): Promise<void> {
  await hub.request('DELETE /api/v1/session');
  chooseWorkspace(null);
}

/** Leaves a workspace that is gone, or that the key may not enter. */
export function leaveWorkspace(): void {
  if (chosenWorkspace() !== null) chooseWorkspace(null);
}

/**
 * The key of a link that signs in (`/#key=…`), once: a fragment is never sent anywhere, and it does not stay in the
 * address, where it would be copied with it.
 */
export function takeKeyOfAddress(): string | null {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (key !== null) history.replaceState(null, '', location.pathname + location.search);
  return key;
}
