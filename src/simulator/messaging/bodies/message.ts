import { z } from 'zod';
import { linkedAttachment, loginAttachment, messengerAttachment, pictures } from './attachments.ts';
import { linkedQuickReplies, loginQuickReplies, messengerQuickReplies } from './quick-replies.ts';
import { instagramRecipient, messengerRecipient } from './recipient.ts';
import { words } from './text.ts';

/**
 * Less than 2000 characters.
 * https://developers.facebook.com/docs/messenger-platform/reference/send-api
 */
const messengerText = words(1999);

/** 1000 bytes, not characters. https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api */
const instagramText = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= 1000, 'must be at most 1000 bytes of UTF-8');

const utilityTemplate = z.strictObject({
  name: z.string().min(1),
  language: z.strictObject({ code: z.string().min(1) }),
  components: z.array(z.record(z.string(), z.unknown())).optional(),
});

/** The parts of which a message has at least, and at most, one; quick replies stand beside text or attachment. */
function content<Shape extends z.ZodRawShape>(shape: Shape, empty: number, beside: readonly string[]) {
  const parts = ['text', 'attachment', 'attachments', 'sticker_id', 'template'];
  return z
    .strictObject(shape)
    .refine((value) => parts.some((part) => part in value), { params: { subcode: empty } })
    .refine(
      (value) => parts.filter((part) => part in value).length <= 1,
      `only one of ${parts.filter((part) => part in shape).join(', ')} is allowed`,
    )
    .refine(
      (value) => !('quick_replies' in value) || beside.some((part) => part in value),
      `quick_replies need one of ${beside.join(', ')}`,
    );
}

const messengerMessage = content(
  {
    text: messengerText.optional(),
    attachment: messengerAttachment.optional(),
    sticker_id: z.union([z.string().min(1), z.number()]).optional(),
    template: utilityTemplate.optional(),
    quick_replies: messengerQuickReplies.optional(),
    // Under 1000 characters; it comes back in the echo.
    metadata: words(999).optional(),
  },
  2018034,
  ['text', 'attachment'],
);

const emoji = z.string().regex(/^\p{RGI_Emoji}$/v, 'must be one emoji');

function action<Recipient extends z.ZodType, Reaction extends z.ZodType>(
  recipient: Recipient,
  reaction: Reaction,
) {
  const message_id = z.string().min(1);
  return z.discriminatedUnion('sender_action', [
    z.strictObject({ recipient, sender_action: z.enum(['typing_on', 'typing_off', 'mark_seen']) }),
    z.strictObject({
      recipient,
      sender_action: z.literal('react'),
      payload: z.strictObject({ message_id, reaction }),
    }),
    z.strictObject({
      recipient,
      sender_action: z.literal('unreact'),
      payload: z.strictObject({ message_id }),
    }),
  ]);
}

// Ids are texts, and numbers are taken for them.
const id = z.union([z.string().min(1), z.number()]).transform(String);

const replyTo = z.strictObject({ mid: z.string().min(1) }).optional();

/** A tag belongs to MESSAGE_TAG and to nothing else. */
function tagFits(value: { messaging_type?: string | undefined; tag?: string | undefined }): boolean {
  return (value.messaging_type === 'MESSAGE_TAG') === (value.tag !== undefined);
}
const tagProblem = 'tag is required with messaging_type MESSAGE_TAG, and only there';

/** A message in Messenger. */
export const messengerBody = z
  .strictObject({
    recipient: messengerRecipient,
    messaging_type: z.enum(['RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'UTILITY']).optional(),
    // The other tags were removed by 27 April 2026.
    tag: z.enum(['HUMAN_AGENT', 'CUSTOMER_FEEDBACK']).optional(),
    notification_type: z.enum(['REGULAR', 'SILENT_PUSH', 'NO_PUSH']).optional(),
    message: messengerMessage,
    reply_to: replyTo,
    persona_id: id.optional(),
    thread_control: z
      .strictObject({ control_type: z.enum(['pass', 'release']), app_id: id.optional() })
      .optional(),
  })
  .refine(tagFits, tagProblem)
  .refine(
    (value) => (value.messaging_type === 'UTILITY') === (value.message.template !== undefined),
    'messaging_type UTILITY and message.template belong together',
  )
  .refine(
    (value) => value.tag !== 'CUSTOMER_FEEDBACK' || templateTypeOf(value.message) === 'customer_feedback',
    'tag CUSTOMER_FEEDBACK is for customer feedback templates only',
  );

function templateTypeOf(message: z.infer<typeof messengerMessage>): string | null {
  return message.attachment?.type === 'template' ? message.attachment.payload.template_type : null;
}

/** A sender action in Messenger. https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions */
export const messengerAction = action(messengerRecipient, emoji);

function instagramBody<Attachment extends z.ZodType, QuickReplies extends z.ZodType>(
  attachment: Attachment,
  quickReplies: QuickReplies,
) {
  const message = content(
    {
      text: instagramText.optional(),
      attachment: attachment.optional(),
      attachments: pictures.optional(),
      quick_replies: quickReplies.optional(),
    },
    2534015,
    ['text'],
  );
  return z
    .strictObject({
      recipient: instagramRecipient,
      messaging_type: z.enum(['RESPONSE', 'MESSAGE_TAG']).optional(),
      tag: z.literal('HUMAN_AGENT').optional(),
      message,
      reply_to: replyTo,
    })
    .refine(tagFits, tagProblem);
}

/** A message on Instagram by Instagram Login. */
export const loginBody = instagramBody(loginAttachment, loginQuickReplies);

/** A message on Instagram through a Page. */
export const linkedBody = instagramBody(linkedAttachment, linkedQuickReplies);

/** A sender action on Instagram; `love` is a name for the heart. */
export const instagramAction = action(instagramRecipient, z.union([z.literal('love'), emoji]));

/** A checked message of Messenger. */
export type MessengerBody = z.infer<typeof messengerBody>;
/** A checked message of Instagram, of the route that allows more. */
export type InstagramBody = z.infer<typeof loginBody> | z.infer<typeof linkedBody>;
/** A checked sender action. */
export type ActionBody = z.infer<typeof messengerAction>;
