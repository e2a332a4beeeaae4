import type { messagingApi } from '@line/bot-sdk';
import { describe, expect, it } from 'vitest';
import type { ContentOf, Option } from '../../conversations/content.ts';
import { messageObject } from './message-objects.ts';
import { send } from './send.ts';

function messagesOf(content: ContentOf<'choices'>): unknown[] {
  const fitted = send.fit(content);
  if (!fitted.ok) throw new Error(fitted.reason);
  return fitted.parts.map((part) => messageObject({ content: part }, { kind: 'direct' }));
}

function notesOf(content: ContentOf<'choices'>): string {
  const fitted = send.fit(content);
  return fitted.ok ? fitted.notes.join('\n') : fitted.reason;
}

/** Choices between the first `count` letters. */
function choices(count: number, more: Partial<ContentOf<'choices'>> = {}): ContentOf<'choices'> {
  return { type: 'choices', text: 'Which?', options: options(count), ...more };
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

function buttons(
  text: string,
  actions: messagingApi.Action[],
  title?: string,
  altText = title === undefined ? text : `${title}\n${text}`,
): messagingApi.Message {
  return { type: 'template', altText, template: { type: 'buttons', text, actions, ...(title && { title }) } };
}

function quickReplies(text: string, actions: messagingApi.Action[]): messagingApi.Message {
  return { type: 'text', text, quickReply: { items: actions.map((action) => ({ type: 'action', action })) } };
}

describe('choices', () => {
  const family = '👨‍👩‍👧‍👦';
  const cases: { name: string; content: ContentOf<'choices'>; messages: messagingApi.Message[] }[] = [
    { name: 'four options are buttons', content: choices(4), messages: [buttons('Which?', taps(4))] },
    { name: 'five are quick replies', content: choices(5), messages: [quickReplies('Which?', taps(5))] },
    {
      name: 'a header is the title',
      content: choices(2, { header: 'Size' }),
      messages: [buttons('Which?', taps(2), 'Size')],
    },
    {
      name: 'a header above a longer text becomes part of it',
      content: choices(2, { header: 'Size', text: 'x'.repeat(61) }),
      messages: [buttons(`Size\n\n${'x'.repeat(61)}`, taps(2))],
    },
    {
      name: 'a header too long for a title becomes part of the text',
      content: choices(2, { header: 'y'.repeat(41) }),
      messages: [buttons(`${'y'.repeat(41)}\n\nWhich?`, taps(2))],
    },
    {
      name: '160 characters still fit above buttons, however many code units they have',
      content: choices(1, { text: family.repeat(160) }),
      // The text that stands for the template has a limit in code units.
      messages: [buttons(family.repeat(160), taps(1), undefined, `${family.repeat(136)}…`)],
    },
    {
      name: '161 do not',
      content: choices(1, { text: 'x'.repeat(161) }),
      messages: [quickReplies('x'.repeat(161), taps(1))],
    },
    {
      name: 'descriptions and footer are text',
      content: choices(0, {
        footer: 'Until Friday',
        options: [
          { id: 'a', title: 'A', description: 'the first', section: 'One' },
          { id: 'b', title: 'B' },
        ],
      }),
      messages: [buttons('Which?\n\nA: the first\n\nUntil Friday', taps(2))],
    },
    {
      name: 'links, calls, questions',
      content: choices(0, {
        options: [
          { title: 'Site', url: 'https://example.com/ก' },
          { title: 'Call', phone: '+66 (2) 123-4567' },
          { id: 'when', title: 'Day', asks: 'datetime' },
          { id: 'mail', title: 'E-mail', asks: 'email' },
        ],
      }),
      messages: [
        buttons('Which?', [
          { type: 'uri', label: 'Site', uri: 'https://example.com/%E0%B8%81' },
          { type: 'uri', label: 'Call', uri: 'tel:+6621234567' },
          { type: 'datetimepicker', label: 'Day', data: 'when', mode: 'datetime' },
          {
            type: 'postback',
            label: 'E-mail',
            data: 'mail',
            displayText: 'E-mail',
            inputOption: 'openKeyboard',
          },
        ]),
      ],
    },
    {
      name: 'asking for a location is a quick reply',
      content: choices(0, { options: [{ title: 'Here', asks: 'location' }] }),
      messages: [quickReplies('Which?', [{ type: 'location', label: 'Here' }])],
    },
    {
      name: 'a title is shortened on the button and whole in the chat; without an id it is the answer',
      content: choices(0, { options: [{ title: `${family.repeat(20)}!` }] }),
      messages: [
        buttons('Which?', [
          {
            type: 'postback',
            label: `${family.repeat(19)}…`,
            data: `${family.repeat(20)}!`,
            displayText: `${family.repeat(20)}!`,
          },
        ]),
      ],
    },
    {
      name: 'a text of several messages has the options below the last',
      content: choices(5, { header: 'Terms', text: `${'x'.repeat(4990)}. Agreed?` }),
      messages: [{ type: 'text', text: `Terms\n\n${'x'.repeat(4990)}.` }, quickReplies('Agreed?', taps(5))],
    },
  ];

  it.each(cases)('$name', ({ content, messages }) => expect(messagesOf(content)).toEqual(messages));

  it.each([
    {
      name: '14 options',
      content: choices(14),
      field: 'options',
      limit: { most: 13, unit: 'options' },
    },
    {
      name: 'a scheme LINE does not open',
      content: choices(0, { options: [{ title: 'A' }, { title: 'B', url: 'javascript:alert(1)' }] }),
      field: 'options[1].url',
    },
    {
      name: 'a long link',
      content: choices(0, { options: [{ title: 'A', url: `https://example.com/${'x'.repeat(1000)}` }] }),
      field: 'options[0].url',
      limit: { most: 1000, unit: 'characters' },
    },
    {
      name: 'no number',
      content: choices(0, { options: [{ title: 'A', phone: 'office' }] }),
      field: 'options[0].phone',
    },
    {
      name: 'a long id',
      content: choices(0, { options: [{ title: 'A', id: 'x'.repeat(301) }] }),
      field: 'options[0].id',
      limit: { most: 300, unit: 'characters' },
    },
  ])('refuses $name', ({ content, field, limit }) => {
    const page = expect.stringMatching(/^https:/);
    expect(send.fit(content)).toMatchObject({ ok: false, field, page, ...(limit && { limit }) });
  });

  it.each([
    { name: 'nothing for plain buttons', content: choices(4), note: /^$/ },
    { name: 'that quick replies disappear', content: choices(5), note: /disappear/ },
    {
      name: 'long titles',
      content: choices(0, { options: [{ title: 'x'.repeat(21) }] }),
      note: /20 characters/,
    },
    { name: 'sections', content: choices(0, { options: [{ title: 'A', section: 'B' }] }), note: /sections/ },
    {
      name: 'the keyboard',
      content: choices(0, { options: [{ title: 'A', asks: 'phone' }] }),
      note: /keyboard/,
    },
  ])('notes $name', ({ content, note }) => expect(notesOf(content)).toMatch(note));
});
