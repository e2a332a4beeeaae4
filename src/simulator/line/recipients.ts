import type { World } from '../world.ts';
import { invalidProperty, refusals } from './errors.ts';
import type { Channel, LineChat, LineGroup } from './state.ts';

// Non-friends can be written to for seven days after they wrote.
// https://developers.line.biz/en/reference/messaging-api/#send-push-message
const strangersReachable = 7 * 24 * 60 * 60 * 1000;

/** The chat of a push. */
export function chatFor(world: World, channel: Channel, to: string): LineChat {
  if (!/^[UCR][0-9a-f]{32}$/.test(to)) throw invalidProperty('to');
  const group = world.line.groups.get(to);
  if (group !== undefined) {
    if (!group.channels.has(channel.id)) throw refusals.failedToSend();
    return { kind: group.kind, id: to };
  }
  if (!world.line.users.has(to)) throw refusals.failedToSend();
  return { kind: 'user', id: to };
}

/** The group of a chat, when the account is in it. */
export function groupOf(world: World, channel: Channel, id: string): LineGroup | null {
  const group = world.line.groups.get(id);
  return group?.channels.has(channel.id) ? group : null;
}

/**
 * Who in a chat gets to see a message: nobody who blocked the account, and no stranger who did not write
 * lately. LINE answers 200 all the same.
 */
export function reachable(world: World, channel: Channel, chat: LineChat): string[] {
  const group = world.line.groups.get(chat.id);
  if (group !== undefined) return [...group.members];
  return isReachable(world, channel, chat.id) ? [chat.id] : [];
}

function isReachable(world: World, channel: Channel, userId: string): boolean {
  const relation = channel.relations.get(userId);
  if (relation === undefined || relation.blocked) return false;
  if (relation.friend) return true;
  return relation.wrote_at !== null && world.clock.now() - relation.wrote_at <= strangersReachable;
}

/** All friends who did not block the account. */
export function friendsOf(channel: Channel): string[] {
  const found: string[] = [];
  for (const [id, relation] of channel.relations) if (relation.friend && !relation.blocked) found.push(id);
  return found;
}

/**
 * Counts recipients against the monthly quota; the last message over it is refused whole, in the same words
 * while a running broadcast holds messages back.
 */
export function takeQuota(channel: Channel, recipients: number): void {
  const taken = channel.used + channel.reserved + recipients;
  if (channel.quota !== null && taken > channel.quota) throw refusals.monthlyLimit();
  channel.used += recipients;
}
