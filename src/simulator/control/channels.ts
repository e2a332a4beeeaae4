import { z } from 'zod';
import { ControlRefusal } from '../control-refusal.ts';
import { addChannel, grantLongLivedToken } from '../line/channels.ts';
import { pushAgain } from '../line/redelivery.ts';
import { isWebhookUrl } from '../line/settings-api.ts';
import type { Channel, Fields } from '../line/state.ts';
import type { World } from '../world.ts';
import { checked } from './checked.ts';

const text = z.string().min(1);
const count = z.number().int().min(0);

const settings = {
  channel_secret: text.optional(),
  channel_access_token: text.optional(),
  /** Null takes the URL away. */
  callback_url: z
    .string()
    .max(500)
    .refine(isWebhookUrl, 'must be https, or this machine')
    .nullable()
    .optional(),
  redelivery: z.boolean().optional(),
  /** Messages a month; null: no limit. */
  quota: z.number().int().min(0).nullable().optional(),
};

const createBody = z.strictObject({
  channel_id: text.optional(),
  bot_user_id: z
    .string()
    .regex(/^U[0-9a-f]{32}$/)
    .optional(),
  display_name: text.optional(),
  ...settings,
});

const updateBody = z.strictObject({
  /** The switch "Use webhook". */
  active: z.boolean().optional(),
  /** Messages counted this month. */
  quota_used: z.number().int().min(0).optional(),
  /** Messages that a running broadcast holds back; 0 when it has ended. */
  quota_reserved: z.number().int().min(0).optional(),
  display_name: text.optional(),
  picture_url: z.url().optional(),
  premium_id: text.optional(),
  /** Null: LINE has not counted yet. */
  friends: z
    .strictObject({ followers: count, targetedReaches: count.default(0), blocks: count.default(0) })
    .nullable()
    .optional(),
  ...settings,
});

/** Adds a channel. */
export function createChannel(world: World, raw: unknown): Fields {
  const input = checked(createBody, raw);
  if (input.channel_id !== undefined && world.line.channels.has(input.channel_id)) {
    throw new ControlRefusal(409, `There is a channel ${input.channel_id} already.`);
  }
  return describeChannel(world, addChannel(world, input).channel);
}

/** Changes a channel as its console would. */
export function updateChannel(world: World, id: string, raw: unknown): Fields {
  const channel = world.line.channels.get(id);
  if (channel === undefined) throw new ControlRefusal(404, `There is no LINE channel ${id}.`);
  const input = checked(updateBody, raw);
  if (input.channel_secret !== undefined) channel.secret = input.channel_secret;
  if (input.channel_access_token !== undefined)
    grantLongLivedToken(world, channel, input.channel_access_token);
  if (input.callback_url !== undefined) channel.endpoint = input.callback_url;
  if (input.redelivery !== undefined) channel.redelivery = input.redelivery;
  if (input.active !== undefined) channel.active = input.active;
  if (input.quota !== undefined) channel.quota = input.quota;
  if (input.quota_used !== undefined) channel.used = input.quota_used;
  if (input.quota_reserved !== undefined) channel.reserved = input.quota_reserved;
  if (input.friends !== undefined) channel.friends = input.friends;
  if (input.display_name !== undefined) channel.bot.displayName = input.display_name;
  if (input.picture_url !== undefined) channel.bot.pictureUrl = input.picture_url;
  if (input.premium_id !== undefined) channel.bot.premiumId = input.premium_id;
  return describeChannel(world, channel);
}

/** Delivers an event once more, as LINE does when the first delivery was not answered well. */
export async function redeliver(world: World, id: string, raw: unknown): Promise<Fields> {
  const channel = world.line.channels.get(id);
  if (channel === undefined) throw new ControlRefusal(404, `There is no LINE channel ${id}.`);
  const { event_id } = checked(z.strictObject({ event_id: text }), raw);
  const delivery = await pushAgain(channel, event_id);
  if (delivery === null) throw new ControlRefusal(404, `There is no event ${event_id} of this channel.`);
  return { delivery };
}

/** Everything a hub needs to connect the channel. */
export function describeChannel(world: World, channel: Channel): Fields {
  const tokens = [...world.line.tokens.values()];
  const token = tokens.find((one) => one.channel === channel && one.kind === 'long-lived');
  return {
    channel_id: channel.id,
    channel_secret: channel.secret,
    channel_access_token: token?.value ?? null,
    bot_user_id: channel.bot.userId,
    basic_id: channel.bot.basicId,
    display_name: channel.bot.displayName,
    callback_url: channel.endpoint,
    active: channel.active,
    redelivery: channel.redelivery,
    quota: channel.quota,
    quota_used: channel.used,
    quota_reserved: channel.reserved,
    friends: channel.friends,
  };
}
