import type { Context } from 'hono';
import type { Rate } from '../rates.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { refusals } from './errors.ts';
import type { Channel } from './state.ts';

/** The channel of a call, by its token. */
export function authorise(c: Context<SimulatorEnv>, world: World): Channel {
  const value = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  const token = value === undefined ? undefined : world.line.tokens.get(value);
  if (token === undefined) throw refusals.invalidToken();
  if (token.expires_at !== null && token.expires_at <= world.clock.now()) throw refusals.invalidToken();
  c.get('record').account = token.channel.id;
  return token.channel;
}

const perSecond = (calls: number): Rate => ({ capacity: calls, per_second: calls });
const perMinute = (calls: number): Rate => ({ capacity: calls, per_second: calls / 60 });
const perHour = (calls: number): Rate => ({ capacity: calls, per_second: calls / 3600 });

/** Calls per channel and endpoint. https://developers.line.biz/en/reference/messaging-api/#rate-limits */
export const rates = {
  ordinary: perSecond(2000),
  multicast: perSecond(200),
  loading: perSecond(100),
  issueToken: perSecond(370),
  broadcast: perHour(60),
  testWebhook: perHour(60),
  insight: perHour(60),
  webhookSettings: perMinute(1000),
} satisfies Record<string, Rate>;

/** Takes from the budget of one endpoint of one channel. */
export function takeRate(world: World, channelId: string, endpoint: string, rate: Rate): void {
  if (!world.buckets.take(`line:${channelId}:${endpoint}`, rate)) throw refusals.rateLimit();
}
