import { z } from 'zod';
import type { MessageBody } from '../graph/bodies/message.ts';
import { personById } from '../graph/people.ts';
import { type BusinessNumber, chatOf, type Fields, type MessageRecord } from '../graph/state.ts';
import { report } from '../graph/statuses.ts';
import { renderedBody } from '../graph/template-check.ts';
import { userIdOf } from '../graph/people.ts';
import { type Channel, type LineChat, type LineMessage, presenceOf, threadOf } from '../line/state.ts';
import type { World } from '../world.ts';
import { checked } from './checked.ts';
import { ControlRefusal } from './refusal.ts';

/** One message on a customer's phone. */
interface InboxEntry {
  platform: 'whatsapp' | 'line';
  account: string;
  message_id: string;
  /** Who sees it: the id and, on WhatsApp, the phone number. */
  user: { id: string; phone?: string; name: string };
  group_id: string | null;
  at: number;
  status: string;
  /** What a person would read, as far as it is text. */
  text: string;
  /** The platform's own message. */
  body: Fields;
}

/** What the phones show, oldest first. */
export function inboxOf(world: World, query: Record<string, string>): InboxEntry[] {
  const { platform, account, user } = query;
  const all = [...(platform === 'line' ? [] : onWhatsApp(world)), ...(platform === 'whatsapp' ? [] : onLine(world))];
  return all
    .filter((one) => account === undefined || one.account === account)
    .filter((one) => user === undefined || one.user.id === user || one.user.phone === user.replace(/\D/g, ''))
    .sort((one, other) => one.at - other.at);
}
