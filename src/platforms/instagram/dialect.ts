import type { Dialect } from '../meta/send-api/dialect.ts';
import { frameOf, instagramTags } from '../meta/send-api/native/frame.ts';
import { sharedTemplates } from '../meta/send-api/native/templates.ts';
import { utf8Bytes } from '../text.ts';
import { limits, mediaLimits, picturesPerMessage } from './limits.ts';
import { nativeMessage } from './native.ts';

/** How Instagram speaks the Send API. */
export const dialect: Dialect = {
  title: 'Instagram',
  text: { most: limits.text_length, unit: utf8Bytes },
  media: mediaLimits,
  pictures: picturesPerMessage,
  calls: false,
  asking:
    'With Instagram Login the button shows the person’s own number or address; through a Page it shows its title.',
  page: 'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api',
  native: {
    frame: frameOf({ tags: instagramTags, full: false }),
    message: nativeMessage,
    templates: sharedTemplates(['web_url', 'postback']),
  },
};
