import { describe, expect, it } from 'vitest';
import type { Option, OutboundContent } from '../../conversations/content.ts';
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
const form: OutboundContent = {
  type: 'flow',
  text: 'Book a table',
  button: 'Book',
  flow_id: '7',
  screen: 'BOOKING',
  data: { day: 'Monday' },
};
const products: OutboundContent = {
  type: 'products',
  header: 'Our lids',
  text: 'All of them fit',
  catalog_id: '510000001',
  products: [{ id: 'SKU-1' }, { id: 'SKU-2' }],
};
const long = (length: number): string => 'word '.repeat(length / 5).trim();

describe('what fits as it is', () => {
  const cases: OutboundContent[] = [
    text('Hello'),
    { type: 'image', items: [{ url: picture }], text: 'The lid' },
    { type: 'file', items: [{ platform_media_id: '41' }] },
    {
      type: 'audio',
      items: [{ url: 'https://example.com/a.ogg', mime_type: 'audio/ogg; codecs=opus' }],
      voice: true,
    },
    { type: 'sticker', items: [{ url: 'https://example.com/s.webp', mime_type: 'image/webp' }] },
    { type: 'location', latitude: 13.7, longitude: 100.5, name: 'Warehouse' },
    { type: 'contacts', contacts: [{ name: 'Somchai' }] },
    { type: 'reaction', emoji: '👍', to: 'wamid.1' },
    { type: 'template', name: 'order_ready', language: 'en_US', parameters: ['Mali', '12'] },
    { type: 'native', body: { type: 'pin', pin: { type: 'pin', message_id: 'wamid.1' } } },
    { type: 'reaction', emoji: '👩‍🍳', to: 'wamid.1' },
    { type: 'reaction', emoji: '❤', to: 'wamid.1' },
    { type: 'reaction', emoji: null, to: 'wamid.1' },
    { ...form, header: 'Dinner', footer: 'Until ten', token: 'token-1', draft: true },
    { type: 'flow', text: 'Book', button: 'Book', flow_name: 'booking' },
    { ...products, footer: 'Ask us' },
    { type: 'products', catalog_id: '510000001', products: [{ id: 'SKU-1' }] },
    { type: 'products', text: 'All we have', products: [] },
    choices(options(3), { header: 'Lids', footer: 'Ask us' }),
    choices(options(10)),
    choices([
      { id: 'a', title: 'A', section: 'First' },
      { id: 'b', title: 'B', description: 'Second letter' },
    ]),
    choices([{ id: 'l', title: 'Where are you?', asks: 'location' }]),
    choices([{ id: 'p', title: 'Your phone?', asks: 'phone' }]),
    choices([{ id: 'u', title: 'Open', url: 'https://example.com' }]),
  ];
  it.each(cases.map((content) => [content.type, content] as const))('%s', (_type, content) => {
    expect(send.fit(content)).toEqual({ ok: true, parts: [content], notes: [] });
  });
});

describe('what is adapted', () => {
  const cases: [what: string, content: OutboundContent, parts: unknown[], note: RegExp | null][] = [
    [
      'a long text is split',
      text(`${long(4000)}. ${long(2000)}`),
      [text(`${long(4000)}.`), text(long(2000))],
      /sent as 2 messages/,
    ],
    [
      'several pictures are several messages, the text is with the first',
      { type: 'image', items: [{ url: picture }, { media_id: 'm2' }], text: 'Two lids' },
      [
        { type: 'image', items: [{ url: picture }], text: 'Two lids' },
        { type: 'image', items: [{ media_id: 'm2' }] },
      ],
      null,
    ],
    [
      'audio has no caption',
      { type: 'audio', items: [{ url: 'https://example.com/a.mp3' }], text: 'Listen' },
      [text('Listen'), { type: 'audio', items: [{ url: 'https://example.com/a.mp3' }] }],
      /before the media/,
    ],
    [
      'a caption that is too long comes first',
      { type: 'video', items: [{ platform_media_id: '5' }], text: long(1100) },
      [text(long(1100)), { type: 'video', items: [{ platform_media_id: '5' }] }],
      /before the media/,
    ],
    [
      'a picture of another type is a document',
      { type: 'image', items: [{ url: picture, mime_type: 'image/gif' }], text: 'Look' },
      [{ type: 'file', items: [{ url: picture, mime_type: 'image/gif' }], text: 'Look' }],
      /as a document/,
    ],
    [
      'a video above 16 MB is a document',
      { type: 'video', items: [{ platform_media_id: '5', size: 20_000_000 }] },
      [{ type: 'file', items: [{ platform_media_id: '5', size: 20_000_000 }] }],
      /as a document/,
    ],
    [
      'a voice message that is no OGG is an audio file',
      { type: 'audio', items: [{ platform_media_id: '5', mime_type: 'audio/mpeg' }], voice: true },
      [{ type: 'audio', items: [{ platform_media_id: '5', mime_type: 'audio/mpeg' }] }],
      /OGG/,
    ],
    [
      'a sticker of another type is a picture',
      { type: 'sticker', items: [{ url: picture, mime_type: 'image/png' }], text: 'Ha' },
      [text('Ha'), { type: 'image', items: [{ url: picture, mime_type: 'image/png' }] }],
      /as a picture/,
    ],
    [
      'many contacts are several messages',
      { type: 'contacts', contacts: Array.from({ length: 6 }, () => ({ name: 'A' })) },
      [
        { type: 'contacts', contacts: Array.from({ length: 5 }, () => ({ name: 'A' })) },
        { type: 'contacts', contacts: [{ name: 'A' }] },
      ],
      /messages of 5/,
    ],
    [
      'missing ids come from the titles',
      choices([{ title: 'Yes, please!' }, { title: 'yes please' }, { title: 'ใช่' }]),
      [
        choices([
          { title: 'Yes, please!', id: 'yes-please' },
          { title: 'yes please', id: 'yes-please-2' },
          { title: 'ใช่', id: 'ใช่' },
        ]),
      ],
      null,
    ],
    [
      'long titles make a list and keep their words in the description',
      choices([{ id: 'a', title: 'A title that is longer than allowed' }]),
      [
        choices([
          { id: 'a', title: 'A title that is longer…', description: 'A title that is longer than allowed' },
        ]),
      ],
      /shortened to 24/,
    ],
    [
      'the title of a link button is shortened',
      choices([
        { id: 'u', title: 'Open the whole catalogue', url: 'https://example.com', description: 'All lids' },
      ]),
      [
        choices(
          [{ id: 'u', title: 'Open the whole cata…', url: 'https://example.com', description: 'All lids' }],
          { text: 'Which one?\nAll lids' },
        ),
      ],
      /shortened to 20/,
    ],
    [
      'several links are written into the text',
      choices([
        { id: 'u', title: 'Shop', url: 'https://example.com/shop' },
        { id: 'v', title: 'Help', description: 'day and night', url: 'https://example.com/help' },
      ]),
      [text('Which one?\nShop: https://example.com/shop\nHelp – day and night: https://example.com/help')],
      /written into the text/,
    ],
    [
      'links beside buttons too, and phones',
      choices([
        { id: 'y', title: 'Yes' },
        { id: 'c', title: 'Call us', phone: '+15550100100' },
      ]),
      [choices([{ id: 'y', title: 'Yes' }], { text: 'Which one?\nCall us: +15550100100' })],
      /written into the text/,
    ],
    [
      'a question for a place stands alone',
      choices([
        { id: 'y', title: 'Yes' },
        { id: 'w', title: 'Where are you?', asks: 'location' },
      ]),
      [
        choices([{ id: 'y', title: 'Yes' }]),
        choices([{ id: 'w', title: 'Where are you?', asks: 'location' }], { text: 'Where are you?' }),
      ],
      null,
    ],
    [
      'a header that is too long moves into the text',
      choices(options(2), { header: long(80), footer: 'Short' }),
      [choices(options(2), { text: `${long(80)}\n\nWhich one?`, footer: 'Short' })],
      /Header or footer/,
    ],
    [
      'the text before buttons is split, the buttons come last',
      choices(options(2), { text: `${long(1000)}. ${long(500)}` }),
      [text(`${long(1000)}.`), choices(options(2), { text: long(500) })],
      /last one with the options/,
    ],
    [
      'a list holds a longer text',
      choices(options(4), { text: long(3000) }),
      [choices(options(4), { text: long(3000) })],
      null,
    ],
    [
      'template parameters have no new lines',
      { type: 'template', name: 'a', language: 'en', parameters: { name: 'Mali\nSrisai\t(new)' } },
      [{ type: 'template', name: 'a', language: 'en', parameters: { name: 'Mali Srisai (new)' } }],
      /become spaces/,
    ],
    [
      'entities are plain text',
      { type: 'text', text: 'Hi Mali', entities: [{ type: 'mention', offset: 3, length: 4 }] },
      [text('Hi Mali')],
      /plain text/,
    ],
    [
      'cards that are alike stand side by side, their ids are made once',
      {
        type: 'cards',
        cards: [
          { title: 'Lid', text: 'Fits all', image_url: picture, options: [{ title: 'Buy' }] },
          { title: 'Pot', image_url: picture, options: [{ title: 'Buy' }] },
        ],
      },
      [
        {
          type: 'cards',
          cards: [
            { title: 'Lid', text: 'Fits all', image_url: picture, options: [{ title: 'Buy', id: 'buy' }] },
            { title: 'Pot', image_url: picture, options: [{ title: 'Buy', id: 'buy-2' }] },
          ],
        },
      ],
      /above them/,
    ],
    [
      'the text of a form is split, a header that is too long is in it',
      { ...form, header: long(80), text: `${long(900)}. ${long(500)}` },
      [text(`${long(80)}\n\n${long(900)}.`), { ...form, text: long(500) }],
      /Header or footer.* last one with the form/,
    ],
    [
      'one product has no header',
      { ...products, products: [{ id: 'SKU-1' }] },
      [
        {
          type: 'products',
          text: 'Our lids\n\nAll of them fit',
          catalog_id: '510000001',
          products: [{ id: 'SKU-1' }],
        },
      ],
      /part of the text/,
    ],
    [
      'the whole catalogue is the one of the number',
      { type: 'products', text: 'All we have', catalog_id: '510000001', products: [] },
      [{ type: 'products', text: 'All we have', catalog_id: '510000001', products: [] }],
      /connected to/,
    ],
    [
      'a voice message in another codec is a document, a large one a download',
      {
        type: 'audio',
        voice: true,
        items: [
          { platform_media_id: '1', mime_type: 'audio/ogg; codecs=vorbis' },
          { platform_media_id: '2', mime_type: 'audio/ogg; codecs=opus', size: 600_000 },
        ],
      },
      [
        { type: 'file', items: [{ platform_media_id: '1', mime_type: 'audio/ogg; codecs=vorbis' }] },
        {
          type: 'audio',
          voice: true,
          items: [{ platform_media_id: '2', mime_type: 'audio/ogg; codecs=opus', size: 600_000 }],
        },
      ],
      /as a document.*download/,
    ],
    [
      'a static sticker above 100 KB is a document',
      { type: 'sticker', animated: false, items: [{ url: picture, mime_type: 'image/webp', size: 200_000 }] },
      [{ type: 'file', items: [{ url: picture, mime_type: 'image/webp', size: 200_000 }] }],
      /100 KB/,
    ],
    [
      'blank texts are left out',
      choices([{ id: 'a', title: 'A', description: ' ', section: '' }], {
        header: '',
        footer: ' ',
        button: '',
      }),
      [choices([{ id: 'a', title: 'A' }])],
      null,
    ],
    [
      'blank fields of contacts too',
      {
        type: 'contacts',
        contacts: [
          { name: 'A', first_name: '', phones: [{ phone: ' ' }, { phone: '+1', type: '' }], urls: [''] },
        ],
      },
      [{ type: 'contacts', contacts: [{ name: 'A', phones: [{ phone: '+1' }], urls: [] }] }],
      null,
    ],
    ['a blank header or footer of a form or of products', { ...form, header: ' ', footer: '' }, [form], null],
    [
      'a birthday that is no date is left out',
      { type: 'contacts', contacts: [{ name: 'A', birthday: '31 January' }] },
      [{ type: 'contacts', contacts: [{ name: 'A', birthday: '31 January' }] }],
      /birthday/,
    ],
    [
      'cards come one after the other',
      {
        type: 'cards',
        cards: [
          { title: 'Lid', text: 'Fits all', image_url: picture, options: [{ title: 'Buy' }] },
          { title: 'Pot', image_url: picture },
          { title: 'Cup', options: options(2) },
          { title: 'Tea', image_url: picture, options: options(4) },
          {
            title: 'Jar',
            image_url: picture,
            options: [{ id: 'u', title: 'Open', url: 'https://example.com' }],
          },
          {
            title: 'Box',
            image_url: picture,
            options: [...options(1), { id: 'u', title: 'Open', url: 'https://example.com' }],
          },
        ],
      },
      [
        {
          type: 'cards',
          cards: [
            { title: 'Lid', text: 'Fits all', image_url: picture, options: [{ title: 'Buy', id: 'buy' }] },
          ],
        },
        { type: 'image', items: [{ url: picture }], text: '*Pot*' },
        choices(options(2), { text: '*Cup*' }),
        { type: 'image', items: [{ url: picture }] },
        choices(options(4), { text: '*Tea*' }),
        {
          type: 'cards',
          cards: [
            {
              title: 'Jar',
              image_url: picture,
              options: [{ id: 'u', title: 'Open', url: 'https://example.com' }],
            },
          ],
        },
        { type: 'image', items: [{ url: picture }] },
        choices(options(1), { text: '*Box*\nOpen: https://example.com' }),
      ],
      /one after the other/,
    ],
  ];
  it.each(cases)('%s', (_what, content, parts, note) => {
    const result = send.fit(content);
    expect(result).toMatchObject({ ok: true });
    if (!result.ok) return;
    expect(result.parts).toEqual(parts);
    if (note === null) expect(result.notes).toEqual([]);
    else expect(result.notes.join(' ')).toMatch(note);
  });
});

describe('what is refused', () => {
  const flow = (more: object): OutboundContent => ({ ...form, ...more });
  const shop = (more: object): OutboundContent => ({ ...products, ...more });
  const many = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `${n}` }));
  const cases: [field: string, content: OutboundContent, limit?: object][] = [
    ['text', text('  \n')],
    ['text', choices(options(1), { text: ' ' })],
    ['options', choices(options(11)), { most: 10, unit: 'options' }],
    [
      'options[1].id',
      choices([
        { id: 'a', title: 'A' },
        { id: 'a', title: 'B' },
      ]),
    ],
    ['options[0].id', choices([{ id: 'x'.repeat(257), title: 'A' }]), { most: 256, unit: 'characters' }],
    ['options[0].id', choices([{ id: ' x', title: 'A' }])],
    ['options[0].url', choices([{ title: 'A', url: 'tel:+66811112222' }])],
    ['button', flow({ button: 'Book a table for tonight' }), { most: 20, unit: 'characters' }],
    ['button', flow({ button: 'Book 🍜' })],
    ['button', flow({ button: ' ' })],
    ['text', flow({ text: ' ' })],
    ['flow_id', flow({ flow_name: 'booking' })],
    ['flow_id', flow({ flow_id: undefined })],
    ['token', flow({ token: ' ' })],
    ['screen', flow({ screen: undefined })],
    ['data', flow({ data: {} }), { least: 1, unit: 'fields' }],
    ['text', shop({ text: ' ' })],
    ['text', shop({ text: undefined, products: [] })],
    ['catalog_id', shop({ catalog_id: undefined })],
    ['catalog_id', shop({ catalog_id: ' ', products: many(1) })],
    ['header', shop({ header: undefined })],
    ['header', shop({ header: 'x'.repeat(61) }), { most: 60, unit: 'characters' }],
    ['products', shop({ products: many(31) }), { most: 30, unit: 'products' }],
    [
      'products',
      shop({ products: many(11).map(({ id }) => ({ id, section: `Section ${id}` })) }),
      { most: 10, unit: 'sections' },
    ],
    [
      'products[1].section',
      shop({ products: [{ id: '1' }, { id: '2', section: 'x'.repeat(25) }] }),
      { most: 24, unit: 'characters' },
    ],
    ['products[0].section', shop({ products: [{ id: '1' }, { id: '2', section: 'Lids' }] })],
    ['emoji', { type: 'reaction', to: 'wamid.1', emoji: '👍👍' }, { most: 1, unit: 'emoji' }],
    ['emoji', { type: 'reaction', to: 'wamid.1', emoji: 'ok' }, { most: 1, unit: 'emoji' }],
    [
      'options[1].id',
      choices([
        { title: 'A', description: 'list' },
        { id: 'x'.repeat(201), title: 'B' },
      ]),
      { most: 200, unit: 'characters' },
    ],
    ['options[0].title', choices([{ title: ' ' }])],
    ['options[0].asks', choices([{ title: 'E-mail', asks: 'email' }])],
    ['options[1].asks', choices([{ title: 'Yes' }, { title: 'When', asks: 'datetime' }])],
    [
      'cards[0].options',
      { type: 'cards', cards: [{ title: 'A', options: options(11) }] },
      { most: 10, unit: 'options' },
    ],
    [
      'cards[1].image_url',
      { type: 'cards', cards: [{ title: 'A' }, { title: 'B', image_url: 'ftp://example.com/a' }] },
    ],
    ['contacts[1].name', { type: 'contacts', contacts: [{ name: 'A' }, { phones: [{ phone: '+1' }] }] }],
    ['items[0]', { type: 'image', items: [{}] }],
    ['items[1].url', { type: 'image', items: [{ url: picture }, { url: 'ftp://example.com/a.jpg' }] }],
    [
      'items[0].size',
      { type: 'file', items: [{ url: picture, size: 200_000_000 }] },
      { most: 104_857_600, unit: 'bytes' },
    ],
    ['items', { type: 'sticker', package_id: '1', sticker_id: '2' }, { least: 1, unit: 'items' }],
    ['parameters.1', { type: 'template', name: 'a', language: 'en', parameters: ['x', ' '] }],
    [
      'components',
      { type: 'template', name: 'a', language: 'en', parameters: ['x'], components: [{ type: 'body' }] },
    ],
    ['body.type', { type: 'native', body: { text: { body: 'Hi' } } }],
  ];
  it.each(cases)('%s', (field, content, limit) => {
    const result = send.fit(content);
    const words = { reason: expect.any(String), fix: expect.any(String) };
    const page = expect.stringMatching(/^https:\/\/developers\.facebook\.com\//);
    expect(result).toMatchObject({ ok: false, field, ...words, page });
    expect('limit' in result ? result.limit : undefined).toEqual(limit);
  });
});
