const documentation = 'https://developers.facebook.com/docs/messenger-platform';

/** The pages that state what the Send API takes. */
export const pages = {
  send: `${documentation}/reference/send-api`,
  media: `${documentation}/send-messages/saving-assets`,
  quick_replies: `${documentation}/send-messages/quick-replies`,
  buttons: `${documentation}/send-messages/template/button`,
  cards: `${documentation}/send-messages/template/generic`,
  templates: `${documentation}/send-messages/templates`,
  products: `${documentation}/send-messages/template/product`,
  stickers: `${documentation}/send-messages/sticker-api`,
  actions: `${documentation}/send-messages/sender-actions`,
  tags: `${documentation}/send-messages/message-tags`,
  utility: `${documentation}/send-messages/utility-messages`,
} as const;
