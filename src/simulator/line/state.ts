import type { Outlet } from '../delivery/delivery.ts';

/** A JSON object whose fields are the platform's own. */
export type Fields = Record<string, unknown>;

/** A Messaging API channel with its official account. */
export interface Channel {
  id: string;
  secret: string;
  bot: {
    userId: string;
    basicId: string;
    premiumId?: string;
    displayName: string;
    pictureUrl?: string;
    chatMode: 'chat' | 'bot';
    markAsReadMode: 'auto' | 'manual';
  };
  /** The webhook URL; `active` is the console's switch "Use webhook". */
  endpoint: string | null;
  active: boolean;
  /** The console's switch "Webhook redelivery". */
  redelivery: boolean;
  /** Messages a month; null: no limit. */
  quota: number | null;
  used: number;
  /** Messages that a running broadcast or narrowcast holds back until it has counted. */
  reserved: number;
  /** Statistics of friends; null: not counted yet. */
  friends: { followers: number; targetedReaches: number; blocks: number } | null;
  /** Names of aggregation units used this month. */
  units: Set<string>;
  relations: Map<string, Relation>;
  reply_tokens: Map<string, ReplyToken>;
  retry_keys: Map<string, AcceptedRequest>;
  /** Quote token → the chat it is good for. */
  quote_tokens: Map<string, string>;
  /** Mark-as-read token → the message it marks. */
  read_tokens: Map<string, string>;
  events: Outlet<LineUpdate>;
  /** The latest events by their id, to be delivered again. */
  recent: Map<string, LineUpdate & { lane: string }>;
}

/** What a channel and a person are to each other. */
export interface Relation {
  friend: boolean;
  blocked: boolean;
  /** When the person last wrote in the 1:1 chat. */
  wrote_at: number | null;
}

/** Somebody who uses LINE. User ids are equal for all channels here, as within one provider. */
export interface LineUser {
  id: string;
  name: string;
  picture_url: string | null;
  status_message: string | null;
  language: string | null;
}

/** A group or multi-person chat. */
export interface LineGroup {
  kind: 'group' | 'room';
  id: string;
  name: string;
  members: Set<string>;
  /** Channels whose account is in it. */
  channels: Set<string>;
}

/** Where somebody speaks. */
export interface LineChat {
  kind: 'user' | 'group' | 'room';
  id: string;
}

/** A one-use permission to answer. */
export interface ReplyToken {
  token: string;
  chat: LineChat;
  event_at: number;
  /** When the webhook that carries it was last posted; null: nobody knows it yet. */
  posted_at: number | null;
  used: boolean;
}

/** A request a retry key stands for. */
export interface AcceptedRequest {
  request_id: string;
  sent_messages: Fields[] | null;
  at: number;
}

/** One event on its way to the hub. */
export interface LineUpdate {
  event: Fields;
  reply: ReplyToken | null;
  /** It was delivered before. */
  again: boolean;
}

/** A channel access token. */
export interface ChannelToken {
  value: string;
  channel: Channel;
  kind: 'long-lived' | 'short-lived' | 'stateless';
  issued_at: number;
  /** Milliseconds; null: never. */
  expires_at: number | null;
}

/** A message in either direction. */
export interface LineMessage {
  id: string;
  channel: Channel;
  direction: 'in' | 'out';
  chat: LineChat;
  /** Who wrote it; null: the official account. */
  sender: LineUser | null;
  at: number;
  /** The message object as sent, or as in the webhook. */
  body: Fields;
  quote_token: string | null;
  /** Who could see it when it came; blocked and foreign people could not. */
  seen_by: Set<string>;
  unsent: boolean;
  content: Content | null;
}

/** A file a customer sent. */
export interface Content {
  bytes: Uint8Array<ArrayBuffer>;
  mime_type: string;
  /** Large files take a while until they can be downloaded. */
  ready_at: number;
}

/** Signs of life of the official account in one chat. */
export interface Presence {
  read_up_to: string | null;
  loading_until: number | null;
}

/** Everything the LINE servers know. */
export interface LineState {
  /** Message ids count up from here; later simulators begin higher, so that ids never come twice. */
  first_message_id: bigint;
  channels: Map<string, Channel>;
  tokens: Map<string, ChannelToken>;
  users: Map<string, LineUser>;
  groups: Map<string, LineGroup>;
  messages: Map<string, LineMessage>;
  /** Messages by channel and chat, joined with `|`, in order. */
  threads: Map<string, LineMessage[]>;
  presence: Map<string, Presence>;
}

/** A LINE where nobody has an account. */
export function createLineState(now: number): LineState {
  return {
    // 18 digits, like real ids: more than a JavaScript number holds exactly.
    first_message_id: BigInt(Math.floor(now)) * 100_000n,
    channels: new Map(),
    tokens: new Map(),
    users: new Map(),
    groups: new Map(),
    messages: new Map(),
    threads: new Map(),
    presence: new Map(),
  };
}

/** The messages of a chat with one channel. */
export function threadOf(state: LineState, channel: Channel, chat: LineChat): LineMessage[] {
  const key = `${channel.id}|${chat.id}`;
  const known = state.threads.get(key);
  if (known !== undefined) return known;
  const thread: LineMessage[] = [];
  state.threads.set(key, thread);
  return thread;
}

/** The presence of a channel in a chat. */
export function presenceOf(state: LineState, channel: Channel, chatId: string): Presence {
  const key = `${channel.id}|${chatId}`;
  const known = state.presence.get(key);
  if (known !== undefined) return known;
  const presence: Presence = { read_up_to: null, loading_until: null };
  state.presence.set(key, presence);
  return presence;
}
