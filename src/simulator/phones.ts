import type { PlatformName } from './faults.ts';

/** One message on a customer's phone. */
export interface InboxEntry {
  platform: PlatformName;
  account: string;
  message_id: string;
  user: { id: string; name: string; phone?: string };
  group_id: string | null;
  at: number;
  /**
   * WhatsApp: delivered, read or played. Messenger: delivered or read. Instagram: received, which nobody hears
   * of, or read. LINE: received.
   */
  status: string;
  /** What a person would read, as far as it is text. */
  text: string;
  /** The platform's own message. */
  body: Record<string, unknown>;
}

/** What a customer sees of the business besides messages. */
export interface ChatSigns {
  platform: PlatformName;
  account: string;
  user: { id: string; name: string; phone?: string } | null;
  group_id: string | null;
  /** The customer's newest message that the business marked as read. */
  read_up_to: string | null;
  /** Until when the business seems to be typing. */
  typing_until: number | null;
}

/** Phones of one platform. */
export interface Phones {
  data: InboxEntry[];
  chats: ChatSigns[];
}
