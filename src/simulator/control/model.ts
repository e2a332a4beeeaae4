import { z } from 'zod';
import { ControlRefusal } from '../control-refusal.ts';
import { hostileActs } from '../model/mind/hostile.ts';
import type { ModelCall, ModelSettings, PlannedAnswer } from '../model/state.ts';
import type { World } from '../world.ts';
import { checked } from './checked.ts';

const text = z.string().min(1);
const milliseconds = z.number().min(0);
const act = z.enum(hostileActs);

const settingsBody = z.strictObject({
  mode: z.enum(['scripted', 'hostile']).optional(),
  hostile_act: act.nullable().optional(),
  outage: z.enum(['unavailable', 'close', 'silent']).nullable().optional(),
  delay_ms: milliseconds.optional(),
  chunk_delay_ms: milliseconds.optional(),
  api_keys: z.array(text).optional(),
});

const replyFields = {
  text: z.string().optional(),
  calls: z
    .array(z.strictObject({ name: text, args: z.record(z.string(), z.unknown()).default({}) }))
    .optional(),
  finish_reason: text.optional(),
  /** The prompt is refused: no candidate at all. */
  block_reason: text.optional(),
  /** A candidate without content. */
  empty: z.boolean().optional(),
  /** Only so many letters of the text or JSON come. */
  cut: z.int().min(0).optional(),
};

const replySchema = z.object(replyFields);

const answerBody = z.strictObject({
  /** A piece of the instruction or of a message; absent: any request. */
  match: text.optional(),
  on: z.enum(['generate', 'embed', 'any']).default('generate'),
  times: z.int().min(1).default(1),
  /** Null: for ever, until the caller gives up. */
  delay_ms: milliseconds.nullable().optional(),
  error: z
    .strictObject({
      status: z.int().min(400).max(599),
      message: text.optional(),
      retry_delay_ms: milliseconds.nullable().optional(),
    })
    .optional(),
  /** A whole body, exactly: any JSON, or a text as it is. */
  body: z.unknown().optional(),
  /** Comes in the form that the request wants. */
  json: z.unknown().optional(),
  hostile: act.optional(),
  close: z.boolean().optional(),
  ...replyFields,
});

/** Changes how the model is; what is not named stays. */
export function changeModel(world: World, raw: unknown): ModelSettings {
  const changes = checked(settingsBody, raw);
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  Object.assign(world.model.settings, Object.fromEntries(given));
  return world.model.settings;
}

/** Plans what the model answers next. */
export function planAnswer(world: World, raw: unknown): PlannedAnswer {
  const { match, on, times, delay_ms, error, body, json, hostile, close, ...rest } = checked(answerBody, raw);
  const reply = replySchema.parse(rest);
  world.model.counts.planned += 1;
  const isReply = Object.values(reply).some((value) => value !== undefined);
  if (error !== undefined && isReply)
    throw new ControlRefusal(400, 'An error has no other answer beside it.');
  const planned: PlannedAnswer = {
    ...{ id: world.model.counts.planned, match, on, times, delay_ms, error, body, json, hostile, close },
    reply: isReply ? reply : undefined,
  };
  world.model.planned.push(planned);
  return planned;
}

/** The calls that the model received, oldest first; `?model=` and `?method=` choose among them. */
export function modelCalls(world: World, query: Record<string, string>): ModelCall[] {
  return world.model.calls
    .list()
    .filter(
      ({ model, method }) =>
        (query.model === undefined || query.model === model) &&
        (query.method === undefined || query.method === method),
    );
}
