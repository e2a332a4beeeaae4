import type { Dialect } from '../meta/send-api/dialect.ts';
import { utf8Bytes } from '../text.ts';
import { limits, mediaLimits, picturesPerMessage } from './limits.ts';

/** How Instagram speaks the Send API. */
export const dialect: Dialect = {
  title: 'Instagram',
  text: { most: limits.text_length, unit: utf8Bytes },
  media: mediaLimits,
  pictures: picturesPerMessage,
  calls: false,
  asking:
    'With Instagram Login the button shows the person’s own number or address; through a Page it shows its title.',
};
