import type { Channel, Fields, LineChat, LineGroup, LineUser } from './state.ts';

/** Who speaks to which channel, and where. */
export interface Speaker {
  channel: Channel;
  user: LineUser;
  group: LineGroup | null;
  chat: LineChat;
}

/** The event a customer's action causes. */
export interface Deed {
  /** The event's own fields, with its `type`. */
  event: Fields;
  message_id: string | null;
  /** Some events can be answered for free. */
  repliable: boolean;
  /** Some name nobody and no chat. */
  sourceless?: true;
}
