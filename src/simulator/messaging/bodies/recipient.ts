import { z } from 'zod';

const id = z.string().min(1);

function exactlyOne<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = Object.keys(shape);
  const text = `exactly one of ${names.join(', ')} is required`;
  return z.strictObject(shape).refine((value) => Object.keys(value).length === 1, text);
}

/** Whom a message in Messenger goes to. https://developers.facebook.com/docs/messenger-platform/reference/send-api */
export const messengerRecipient = exactlyOne({
  id: id.optional(),
  user_ref: id.optional(),
  comment_id: id.optional(),
  post_id: id.optional(),
  notification_messages_token: id.optional(),
});

/** Whom a message on Instagram goes to. */
export const instagramRecipient = exactlyOne({ id: id.optional(), comment_id: id.optional() });

/** A checked recipient of either platform. */
export type RecipientBody = z.infer<typeof messengerRecipient>;
