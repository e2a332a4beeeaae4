/**
 * Lengths in UTF-16 code units, and counts, of the Send API. They are documented for Messenger; the pages on
 * Instagram repeat those of quick replies and buttons, and name no others.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies
 * https://developers.facebook.com/docs/messenger-platform/send-messages/template/button
 * https://developers.facebook.com/docs/messenger-platform/send-messages/template/generic
 */
export const lengths = {
  quick_replies: 13,
  buttons: 3,
  /** Of quick replies and buttons. */
  title: 20,
  /** What comes back on a tap. */
  payload: 1000,
  /** The text above buttons. */
  button_text: 640,
  cards: 10,
  card_title: 80,
  card_text: 80,
  /** Of a product template. */
  products: 10,
  /** "Under 1000 characters"; it comes back in the echo. */
  metadata: 999,
  receipt_elements: 100,
  coupon_title: 80,
  grid_title: 45,
  grid_images: 6,
  fewest_grid_images: 2,
} as const;

const second = 1000;
const hour = 3600 * second;

/**
 * The standard messaging window.
 * https://developers.facebook.com/docs/messenger-platform/policy/policy-overview
 */
export const windowMs = 24 * hour;

/**
 * How long after the last message of a person somebody may still answer by hand.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/message-tags
 */
export const humanAgentMs = 7 * 24 * hour;
