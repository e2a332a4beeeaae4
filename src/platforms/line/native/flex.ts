import { z } from 'zod';
import { most, units } from '../message-limits.ts';
import { flexAction, flexButtonAction } from './actions.ts';
import { address, colour, limit, list, rule, whole } from './rules.ts';

/** https://developers.line.biz/en/reference/messaging-api/#flex-message */

const sizes = new Set(['none', 'xxs', 'xs', 'sm', 'md', 'lg', 'xl', 'xxl', '3xl', '4xl', '5xl', 'full']);
const borders = new Set(['none', 'light', 'normal', 'medium', 'semi-bold', 'bold']);
const measured = /^-?\d+(\.\d+)?(px|%)$/;

const length = z
  .string()
  .refine(
    (value) => sizes.has(value) || measured.test(value),
    rule('LINE knows no such size.', 'Give pixels (10px), a percentage (50%) or a word such as md.'),
  )
  .optional();

const border = z
  .string()
  .refine(
    (value) => borders.has(value) || measured.test(value),
    rule('LINE knows no such border.', 'Give pixels (2px) or a word such as light.'),
  )
  .optional();

const largestSide = 100_000;

/** No side longer than 100,000, and no picture more than three times as high as wide. */
function isRatio(value: string): boolean {
  const [width = 0, height = 0, ...rest] = value.split(':').map(Number);
  const isSide = (side: number) => side >= 1 && side <= largestSide;
  return rest.length === 0 && isSide(width) && isSide(height) && height <= 3 * width;
}

const aspectRatio = z
  .string()
  .refine(
    isRatio,
    rule('LINE knows no such ratio.', 'Write width:height, with a height of at most three times the width.'),
  )
  .optional();

const flex = whole(0, 'parts').optional();
const scaling = z.boolean().optional();
const adjustMode = z.literal('shrink-to-fit').optional();
const gravity = z.enum(['top', 'bottom', 'center']).optional();
const align = z.enum(['start', 'end', 'center']).optional();
const margin = { margin: length };
const action = { action: flexAction.optional() };
const placed = {
  position: z.enum(['relative', 'absolute']).optional(),
  offsetTop: length,
  offsetBottom: length,
  offsetStart: length,
  offsetEnd: length,
};
const styled = {
  size: length,
  color: colour.optional(),
  weight: z.enum(['regular', 'bold']).optional(),
  style: z.enum(['normal', 'italic']).optional(),
  decoration: z.enum(['none', 'underline', 'line-through']).optional(),
};

const span = z.strictObject({ type: z.literal('span'), text: z.string().optional(), ...styled });

const text = z
  .strictObject({
    type: z.literal('text'),
    flex,
    text: z.string().optional(),
    ...styled,
    ...{ align, gravity, scaling, adjustMode },
    wrap: z.boolean().optional(),
    lineSpacing: length,
    ...margin,
    ...placed,
    ...action,
    maxLines: whole(0, 'lines').optional(),
    contents: z.array(span).optional(),
  })
  .refine((one) => Boolean(one.text) || (one.contents?.length ?? 0) > 0, {
    ...rule('The text says nothing.', 'Give it a text, or contents with spans.'),
    path: ['text'],
  });

const button = z.strictObject({
  type: z.literal('button'),
  color: colour.optional(),
  style: z.enum(['primary', 'secondary', 'link']).optional(),
  action: flexButtonAction,
  ...{ flex, gravity, scaling, adjustMode },
  ...margin,
  ...placed,
  height: z.enum(['md', 'sm']).optional(),
});

const image = z.strictObject({
  type: z.literal('image'),
  url: address,
  ...{ flex, align, gravity, aspectRatio },
  ...margin,
  ...placed,
  ...action,
  size: length,
  aspectMode: z.enum(['fit', 'cover']).optional(),
  backgroundColor: colour.optional(),
  animated: z.boolean().optional(),
});

const icon = z.strictObject({
  type: z.literal('icon'),
  url: address,
  ...{ aspectRatio, scaling },
  size: length,
  ...margin,
  ...placed,
});

const separator = z.strictObject({ type: z.literal('separator'), ...margin, color: colour.optional() });
const filler = z.strictObject({ type: z.literal('filler'), flex });

const background = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('linearGradient'),
    angle: z.string().min(1),
    startColor: colour,
    endColor: colour,
    centerColor: colour.optional(),
    centerPosition: length,
  }),
]);

const box = z.strictObject({
  type: z.literal('box'),
  layout: z.enum(['horizontal', 'vertical', 'baseline']),
  flex,
  // Boxes hold boxes: named by a function, because the union below does not exist yet.
  contents: z.array(z.lazy((): z.ZodType => component)),
  spacing: length,
  ...margin,
  ...placed,
  ...action,
  backgroundColor: colour.optional(),
  borderColor: colour.optional(),
  borderWidth: border,
  cornerRadius: length,
  width: length,
  maxWidth: length,
  height: length,
  maxHeight: length,
  paddingAll: length,
  paddingTop: length,
  paddingBottom: length,
  paddingStart: length,
  paddingEnd: length,
  justifyContent: z
    .enum(['center', 'flex-start', 'flex-end', 'space-between', 'space-around', 'space-evenly'])
    .optional(),
  alignItems: z.enum(['center', 'flex-start', 'flex-end']).optional(),
  background: background.optional(),
});

const component = z.discriminatedUnion('type', [box, text, button, image, icon, separator, filler]);

const video = z.strictObject({
  type: z.literal('video'),
  url: address,
  previewUrl: address,
  altContent: z.discriminatedUnion('type', [box, image]),
  aspectRatio,
  ...action,
});

const blockStyle = z
  .strictObject({
    backgroundColor: colour.optional(),
    separator: z.boolean().optional(),
    separatorColor: colour.optional(),
  })
  .optional();

const bubble = z.strictObject({
  type: z.literal('bubble'),
  size: z.enum(['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga']).optional(),
  direction: z.enum(['ltr', 'rtl']).optional(),
  header: box.optional(),
  hero: z.discriminatedUnion('type', [box, image, video]).optional(),
  body: box.optional(),
  footer: box.optional(),
  styles: z
    .strictObject({ header: blockStyle, hero: blockStyle, body: blockStyle, footer: blockStyle })
    .optional(),
  ...action,
});

const isWithin = (bytes: number) => (value: unknown) => Buffer.byteLength(JSON.stringify(value)) <= bytes;

const carousel = z.strictObject({
  type: z.literal('carousel'),
  contents: list(bubble, 'bubbles', most.bubbles).refine(
    (bubbles) => new Set(bubbles.map(({ size = 'mega' }) => size)).size <= 1,
    rule('LINE wants all bubbles of a carousel of one size.', 'Give every bubble the same size.'),
  ),
});

/** The `contents` of a Flex message. */
export const flexContainer = z.discriminatedUnion('type', [
  bubble.refine(isWithin(most.bubbleBytes), limit(units.size, most.bubbleBytes)),
  carousel.refine(isWithin(most.carouselBytes), limit(units.size, most.carouselBytes)),
]);

/** Whether no more pictures move than LINE plays in one message. */
export function movesLittle(value: unknown): boolean {
  return countAnimated(value) <= most.animatedImages;
}

function countAnimated(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'animated' in value && value.animated === true ? 1 : 0;
  return Object.values(value).reduce((count: number, one) => count + countAnimated(one), own);
}
