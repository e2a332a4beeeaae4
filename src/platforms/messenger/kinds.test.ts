import { describe, expect, it } from 'vitest';
import type { InboundItem } from '../item.ts';
import { parse } from './webhook.ts';

type Json = Record<string, unknown>;

const page = '110000000000001';
const ana = { identities: [{ kind: 'psid', value: '24000000000000001' }] };
const from = { id: '24000000000000002', name: 'Ben Example' };

const body = (entry: Json) => ({ object: 'page', entry: [{ id: page, time: 1790000000000, ...entry }] });
const item = (fields: Json): Json => ({
  sender: { id: '24000000000000001' },
  recipient: { id: page },
  timestamp: 1790000000000,
  ...fields,
});
const said = (fields: Json) => body({ messaging: [item(fields)] });
const changed = (field: string, value: Json) => body({ changes: [{ field, value }] });
const feed = (value: Json) => changed('feed', { created_time: 1790000000, from, ...value });

function itemsOf(payload: unknown): InboundItem[] {
  const { items, problems } = parse(payload);
  expect(problems).toEqual([]);
  return items;
}

const marketing = { type: 'notification_messages', notification_messages_token: '12345', payload: 'news' };

const events: [what: string, payload: unknown, ...expected: Json[]][] = [
  [
    'an agreement to marketing messages',
    said({ optin: marketing }),
    { kind: 'notice', event: 'optin.received', person: ana, marketing: 'wanted', data: marketing },
  ],
  [
    'enough of them',
    said({ optin: { ...marketing, notification_messages_status: 'STOP NOTIFICATIONS' } }),
    { event: 'contact.changed', person: ana, marketing: 'stopped', data: { payload: 'news' } },
  ],
  [
    'a wish to have them again',
    said({ optin: { ...marketing, notification_messages_status: 'RESUME NOTIFICATIONS' } }),
    { event: 'contact.changed', marketing: 'wanted' },
  ],
  [
    'enough, said by nobody',
    said({ sender: undefined, optin: { ...marketing, notification_messages_status: 'Stop Notifications' } }),
    { event: 'contact.changed', marketing: 'stopped' },
  ],
  ['an opt-out', said({ optout: { payload: 'news' } }), { event: 'contact.changed', marketing: 'stopped' }],
  [
    'a one-time permission',
    said({ optin: { type: 'one_time_notif_req', payload: 'p', one_time_notif_token: 't' } }),
    { event: 'optin.received', data: { one_time_notif_token: 't' } },
  ],
  [
    'a first message that was taken, in a word',
    said({ message_request: 'accept' }),
    { event: 'optin.received', data: { type: 'message_request', value: 'accept' } },
  ],
  [
    'a form of the chat',
    said({ messaging_customer_information: { screens: [{ screen_id: 'address' }] } }),
    { event: 'lead.received', person: ana, data: { screens: [{ screen_id: 'address' }] } },
  ],
  [
    'a coupon',
    said({ template: { payload: 'SPRING' } }),
    { event: 'coupon.received', data: { payload: 'SPRING' } },
  ],
  ...['payment', 'checkout_update', 'pre_checkout'].map((change): [string, unknown, Json] => [
    `the retired ${change}`,
    said({ [change]: { payload: 'order-1', shipping_address: { id: 10105655000959552 } } }),
    { event: 'payment.changed', data: { change, payload: 'order-1' } },
  ]),
  [
    'an item in the place of an entry',
    body(item({ message: { mid: 'm_flat', text: 'Flat' } })),
    { kind: 'message', account: page, person: ana, content: { type: 'text', text: 'Flat' } },
  ],
  [
    'an echo whose sides are swapped',
    said({ message: { mid: 'm_echo', text: 'Ours', is_echo: true } }),
    { kind: 'message', direction: 'out', account: page, person: ana },
  ],
  [
    'an empty fallback beside nothing',
    said({ message: { mid: 'm_1', attachments: [{ type: 'fallback', payload: null }] } }),
    { content: { type: 'share', kind: 'fallback', url: null } },
  ],
  [
    'what our own side has read',
    said({ sender: { id: page }, recipient: { id: '1' }, read: { watermark: 1 } }),
  ],
  ['a text that nobody says', body({ messaging: [{ message: 'TEST_MESSAGE' }] })],
  ['the name of a page', body({ changes: [{ field: 'messages', value: { page_id: page } }] })],
  [
    'a comment',
    feed({ item: 'comment', verb: 'add', comment_id: '22_33', message: 'How much?' }),
    { event: 'comment.received', key: 'comment:22_33:add:1790000000', data: { text: 'How much?', from } },
  ],
  ...['edited', 'remove', 'hide', 'unhide'].map((verb): [string, unknown, Json] => [
    `a comment: ${verb}`,
    feed({ item: 'comment', verb, comment_id: '22_33', message: 'How much now?' }),
    { event: 'comment.changed', data: { verb, comment_id: '22_33', text: 'How much now?', from } },
  ]),
  [
    'the page’s own comment',
    feed({ item: 'comment', verb: 'add', comment_id: '22_34', from: { id: page, name: 'Parley Bicycles' } }),
  ],
  ...['post', 'status', 'photo', 'video', 'share'].map((kind): [string, unknown, Json] => [
    `a visitor’s ${kind}`,
    feed({ item: kind, verb: 'add', post_id: `${page}_23`, message: 'Look' }),
    { event: 'post.received', data: { item: kind, post_id: `${page}_23`, text: 'Look', from } },
  ]),
  [
    'the page’s own post',
    feed({ item: 'status', verb: 'add', post_id: `${page}_24`, from: { id: page } }),
    { event: 'feed.changed' },
  ],
  [
    'a post that was edited',
    feed({ item: 'status', verb: 'edited', post_id: `${page}_24` }),
    { event: 'feed.changed', data: { verb: 'edited' } },
  ],
  [
    'a reaction to a post',
    feed({ item: 'reaction', verb: 'remove', reaction_type: 'love', post_id: `${page}_24` }),
    { event: 'feed.changed', data: { item: 'reaction', reaction_type: 'love' } },
  ],
  [
    'a label',
    changed('inbox_labels', { action: 'add', user: { id: '24000000000000001' }, label: { id: 7 } }),
    { event: 'contact.changed', person: ana, data: { field: 'inbox_labels', label: { id: '7' } } },
  ],
  ['a warning', changed('messaging_integrity', { status: 'low' }), { event: 'account.alerted' }],
];

describe('every kind', () => {
  it.each(events)('is an event of its own: %s', (_what, payload, ...expected) => {
    const items = itemsOf(payload);
    expect(items).toHaveLength(expected.length);
    expect(items).toMatchObject(expected);
    // Said again it has the same key.
    expect(itemsOf(payload).map(({ key }) => key)).toEqual(items.map(({ key }) => key));
  });
});
