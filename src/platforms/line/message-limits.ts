const kilobyte = 1024;
const megabyte = 1_000_000;

/**
 * What message objects may hold. Texts are counted in UTF-16 code units; labels, what a tap says, and titles
 * and texts of templates in characters as people see them (grapheme clusters).
 * https://developers.line.biz/en/docs/messaging-api/text-character-count/
 */
export const most = {
  /** UTF-16 code units. */
  text: 5000,
  altText: 1500,
  address: 2000,
  placeName: 100,
  trackingId: 100,
  deliveryTag: 30,
  senderName: 20,
  data: 300,
  uri: 1000,
  clipboardText: 1000,
  mapText: 400,
  /** Characters. */
  label: 20,
  imageLabel: 12,
  flexLabel: 40,
  spokenText: 300,
  title: 40,
  buttonsText: 160,
  confirmText: 240,
  columnText: 120,
  /** The text of buttons or a column that have a title or picture too. */
  textBesideTitle: 60,
  /** Entries of a list. */
  emojis: 20,
  mentions: 20,
  substitutions: 100,
  quickReplies: 13,
  buttons: 4,
  columns: 10,
  columnActions: 3,
  mapActions: 50,
  bubbles: 12,
  animatedImages: 10,
  /** Bytes of JSON. */
  bubbleBytes: 30 * kilobyte,
  carouselBytes: 50 * kilobyte,
  /** Bytes of a file. */
  imageBytes: 10 * megabyte,
  previewBytes: megabyte,
  mediaBytes: 200 * megabyte,
} as const;

/**
 * How a limit is told: the unit that belongs to a number of {@link most}, in the words of the content rules.
 */
export const units = { text: 'characters', label: 'graphemes', size: 'bytes' } as const;

const reference = 'https://developers.line.biz/en/reference/messaging-api/';

const messagePages: Readonly<Record<string, string>> = {
  text: `${reference}#text-message`,
  textV2: `${reference}#text-message-v2`,
  sticker: `${reference}#sticker-message`,
  image: `${reference}#image-message`,
  video: `${reference}#video-message`,
  audio: `${reference}#audio-message`,
  location: `${reference}#location-message`,
  imagemap: `${reference}#imagemap-message`,
  template: `${reference}#template-messages`,
  flex: `${reference}#flex-message`,
  coupon: `${reference}#coupon-message`,
};

/** The types of message objects that LINE documents. */
export const messageTypes: readonly string[] = Object.keys(messagePages);

/** Where LINE says what it takes beside single kinds of messages. */
export const pages = {
  messages: `${reference}#message-objects`,
  actions: `${reference}#action-objects`,
  quickReply: `${reference}#quick-reply`,
  sender: `${reference}#change-icon-and-display-name`,
  buttons: `${reference}#buttons`,
  carousel: `${reference}#carousel`,
  stickers: 'https://developers.line.biz/en/docs/messaging-api/sticker-list/',
} as const;

/** Where LINE says what a message object of this type may hold. */
export function messagePage(type: unknown): string {
  return messagePages[String(type)] ?? pages.messages;
}
