import type { Context } from 'hono';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { lineAnswer } from './answer.ts';
import { authorise, rates, takeRate } from './auth.ts';
import { LineRefusal, refusals } from './errors.ts';
import type { Content, LineMessage } from './state.ts';

function contentFor(
  c: Context<SimulatorEnv>,
  world: World,
  endpoint: string,
): { message: LineMessage; content: Content } {
  const channel = authorise(c, world);
  takeRate(world, channel.id, endpoint, rates.ordinary);
  const message = world.line.messages.get(c.req.param('messageId') ?? '');
  if (message === undefined || message.channel !== channel || message.content === null)
    throw refusals.notFound();
  if (message.unsent) throw refusals.gone();
  return { message, content: message.content };
}

/** `GET /v2/bot/message/{messageId}/content`. */
export function getContent(c: Context<SimulatorEnv>, world: World): Response {
  const { content } = contentFor(c, world, 'content');
  if (content.ready_at > world.clock.now()) return c.body(null, 202);
  return c.body(content.bytes, 200, { 'content-type': content.mime_type });
}

/** `GET …/content/preview`: images and videos have one; here it is the picture itself, or a still. */
export function getPreview(c: Context<SimulatorEnv>, world: World): Response {
  const { message, content } = contentFor(c, world, 'preview');
  if (!['image', 'video'].includes(String(message.body.type))) throw wrongKind();
  const isImage = content.mime_type.startsWith('image/');
  return c.body(content.bytes, 200, { 'content-type': isImage ? content.mime_type : 'image/jpeg' });
}

/** `GET …/content/transcoding`: how far a video or audio is. */
export function getTranscoding(c: Context<SimulatorEnv>, world: World): Response {
  const { message, content } = contentFor(c, world, 'transcoding');
  if (!['video', 'audio'].includes(String(message.body.type))) throw wrongKind();
  return lineAnswer(c, { status: content.ready_at > world.clock.now() ? 'processing' : 'succeeded' });
}

function wrongKind(): LineRefusal {
  return new LineRefusal(400, { message: 'The message has no such content' });
}
