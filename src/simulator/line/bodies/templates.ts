import { z } from 'zod';
import { action } from './actions.ts';
import { clusters, colour, httpsUrl } from './basics.ts';

const labelled = action({ longest: 20, required: true });
const imageAction = action({ longest: 12, required: false });

const look = {
  imageAspectRatio: z.enum(['rectangle', 'square']).optional(),
  imageSize: z.enum(['cover', 'contain']).optional(),
};

interface Panel {
  text: string;
  title?: string | undefined;
  thumbnailImageUrl?: string | undefined;
}

const counting = new Intl.Segmenter();

/** Beside a title or image there is less room for text. */
function textFits(panel: Panel, longest: number): boolean {
  const crowded = panel.title !== undefined || panel.thumbnailImageUrl !== undefined;
  return [...counting.segment(panel.text)].length <= (crowded ? 60 : longest);
}

const shorterText = { error: 'Length must be between 0 and 60', path: ['text'] };

const buttons = z
  .strictObject({
    type: z.literal('buttons'),
    thumbnailImageUrl: httpsUrl().optional(),
    ...look,
    imageBackgroundColor: colour.optional(),
    title: clusters(40).optional(),
    text: clusters(160),
    defaultAction: action({ longest: 20, required: false }).optional(),
    actions: z.array(labelled).min(1).max(4),
  })
  .refine((panel) => textFits(panel, 160), shorterText);

const confirm = z.strictObject({
  type: z.literal('confirm'),
  text: clusters(240),
  actions: z.array(labelled).min(2).max(2),
});

const column = z
  .strictObject({
    thumbnailImageUrl: httpsUrl().optional(),
    imageBackgroundColor: colour.optional(),
    title: clusters(40).optional(),
    text: clusters(120),
    defaultAction: action({ longest: 20, required: false }).optional(),
    actions: z.array(labelled).min(1).max(3),
  })
  .refine((panel) => textFits(panel, 120), shorterText);

/** All columns show the same things. */
function uniform(columns: { title?: unknown; thumbnailImageUrl?: unknown; actions: unknown[] }[]): boolean {
  const shapes = columns.map((one) =>
    [one.title !== undefined, one.thumbnailImageUrl !== undefined, one.actions.length].join(),
  );
  return new Set(shapes).size <= 1;
}

const carousel = z.strictObject({
  type: z.literal('carousel'),
  columns: z
    .array(column)
    .min(1)
    .max(10)
    .refine(
      uniform,
      'All columns must have the same number of actions and the same title and image presence',
    ),
  ...look,
});

const imageCarousel = z.strictObject({
  type: z.literal('image_carousel'),
  columns: z
    .array(z.strictObject({ imageUrl: httpsUrl(), action: imageAction }))
    .min(1)
    .max(10),
});

/** The `template` of a template message. https://developers.line.biz/en/reference/messaging-api/#template-messages */
export const template = z.discriminatedUnion('type', [buttons, confirm, carousel, imageCarousel]);
