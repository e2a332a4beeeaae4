import { z } from 'zod';
import { webAddress } from './buttons.ts';
import { linkedTemplate, loginTemplate, messengerTemplate } from './templates.ts';

/** The kinds of files a message can hold. */
export const fileKinds = ['image', 'video', 'audio', 'file'] as const;

/** One of {@link fileKinds}. */
export type FileKind = (typeof fileKinds)[number];

const filePayload = z
  .strictObject({
    url: webAddress.optional(),
    attachment_id: z.string().min(1).optional(),
    is_reusable: z.boolean().optional(),
  })
  .refine(
    (one) => (one.url === undefined) !== (one.attachment_id === undefined),
    'exactly one of url and attachment_id is required',
  );

const file = z.strictObject({ type: z.enum(fileKinds), payload: filePayload });

/** One attachment in Messenger. https://developers.facebook.com/docs/messenger-platform/send-messages/saving-assets */
export const messengerAttachment = z.discriminatedUnion('type', [
  file,
  z.strictObject({ type: z.literal('template'), payload: messengerTemplate }),
]);

const instagramKinds = [
  file,
  z.strictObject({ type: z.literal('like_heart') }),
  z.strictObject({
    type: z.literal('MEDIA_SHARE'),
    payload: z.strictObject({ id: z.string().min(1) }),
  }),
] as const;

/** One attachment on Instagram by Instagram Login. */
export const loginAttachment = z.discriminatedUnion('type', [
  ...instagramKinds,
  z.strictObject({ type: z.literal('template'), payload: loginTemplate }),
]);

/** One attachment on Instagram through a Page. */
export const linkedAttachment = z.discriminatedUnion('type', [
  ...instagramKinds,
  z.strictObject({ type: z.literal('template'), payload: linkedTemplate }),
]);

const picture = z.strictObject({ type: z.literal('image'), payload: filePayload });

/** Instagram's pictures, one or up to ten. */
export const pictures = z.union([picture, z.array(picture).min(1).max(10)]);

/** A file of a checked message, wherever it stood. */
export interface FileAttachment {
  type: FileKind;
  payload: {
    url?: string | undefined;
    attachment_id?: string | undefined;
    is_reusable?: boolean | undefined;
  };
}
