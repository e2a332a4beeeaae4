import { z } from 'zod';
import { action } from './actions.ts';
import { colour, httpsUrl } from './basics.ts';

const flexAction = action({ longest: 40, required: false });
const buttonAction = action({ longest: 40, required: true });

const sizes = ['none', 'xxs', 'xs', 'sm', 'md', 'lg', 'xl', 'xxl', '3xl', '4xl', '5xl', 'full'];

/** A keyword, pixels or a percentage. */
const length = z
  .string()
  .refine((text) => sizes.includes(text) || /^\d+(\.\d+)?(px|%)$/.test(text), 'invalid property');
const border = z
  .string()
  .refine(
    (text) =>
      ['none', 'light', 'normal', 'medium', 'semi-bold', 'bold'].includes(text) || /^\d+px$/.test(text),
    'invalid property',
  );
const longestSide = 100_000;
const aspectRatio = z.string().refine((text) => {
  if (!/^\d+(\.\d+)?:\d+(\.\d+)?$/.test(text)) return false;
  const [width = 0, height = 0] = text.split(':').map(Number);
  const inside = [width, height].every((side) => side >= 1 && side <= longestSide);
  return inside && height <= width * 3;
}, 'invalid property');

const flex = z.number().int().min(0).optional();
const margin = { margin: length.optional() };
const placed = {
  position: z.enum(['relative', 'absolute']).optional(),
  offsetTop: length.optional(),
  offsetBottom: length.optional(),
  offsetStart: length.optional(),
  offsetEnd: length.optional(),
};
const gravity = z.enum(['top', 'bottom', 'center']).optional();
const align = z.enum(['start', 'end', 'center']).optional();
const styled = {
  size: length.optional(),
  color: colour.optional(),
  weight: z.enum(['regular', 'bold']).optional(),
  style: z.enum(['normal', 'italic']).optional(),
  decoration: z.enum(['none', 'underline', 'line-through']).optional(),
};
const scaling = z.boolean().optional();
const adjustMode = z.literal('shrink-to-fit').optional();

const span = z.strictObject({ type: z.literal('span'), text: z.string().optional(), ...styled });

const text = z
  .strictObject({
    type: z.literal('text'),
    flex,
    text: z.string().min(1).optional(),
    ...styled,
    align,
    gravity,
    wrap: z.boolean().optional(),
    lineSpacing: length.optional(),
    ...margin,
    ...placed,
    action: flexAction.optional(),
    maxLines: z.number().int().min(0).optional(),
    contents: z.array(span).optional(),
    adjustMode,
    scaling,
  })
  .refine((one) => one.text !== undefined || (one.contents?.length ?? 0) > 0, {
    error: 'May not be empty',
    path: ['text'],
  });

const button = z.strictObject({
  type: z.literal('button'),
  flex,
  color: colour.optional(),
  style: z.enum(['primary', 'secondary', 'link']).optional(),
  action: buttonAction,
  gravity,
  ...margin,
  ...placed,
  height: z.enum(['md', 'sm']).optional(),
  adjustMode,
  scaling,
});

const image = z.strictObject({
  type: z.literal('image'),
  url: httpsUrl(),
  flex,
  ...margin,
  ...placed,
  align,
  gravity,
  size: length.optional(),
  aspectRatio: aspectRatio.optional(),
  aspectMode: z.enum(['fit', 'cover']).optional(),
  backgroundColor: colour.optional(),
  action: flexAction.optional(),
  animated: z.boolean().optional(),
});

const icon = z.strictObject({
  type: z.literal('icon'),
  url: httpsUrl(),
  size: length.optional(),
  aspectRatio: aspectRatio.optional(),
  ...margin,
  ...placed,
  scaling,
});

const separator = z.strictObject({ type: z.literal('separator'), ...margin, color: colour.optional() });
const filler = z.strictObject({ type: z.literal('filler'), flex });

const gradient = z.strictObject({
  type: z.literal('linearGradient'),
  angle: z.string().regex(/^\d+(\.\d+)?deg$/, 'invalid property'),
  startColor: colour,
  endColor: colour,
  centerColor: colour.optional(),
  centerPosition: z
    .string()
    .regex(/^\d+(\.\d+)?%$/, 'invalid property')
    .optional(),
});

const padding = {
  paddingAll: length.optional(),
  paddingTop: length.optional(),
  paddingBottom: length.optional(),
  paddingStart: length.optional(),
  paddingEnd: length.optional(),
};

const boxFields = z.strictObject({
  type: z.literal('box'),
  layout: z.enum(['horizontal', 'vertical', 'baseline']),
  flex,
  // Boxes hold boxes: named by a function, because the union below does not exist yet.
  contents: z.array(z.lazy((): z.ZodType => component)),
  spacing: length.optional(),
  ...margin,
  ...placed,
  backgroundColor: colour.optional(),
  borderColor: colour.optional(),
  borderWidth: border.optional(),
  cornerRadius: length.optional(),
  width: length.optional(),
  maxWidth: length.optional(),
  height: length.optional(),
  maxHeight: length.optional(),
  ...padding,
  action: flexAction.optional(),
  justifyContent: z
    .enum(['center', 'flex-start', 'flex-end', 'space-between', 'space-around', 'space-evenly'])
    .optional(),
  alignItems: z.enum(['center', 'flex-start', 'flex-end']).optional(),
  background: gradient.optional(),
});

const onBaseline = ['icon', 'text', 'filler'];

/** Icons stand on a baseline only, and beside them nothing but texts. */
const box = boxFields.refine(
  ({ layout, contents }) =>
    contents.every((one) => {
      const type = typeof one === 'object' && one !== null && 'type' in one ? String(one.type) : '';
      return layout === 'baseline' ? onBaseline.includes(type) : type !== 'icon';
    }),
  { error: 'The layout of the box does not allow such contents', path: ['contents'] },
);

const component = z.discriminatedUnion('type', [box, text, button, image, icon, separator, filler]);

const video = z.strictObject({
  type: z.literal('video'),
  url: httpsUrl(),
  previewUrl: httpsUrl(),
  altContent: z.discriminatedUnion('type', [box, image]),
  aspectRatio: aspectRatio.optional(),
  action: flexAction.optional(),
});

const blockStyle = z
  .strictObject({
    backgroundColor: colour.optional(),
    separator: z.boolean().optional(),
    separatorColor: colour.optional(),
  })
  .optional();

const bubbleFields = z.strictObject({
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
  action: flexAction.optional(),
});

/** Videos are shown in large bubbles only, and never in a carousel. */
const bubble = bubbleFields.refine(
  ({ hero, size = 'mega' }) => hero?.type !== 'video' || ['kilo', 'mega', 'giga'].includes(size),
  { error: 'A video needs a bubble of size kilo, mega or giga', path: ['hero'] },
);

function fits(value: unknown, kilobytes: number): boolean {
  return Buffer.byteLength(JSON.stringify(value)) <= kilobytes * 1024;
}

/** The `contents` of a Flex message. https://developers.line.biz/en/reference/messaging-api/#flex-message */
export const flexContainer = z.discriminatedUnion('type', [
  bubble.refine((value) => fits(value, 30), 'The size of the bubble must be 30 KB or less'),
  z
    .strictObject({
      type: z.literal('carousel'),
      contents: z
        .array(bubble)
        .min(1)
        .max(12)
        .refine(
          (list) => list.every(({ hero }) => hero?.type !== 'video'),
          'A video cannot be part of a carousel',
        )
        .refine(
          (list) => new Set(list.map((one) => one.size ?? 'mega')).size <= 1,
          'All bubbles must have the same size',
        ),
    })
    .refine((value) => fits(value, 50), 'The size of the carousel must be 50 KB or less'),
]);

// https://developers.line.biz/en/reference/messaging-api/#f-image
const mostAnimated = 10;

/** LINE takes no message with more moving pictures. */
export function movesLittle(contents: unknown): boolean {
  const text = JSON.stringify(contents);
  return text.split('"animated":true').length - 1 <= mostAnimated;
}
