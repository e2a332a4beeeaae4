import { z } from 'zod';

const text = z.string().min(1);

/**
 * What only LINE has, beside messages.
 * https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export const lineKinds = [
  /** A video that was sent with a `trackingId` was seen to its end. */
  z.strictObject({ type: z.literal('video_complete'), message_id: text }),
  z.strictObject({
    type: z.literal('beacon'),
    beacon: z.enum(['enter', 'banner', 'stay']).default('enter'),
    hwid: text.optional(),
    /** Hexadecimal. */
    dm: z
      .string()
      .regex(/^([0-9a-f]{2})+$/i)
      .optional(),
  }),
  z.strictObject({
    type: z.literal('account_link'),
    result: z.enum(['ok', 'failed']).default('ok'),
    nonce: text,
  }),
  z.strictObject({
    type: z.literal('membership'),
    change: z.enum(['joined', 'left', 'renewed']),
    membership_id: z.int().min(1),
  }),
  /** The account was connected to a module channel, or taken from it. */
  z.strictObject({
    type: z.literal('module'),
    change: z.enum(['attached', 'detached']),
    scopes: z.array(text).optional(),
    reason: text.optional(),
  }),
  /** The module channel got the floor in this chat for an hour, or lost it. */
  z.strictObject({ type: z.enum(['activated', 'deactivated']) }),
  z.strictObject({ type: z.enum(['bot_suspended', 'bot_resumed']) }),
  /** A message sent by phone number arrived: the number's hash, or the delivery tag that was sent. */
  z.strictObject({ type: z.literal('notification_delivered'), data: text }),
  /** LINE Things, which ended in 2024. */
  z.strictObject({ type: z.literal('things'), things: z.record(z.string(), z.unknown()) }),
] as const;

/** One of these. */
export type LineSaid = z.infer<(typeof lineKinds)[number]>;
