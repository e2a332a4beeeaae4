import { createHmac } from 'node:crypto';
import type { Channel, Fields, LineUpdate } from './state.ts';

/**
 * The value of `x-line-signature`: the channel secret is used as text, though it looks like hexadecimal.
 * https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
 */
export function lineSignature(secret: string, body: string | Uint8Array): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

/** The webhook that carries these events, signed. */
export function composeEvents(
  channel: Channel,
  events: readonly Fields[],
): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify({ destination: channel.bot.userId, events });
  return {
    body,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'LineBotWebhook/2.0',
      'x-line-signature': lineSignature(channel.secret, body),
    },
  };
}

/** Composes updates and starts the minute of their reply tokens. */
export function composeUpdates(
  channel: Channel,
  updates: readonly LineUpdate[],
  redelivery: boolean,
  now: number,
): { body: string; headers: Record<string, string> } {
  for (const { reply } of updates) if (reply !== null) reply.posted_at = now;
  const events = updates.map(({ event, again }) => ({
    ...event,
    deliveryContext: { isRedelivery: redelivery || again },
  }));
  return composeEvents(channel, events);
}
