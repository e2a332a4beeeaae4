import type { messagingApi } from '@line/bot-sdk';
import { describe, expect, it } from 'vitest';
import type { ContentOf, Option } from '../../conversations/content.ts';
import { messageObject } from './message-objects.ts';
import { send } from './send.ts';

function messagesOf(content: ContentOf<'cards'>): unknown[] {
  const fitted = send.fit(content);
  if (!fitted.ok) throw new Error(fitted.reason);
  return fitted.parts.map((part) => messageObject({ content: part }, { kind: 'direct' }));
}

function notesOf(content: ContentOf<'cards'>): string {
  const fitted = send.fit(content);
  return fitted.ok ? fitted.notes.join('\n') : fitted.reason;
}

function options(count: number): Option[] {
  return [...'abcdefghijklmnopq']
    .slice(0, count)
    .map((letter) => ({ id: letter, title: letter.toUpperCase() }));
}

function taps(count: number): messagingApi.Action[] {
  return options(count).map(({ id = '', title }) => ({
    type: 'postback',
    label: title,
    data: id,
    displayText: title,
  }));
}

describe('cards', () => {
  const image_url = 'https://media.example.com/card.jpg';
  const carousel = (altText: string, columns: messagingApi.CarouselColumn[]): messagingApi.Message => ({
    type: 'template',
    altText,
    template: { type: 'carousel', columns },
  });
  const cases: {
    name: string;
    content: ContentOf<'cards'>;
    messages: messagingApi.Message[];
    note: RegExp;
  }[] = [
    {
      name: 'equal cards',
      content: {
        type: 'cards',
        cards: [
          { title: 'Tea', text: 'Green', image_url, options: options(2) },
          { title: 'Coffee', text: 'Black', image_url, options: options(2) },
        ],
      },
      messages: [
        carousel('Tea\nCoffee', [
          { thumbnailImageUrl: image_url, title: 'Tea', text: 'Green', actions: taps(2) },
          { thumbnailImageUrl: image_url, title: 'Coffee', text: 'Black', actions: taps(2) },
        ]),
      ],
      note: /^$/,
    },
    {
      name: 'titles alone stand in the place of the text',
      content: { type: 'cards', cards: [{ title: 'x'.repeat(121), options: options(1) }] },
      messages: [carousel(`${'x'.repeat(119)}…`, [{ text: `${'x'.repeat(119)}…`, actions: taps(1) }])],
      note: /shortened/,
    },
    {
      name: 'unequal cards are made alike',
      content: {
        type: 'cards',
        cards: [
          { title: 'Tea', text: 'Green', image_url, options: options(2) },
          { title: 'Coffee', options: options(1) },
          { title: 'Water', text: 'y'.repeat(61) },
        ],
      },
      messages: [
        carousel('Tea\nCoffee\nWater', [
          { title: 'Tea', text: 'Green', actions: taps(2) },
          { title: 'Coffee', text: 'Coffee', actions: [...taps(1), ...taps(1)] },
          {
            title: 'Water',
            text: `${'y'.repeat(59)}…`,
            actions: Array<messagingApi.Action>(2).fill({
              type: 'postback',
              label: 'Water',
              data: 'Water',
              displayText: 'Water',
            }),
          },
        ]),
      ],
      note: /pictures.*\n.*equally many.*\n.*shortened/,
    },
    {
      name: 'more than ten go into a further message',
      content: {
        type: 'cards',
        cards: Array.from({ length: 11 }, (_, index) => ({ title: `${index}`, options: options(1) })),
      },
      messages: [
        carousel(
          '0\n1\n2\n3\n4\n5\n6\n7\n8\n9',
          Array.from({ length: 10 }, (_, index) => ({ text: `${index}`, actions: taps(1) })),
        ),
        carousel('10', [{ text: '10', actions: taps(1) }]),
      ],
      note: /10 cards/,
    },
  ];

  it.each(cases)('$name', ({ content, messages, note }) => {
    expect(messagesOf(content)).toEqual(messages);
    expect(notesOf(content)).toMatch(note);
  });

  it.each([
    {
      name: 'four options',
      card: { title: 'A', options: options(4) },
      field: 'cards[0].options',
      limit: { most: 3, unit: 'options' },
    },
    {
      name: 'asking for a location',
      card: { title: 'A', options: [{ title: 'B', asks: 'location' as const }] },
      field: 'cards[0].options[0].asks',
    },
    {
      name: 'an http picture',
      card: { title: 'A', image_url: 'http://example.com/' },
      field: 'cards[0].image_url',
    },
    {
      name: 'a scheme LINE does not open',
      card: { title: 'A', options: [{ title: 'B', url: 'ftp://example.com/' }] },
      field: 'cards[0].options[0].url',
    },
  ])('refuses $name', ({ card, field, limit }) => {
    const page = expect.stringMatching(/^https:/);
    const refusal = { ok: false, field, page, ...(limit && { limit }) };
    expect(send.fit({ type: 'cards', cards: [card] })).toMatchObject(refusal);
  });
});
