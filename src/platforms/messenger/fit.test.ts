import { describe, expect, it } from 'vitest';
import type { Option, OutboundContent } from '../../conversations/content.ts';
import { abilities } from './limits.ts';
import { send } from './send.ts';

const picture = 'https://example.com/lid.jpg';
const text = (value: string): OutboundContent => ({ type: 'text', text: value });
const options = (count: number): Option[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${n + 1}`, title: `Option ${n + 1}` }));
const choices = (list: Option[], more = {}): OutboundContent => ({
  type: 'choices',
  text: 'Which one?',
  options: list,
  ...more,
});
const long = (length: number): string => 'word '.repeat(length / 5).trim();
const shop = { id: 'shop', title: 'Shop', url: 'https://example.com/shop' };
const call = { id: 'call', title: 'Call us', phone: '+15550100100' };

describe('what fits as it is', () => {
  const cases: OutboundContent[] = [
    text('Hello'),
    text(long(1995)),
    { type: 'image', items: [{ url: picture, mime_type: 'image/gif' }] },
    { type: 'video', items: [{ platform_media_id: '41' }] },
    { type: 'audio', items: [{ url: 'https://example.com/a.mp3', mime_type: 'audio/mpeg; rate=44100' }] },
    { type: 'file', items: [{ url: 'https://example.com/a%20b.zip?x=1', file_name: 'a b.zip' }] },
    { type: 'sticker', sticker_id: '369239263222822' },
    { type: 'reaction', emoji: '👍', to: 'm_1' },
    { type: 'reaction', emoji: null, to: 'm_1' },
    { type: 'template', name: 'order_ready', language: 'en_US', parameters: ['Mali', '12'] },
    { type: 'native', body: { message: { text: 'Hi' }, messaging_type: 'UPDATE' } },
    { type: 'native', body: { sender_action: 'typing_off' } },
    { type: 'products', products: [{ id: '77' }, { id: '78' }] },
    choices(options(13)),
    choices([shop, call, { id: 'no', title: 'No' }]),
    {
      type: 'cards',
      cards: [
        {
          title: 'Lid',
          text: 'Fits all',
          image_url: picture,
          options: [shop, call, { id: 'a', title: 'Ask' }],
        },
        { title: 'Pot', text: 'Big' },
      ],
    },
  ];
  it.each(cases.map((content) => [content.type, content] as const))('%s', (_type, content) => {
    expect(send.fit(content)).toEqual({ ok: true, parts: [content], notes: [] });
  });
});

describe('what is adapted', () => {
  const cases: [what: string, content: OutboundContent, parts: unknown[], notes: RegExp[]][] = [
    [
      'a long text is split',
      text(`${long(1900)}. ${long(1000)}`),
      [text(`${long(1900)}.`), text(long(1000))],
      [/sent as 2 messages: one holds at most 1999 characters/],
    ],
    [
      'entities are plain text',
      { type: 'text', text: 'Hi Mali', entities: [{ type: 'mention', offset: 3, length: 4 }] },
      [text('Hi Mali')],
      [/plain text/],
    ],
    [
      'a picture has no caption: the text follows',
      { type: 'image', items: [{ url: picture }], text: ' The lid ' },
      [{ type: 'image', items: [{ url: picture }] }, text('The lid')],
      [/no captions/],
    ],
    [
      'several pictures are several messages',
      { type: 'image', items: [{ url: picture }, { media_id: 'm2' }] },
      [
        { type: 'image', items: [{ url: picture }] },
        { type: 'image', items: [{ media_id: 'm2' }] },
      ],
      [/in 2 messages/],
    ],
    [
      'a picture above 8 MB is a file',
      { type: 'image', items: [{ url: picture, size: 9_000_000 }] },
      [{ type: 'file', items: [{ url: picture, size: 9_000_000 }] }],
      [/Sent as a file/],
    ],
    [
      'media of another kind are a file',
      { type: 'audio', items: [{ url: picture, mime_type: 'application/ogg' }] },
      [{ type: 'file', items: [{ url: picture, mime_type: 'application/ogg' }] }],
      [/does not take this audio/],
    ],
    [
      'a voice message is audio',
      { type: 'audio', items: [{ platform_media_id: '5' }], voice: true },
      [{ type: 'audio', items: [{ platform_media_id: '5' }] }],
      [/sent as audio/],
    ],
    [
      'a file keeps the name in its link',
      { type: 'file', items: [{ url: 'https://example.com/41', file_name: 'Prices.pdf' }] },
      [{ type: 'file', items: [{ url: 'https://example.com/41', file_name: 'Prices.pdf' }] }],
      [/file_name is left out/],
    ],
    [
      'products have their words before them, in one row',
      {
        type: 'products',
        catalog_id: '5',
        header: 'New',
        text: 'Fresh',
        products: [{ id: '77', section: 'Lids' }, { id: '78' }],
      },
      [text('New\n\nFresh'), { type: 'products', products: [{ id: '77' }, { id: '78' }] }],
      [/message of its own/, /no sections/, /catalogue that the Page/],
    ],
    [
      'a sticker of its own has its text behind it',
      { type: 'sticker', sticker_id: '7', package_id: '1', text: 'Ha' },
      [{ type: 'sticker', sticker_id: '7' }, text('Ha')],
      [],
    ],
    [
      'another sticker is a picture',
      {
        type: 'sticker',
        sticker_id: 'like_heart',
        items: [{ url: picture, mime_type: 'image/webp' }],
        text: 'Ha',
      },
      [{ type: 'image', items: [{ url: picture, mime_type: 'image/webp' }] }, text('Ha')],
      [/no captions/, /only stickers of its own/],
    ],
    [
      'a place is text with a map',
      { type: 'location', latitude: 13.7, longitude: -100.5, name: 'Warehouse', address: '1 Road' },
      [text('Warehouse\n1 Road\nhttps://www.google.com/maps/search/?api=1&query=13.7%2C-100.5')],
      [/link to a map/],
    ],
    [
      'contacts are text',
      {
        type: 'contacts',
        contacts: [{ name: 'Somchai', phones: [{ phone: '+66810000001' }] }, { name: 'Mali' }],
      },
      [text('Somchai\n+66810000001\n\nMali')],
      [/no contact cards/],
    ],
    [
      'missing ids come from the titles',
      choices([{ title: 'Yes, please!' }, { title: ' yes please' }]),
      [
        choices([
          { title: 'Yes, please!', id: 'yes-please' },
          { title: 'yes please', id: 'yes-please-2' },
        ]),
      ],
      [],
    ],
    [
      'titles are shortened',
      choices([{ id: 'a', title: 'A title that is longer than allowed' }]),
      [choices([{ id: 'a', title: 'A title that is lon…' }])],
      [/shortened to 20/],
    ],
    [
      'header, footer and descriptions are in the text, sections nowhere',
      choices([{ id: 'a', title: 'A', description: 'First letter', section: 'Letters' }], {
        header: 'Letters',
        footer: 'Ask us',
      }),
      [choices([{ id: 'a', title: 'A' }], { text: 'Letters\n\nWhich one?\n\nA – First letter\n\nAsk us' })],
      [/Header and footer/, /Descriptions/, /no sections/],
    ],
    [
      'options that ask are quick replies',
      choices([
        { id: 'p', title: 'Your phone number, please', asks: 'phone' },
        { id: 'e', title: 'E-mail', asks: 'email' },
        { id: 'n', title: 'No' },
      ]),
      [
        choices([
          { id: 'p', title: 'Your phone number, please', asks: 'phone' },
          { id: 'e', title: 'E-mail', asks: 'email' },
          { id: 'n', title: 'No' },
        ]),
      ],
      [/own number or address/],
    ],
    [
      'more than three with a link are quick replies, the link is in the text',
      choices([...options(3), { ...shop, description: 'day and night' }]),
      [
        choices(options(3), {
          text: 'Which one?\n\nShop – day and night: https://example.com/shop',
        }),
      ],
      [/Descriptions/, /written into the text/],
    ],
    [
      'so is a link beside a question',
      choices([{ id: 'p', title: 'Phone', asks: 'phone' }, shop]),
      [
        choices([{ id: 'p', title: 'Phone', asks: 'phone' }], {
          text: 'Which one?\n\nShop: https://example.com/shop',
        }),
      ],
      [/written into the text/, /own number/],
    ],
    [
      'and a number without its country code',
      choices([{ id: 'c', title: 'Call', phone: '02 123 4567' }]),
      [text('Which one?\n\nCall: 02 123 4567')],
      [/written into the text/],
    ],
    [
      'more than thirteen stand numbered in the text',
      choices(options(14), { footer: 'Ask us' }),
      [
        text(
          `Which one?\n\n${options(14)
            .map(({ title }, n) => `${n + 1}. ${title}`)
            .join('\n')}\n\nAsk us`,
        ),
      ],
      [/at most 13 options/, /Header and footer/],
    ],
    [
      'the text above buttons is split, the buttons come last',
      choices([shop], { text: `${long(600)}. ${long(300)}` }),
      [text(`${long(600)}.`), choices([shop], { text: long(300) })],
      [/last one with the options/],
    ],
    [
      'the text above quick replies may be longer',
      choices(options(1), { text: `${long(1900)}. ${long(300)}` }),
      [text(`${long(1900)}.`), choices(options(1), { text: long(300) })],
      [/last one with the options/],
    ],
    [
      'more than ten cards are several messages',
      { type: 'cards', cards: Array.from({ length: 11 }, (_, n) => ({ title: `Card ${n}`, text: 'x' })) },
      [
        { type: 'cards', cards: Array.from({ length: 10 }, (_, n) => ({ title: `Card ${n}`, text: 'x' })) },
        { type: 'cards', cards: [{ title: 'Card 10', text: 'x' }] },
      ],
      [/10 cards in a row/],
    ],
    [
      'titles and texts of cards are shortened',
      {
        type: 'cards',
        cards: [{ title: long(100), text: long(100), options: [{ id: 'a', title: long(30) }] }],
      },
      [
        {
          type: 'cards',
          cards: [
            {
              title: `${long(80)}…`,
              text: `${long(80)}…`,
              options: [{ id: 'a', title: `${long(20)}…` }],
            },
          ],
        },
      ],
      [/shortened to 20/, /shortened to 80/],
    ],
    [
      'a card with nothing but a title repeats it, and ids tell cards apart',
      {
        type: 'cards',
        cards: [
          { title: 'Lid' },
          { title: 'Pot', options: [{ title: 'Buy' }] },
          { title: 'Cup', options: [{ title: 'Buy' }] },
        ],
      },
      [
        {
          type: 'cards',
          cards: [
            { title: 'Lid', text: 'Lid' },
            { title: 'Pot', options: [{ title: 'Buy', id: 'buy' }] },
            { title: 'Cup', options: [{ title: 'Buy', id: 'buy-2' }] },
          ],
        },
      ],
      [/more than a title/],
    ],
  ];
  it.each(cases)('%s', (_what, content, parts, notes) => {
    const result = send.fit(content);
    expect(result).toMatchObject({ ok: true });
    if (!result.ok) return;
    expect(result.parts).toEqual(parts);
    expect(result.notes).toHaveLength(notes.length);
    for (const note of notes) expect(result.notes.join(' ')).toMatch(note);
  });
});

describe('what is refused', () => {
  const cards = (...list: Option[]): OutboundContent => ({
    type: 'cards',
    cards: [{ title: 'A', options: list }],
  });
  const cases: [field: string, content: OutboundContent][] = [
    ['text', text('  \n')],
    ['text', choices(options(1), { text: ' ' })],
    ['options[0].title', choices([{ title: ' ' }])],
    ['options[0].asks', choices([{ title: 'Where', asks: 'location' }])],
    ['options[1].asks', choices([{ title: 'Yes' }, { title: 'When', asks: 'datetime' }])],
    ['options[0].url', choices([{ title: 'Write', url: 'mailto:a@example.com' }])],
    [
      'options[1].id',
      choices([
        { id: 'a', title: 'A' },
        { id: 'a', title: 'B' },
      ]),
    ],
    ['options[0].id', choices([{ id: 'x'.repeat(1001), title: 'A' }])],
    ['items[0]', { type: 'image', items: [{}] }],
    ['items[1].url', { type: 'image', items: [{ url: picture }, { url: 'ftp://example.com/a.jpg' }] }],
    ['items[0].size', { type: 'video', items: [{ url: picture, size: 27_000_000 }] }],
    ['items[0].size', { type: 'file', items: [{ url: picture, size: 27_000_000 }] }],
    ['sticker_id', { type: 'sticker', sticker_id: 'like_heart' }],
    ['contacts', { type: 'contacts', contacts: [{}] }],
    ['cards[1].title', { type: 'cards', cards: [{ title: 'A' }, { title: ' ' }] }],
    ['cards[0].image_url', { type: 'cards', cards: [{ title: 'A', image_url: 'ftp://example.com/a' }] }],
    ['cards[0].options', cards(...options(4))],
    ['cards[0].options[0].asks', cards({ title: 'Phone', asks: 'phone' })],
    ['cards[0].options[0].phone', cards({ title: 'Call', phone: '02 123 4567' })],
    ['cards[0].options[1].url', cards({ title: 'Yes' }, { title: 'Write', url: 'mailto:a@example.com' })],
    ['parameters.1', { type: 'template', name: 'a', language: 'en', parameters: ['x', ' '] }],
    [
      'components',
      { type: 'template', name: 'a', language: 'en', parameters: ['x'], components: [{ type: 'body' }] },
    ],
    ['components[0].type', { type: 'template', name: 'a', language: 'en', components: [{ type: 'foot' }] }],
    [
      'products',
      { type: 'products', products: Array.from({ length: 11 }, (_, index) => ({ id: `${index}` })) },
    ],
    ['body', { type: 'native', body: { text: 'Hi' } }],
    ['body', { type: 'native', body: { message: { text: 'Hi' }, sender_action: 'typing_on' } }],
  ];
  const megabytes = { most: 25 * 1024 * 1024, unit: 'bytes' };
  const limits: Record<string, object> = {
    'options[0].id': { most: 1000, unit: 'characters' },
    'items[0].size': megabytes,
    'cards[0].options': { most: 3, unit: 'items' },
    products: { most: 10, unit: 'products' },
  };
  it.each(cases)('%s', (field, content) => {
    expect(send.fit(content)).toEqual({
      ok: false,
      field,
      reason: expect.any(String),
      fix: expect.any(String),
      page: expect.stringMatching(/^https:/),
      ...(limits[field] && { limit: limits[field] }),
    });
  });
});

it('says of every kind of content what becomes of it', () => {
  const one: Record<keyof typeof abilities.content, OutboundContent> = {
    text: text('Hello'),
    image: { type: 'image', items: [{ url: picture }] },
    video: { type: 'video', items: [{ url: picture }] },
    audio: { type: 'audio', items: [{ url: picture }] },
    file: { type: 'file', items: [{ url: picture }] },
    sticker: { type: 'sticker', sticker_id: '7' },
    location: { type: 'location', latitude: 0, longitude: 0 },
    contacts: { type: 'contacts', contacts: [{ name: 'A' }] },
    choices: choices(options(1)),
    cards: { type: 'cards', cards: [{ title: 'A', text: 'a' }] },
    template: { type: 'template', name: 'a', language: 'en' },
    flow: { type: 'flow', text: 'Book', button: 'Book', flow_id: '1' },
    products: { type: 'products', catalog_id: '1', products: [{ id: 'sku-1' }] },
    reaction: { type: 'reaction', emoji: '👍', to: 'm_1' },
    native: { type: 'native', body: { message: { text: 'Hi' } } },
  };
  const found = Object.entries(one).map(([type, content]) => {
    const result = send.fit(content);
    if (!result.ok) return [type, 'refused'];
    return [type, result.parts[0]?.type === type ? 'native' : 'adapted'];
  });
  expect(Object.fromEntries(found)).toEqual(abilities.content);
});
