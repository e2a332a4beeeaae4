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
  placeOf,
  words,
} from './drawn.ts';

const media: Readonly<Record<string, MediaKind>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  document: 'file',
  sticker: 'sticker',
};

/** What WhatsApp shows of a message; `text` is what the simulator reads in it. */
export function drawWhatsApp(body: Fields, text: string): Drawn {
  const type = words(body.type);
  const inner = fields(body[type]);
  const kind = media[type];
  if (kind !== undefined) {
    const name = words(inner.filename);
    return { ...nothing, text, media: { kind, url: address(inner.link), name } };
  }
  if (type === 'location') return { ...nothing, place: placeOf(inner) };
  if (type === 'reaction') return { ...nothing, text, reactsTo: words(inner.message_id) };
  if (type === 'interactive') return { ...drawInteractive(inner), text };
  return { ...nothing, text };
}

function drawInteractive(interactive: Fields): Drawn {
  const action = fields(interactive.action);
  const header = fields(interactive.header);
  const kind = media[words(header.type)];
  const file = fields(header[words(header.type)]);
  return {
    ...nothing,
    header: words(header.text),
    footer: words(fields(interactive.footer).text),
    media: kind === undefined ? null : { kind, url: address(file.link), name: words(file.filename) },
    cards: list(action.cards).map(cardOf),
    choices: choicesOf(words(interactive.type), action),
  };
}

function choicesOf(type: string, action: Fields): Choice[] {
  const { parameters } = action;
  switch (type) {
    case 'button':
      return list(action.buttons).map(({ reply }) => choiceOf(fields(reply)));
    case 'list':
      return list(action.sections).flatMap(({ rows }) => list(rows).map(choiceOf));
    case 'cta_url':
      return [linkOf(fields(parameters))];
    case 'call_permission_request':
      return ['accept', 'reject'].map((option) => ({ label: option, option }));
    default:
      return [];
  }
}

function choiceOf({ id, title, description }: Fields): Choice {
  const detail = words(description);
  return { label: words(title), option: words(id), ...(detail !== '' && { detail }) };
}

function linkOf({ display_text, url }: Fields): Choice {
  return { label: words(display_text), option: null, url: words(url) };
}

function cardOf({ header, body, action }: Fields): Card {
  const { image } = fields(header);
  const { buttons, parameters } = fields(action);
  const choices =
    parameters === undefined
      ? list(buttons).map(({ quick_reply }) => choiceOf(fields(quick_reply)))
      : [linkOf(fields(parameters))];
  return { title: '', text: words(fields(body).text), picture: address(fields(image).link), choices };
}
