import type { Context } from 'hono';
import { z } from 'zod';
import type { Fault } from '../faults.ts';
import { type SimulatorEnv, strike } from '../traffic.ts';
import type { World } from '../world.ts';
import { checkAgainstChat, place } from './accept.ts';
import { lineAnswer, refusalAnswer } from './answer.ts';
import { authorise, rates, takeRate } from './auth.ts';
import { checked } from './bodies/issues.ts';
import { messages } from './bodies/messages.ts';
import { invalidProperty, type LineRefusal, refusals, refusalsByCode } from './errors.ts';
import { chatFor, friendsOf, reachable, takeQuota } from './recipients.ts';
import { usableReplyToken } from './reply-tokens.ts';
import { jsonBody } from './request-body.ts';
import { checkRetryKey, keepRetryKey, refuseRetryKey } from './retry-keys.ts';
import type { Channel, Fields } from './state.ts';

const notificationDisabled = z.boolean().optional();
const unitName = z
  .string()
  .regex(/^[a-zA-Z0-9_]{1,30}$/, 'Invalid characters are included in custom aggregation unit');
const customAggregationUnits = z.array(unitName).max(1).optional();

const replyBody = z.strictObject({ replyToken: z.string().min(1), messages, notificationDisabled });
const pushBody = z.strictObject({
  to: z.string().min(1),
  messages,
  notificationDisabled,
  customAggregationUnits,
});
const multicastBody = z.strictObject({
  to: z.array(z.string()).min(1).max(500),
  messages,
  notificationDisabled,
  customAggregationUnits,
});
const broadcastBody = z.strictObject({ messages, notificationDisabled });

/** What one way of sending does once channel, rate and retry key are fine; null answers `{}`. */
type Deliver = (world: World, channel: Channel, body: unknown) => Fields[] | null;

/** `POST /v2/bot/message/reply`. */
export function reply(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  const channel = authorise(c, world);
  return withFaults(c, world, async () => {
    takeRate(world, channel.id, 'reply', rates.ordinary);
    refuseRetryKey(c.req.header('x-line-retry-key'));
    const body = checked(replyBody, jsonBody(c));
    const token = usableReplyToken(world, channel, body.replyToken);
    checkAgainstChat(world, channel, body.messages, token.chat);
    token.used = true;
    const seen = reachable(world, channel, token.chat);
    return lineAnswer(c, { sentMessages: place(world, channel, token.chat, body.messages, seen) });
  });
}

/** `POST /v2/bot/message/push`. */
export function push(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  return sendWithKey(c, world, rates.ordinary, (_, channel, raw) => {
    const body = checked(pushBody, raw);
    const chat = chatFor(world, channel, body.to);
    checkAgainstChat(world, channel, body.messages, chat);
    const seen = reachable(world, channel, chat);
    takeQuota(channel, seen.length);
    for (const unit of body.customAggregationUnits ?? []) channel.units.add(unit);
    return place(world, channel, chat, body.messages, seen);
  });
}

/** `POST /v2/bot/message/multicast`. */
export function multicast(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  return sendWithKey(c, world, rates.multicast, (_, channel, raw) => {
    const body = checked(multicastBody, raw);
    body.to.forEach((to, index) => {
      // Groups and rooms are refused, and so are ids nobody has.
      if (!/^U[0-9a-f]{32}$/.test(to) || !world.line.users.has(to)) throw invalidProperty(`to[${index}]`);
    });
    checkAgainstChat(world, channel, body.messages, null);
    for (const unit of body.customAggregationUnits ?? []) channel.units.add(unit);
    return placeForMany(world, channel, body.to, body.messages);
  });
}

/** `POST /v2/bot/message/broadcast`. */
export function broadcast(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  return sendWithKey(c, world, rates.broadcast, (_, channel, raw) => {
    const body = checked(broadcastBody, raw);
    checkAgainstChat(world, channel, body.messages, null);
    return placeForMany(world, channel, friendsOf(channel), body.messages);
  });
}

function placeForMany(
  world: World,
  channel: Channel,
  userIds: readonly string[],
  list: z.infer<typeof messages>,
): null {
  const chats = userIds.map((id) => ({ kind: 'user' as const, id }));
  const reached = chats.filter((chat) => reachable(world, channel, chat).length > 0);
  takeQuota(channel, reached.length);
  for (const chat of reached) place(world, channel, chat, list, [chat.id]);
  return null;
}

function sendWithKey(
  c: Context<SimulatorEnv>,
  world: World,
  rate: { capacity: number; per_second: number },
  deliver: Deliver,
): Promise<Response> {
  const channel = authorise(c, world);
  return withFaults(c, world, async () => {
    takeRate(world, channel.id, c.req.path, rate);
    const body = jsonBody(c);
    const key = c.req.header('x-line-retry-key');
    checkRetryKey(world, channel, key);
    const sent = deliver(world, channel, body);
    keepRetryKey(world, channel, key, { request_id: c.get('requestId'), sent_messages: sent });
    return lineAnswer(c, sent === null ? {} : { sentMessages: sent });
  });
}

function withFaults(
  c: Context<SimulatorEnv>,
  world: World,
  accept: () => Promise<Response>,
): Promise<Response> {
  return strike(c, world, 'send', { refuse: (fault) => refuse(c, fault, accept), accept });
}

async function refuse(
  c: Context<SimulatorEnv>,
  { code }: Fault,
  accept: () => Promise<Response>,
): Promise<Response> {
  const refusal = faultRefusal(code);
  if (code === 'accepted_before') {
    await accept();
    c.header('x-line-accepted-request-id', c.get('requestId'));
  }
  return refusalAnswer(c, refusal);
}

/** The refusal a fault asks for by name. */
export function faultRefusal(code: unknown): LineRefusal {
  return (refusalsByCode[String(code)] ?? refusals.internal)();
}

const validateBody = z.strictObject({ messages });

/** `POST /v2/bot/message/validate/{reply|push|multicast|narrowcast|broadcast}`: only looks at the messages. */
export function validate(c: Context<SimulatorEnv>, world: World): Response {
  const channel = authorise(c, world);
  takeRate(world, channel.id, c.req.path, rates.ordinary);
  checked(validateBody, jsonBody(c));
  return lineAnswer(c, {});
}
