import type { Outlet } from '../delivery/delivery.ts';
import type { Fields, MetaApp } from '../graph/state.ts';

/** The platforms that share Meta's Send API. */
export type MessagingPlatform = 'messenger' | 'instagram';

/** What both kinds of account have. */
interface AccountBasis {
  /** Page id, or the id of the professional account (17841…): what webhooks name. */
  id: string;
  name: string;
  username: string;
  followers: number;
  /** Its picture; null: one of the simulator's own. */
  picture_url: string | null;
  /** Customers open the chat by themselves a moment after a message arrived. */
  auto_read: boolean;
  auto_read_ms: number;
  /** Whether the business may look at its customers' profiles. */
  profile_access: boolean;
  /** Sending is blocked for a breach of policy. */
  restricted: boolean;
  /** Messages and reactions per second; audio and video have their own, smaller rate. */
  throughput: number;
  /** Calls in 24 hours for each customer whom the account may write to. */
  calls_per_customer: number;
  /** By PSID or IGSID. */
  customers: Map<string, Customer>;
  /** Its Messenger profile: ice breakers, menu and so on, as set through the API. */
  profile: Map<string, unknown>;
}

/** A Facebook Page, which people write to in Messenger. */
export interface Page extends AccountBasis {
  platform: 'messenger';
  app: MetaApp;
  verification_status: 'blue_verified' | 'gray_verified' | 'not_verified';
  /** Subscribed apps by id, each with its fields. */
  subscriptions: Map<string, string[]>;
  /** The linked Instagram account. */
  instagram: InstagramAccount | null;
  /** Whether delivery receipts name the messages; the watermark is always there. */
  delivery_mids: boolean;
  /** Utility templates that may be sent at any time. */
  utility_templates: UtilityTemplate[];
  /** Tokens of people who agreed to marketing messages. */
  notification_tokens: Map<string, { customer: Customer; expires_at: number }>;
  /** In whose names it writes, by id. */
  personas: Map<string, { name: string; profile_picture_url: string }>;
  /** Guests who ticked a checkbox plugin. */
  guests: Set<string>;
}

/** An Instagram professional account. */
export interface InstagramAccount extends AccountBasis {
  platform: 'instagram';
  /** How Instagram Login calls the account: `id` of `/me`. Both ids address it. */
  scoped_id: string;
  /** The Instagram app of Instagram Login, which has an id and a secret of its own; null: no such login. */
  app: MetaApp | null;
  /** Apps subscribed by Instagram Login, each with its fields. */
  subscriptions: Map<string, string[]>;
  /** The Facebook Page it is linked to. */
  page: Page | null;
  /** The owner's switch "Allow access to messages" for connected tools. */
  message_access: boolean;
  /** Ids of its own posts, which it may share in messages. */
  media: Set<string>;
  /** Comments come without the array `changes`, as some captures show them. */
  flat_comments: boolean;
}

/** What people write to. */
export type MessagingAccount = Page | InstagramAccount;

/** A person as one account knows them, and the chat with them. */
export interface Customer {
  /** PSID or IGSID: the same person has another one for each account. */
  id: string;
  name: string;
  username: string | null;
  /** The person has written or tapped, which allows a look at their profile. */
  consented: boolean;
  blocked: boolean;
  /** When the person last did something that opens the window; milliseconds. */
  last_inbound_at: number | null;
  /** The newest message the business marked as seen. */
  read_up_to: string | null;
  typing_until: number | null;
  /** The app that controls the thread; null: nobody does, and every app may write. */
  owner_app_id: string | null;
  messages: MessagingMessage[];
  /** What the business reacted with, by message. */
  reactions: Map<string, { reaction: string; at: number }>;
}

/** A message in either direction. */
export interface MessagingMessage {
  /** Its `mid`. */
  id: string;
  account: MessagingAccount;
  customer: Customer | null;
  direction: 'in' | 'out';
  at: number;
  /** The message object of the request, or of the webhook. */
  body: Fields;
  state: 'received' | 'sent' | 'delivered' | 'read';
  deleted: boolean;
  edits: number;
  /** Files that vanish with it. */
  files: string[];
}

/** A file that can be sent by id. */
export interface Upload {
  id: string;
  account: MessagingAccount;
  type: string;
  /** Where the file lies. */
  url: string;
  expires_at: number;
}

/** A file behind a signed link of Meta's CDN. */
export interface CdnFile {
  id: string;
  platform: MessagingPlatform;
  bytes: Uint8Array<ArrayBuffer>;
  mime_type: string;
  signature: string;
  expires_at: number;
}

/** A comment on a post, or a visitor's post, which may be answered privately once. */
export interface Comment {
  id: string;
  account: MessagingAccount;
  customer: Customer;
  at: number;
  answered: boolean;
}

/** One thing to tell an app. */
export interface MessagingUpdate {
  account: MessagingAccount;
  /** `messaging` and `standby` hold items, `changes` and `flat` a field and its value. */
  form: 'messaging' | 'standby' | 'changes' | 'flat';
  body: Fields;
  at: number;
  /** The entry's id where it is not the account's: the dashboard's test has none. */
  entry_id?: string;
}

/** Everything that Messenger and Instagram know. */
export interface MessagingState {
  pages: Map<string, Page>;
  /** Instagram accounts by their id (17841…). */
  instagram: Map<string, InstagramAccount>;
  messages: Map<string, MessagingMessage>;
  uploads: Map<string, Upload>;
  files: Map<string, CdnFile>;
  comments: Map<string, Comment>;
  /** Where apps hear of an object, by object and app id, joined with `|`. */
  outlets: Map<string, Outlet<MessagingUpdate>>;
}

/** A Messenger and an Instagram without accounts. */
export function createMessagingState(): MessagingState {
  return {
    pages: new Map(),
    instagram: new Map(),
    messages: new Map(),
    uploads: new Map(),
    files: new Map(),
    comments: new Map(),
    outlets: new Map(),
  };
}

/** The account with this id, of whichever platform; Instagram's have two. */
export function accountWithId(state: MessagingState, id: string): MessagingAccount | null {
  const known = state.pages.get(id) ?? state.instagram.get(id);
  if (known !== undefined) return known;
  for (const account of state.instagram.values()) if (account.scoped_id === id) return account;
  return null;
}

/** A utility template of a Page; what is not said is approved and has nothing to fill in. */
export interface UtilityTemplate {
  id?: string | undefined;
  name: string;
  language: string;
  status?: string | undefined;
  components?: Record<string, unknown>[] | undefined;
}
