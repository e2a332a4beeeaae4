// Who owns what: workspaces, people, keys, apps with their secrets, connected accounts.

export interface WorkspaceRow {
  id: string;
  name: string;
  created_at: number;
  /** From then on it is gone for everybody; what it held is erased a little later. */
  deleted_at: number | null;
}

export interface MemberRow {
  id: string;
  workspace_id: string;
  name: string;
  locale: string | null;
  role: string;
  teams: string;
  created_at: number;
  deleted_at: number | null;
}

export interface ApiKeyRow {
  id: string;
  workspace_id: string;
  member_id: string | null;
  name: string;
  /** The first characters, so that a person can tell keys apart. */
  prefix: string;
  hash: string;
  scopes: string;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
  /** null: as many as the installation lets every key make. */
  requests_per_minute: number | null;
}

/** A browser that is signed in. */
export interface SessionRow {
  id: string;
  workspace_id: string;
  /** Null: the key of the installation. */
  key_id: string | null;
  hash: string;
  created_at: number;
  last_used_at: number;
  expires_at: number;
}

export interface AppRow {
  id: string;
  workspace_id: string;
  family: string;
  app_id: string | null;
  /** The token for the URL of the whole app, sealed; null where only its accounts have one. */
  verify_token: string | null;
  verify_token_hash: string | null;
  /** 1: it was made on its own and stays when its last account goes. */
  kept: number;
  created_at: number;
}

export interface AppSecretRow {
  id: string;
  workspace_id: string;
  app_id: string;
  family: string;
  fingerprint: string;
  sealed: string;
  created_at: number;
}

export interface AccountRow {
  id: string;
  workspace_id: string;
  platform: string;
  external_id: string | null;
  name: string;
  app_id: string;
  credentials: string;
  settings: string;
  verify_token: string | null;
  verify_token_hash: string | null;
  verified_at: number | null;
  /** The webhook fields or events that were subscribed, as JSON; null while the platform has not told. */
  webhook_events: string | null;
  /** When credentials that are renewed from time to time end (ms); null: never, or nobody has told. */
  credentials_end_at: number | null;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

export interface AccountIdRow {
  workspace_id: string;
  account_id: string;
  platform: string;
  external_id: string;
}

/** How an account was found when it was last looked at. */
export interface AccountHealthRow {
  workspace_id: string;
  account_id: string;
  state: string;
  checks: string;
  checked_at: number;
  /** When the state, or the set of failing checks, last became another. */
  changed_at: number;
}

/** How much of what its plan counts an account has used. */
export interface AccountQuotaRow {
  workspace_id: string;
  account_id: string;
  /** Null: without limit. */
  most: number | null;
  used: number;
  read_at: number;
  /** When the platform last refused something for want of quota. */
  refused_at: number | null;
}
