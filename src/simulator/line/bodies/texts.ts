import { z } from 'zod';

/** LINE emoji of a text message. https://developers.line.biz/en/reference/messaging-api/#text-message */
export const emojis = z
  .array(
    z.strictObject({
      index: z.number().int().min(0),
      productId: z.string().min(1),
      emojiId: z.string().min(1),
    }),
  )
  .min(1)
  .max(20);

/** Each emoji replaces a `$` of the text. */
export function pointsAtDollar(value: { text: string; emojis?: { index: number }[] | undefined }): boolean {
  return (value.emojis ?? []).every((emoji) => value.text.charAt(emoji.index) === '$');
}

const mentionee = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('user'), userId: z.string().min(1) }),
  z.strictObject({ type: z.literal('all') }),
]);

const value = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('mention'), mentionee }),
  z.strictObject({ type: z.literal('emoji'), productId: z.string().min(1), emojiId: z.string().min(1) }),
]);

/** What stands in a text for its `{key}` placeholders. */
export const substitution = z
  .record(z.string().regex(/^[0-9a-zA-Z_]{1,20}$/, 'invalid property'), value)
  .refine((all) => Object.keys(all).length <= 100, 'Size must be between 1 and 100')
  .refine(
    (all) => countOf(all, 'mention') <= 20 && countOf(all, 'emoji') <= 20,
    'Size must be between 1 and 20',
  );

function countOf(all: Record<string, { type: string }>, type: string): number {
  return Object.values(all).filter((one) => one.type === type).length;
}

/** Every `{key}` has a substitution, braces that are meant are doubled, and none stands alone. */
export function placeholdersFit(message: { text: string; substitution?: object | undefined }): boolean {
  const known = new Set(Object.keys(message.substitution ?? {}));
  const rest = message.text.replaceAll('{{', '').replaceAll('}}', '');
  const keys = [...rest.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  return keys.every((key) => known.has(key)) && !/[{}]/.test(rest.replace(/\{[^{}]*\}/g, ''));
}
