import {
  address,
  type Card,
  type Choice,
  type Drawn,
  type Fields,
  fields,
  list,
  type MediaKind,
  nothing,
  words,
} from './drawn.ts';

const media: Readonly<Record<string, MediaKind>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  file: 'file',
};

/** What Messenger and Instagram show of a message; `text` is what the simulator reads in it. */
export function drawMessaging(body: Fields, text: string): Drawn {
  if (body.sender_action === 'react') {
    return { ...nothing, text, reactsTo: words(fields(body.payload).message_id) };
  }
  const attachment = fields(body.attachment);
  const kind = media[words(attachment.type)];
  const payload = fields(attachment.payload);
  const quick = list(body.quick_replies).map(quickReplyOf);
  if (kind !== undefined) {
    return { ...nothing, text, quick, media: { kind, url: address(payload.url), name: '' } };
  }
  if (words(attachment.type) !== 'template') return { ...nothing, text, quick };
  const cards = list(payload.elements).map(cardOf);
  // Cards hold their words themselves.
  return { ...nothing, text: cards.length > 0 ? '' : text, quick, cards, choices: buttonsOf(payload) };
}

function quickReplyOf({ content_type, title, payload }: Fields): Choice {
  if (content_type === 'text') return { label: words(title), option: words(payload) || words(title) };
  return { label: words(content_type), option: null };
}

function cardOf(element: Fields): Card {
  return {
    title: words(element.title),
    text: words(element.subtitle),
    picture: address(element.image_url),
    choices: buttonsOf(element),
  };
}

function buttonsOf({ buttons }: Fields): Choice[] {
  return list(buttons).map(({ type, title, payload, url }) => {
    const label = words(title);
    if (type === 'postback') return { label, option: words(payload) };
    return { label: label || words(type), option: null, ...(typeof url === 'string' && { url }) };
  });
}
