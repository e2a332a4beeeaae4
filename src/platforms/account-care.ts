import type { Failure } from '../errors.ts';
import type { Dialogue } from './dialogue.ts';
import type { Identity } from './item.ts';
import type { Quota } from './quota.ts';

/**
 * The part of the contract that looks after a connected account: whether its credentials work, what it is,
 * whether its webhooks are subscribed. Each question is a dialogue, so platforms stay pure.
 */
export interface AccountCare<Credentials> {
  /** How an account is connected: what to give, and where to find it. */
  ways: readonly ConnectingWay[];
  /** Whether the platform takes the credentials, whose they are, and what they may do. */
  validateCredentials(input: CareInput<Credentials>): Dialogue<CredentialReport>;
  /** What the account is, as the platform shows it to the world; a failure when it cannot be read. */
  accountInfo(input: CareInput<Credentials>): Dialogue<AccountInfo | Failure>;
  /** How the platform holds the webhook subscription just now. */
  webhookState(input: CareInput<Credentials>): Dialogue<WebhookState>;
  /** Subscribes the webhook as far as the API allows, and says what is left for hands. */
  setupWebhook(input: CareInput<Credentials>, wish: WebhookWish): Dialogue<WebhookSetup>;
  /** Name and picture of a person; absent where no call gives them. A failure is harmless. */
  contactProfile?(input: CareInput<Credentials>, contact: ProfileInput): Dialogue<Profile | Failure>;
  /** The messages of the plan, where each costs one; absent where the platform counts none. */
  quota?(input: CareInput<Credentials>): Dialogue<Quota | Failure>;
  /** How credentials are kept from ending; absent where they do not end by themselves. */
  renewal?: CredentialRenewal<Credentials>;
}

/** What every dialogue about an account knows. */
export interface CareInput<Credentials> {
  credentials: Credentials;
  /** What signs its webhooks, newest first. */
  secrets: readonly string[];
  settings: Readonly<Record<string, string>>;
  external_id: string | null;
  /** When the credentials end (ms), where a renewal has told; null: nobody has. */
  ends_at?: number | null;
  /** Milliseconds; platforms have no clock. */
  now: number;
}

/** One way to connect an account; a platform may have several (a Page, or a login of its own). */
export interface ConnectingWay {
  /** A word for the command line: `page`, `instagram-login`. */
  name: string;
  /** For people: `Through a Facebook Page`. */
  title: string;
  fields: readonly CredentialField[];
}

/** One value of the credentials, and where the platform's console shows it. */
export interface CredentialField {
  /** The name in `credentials`. */
  name: string;
  title: string;
  /** Where to find it, in one sentence. */
  where: string;
  /** Not echoed when it is typed. */
  secret: boolean;
  optional: boolean;
}

/** What the platform says of the credentials. */
export interface CredentialReport {
  /** The platform took them, and they are those of this account. */
  valid: boolean;
  /** The account they speak for, in the platform's own id; null when it does not tell. */
  external_id: string | null;
  /** When the token ends (ms); null: never, or the platform does not tell. */
  expires_at: number | null;
  /** What they may do; null where the platform does not tell. */
  permissions: { granted: readonly string[]; missing: readonly string[] } | null;
  /** What is wrong, worst first; empty when nothing is. */
  problems: readonly Failure[];
}

/** What the account is; the names of the first fields are those of the public contract. */
export interface AccountInfo {
  page_id: string;
  page_name: string | null;
  page_url: string | null;
  avatar_url: string | null;
  follower_count: number | null;
  verification_status: string | null;
  /** What can be done with it now: content it can send, and `receive`. */
  capabilities: readonly string[];
  /** Quality and limits, where the platform tells them. */
  standing: Standing;
  /** Further facts by the platform's own names. */
  details: Readonly<Record<string, unknown>>;
}

/** Whether the platform lets the account send, and how much. */
export interface Standing {
  can_send: 'yes' | 'limited' | 'no' | 'unknown';
  /** The platform's own word for the quality, and what it means; null where it has none. */
  quality: { rating: string; level: 'good' | 'medium' | 'poor' | 'unknown' } | null;
  /** A quota or tier: `limit` null is without limit, `used` null is not told; null where there is none. */
  limit: { what: string; limit: number | null; used: number | null } | null;
  problems: readonly Failure[];
}

/** What a subscription should be. */
export interface WebhookWish {
  callback_url: string;
  verify_token: string | null;
  /** Webhook fields of the platform. */
  fields: readonly string[];
}

/** The subscription as the platform holds it. */
export interface WebhookState {
  /** Events of this account reach an app or endpoint; null when the platform does not tell. */
  subscribed: boolean | null;
  fields: readonly string[];
  /** Where they go; null when the platform does not tell, or there is none. */
  callback_url: string | null;
  problems: readonly Failure[];
}

/** What came of subscribing. */
export interface WebhookSetup {
  success: boolean;
  /** The fields that are subscribed now. */
  fields: readonly string[];
  steps: readonly WebhookStep[];
  /** What has to be done by hand, and where; empty when nothing is left. */
  manual: readonly string[];
}

/** One step of subscribing. */
export interface WebhookStep {
  step: string;
  done: boolean;
  failure?: Failure;
}

/** Whose profile is wanted. */
export interface ProfileInput {
  identities: readonly Identity[];
  /** The group or room in which the person was met, where the platform wants to know. */
  thread_id?: string;
}

/** A person as the platform shows them. */
export interface Profile {
  name?: string;
  username?: string;
  picture_url?: string;
  locale?: string;
}

/**
 * The part of the contract for credentials that end unless they are renewed in time, and that can be renewed without
 * anybody logging in.
 */
export interface CredentialRenewal<Credentials> {
  /** Whether it is time; asked at every look at the account, and tried at most once a day. */
  isDue(input: CareInput<Credentials>): boolean;
  /** Credentials that live longer; the old ones stay good until their own end. */
  renew(input: CareInput<Credentials>): Dialogue<Renewed<Credentials> | Failure>;
}

/** What takes the place of old credentials. */
export interface Renewed<Credentials> {
  /** The fields that are new. */
  credentials: Partial<Credentials>;
  /** When they end (ms). */
  ends_at: number;
}
