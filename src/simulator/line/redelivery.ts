import type { Outcome } from '../delivery/post.ts';
import type { Channel, Fields, ReplyToken } from './state.ts';

// A tester asks for one of the last; older ones need no memory.
const remembered = 200;

/** Sends an event, and remembers it for a redelivery. */
export function pushEvent(
  channel: Channel,
  lane: string,
  event: Fields,
  reply: ReplyToken | null,
): Promise<Outcome> {
  const { recent } = channel;
  recent.set(String(event.webhookEventId), { lane, event, reply, again: true });
  if (recent.size > remembered) recent.delete(recent.keys().next().value ?? '');
  return channel.events.push(lane, { event, reply, again: false });
}

/** Sends an event once more: all of it stays but the flag; null when it is not known (any more). */
export async function pushAgain(channel: Channel, eventId: string): Promise<Outcome | null> {
  const update = channel.recent.get(eventId);
  return update === undefined ? null : channel.events.push(update.lane, update);
}
