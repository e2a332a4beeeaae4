/** What a key may do. `admin` includes all others. */
export const scopes = ['admin', 'send', 'inbox', 'read'] as const;

/** One of {@link scopes}. */
export type Scope = (typeof scopes)[number];

/** Who is calling: the holder of a key, inside one workspace. */
export interface Caller {
  workspaceId: string;
  /** Null for the key of the installation. */
  keyId: string | null;
  /** The person a key belongs to; null for a service. */
  memberId: string | null;
  scopes: ReadonlySet<Scope>;
  /** Whether this is the installation's own key, which alone manages workspaces. */
  installation: boolean;
  /** How many requests this key may make; null: as the installation says. */
  requestsPerMinute: number | null;
}

/** Whether a caller's scopes cover the one that is asked for. */
export function allows({ scopes: own }: Pick<Caller, 'scopes'>, scope: Scope): boolean {
  return own.has(scope) || own.has('admin');
}

/** What a request shows of who makes it: a key, or what a browser was given for one. */
export type Credential = { key: string } | { session: string };

/**
 * Finds the caller of a key or a session; null when there is no such thing, or the key was revoked. Throws a problem
 * when the workspace that the header names is not the caller's to act in.
 */
export type Authenticate = (credential: Credential, workspaceHeader: string | null) => Promise<Caller | null>;
