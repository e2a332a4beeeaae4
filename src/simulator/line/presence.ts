import type { Context } from 'hono';
import { z } from 'zod';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { lineAnswer } from './answer.ts';
import { authorise, rates, takeRate } from './auth.ts';
import { checked } from './bodies/issues.ts';
import { badBody, invalidProperty } from './errors.ts';
import { jsonBody } from './request-body.ts';
import { presenceOf } from './state.ts';

const loadingBody = z.strictObject({
  chatId: z.string().min(1),
  loadingSeconds: z.number().int().min(5).max(60).multipleOf(5, 'Must be a multiple of 5').optional(),
});

// https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator
const loadingByDefault = 20;

/** `POST /v2/bot/chat/loading/start`: for one person, never for groups. */
export function startLoading(c: Context<SimulatorEnv>, world: World): Response {
  const channel = authorise(c, world);
  takeRate(world, channel.id, 'loading', rates.loading);
  const body = checked(loadingBody, jsonBody(c));
  if (!/^U[0-9a-f]{32}$/.test(body.chatId)) throw invalidProperty('chatId');
  const lasts = (body.loadingSeconds ?? loadingByDefault) * 1000;
  presenceOf(world.line, channel, body.chatId).loading_until = world.clock.now() + lasts;
  return lineAnswer(c, {}, 202);
}

/** `POST /v2/bot/chat/markAsRead`: everything up to the message of the token. */
export function markAsRead(c: Context<SimulatorEnv>, world: World): Response {
  const channel = authorise(c, world);
  takeRate(world, channel.id, 'markAsRead', rates.ordinary);
  const { markAsReadToken } = checked(z.strictObject({ markAsReadToken: z.string().min(1) }), jsonBody(c));
  const id = channel.read_tokens.get(markAsReadToken);
  const message = id === undefined ? undefined : world.line.messages.get(id);
  if (message === undefined)
    throw badBody([{ message: 'Invalid mark as read token', property: 'markAsReadToken' }]);
  presenceOf(world.line, channel, message.chat.id).read_up_to = message.id;
  return lineAnswer(c, {});
}
