import { z } from 'zod';
import { most, units } from '../message-limits.ts';
import { countCharacters } from '../text.ts';
import { defaultAction, imageAction, templateAction } from './actions.ts';
import { address, characters, colour, limit, list, rule } from './rules.ts';

/** https://developers.line.biz/en/reference/messaging-api/#template-messages */

const look = {
  imageAspectRatio: z.enum(['rectangle', 'square']).optional(),
  imageSize: z.enum(['cover', 'contain']).optional(),
};

interface Panel {
  text: string;
  title?: string | undefined;
  thumbnailImageUrl?: string | undefined;
}

/** Beside a title or picture there is less room for text. */
function hasRoom({ text, title, thumbnailImageUrl }: Panel): boolean {
  const isCrowded = title !== undefined || thumbnailImageUrl !== undefined;
  return !isCrowded || text.length <= most.textBesideTitle || countCharacters(text) <= most.textBesideTitle;
}

const shortText = { ...limit(units.label, most.textBesideTitle, 1), path: ['text'] };

function panel(longestText: number, mostActions: number) {
  return {
    thumbnailImageUrl: address.optional(),
    imageBackgroundColor: colour.optional(),
    title: characters(most.title).optional(),
    text: characters(longestText),
    defaultAction: defaultAction.optional(),
    actions: list(templateAction, 'actions', mostActions),
  };
}

const buttons = z
  .strictObject({ type: z.literal('buttons'), ...look, ...panel(most.buttonsText, most.buttons) })
  .refine(hasRoom, shortText);

const confirm = z.strictObject({
  type: z.literal('confirm'),
  text: characters(most.confirmText),
  actions: list(templateAction, 'actions', 2, 2),
});

const column = z.strictObject(panel(most.columnText, most.columnActions)).refine(hasRoom, shortText);

function areAlike(columns: readonly (Panel & { actions: unknown[] })[]): boolean {
  const shapes = columns.map(({ title, thumbnailImageUrl, actions }) =>
    [title !== undefined, thumbnailImageUrl !== undefined, actions.length].join(),
  );
  return new Set(shapes).size <= 1;
}

const carousel = z.strictObject({
  type: z.literal('carousel'),
  columns: list(column, 'columns', most.columns).refine(
    areAlike,
    rule(
      'LINE wants all columns of a carousel alike.',
      'Give all of them a title or none, a picture or none, and equally many actions.',
    ),
  ),
  ...look,
});

const imageCarousel = z.strictObject({
  type: z.literal('image_carousel'),
  columns: list(z.strictObject({ imageUrl: address, action: imageAction }), 'columns', most.columns),
});

/** The `template` of a template message. */
export const template = z.discriminatedUnion('type', [buttons, confirm, carousel, imageCarousel]);
