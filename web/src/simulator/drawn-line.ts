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
  sticker: 'sticker',
};

/** What LINE shows of a message. */
export function drawLine(body: Fields, text: string): Drawn {
  const quick = list(fields(body.quickReply).items).map(({ action }) => choiceOf(fields(action)));
  return { ...drawBody(body, text), quick };
}

function drawBody(body: Fields, text: string): Drawn {
  const type = words(body.type);
  const kind = media[type];
  if (kind !== undefined) {
    const url = address(body.previewImageUrl) ?? address(body.originalContentUrl);
    return { ...nothing, media: { kind, url, name: '' } };
  }
  if (type === 'location') return { ...nothing, place: placeOf(body) };
  if (type === 'template') return drawTemplate(fields(body.template));
  if (type !== 'flex') return { ...nothing, text };
  const contents = fields(body.contents);
  const bubbles = contents.type === 'carousel' ? list(contents.contents) : [contents];
  return { ...nothing, cards: bubbles.map(bubbleOf) };
}

function drawTemplate(template: Fields): Drawn {
  const columns = list(template.columns);
  return { ...nothing, cards: columns.length > 0 ? columns.map(columnOf) : [columnOf(template)] };
}

function columnOf(column: Fields): Card {
  const actions = column.action === undefined ? list(column.actions) : [fields(column.action)];
  return {
    title: words(column.title),
    text: words(column.text),
    picture: address(column.thumbnailImageUrl) ?? address(column.imageUrl),
    choices: actions.map(choiceOf),
  };
}

/** The words, the first picture and all actions of a bubble, wherever they stand in it. */
function bubbleOf(bubble: Fields): Card {
  const parts = partsOf(bubble);
  const [title = '', ...more] = parts.filter(({ type }) => type === 'text').map(({ text }) => words(text));
  return {
    title,
    text: more.join('\n'),
    picture: address(parts.find(({ type }) => type === 'image')?.url),
    choices: parts.filter(({ action }) => action !== undefined).map(({ action }) => choiceOf(fields(action))),
  };
}

function partsOf(value: unknown): Fields[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (typeof value !== 'object' || value === null) return [];
  const { action, ...others } = fields(value);
  return [fields(value), ...Object.values(others).flatMap(partsOf)];
}

function choiceOf({ type, label, data, text, uri }: Fields): Choice {
  const name = words(label) || words(text) || words(type);
  if (type === 'postback') return { label: name, option: words(data) };
  if (type === 'message') return { label: name, option: words(label) || words(text) };
  return { label: name, option: null, ...(typeof uri === 'string' && { url: uri }) };
}
