import { z } from 'zod';
import { most, units } from '../message-limits.ts';
import { limit, list, rule, text, whole } from './rules.ts';

const quoteToken = z.string().min(1).optional();

const emoji = z.strictObject({
  index: whole(0, units.text),
  productId: z.string().min(1),
  emojiId: z.string().min(1),
});

/** https://developers.line.biz/en/reference/messaging-api/#text-message */
export const textFields = {
  type: z.literal('text'),
  text: text(most.text),
  emojis: list(emoji, 'emojis', most.emojis, 0).optional(),
  quoteToken,
};

/** Which emojis stand at no `$`, the sign they are shown in place of. */
export function misplacedEmojis(message: {
  text: string;
  emojis?: { index: number }[] | undefined;
}): number[] {
  return (message.emojis ?? []).flatMap(({ index }, position) =>
    message.text.charAt(index) === '$' ? [] : [position],
  );
}

const mentionee = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('user'), userId: z.string().min(1) }),
  z.strictObject({ type: z.literal('all') }),
]);

const substitute = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('mention'), mentionee }),
  z.strictObject({ type: z.literal('emoji'), productId: z.string().min(1), emojiId: z.string().min(1) }),
]);

type Substitution = Record<string, { type: string }>;

const countOf = (all: Substitution, type?: string) =>
  Object.values(all).filter((one) => type === undefined || one.type === type).length;

/** https://developers.line.biz/en/reference/messaging-api/#text-message-v2 */
export const textV2Fields = {
  type: z.literal('textV2'),
  text: text(most.text),
  substitution: z
    .record(z.string(), substitute)
    .refine(
      (all) => Object.keys(all).every((key) => /^[0-9a-zA-Z_]{1,20}$/.test(key)),
      rule('LINE does not take this name of a placeholder.', 'Use 1 to 20 letters, digits and underscores.'),
    )
    .refine((all) => countOf(all) <= most.substitutions, limit('placeholders', most.substitutions))
    .refine((all) => countOf(all, 'mention') <= most.mentions, limit('mentions', most.mentions))
    .refine((all) => countOf(all, 'emoji') <= most.emojis, limit('emojis', most.emojis))
    .optional(),
  quoteToken,
};

/** Whether every `{key}` has a substitute, and every brace that is meant as such is doubled. */
export function placeholdersFit(message: { text: string; substitution?: object | undefined }): boolean {
  const known = new Set(Object.keys(message.substitution ?? {}));
  const rest = message.text.replaceAll(/\{\{|\}\}/g, '');
  const keys = [...rest.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  return keys.every((key) => known.has(key)) && !/[{}]/.test(rest.replaceAll(/\{[^{}]*\}/g, ''));
}
