import { digits, hex, opaque } from '../ids.ts';
import type { World } from '../world.ts';
import { composeUpdates } from './payload.ts';
import type { Channel, LineUpdate } from './state.ts';

/** What may be said about a new channel; everything missing is invented. */
export interface ChannelInput {
  channel_id?: string | undefined;
  channel_secret?: string | undefined;
  channel_access_token?: string | undefined;
  bot_user_id?: string | undefined;
  display_name?: string | undefined;
  callback_url?: string | null | undefined;
  redelivery?: boolean | undefined;
  quota?: number | null | undefined;
}

/** Adds a channel with a long-lived token. */
export function addChannel(world: World, input: ChannelInput): { channel: Channel; token: string } {
  const id = input.channel_id ?? digits(10);
  const details = {
    id,
    secret: input.channel_secret ?? hex(32),
    bot: {
      userId: input.bot_user_id ?? `U${hex(32)}`,
      basicId: `@${hex(8)}`,
      displayName: input.display_name ?? 'Corner Shop',
      chatMode: 'chat' as const,
      markAsReadMode: 'manual' as const,
    },
    endpoint: input.callback_url ?? null,
    active: true,
    redelivery: input.redelivery ?? false,
    quota: input.quota ?? null,
    used: 0,
    reserved: 0,
    friends: null,
    units: new Set<string>(),
    relations: new Map(),
    reply_tokens: new Map(),
    retry_keys: new Map(),
    quote_tokens: new Map(),
    read_tokens: new Map(),
    recent: new Map(),
  };
  const channel: Channel = {
    ...details,
    events: world.delivery.outlet<LineUpdate>({
      platform: 'line',
      account: () => id,
      callback: () => (channel.active ? channel.endpoint : null),
      retries: () => channel.redelivery,
      compose: (updates, redelivery) => composeUpdates(channel, updates, redelivery, world.clock.now()),
    }),
  };
  world.line.channels.set(id, channel);
  return { channel, token: grantLongLivedToken(world, channel, input.channel_access_token) };
}

/** Gives the channel its one long-lived token; an earlier one ends. */
export function grantLongLivedToken(world: World, channel: Channel, given: string | undefined): string {
  for (const token of world.line.tokens.values()) {
    if (token.channel === channel && token.kind === 'long-lived') world.line.tokens.delete(token.value);
  }
  const value = given ?? `${opaque(126)}=`;
  const issued_at = world.clock.now();
  world.line.tokens.set(value, { value, channel, kind: 'long-lived', issued_at, expires_at: null });
  return value;
}
