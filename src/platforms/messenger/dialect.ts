import type { Dialect } from '../meta/send-api/dialect.ts';
import { buttonTypes } from '../meta/send-api/native/buttons.ts';
import { frameOf, messengerTags } from '../meta/send-api/native/frame.ts';
import { messageOf } from '../meta/send-api/native/message.ts';
import { allTemplates } from '../meta/send-api/native/templates.ts';
import { pages } from '../meta/send-api/pages.ts';
import { utf16Units } from '../text.ts';
import { limits, mediaLimits } from './limits.ts';

const text = { most: limits.text_length, unit: utf16Units };

/** How Messenger speaks the Send API. */
export const dialect: Dialect = {
  title: 'Messenger',
  text,
  media: mediaLimits,
  pictures: 1,
  calls: true,
  asking: 'Messenger shows the person’s own number or address on the button, instead of its title.',
  page: pages.send,
  native: {
    frame: frameOf({ tags: messengerTags, full: true }),
    message: messageOf({ text, has: { attachments: false, stickers: true, templates: true } }),
    templates: allTemplates(buttonTypes),
  },
};
