import type { Outlet } from '../delivery/delivery.ts';
import type { Template } from './template-catalogue.ts';

/** A JSON object whose fields are the platform's own. */
export type Fields = Record<string, unknown>;

/** Where webhooks go, and the token of the handshake. */
export interface Callback {
  url: string;
  verify_token: string;
}

/** One thing to tell the hub: a message, a receipt, or a change of some other webhook field. */
export type MetaUpdate =
  | { kind: 'message' | 'status'; contact: Fields | null; body: Fields }
  | { kind: 'errors'; body: Fields }
  | { kind: 'field'; field: string; value: Fields; at: number };

/** What an app can hear of; each has a callback of its own. */
export const webhookObjects = ['whatsapp_business_account', 'page', 'instagram'] as const;

/** One of {@link webhookObjects}: the `object` of a webhook. */
export type WebhookObject = (typeof webhookObjects)[number];

/** What an app hears of one object, and where. */
export interface AppSubscription {
  callback: Callback | null;
  /** Subscribed webhook fields. */
  fields: string[];
}

/** One app of the developer dashboard. Its secret signs the webhooks of everything subscribed to it. */
export interface MetaApp {
  id: string;
  secret: string;
  objects: Record<WebhookObject, AppSubscription>;
  /** The app setting "Require App Secret": every call needs an `appsecret_proof`. */
  require_proof: boolean;
  /** The reviewed feature "Human Agent": people may answer for seven days. */
  human_agent: boolean;
}

/** A WhatsApp Business Account (WABA). */
export interface BusinessAccount {
  id: string;
  /** The business that owns it; user ids are scoped to it. */
  portfolio_id: string;
  name: string;
  /** Subscribed apps by id, each perhaps with a callback of its own for this account. */
  subscriptions: Map<string, { override: Callback | null }>;
  templates: Template[];
}

/** What Meta thinks of a number, by the names of its node's fields; the control API changes it. */
export interface NumberStanding {
  quality_rating: string;
  status: string;
  name_status: string;
  code_verification_status: string;
  whatsapp_business_manager_messaging_limit: string;
  health: NumberHealth;
}

/** Whether a number may send, and which part of the account decides it. */
export interface NumberHealth {
  can_send_message: 'AVAILABLE' | 'LIMITED' | 'BLOCKED';
  entity_type: 'PHONE_NUMBER' | 'WABA' | 'BUSINESS' | 'APP';
  errors?: Fields[] | undefined;
  additional_info?: string[] | undefined;
}

/** A business phone number. */
export interface BusinessNumber {
  id: string;
  account: BusinessAccount;
  app: MetaApp;
  /** As shown: `+1 555 010 0001`. */
  display: string;
  /** Digits only. */
  digits: string;
  country_code: string;
  verified_name: string;
  override: Callback | null;
  /** Customers open the chat by themselves a moment after a message arrived. */
  auto_read: boolean;
  auto_read_ms: number;
  /** The owner goes on with the WhatsApp Business app: what is typed, changed and deleted there is told. */
  coexistence: boolean;
  /** How a free-form message outside the customer service window is refused. */
  window_refusal: 'asynchronous' | 'synchronous';
  standing: NumberStanding;
  /** The business profile that customers see. */
  profile: Fields;
  /** Messages per second. */
  throughput: number;
  /** Messages and statuses, which overrides may redirect. */
  messages: Outlet<MetaUpdate>;
  /** Account and template fields, which always go to the app's callback. */
  fields: Outlet<MetaUpdate>;
}

/** An access token. */
export interface AccessToken {
  value: string;
  /** `instagram_user` tokens are good for graph.instagram.com alone, the others for graph.facebook.com. */
  kind: 'system_user' | 'page' | 'instagram_user';
  app: MetaApp;
  scopes: string[];
  /** Business accounts a system user was granted. */
  accounts: Set<string>;
  /** The Page or Instagram account that `me` stands for; null for system users. */
  holder: string | null;
  issued_at: number;
  /** Milliseconds; null: never. */
  expires_at: number | null;
  /** When the person's consent to the use of their data ends; milliseconds, null: not stated. */
  data_access_expires_at: number | null;
  /** Why it died before its time, as the subcode of the refusal (460: password changed); null: it lives. */
  died_of: number | null;
}

/** Somebody with a phone. */
export interface Person {
  key: string;
  /** Digits only, with country code. */
  phone: string;
  name: string;
  username: string | null;
  /** Phone fields are left out of webhooks, as for people with a username. */
  hides_phone: boolean;
  /** Business-scoped user ids by business portfolio. */
  ids: Map<string, string>;
}

/** A WhatsApp group with a business number in it. */
export interface Group {
  key: string;
  id: string;
  subject: string;
  number: BusinessNumber;
  members: Person[];
}

/** How far a message got. */
export type MessageState = 'received' | 'accepted' | 'sent' | 'delivered' | 'read' | 'played' | 'failed';

/** A message in either direction. */
export interface MessageRecord {
  id: string;
  number: BusinessNumber;
  direction: 'in' | 'out';
  /** The customer of a direct chat, or the writer in a group. */
  person: Person | null;
  group: Group | null;
  at: number;
  /** The request body, or the message object of the webhook. */
  body: Fields;
  state: MessageState;
  error: Fields | null;
  /** Addressed by phone number: receipts then name it. */
  by_phone: boolean;
  correlation: string | null;
  template: Template | null;
}

/** What a number knows of its chat with one person. */
export interface Chat {
  last_inbound_at: number | null;
  /** The newest message the business marked as read. */
  read_up_to: string | null;
  typing_until: number | null;
  /** The person wants no marketing messages. */
  marketing_stopped: boolean;
  messages: MessageRecord[];
}

/** An uploaded or received file. */
export interface MediaFile {
  id: string;
  number: BusinessNumber;
  bytes: Uint8Array<ArrayBuffer>;
  mime_type: string;
  expires_at: number;
}

/** Everything the Graph server knows. */
export interface GraphState {
  apps: Map<string, MetaApp>;
  accounts: Map<string, BusinessAccount>;
  numbers: Map<string, BusinessNumber>;
  tokens: Map<string, AccessToken>;
  /** By phone number. */
  people: Map<string, Person>;
  /** By portfolio and business-scoped user id, joined with `|`. */
  people_by_id: Map<string, Person>;
  groups: Map<string, Group>;
  messages: Map<string, MessageRecord>;
  media: Map<string, MediaFile>;
  chats: Map<string, Chat>;
}

/** A Graph server that knows nobody. */
export function createGraphState(): GraphState {
  return {
    apps: new Map(),
    accounts: new Map(),
    numbers: new Map(),
    tokens: new Map(),
    people: new Map(),
    people_by_id: new Map(),
    groups: new Map(),
    messages: new Map(),
    media: new Map(),
    chats: new Map(),
  };
}

/** The chat of a number with a person or group; empty when they never spoke. */
export function chatOf(state: GraphState, number: BusinessNumber, other: { key: string }): Chat {
  const key = `${number.id}|${other.key}`;
  const known = state.chats.get(key);
  if (known !== undefined) return known;
  const chat: Chat = {
    ...{ last_inbound_at: null, read_up_to: null, typing_until: null },
    ...{ marketing_stopped: false, messages: [] },
  };
  state.chats.set(key, chat);
  return chat;
}

/** Where messages of a number go: its own override, then the account's, then the app's callback. */
export function callbackOf(number: BusinessNumber): string | null {
  const subscription = number.account.subscriptions.get(number.app.id);
  const { callback, fields } = number.app.objects.whatsapp_business_account;
  if (subscription === undefined || !fields.includes('messages')) return null;
  return number.override?.url ?? subscription.override?.url ?? callback?.url ?? null;
}

/** Where account and template fields go: overrides do not cover them. */
export function appCallbackOf(number: BusinessNumber): string | null {
  const { callback } = number.app.objects.whatsapp_business_account;
  return number.account.subscriptions.has(number.app.id) ? (callback?.url ?? null) : null;
}
