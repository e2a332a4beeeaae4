import { z } from 'zod';
import { platformNames } from '../faults.ts';
import { openWhatsAppChat, whatsAppPhones } from '../graph/phone.ts';
import { onLine } from '../line/phone.ts';
import { messagingPhones, openMessagingChat } from '../messaging/phone.ts';
import type { InboxEntry, Phones } from '../phones.ts';
import type { World } from '../world.ts';
import { checked } from './checked.ts';

/** What the phones show, oldest message first. */
export function inboxOf(world: World, query: Record<string, string>): Phones {
  const { platform, account, user } = query;
  const wanted = (one: { platform: string; account: string; user: InboxEntry['user'] | null }): boolean =>
    (platform === undefined || one.platform === platform) &&
    (account === undefined || one.account === account) &&
    (user === undefined || (one.user !== null && isUser(one.user, user)));
  const phones = [messagingPhones(world), whatsAppPhones(world), onLine(world)];
  const data = phones.flatMap((one) => one.data).filter(wanted);
  // Sorting keeps the order of messages with the same time.
  return {
    data: data.sort((one, other) => one.at - other.at),
    chats: phones.flatMap((one) => one.chats).filter(wanted),
  };
}

function isUser(user: InboxEntry['user'], wanted: string): boolean {
  return (
    user.id === wanted ||
    user.name === wanted ||
    (user.phone !== undefined && user.phone === wanted.replace(/\D/g, ''))
  );
}

const readBody = z.strictObject({
  platform: z.enum(platformNames),
  account: z.string(),
  /** User id or phone number. */
  user: z.string(),
  /** Also listens to voice messages. */
  play: z.boolean().optional(),
});

/** A customer opens the chat. LINE tells the business nothing about it. */
export async function openChat(world: World, raw: unknown): Promise<{ read: number }> {
  const input = checked(readBody, raw);
  const { platform, account, user } = input;
  if (platform === 'line') return { read: 0 };
  if (platform === 'whatsapp') {
    return { read: await openWhatsAppChat(world, account, user, input.play ?? false) };
  }
  return { read: await openMessagingChat(world, account, user) };
}
