import { describe, expect, it } from 'vitest';
import type { Option, OutboundContent } from '../../conversations/content.ts';
import { abilities } from './limits.ts';
import { send } from './send.ts';

const picture = 'https://example.com/lid.jpg';
const film = 'https://example.com/lid.mp4';
const text = (value: string): OutboundContent => ({ type: 'text', text: value });
const options = (count: number): Option[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${n + 1}`, title: `Option ${n + 1}` }));
const choices = (list: Option[], more = {}): OutboundContent => ({
  type: 'choices',
  text: 'Which one?',
  options: list,
  ...more,
});
const pictures = (count: number) => Array.from({ length: count }, (_, n) => ({ url: `${picture}?${n}` }));
const shop = { id: 'shop', title: 'Shop', url: 'https://example.com/shop' };
const call = { id: 'call', title: 'Call us', phone: '+15550100100' };

describe('what fits as it is', () => {
  const cases: OutboundContent[] = [
    text('Hello'),
    text('я'.repeat(500)),
    { type: 'image', items: [{ url: picture, mime_type: 'image/png' }] },
    { type: 'image', items: pictures(10) },
    { type: 'image', items: [{ url: picture }, { platform_media_id: '41' }] },
    { type: 'video', items: [{ url: film, mime_type: 'video/quicktime' }] },
    { type: 'audio', items: [{ url: 'https://example.com/a.wav', mime_type: 'audio/wav' }] },
    { type: 'file', items: [{ url: 'https://example.com/a.pdf', mime_type: 'application/pdf' }] },
    { type: 'sticker', sticker_id: 'like_heart' },
    { type: 'reaction', emoji: '❤️', to: 'aWdf1' },
    { type: 'native', body: { message: { attachment: { type: 'MEDIA_SHARE', payload: { id: '41' } } } } },
    { type: 'native', body: { sender_action: 'typing_off' } },
    choices(options(13)),
    choices([shop, { id: 'no', title: 'No' }]),
    {
      type: 'cards',
      cards: [
        { title: 'Lid', text: 'Fits all', image_url: picture, options: [shop, { id: 'a', title: 'Ask' }] },
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
      'a text is split by its bytes',
      text(`${'я'.repeat(499)} ${'ю'.repeat(20)}`),
      [text('я'.repeat(499)), text('ю'.repeat(20))],
      [/sent as 2 messages: one holds at most 1000 bytes/],
    ],
    [
      'more than ten pictures are several messages, the text follows',
      { type: 'image', items: pictures(12), text: 'All lids' },
      [
        { type: 'image', items: pictures(10) },
        { type: 'image', items: pictures(12).slice(10) },
        text('All lids'),
      ],
      [/in 2 messages/, /no captions/],
    ],
    [
      'films go one by one',
      { type: 'video', items: [{ url: film }, { url: film }] },
      [
        { type: 'video', items: [{ url: film }] },
        { type: 'video', items: [{ url: film }] },
      ],
      [/in 2 messages/],
    ],
    [
      'a PDF is a file whatever it is called',
      {
        type: 'image',
        items: [
          { url: picture },
          { url: 'https://example.com/a', mime_type: 'application/pdf' },
          { url: picture },
        ],
      },
      [
        { type: 'image', items: [{ url: picture }] },
        { type: 'file', items: [{ url: 'https://example.com/a', mime_type: 'application/pdf' }] },
        { type: 'image', items: [{ url: picture }] },
      ],
      [/Sent as a file/, /in 3 messages/],
    ],
    [
      'the heart has its text behind it',
      { type: 'sticker', sticker_id: 'like_heart', text: 'Ha' },
      [{ type: 'sticker', sticker_id: 'like_heart' }, text('Ha')],
      [],
    ],
    [
      'another sticker is a picture',
      { type: 'sticker', sticker_id: '7', items: [{ url: picture, mime_type: 'image/png' }] },
      [{ type: 'image', items: [{ url: picture, mime_type: 'image/png' }] }],
      [/only sticker/],
    ],
    [
      'a place is text with a map',
      { type: 'location', latitude: 13.7, longitude: 100.5, url: 'https://example.com' },
      [text('https://example.com\nhttps://www.google.com/maps/search/?api=1&query=13.7%2C100.5')],
      [/Instagram lets no account send a location/],
    ],
    [
      'contacts are text',
      { type: 'contacts', contacts: [{ first_name: 'Mali', last_name: 'Srisai' }] },
      [text('Mali Srisai')],
      [/Instagram has no contact cards/],
    ],
    [
      'no button can call: the number is in the text',
      choices([shop, call]),
      [text('Which one?\n\nShop: https://example.com/shop\nCall us: +15550100100')],
      [/written into the text/],
    ],
    [
      'options that ask do so on one of the routes',
      choices([{ id: 'p', title: 'Phone', asks: 'phone' }]),
      [choices([{ id: 'p', title: 'Phone', asks: 'phone' }])],
      [/With Instagram Login/],
    ],
    [
      'the text above buttons keeps to both limits',
      choices([shop], { text: `${'я'.repeat(600)} ${'ю'.repeat(620)}` }),
      [
        text('я'.repeat(500)),
        text('я'.repeat(100)),
        text('ю'.repeat(500)),
        choices([shop], { text: 'ю'.repeat(120) }),
      ],
      [/last one with the options/],
    ],
    [
      'the text above quick replies is split by its bytes',
      choices(options(2), { text: `${'я'.repeat(499)} ${'ю'.repeat(20)}` }),
      [text('я'.repeat(499)), choices(options(2), { text: 'ю'.repeat(20) })],
      [/last one with the options/],
    ],
    [
      'more than thirteen stand numbered in the text',
      choices([...options(13), { title: 'Phone', asks: 'phone' }]),
      [
        text(
          `Which one?\n\n${[...options(13), { title: 'Phone' }]
            .map(({ title }, n) => `${n + 1}. ${title}`)
            .join('\n')}`,
        ),
      ],
      [/Instagram shows at most 13 options/],
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
    ['type', { type: 'template', name: 'a', language: 'en' }],
    [
      'items[1].mime_type',
      { type: 'image', items: [{ url: picture }, { url: picture, mime_type: 'image/gif' }] },
    ],
    ['items[0].mime_type', { type: 'video', items: [{ url: film, mime_type: 'video/x-matroska' }] }],
    ['items[0].mime_type', { type: 'audio', items: [{ url: film, mime_type: 'audio/ogg; codecs=opus' }] }],
    ['items[0].mime_type', { type: 'file', items: [{ url: film, mime_type: 'application/zip' }] }],
    ['items[0].mime_type', { type: 'sticker', items: [{ url: picture, mime_type: 'image/webp' }] }],
    ['items[0].size', { type: 'image', items: [{ url: picture, size: 9_000_000 }] }],
    [
      'items[0].size',
      { type: 'file', items: [{ url: film, mime_type: 'application/pdf', size: 27_000_000 }] },
    ],
    ['items[0]', { type: 'image', items: [{}] }],
    ['items[0].url', { type: 'image', items: [{ url: 'ftp://example.com/a.jpg' }] }],
    ['sticker_id', { type: 'sticker', sticker_id: '7' }],
    ['options[0].asks', choices([{ title: 'Where', asks: 'location' }])],
    ['options[0].url', choices([{ title: 'Write', url: 'mailto:a@example.com' }])],
    ['cards[0].options[0].phone', cards(call)],
    ['cards[0].options', cards(...options(4))],
    ['contacts', { type: 'contacts', contacts: [{}] }],
    ['body', { type: 'native', body: { text: 'Hi' } }],
    ['products', { type: 'products', catalog_id: '1', products: [] }],
    [
      'products',
      { type: 'products', products: Array.from({ length: 11 }, (_, index) => ({ id: `${index}` })) },
    ],
  ];
  it.each(cases)('%s', (field, content) => {
    expect(send.fit(content)).toMatchObject({
      ok: false,
      field,
      reason: expect.any(String),
      fix: expect.any(String),
      page: expect.stringMatching(/^https:/),
    });
  });

  const native: [field: string, body: Record<string, unknown>][] = [
    ['body.tag', { messaging_type: 'MESSAGE_TAG', tag: 'CUSTOMER_FEEDBACK', message: { text: 'Hi' } }],
    ['body.messaging_type', { messaging_type: 'UTILITY', message: { text: 'Hi' } }],
    ['body.persona_id', { persona_id: '7', message: { text: 'Hi' } }],
    ['body.notification_type', { notification_type: 'NO_PUSH', message: { text: 'Hi' } }],
    ['body.message.text', { message: { text: 'ж'.repeat(501) } }],
    ['body.message.sticker_id', { message: { sticker_id: '369239263222822' } }],
    ['body.message.template', { message: { template: { name: 'a', language: { code: 'en' } } } }],
    [
      'body.message.attachments[1].payload',
      {
        message: {
          attachments: [
            { type: 'image', payload: { url: film } },
            { type: 'image', payload: {} },
          ],
        },
      },
    ],
    [
      'body.message.attachment.payload.buttons[0].type',
      {
        message: {
          attachment: {
            type: 'template',
            payload: {
              template_type: 'button',
              text: 'Call?',
              buttons: [{ type: 'phone_number', title: 'Call', payload: '+66810000001' }],
            },
          },
        },
      },
    ],
  ];
  const attachments = (count: number, type = 'image') =>
    Array.from({ length: count }, () => ({ type, payload: { url: film } }));
  const tapped = [{ content_type: 'text', title: 'A', payload: 'a' }];
  native.push(
    ['body.message.attachments', { message: { attachments: attachments(11) } }],
    ['body.message.attachments', { message: { attachments: [] } }],
    ['body.message.attachments[0].type', { message: { attachments: attachments(2, 'video') } }],
    [
      'body.message.quick_replies',
      { message: { attachment: { type: 'image', payload: { url: film } }, quick_replies: tapped } },
    ],
    ['body.message.attachment.payload.id', { message: { attachment: { type: 'MEDIA_SHARE' } } }],
    [
      'body.message.attachment.payload.id',
      { message: { attachment: { type: 'MEDIA_SHARE', payload: { id: 'https://a' } } } },
    ],
  );
  it.each(native)('%s of a native body', (field, body) => {
    expect(send.fit({ type: 'native', body })).toMatchObject({ ok: false, field });
  });

  it.each([
    { message: { attachment: { type: 'MEDIA_SHARE', payload: { id: '17900000000000001' } } } },
    { message: { attachment: { type: 'like_heart' } } },
    { message: { attachments: { type: 'image', payload: { url: film } } } },
    { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT', message: { text: 'ж'.repeat(500) } },
    { sender_action: 'react', payload: { message_id: 'mid.1', reaction: 'love' } },
  ])('takes %j', (body) => {
    expect(send.fit({ type: 'native', body })).toMatchObject({ ok: true, notes: [] });
  });

  it('names what would be taken', () => {
    const content: OutboundContent = { type: 'file', items: [{ url: film, mime_type: 'application/zip' }] };
    expect(send.fit(content)).toMatchObject({ fix: expect.stringContaining('application/pdf') });
  });
});

it('says of every kind of content what becomes of it', () => {
  const one: Record<keyof typeof abilities.content, OutboundContent> = {
    text: text('Hello'),
    image: { type: 'image', items: [{ url: picture }] },
    video: { type: 'video', items: [{ url: picture }] },
    audio: { type: 'audio', items: [{ url: picture }] },
    file: { type: 'file', items: [{ url: picture }] },
    sticker: { type: 'sticker', items: [{ url: picture }] },
    location: { type: 'location', latitude: 0, longitude: 0 },
    contacts: { type: 'contacts', contacts: [{ name: 'A' }] },
    choices: choices(options(1)),
    cards: { type: 'cards', cards: [{ title: 'A', text: 'a' }] },
    template: { type: 'template', name: 'a', language: 'en' },
    flow: { type: 'flow', text: 'Book', button: 'Book', flow_id: '1' },
    products: { type: 'products', catalog_id: '1', products: [{ id: 'sku-1' }] },
    reaction: { type: 'reaction', emoji: '👍', to: 'aWdf1' },
    native: { type: 'native', body: { message: { text: 'Hi' } } },
  };
  const found = Object.entries(one).map(([type, content]) => {
    const result = send.fit(content);
    if (!result.ok) return [type, 'refused'];
    return [type, result.parts[0]?.type === type ? 'native' : 'adapted'];
  });
  expect(Object.fromEntries(found)).toEqual(abilities.content);
});
