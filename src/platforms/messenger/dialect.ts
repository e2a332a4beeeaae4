import type { Dialect } from '../meta/send-api/dialect.ts';
import { utf16Units } from '../text.ts';
import { limits, mediaLimits } from './limits.ts';

/** How Messenger speaks the Send API. */
export const dialect: Dialect = {
  title: 'Messenger',
  text: { most: limits.text_length, unit: utf16Units },
  media: mediaLimits,
  pictures: 1,
  calls: true,
  asking: 'Messenger shows the person’s own number or address on the button, instead of its title.',
};
