import type { z } from 'zod';
import type { ContentType, OutboundContent, OutboundContentType } from '../conversations/content.ts';
import type { Failure } from '../errors.ts';
import type { AccountCare } from './account-care.ts';
import type { ContentGuide } from './content-rules.ts';
import type { CatalogueEntry } from './error-catalogue.ts';
import type { Fitted } from './fitted.ts';
import type { Identity, Parsed, Person, Thread } from './item.ts';
import type { MediaTransfer } from './media-transfer.ts';
import type { SendingPolicy } from './policy.ts';
import type { PlatformAnswer, PlatformRequest } from './request.ts';
import type { TemplateCare } from './templates.ts';

export type { Fitted } from './fitted.ts';
export type { PlatformAnswer, PlatformRequest } from './request.ts';

/**
 * The contract between the hub and a platform. A platform is data and pure functions: bytes in, items
 * out; content in, a request out; an answer in, a result out. It never calls anybody itself, so every
 * part of it can be tested with values.
 */
export interface Platform<Credentials = unknown> {
  /** The name in URLs and bodies. */
  name: string;
  /** The name people read: `WhatsApp`. */
  title: string;
  /** Other names accepted in URLs. */
  aliases: readonly string[];
  /** What an operator may set in the environment for this platform; config collects them. */
  settings: Readonly<Record<string, Setting>>;
  /** The schema of the credentials, in the words of the platform's own console. */
  credentials: z.ZodType<Credentials>;
  /** Facts that credentials hold about the account. */
  account: AccountRules<Credentials>;
  limits: Limits;
  abilities: Abilities;
  /** How each type of content is shown, and its limits. */
  content: ContentGuide;
  /** Webhook fields or event kinds to subscribe to. */
  defaultEvents: readonly string[];
  /** Reads a subscription handshake (GET); absent where the platform has none. */
  challenge?(query: URLSearchParams): Challenge | null;
  /** Whether these raw bytes were signed with one of the secrets; constant time. */
  verify(body: Uint8Array, headers: Headers, secrets: readonly string[]): boolean;
  /** The headers `verify` looks at, in lower case: kept with a webhook, so that it can be verified again. */
  signatureHeaders: readonly string[];
  /**
   * Whether a parsed body is of this platform. One callback URL may get the webhooks of a whole family; only
   * what the body calls itself tells them apart.
   */
  recognises(body: unknown): boolean;
  /**
   * The ids of accounts that a parsed body mentions. Untrusted before `verify`: they only choose whose
   * secrets are tried on a URL that names no account.
   */
  candidates(body: unknown): string[];
  /** A verified, parsed body → items. Pure; one bad item becomes a problem and spoils nothing else. */
  parse(body: unknown): Parsed;
  send: Sending<Credentials>;
  policy: SendingPolicy;
  care: AccountCare<Credentials>;
  media: MediaTransfer<Credentials>;
  /** Texts that the platform approves beforehand; absent where it has none. */
  templates?: TemplateCare<Credentials>;
  /** Every error it is known to give, most telling first: what {@link explainError} answers from. */
  errors: readonly CatalogueEntry[];
  /** Explains an error the platform gave, wherever it appeared. */
  explainError(error: PlatformError): Failure;
  /** A signed sample as the platform would send it for this account, at the given time (ms). */
  samplePayload(account: { external_id: string; secret: string }, now: number): SignedPayload;
}

/** One environment variable of a platform. */
export interface Setting {
  env: string;
  default: string;
  help: string;
}

/** How a platform's credentials name accounts and secrets. */
export interface AccountRules<Credentials> {
  /**
   * Platforms of one family share apps: one secret signs the webhooks of all accounts of an app.
   */
  family: string;
  /**
   * Who decides which account a webhook item belongs to: the ids in the payload (one callback URL serves
   * a whole app) or the URL alone.
   */
  routing: 'payload' | 'url';
  /** The values that sign webhooks, newest first. */
  signingSecrets(credentials: Credentials): string[];
  /** Signing secrets in the form of credentials, to put a stored account together again. */
  secretFields(secrets: readonly string[]): Partial<Credentials>;
  /** The credentials without the signing secrets, as they are sealed with the account. */
  withoutSecrets(credentials: Credentials): Partial<Credentials>;
  /** The platform's id of the account; null where only the first webhook or a call tells it. */
  externalId(credentials: Credentials): string | null;
  /** Further ids that items may name (a WABA id), shared by several accounts. */
  groupIds(credentials: Credentials): string[];
  /** The body's own name of the receiving account, for platforms routed by URL. */
  learntId?(body: unknown): string | null;
  /** The identity kind for a recipient given as a bare string: `phone` for `+66…`, else a user id. */
  identityOf(recipient: string): Identity;
}

/** The parts of a handshake request. */
export interface Challenge {
  token: string;
  challenge: string;
}

/** Bytes and headers as the platform would send them. */
export interface SignedPayload {
  body: string;
  headers: Record<string, string>;
}

/** A token bucket: `capacity` calls at once, refilled at `per_second`. */
export interface Rate {
  capacity: number;
  per_second: number;
}

/** Numbers that decide how fast and how much; each cites its page where it is defined. */
export interface Limits {
  /** How many messages one request may carry. */
  messages_per_request: number;
  account_rate: Rate;
  /** Between the account and one person. */
  pair_rate?: Rate;
  /** How many sends of one account may be under way at once. */
  concurrency: number;
  /** After an inbound message, how long free-form messages are allowed; null: no such window. */
  window_ms: number | null;
  /** The longest text of one message, in UTF-16 code units unless `text_unit` says otherwise. */
  text_length: number;
  text_unit?: 'bytes';
  /** How long a reply handle may be used after it arrived, and after the event itself; null: has none. */
  reply_handle: { after_receipt_ms: number; after_event_ms: number } | null;
  /** How long a message may be tried before it is given up. */
  max_age_ms: number;
}

/** What a platform can do, as data: shown to people and to the AI, never thrown. */
export interface Abilities {
  /** How each outbound content type is shown. */
  content: Readonly<Record<OutboundContentType, 'native' | 'adapted' | 'refused'>>;
  /** Content types that come in. */
  receives: readonly ContentType[];
  /** How far a status can go. */
  receipts: readonly ('sent' | 'delivered' | 'read' | 'played')[];
  /** Receipts may name a moment instead of messages: all until then were delivered or read. */
  watermarks?: true;
  /** Messages typed in the platform's own app are reported. */
  echoes: boolean;
  groups: boolean;
  typing: boolean;
  mark_read: boolean;
  /** Quoting an earlier message: any message, only some kinds, or not at all. */
  reply_to: 'any' | 'some' | 'none';
}

/** Where a message goes. */
export interface Recipient {
  thread: Thread;
  /** All ids known of the person, most useful first; empty for a group. */
  identities: Identity[];
}

/** One platform message to be sent. */
export interface OutboundPart {
  content: OutboundContent;
  /** The message being answered. */
  reply_to?: { platform_message_id: string; quote_token?: string };
}

/** Everything needed to make one request. */
export interface SendInput<Credentials> {
  credentials: Credentials;
  settings: Readonly<Record<string, string>>;
  external_id: string | null;
  recipient: Recipient;
  /** In order; never more than `limits.messages_per_request`. */
  parts: OutboundPart[];
  /** A UUID, ours: carried along wherever the platform brings it back or knows idempotency. */
  attempt_id: string;
  /** A valid, unused reply handle, when there is one. */
  reply_token?: string;
  /** The rule under which it goes, where the usual one does not allow it. */
  as?: 'human_agent';
}

/** How an uncertain attempt can be settled. */
export type Proof =
  /** The same request again is safe: the platform answers whether it knew it. */
  | { kind: 'repeat'; until_ms: number }
  /** A webhook will bring the attempt id back. */
  | { kind: 'receipt' }
  /** A webhook will show what was sent, without our id: the same text, or as much media of the same kind. */
  | { kind: 'echo' }
  /** Nothing will tell. */
  | { kind: 'none'; why: string };

/** A request and what it uses up. */
export interface PreparedSend {
  request: PlatformRequest;
  /** How many of the given parts it carries, counted from the first. */
  takes: number;
  proof: Proof;
  uses_reply_token: boolean;
}

/** What came of a send. */
export type SendResult =
  | {
      ok: true;
      /** One per part, null where the platform names none. */
      message_ids: (string | null)[];
      /** Tokens with which each message can be quoted later. */
      quote_tokens?: (string | null)[];
      /** What the answer teaches about the recipient. */
      person?: Person;
    }
  | {
      ok: false;
      failure: Failure;
      /** Try again without the reply handle: only the handle was refused, nothing was sent. */
      without_reply_token?: true;
      /** Nobody knows whether it was sent. */
      uncertain?: true;
    };

/** The platform side of a message's way out. */
export interface Sending<Credentials> {
  /** The kinds of ids a message can be addressed to, for error messages. */
  fit(content: OutboundContent): Fitted;
  prepare(input: SendInput<Credentials>): PreparedSend;
  /** `repeated`: this very request was sent before and its fate is unknown. */
  interpret(request: PlatformRequest, answer: PlatformAnswer, repeated: boolean): SendResult;
  /** What authorises a request, so that it need not be stored with it. */
  authorise(input: AuthoriseInput<Credentials>): Authorisation;
  /** How to get a short-lived access token, for credentials that hold none. */
  accessToken?: {
    needed(credentials: Credentials): boolean;
    request(credentials: Credentials): PlatformRequest;
    interpret(answer: PlatformAnswer): { token: string; expires_in_ms: number } | Failure;
  };
  /** Typing and read marks; null when it cannot be done for this chat, with the reason. */
  action(input: ActionInput<Credentials>): PlatformRequest | { refused: string };
}

/** Who asks, and with what. */
export interface AuthoriseInput<Credentials> {
  credentials: Credentials;
  /** The short-lived token, for credentials that hold none. */
  access_token: string | null;
  secrets: readonly string[];
  settings: Readonly<Record<string, string>>;
}

/** Headers and query parameters that authorise a request. */
export interface Authorisation {
  headers: Record<string, string>;
  query?: Record<string, string>;
}

/** A small sign to the person that is no message. */
export interface ActionInput<Credentials> {
  action: 'typing' | 'mark_read';
  credentials: Credentials;
  settings: Readonly<Record<string, string>>;
  external_id: string | null;
  recipient: Recipient;
  /** The latest message of the person. */
  last_received: { platform_message_id: string; read_token?: string } | null;
}

/** An error as a platform states it, in an answer or in a webhook. */
export interface PlatformError {
  /** HTTP status, when it came as an answer. */
  status?: number;
  headers?: Record<string, string>;
  /** The parsed body, or the error object of a webhook. */
  body: unknown;
}
