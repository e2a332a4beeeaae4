import type { messagingApi } from '@line/bot-sdk';
import { describe, expect, it } from 'vitest';
import type { OutboundContent } from '../../conversations/content.ts';
import type { Thread } from '../item.ts';
import { line } from './index.ts';

/** What is sent for a content: fitted, then prepared as pushes. Each call takes what `fit` promised. */
function messagesOf(content: OutboundContent, thread: Thread = { kind: 'direct' }): unknown[] {
  const fitted = line.send.fit(content);
  if (!fitted.ok) throw new Error(fitted.reason);
  return fitted.parts.flatMap((part) => {
    const { request } = line.send.prepare({
      credentials: { channel_secret: 's', channel_access_token: 't' },
      settings: {},
      external_id: null,
      recipient: { thread, identities: [{ kind: 'user', value: 'U1' }] },
      parts: [{ content: part }],
      attempt_id: '019bd7a2-0000-7000-8000-000000000000',
    });
    // `prepare` writes every body of a push with a list of messages.
    return (request.body as { messages: unknown[] }).messages;
  });
}

function notesOf(content: OutboundContent): string {
  const fitted = line.send.fit(content);
  return fitted.ok ? fitted.notes.join('\n') : fitted.reason;
}

const url = 'https://media.example.com/a';
const preview = 'https://media.example.com/a-small.jpg';

interface Shown {
  name: string;
  content: OutboundContent;
  /** Typed by LINE's own SDK, so that a body of a wrong shape does not compile. */
  messages: messagingApi.Message[];
  note?: RegExp;
}

describe('texts, media and places', () => {
  const cases: Shown[] = [
    {
      name: 'a text',
      content: { type: 'text', text: 'Hello {you}' },
      messages: [{ type: 'text', text: 'Hello {you}' }],
    },
    {
      name: 'a picture with caption',
      content: { type: 'image', items: [{ url, preview_url: preview }], text: 'Look' },
      messages: [
        { type: 'image', originalContentUrl: url, previewImageUrl: preview },
        { type: 'text', text: 'Look' },
      ],
    },
    {
      name: 'two pictures without previews',
      content: { type: 'image', items: [{ url: `${url}/1` }, { url: `${url}/2`, size: 1_000_000 }] },
      messages: [
        { type: 'image', originalContentUrl: `${url}/1`, previewImageUrl: `${url}/1` },
        { type: 'image', originalContentUrl: `${url}/2`, previewImageUrl: `${url}/2` },
      ],
    },
    {
      name: 'an address that is not percent-encoded',
      content: { type: 'image', items: [{ url: 'https://example.com/รูป.jpg' }] },
      messages: [
        {
          type: 'image',
          originalContentUrl: 'https://example.com/%E0%B8%A3%E0%B8%B9%E0%B8%9B.jpg',
          previewImageUrl: 'https://example.com/%E0%B8%A3%E0%B8%B9%E0%B8%9B.jpg',
        },
      ],
    },
    {
      name: 'a picture LINE cannot show',
      content: { type: 'image', items: [{ url, mime_type: 'image/webp' }], text: 'Look' },
      messages: [{ type: 'text', text: `Look\n\n${url}` }],
      note: /image\/webp/,
    },
    {
      name: 'a video',
      content: { type: 'video', items: [{ url, preview_url: preview, mime_type: 'video/mp4' }] },
      messages: [{ type: 'video', originalContentUrl: url, previewImageUrl: preview }],
    },
    {
      name: 'a video without preview',
      content: { type: 'video', items: [{ url, file_name: 'tour.mp4' }] },
      messages: [{ type: 'text', text: `tour.mp4\n${url}` }],
      note: /preview_url/,
    },
    {
      name: 'a video that is too large',
      content: { type: 'video', items: [{ url, preview_url: preview, size: 200_000_001 }] },
      messages: [{ type: 'text', text: url }],
      note: /200 MB/,
    },
    {
      name: 'a sound',
      content: { type: 'audio', items: [{ url, duration_ms: 1500, mime_type: 'audio/mpeg; codecs=mp3' }] },
      messages: [{ type: 'audio', originalContentUrl: url, duration: 1500 }],
    },
    {
      name: 'a sound of unknown length',
      content: { type: 'audio', items: [{ url }] },
      messages: [{ type: 'audio', originalContentUrl: url, duration: 60_000 }],
      note: /one minute/,
    },
    {
      name: 'files',
      content: {
        type: 'file',
        items: [{ url: `${url}/1`, file_name: 'a.pdf' }, { url: `${url}/2` }],
        text: 'Both',
      },
      messages: [{ type: 'text', text: `Both\n\na.pdf\n${url}/1\n\n${url}/2` }],
      note: /no file messages/,
    },
    {
      name: 'a sticker of LINE',
      content: { type: 'sticker', package_id: '446', sticker_id: '1988' },
      messages: [{ type: 'sticker', packageId: '446', stickerId: '1988' }],
    },
    {
      name: 'any other sticker',
      content: { type: 'sticker', items: [{ url }] },
      messages: [{ type: 'image', originalContentUrl: url, previewImageUrl: url }],
      note: /as a picture/,
    },
    {
      name: 'a place',
      content: { type: 'location', latitude: 13.7, longitude: 100.5, name: 'Cafe', address: 'Silom' },
      messages: [{ type: 'location', title: 'Cafe', address: 'Silom', latitude: 13.7, longitude: 100.5 }],
    },
    {
      name: 'a place with a name only',
      content: { type: 'location', latitude: 13.7, longitude: 100.5, name: 'x'.repeat(101) },
      messages: [
        {
          type: 'location',
          title: `${'x'.repeat(99)}…`,
          address: `${'x'.repeat(99)}…`,
          latitude: 13.7,
          longitude: 100.5,
        },
      ],
      note: /shortened/,
    },
    {
      name: 'mere coordinates',
      content: { type: 'location', latitude: 13.7, longitude: 100.5 },
      messages: [
        { type: 'location', title: '13.7, 100.5', address: '13.7, 100.5', latitude: 13.7, longitude: 100.5 },
      ],
    },
    {
      name: 'contacts',
      content: {
        type: 'contacts',
        contacts: [
          {
            first_name: 'Mina',
            last_name: 'Sato',
            title: 'Host',
            organisation: 'Parley Cafe',
            phones: [{ phone: '+66 2 123 4567' }],
            emails: [{ email: 'mina@example.com' }],
            addresses: [{ street: '1 Silom Road', city: 'Bangkok', type: 7 }],
          },
          { name: 'Tom' },
        ],
      },
      messages: [
        {
          type: 'text',
          text: 'Mina Sato\nHost, Parley Cafe\n+66 2 123 4567\nmina@example.com\n1 Silom Road, Bangkok\n\nTom',
        },
      ],
      note: /no contact cards/,
    },
    {
      name: 'one native message',
      content: { type: 'native', body: { type: 'coupon', couponId: 'C1' } },
      messages: [{ type: 'coupon', couponId: 'C1' }],
    },
    {
      name: 'several native messages',
      content: {
        type: 'native',
        body: {
          messages: [
            { type: 'text', text: 'a' },
            { type: 'flex', altText: 'b', contents: { type: 'bubble' } },
          ],
        },
      },
      messages: [
        { type: 'text', text: 'a' },
        { type: 'flex', altText: 'b', contents: { type: 'bubble' } },
      ],
    },
  ];

  it.each(cases)('$name', ({ content, messages, note }) => {
    expect(messagesOf(content)).toEqual(messages);
    expect(notesOf(content)).toMatch(note ?? /^$/);
  });
});

describe('mentions and emojis', () => {
  const text: OutboundContent = {
    type: 'text',
    text: '@Mina {1} $ @all',
    entities: [
      { type: 'mention', offset: 12, length: 4, target: 'all' },
      { type: 'mention', offset: 0, length: 5, user_id: 'U2' },
      { type: 'emoji', offset: 10, length: 1, emoji_id: 'p1/004' },
      { type: 'link', offset: 6, length: 3, url },
    ],
  };

  it('become substitutions in a group', () => {
    const expected: messagingApi.Message[] = [
      {
        type: 'textV2',
        text: '{mention1} {{1}} {emoji1} {mention2}',
        substitution: {
          mention1: { type: 'mention', mentionee: { type: 'user', userId: 'U2' } },
          emoji1: { type: 'emoji', productId: 'p1', emojiId: '004' },
          mention2: { type: 'mention', mentionee: { type: 'all' } },
        },
      },
    ];
    expect(messagesOf(text, { kind: 'group', id: 'C1' })).toEqual(expected);
  });

  it('stay text where LINE knows no mentions', () => {
    const expected: messagingApi.Message[] = [
      {
        type: 'textV2',
        text: '@Mina {{1}} {emoji1} @all',
        substitution: { emoji1: { type: 'emoji', productId: 'p1', emojiId: '004' } },
      },
    ];
    expect(messagesOf(text)).toEqual(expected);
    const { entities: _, ...plain } = text;
    expect(messagesOf({ ...text, entities: text.entities?.slice(0, 2) })).toEqual([plain]);
  });
});

interface Refused {
  name: string;
  content: OutboundContent;
  field: string;
}

describe('refusals', () => {
  const cases: Refused[] = [
    { name: 'a blank text', content: { type: 'text', text: ' \n' }, field: 'text' },
    { name: 'a reaction', content: { type: 'reaction', emoji: '👍', to: '1' }, field: 'type' },
    { name: 'a template', content: { type: 'template', name: 'a', language: 'en' }, field: 'type' },
    {
      name: 'http',
      content: { type: 'image', items: [{ url }, { url: 'http://example.com/a.jpg' }] },
      field: 'items[1].url',
    },
    {
      name: 'an http preview',
      content: { type: 'video', items: [{ url, preview_url: 'http://example.com/a.jpg' }] },
      field: 'items[0].preview_url',
    },
    {
      name: 'a picture that is too large to be its own preview',
      content: { type: 'image', items: [{ url, size: 1_000_001 }] },
      field: 'items[0].preview_url',
    },
    {
      name: 'a very long address',
      content: { type: 'file', items: [{ url: `${url}?${'x'.repeat(2000)}` }] },
      field: 'items[0].url',
    },
    {
      name: 'media without address',
      content: { type: 'audio', items: [{ media_id: 'm1' }] },
      field: 'items[0].url',
    },
    { name: 'a sticker of nobody', content: { type: 'sticker', text: 'hi' }, field: 'package_id' },
    { name: 'empty contacts', content: { type: 'contacts', contacts: [{}] }, field: 'contacts' },
    { name: 'a native body without type', content: { type: 'native', body: { text: 'a' } }, field: 'body' },
    {
      name: 'a native list with one bad entry',
      content: { type: 'native', body: { messages: [{ type: 'text', text: 'a' }, 'b'] } },
      field: 'body',
    },
    {
      name: 'a native list with settings that would be lost',
      content: { type: 'native', body: { to: 'U2', messages: [{ type: 'text', text: 'a' }] } },
      field: 'body',
    },
    {
      name: 'an empty native list',
      content: { type: 'native', body: { messages: [] } },
      field: 'body.messages',
    },
  ];

  it.each(cases)('$name: $field', ({ content, field }) => {
    expect(line.send.fit(content)).toMatchObject({
      ok: false,
      field,
      reason: expect.stringMatching(/\.$/),
      fix: expect.stringMatching(/\.$/),
      page: expect.stringMatching(/^https:\/\/developers\.line\.biz\//),
    });
  });
});

it('says for every content type whether it is sent, and keeps to it', () => {
  for (const [type, ability] of Object.entries(line.abilities.content)) {
    const sample = samples.find((content) => content.type === type);
    expect(sample, type).toBeDefined();
    if (sample) expect(line.send.fit(sample).ok, type).toBe(ability !== 'refused');
  }
});

const samples: OutboundContent[] = [
  { type: 'text', text: 'a' },
  { type: 'image', items: [{ url }] },
  { type: 'video', items: [{ url }] },
  { type: 'audio', items: [{ url }] },
  { type: 'file', items: [{ url }] },
  { type: 'sticker', package_id: '1', sticker_id: '2' },
  { type: 'location', latitude: 0, longitude: 0 },
  { type: 'contacts', contacts: [{ name: 'a' }] },
  { type: 'choices', text: 'a', options: [{ title: 'b' }] },
  { type: 'cards', cards: [{ title: 'a' }] },
  { type: 'template', name: 'a', language: 'en' },
  { type: 'reaction', emoji: null, to: '1' },
  { type: 'flow', text: 'Book', button: 'Book', flow_id: '1' },
  { type: 'products', catalog_id: '1', products: [{ id: 'sku-1' }] },
  { type: 'native', body: { type: 'text', text: 'a' } },
];
