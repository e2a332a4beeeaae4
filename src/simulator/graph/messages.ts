import type { Context } from 'hono';
import { type SimulatorEnv, strike } from '../traffic.ts';
import type { World } from '../world.ts';
import { acceptMessage } from './accept.ts';
import { graphAnswer, refusalAnswer } from './answer.ts';
import { authorise, messaging, numberFor } from './auth.ts';
import { checked } from './bodies/issues.ts';
import { messageBody, readBody } from './bodies/message.ts';
import { GraphRefusal, graphRefusal } from './errors.ts';
import { jsonBody } from './request-body.ts';
import { type BusinessNumber, chatOf } from './state.ts';

// A typing sign vanishes by itself after this time.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
const typingLasts = 25_000;

/** `POST /{version}/{phone number id}/messages`: a message, or a read mark. */
export function postMessages(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  const number = sender(c, world);
  const body = jsonBody(c);
  if ('status' in body) {
    const other = strike(c, world, 'other', {
      refuse: (fault) => refusalAnswer(c, graphRefusal(String(fault.code), fault.transient)),
      accept: async () => graphAnswer(c, markRead(world, number, body)),
    });
    return other;
  }
  return send(c, world, number, body);
}

/** `POST /{version}/{phone number id}/marketing_messages`: the same for marketing templates only. */
export function postMarketingMessages(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  const number = sender(c, world);
  const body = jsonBody(c);
  if (body.type !== 'template')
    throw new GraphRefusal(100, { details: 'Message must be a template message.' });
  return send(c, world, number, body);
}

function sender(c: Context<SimulatorEnv>, world: World): BusinessNumber {
  const token = authorise(c, world, messaging);
  c.header('x-app-usage', world.usage.app(token));
  return numberFor(c, world, token, c.req.param('id') ?? '');
}

function send(
  c: Context<SimulatorEnv>,
  world: World,
  number: BusinessNumber,
  body: Record<string, unknown>,
): Promise<Response> {
  return strike(c, world, 'send', {
    refuse: (fault) => refusalAnswer(c, graphRefusal(String(fault.code), fault.transient)),
    accept: async (fault) => {
      takeThroughput(world, number);
      const accepted = acceptMessage(world, number, checked(messageBody, body), fault);
      c.get('afterwards').push(accepted.afterwards);
      return graphAnswer(c, accepted.answer);
    },
  });
}

/** Messages per second of one number, in and out together. */
export function takeThroughput(world: World, number: BusinessNumber): void {
  const rate = { capacity: number.throughput, per_second: number.throughput };
  if (!world.buckets.take(`throughput:${number.id}`, rate)) throw new GraphRefusal(130429);
}

function markRead(world: World, number: BusinessNumber, body: unknown): { success: true } {
  const { message_id, typing_indicator } = checked(readBody, body);
  const record = world.graph.messages.get(message_id);
  const other = record?.group ?? record?.person;
  if (record === undefined || record.direction !== 'in' || record.number !== number || !other) {
    throw new GraphRefusal(131009, { details: 'Message ID is not one of a received message.' });
  }
  const chat = chatOf(world.graph, number, other);
  chat.read_up_to = message_id;
  if (typing_indicator !== undefined) chat.typing_until = world.clock.now() + typingLasts;
  return { success: true };
}
