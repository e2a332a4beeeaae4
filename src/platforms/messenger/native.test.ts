import { describe, expect, it } from 'vitest';
import type { Fitted } from '../platform.ts';
import type { Json } from '../readers.ts';
import { send } from './send.ts';

const judged = (body: Json): Fitted => send.fit({ type: 'native', body });
const x = (count: number) => 'x'.repeat(count);
const many = (count: number, one: Json) => Array.from({ length: count }, () => one);
const url = 'https://shop.example/a.png';
const said = (message: Json, more: Json = {}): Json => ({ message, ...more });
const text = { text: 'Hi' };
const quick = (more: Json = {}) => ({ content_type: 'text', title: 'Yes', payload: 'YES', ...more });
const attached = (type: string, payload?: Json) => said({ attachment: { type, payload } });
const template = (template_type: string, payload: Json) =>
  attached('template', { template_type, ...payload });
const postback = (more: Json = {}) => ({ type: 'postback', title: 'Buy', payload: 'BUY', ...more });
const buttons = (...list: Json[]) => template('button', { text: 'Which?', buttons: list });
const card = (more: Json = {}) => ({ title: 'Lid', subtitle: 'Fits all', ...more });
const cards = (...elements: Json[]) => template('generic', { elements });
const picture = (more: Json = {}) => ({ media_type: 'image', attachment_id: '41', ...more });
const receipt = (more: Json = {}) =>
  template('receipt', {
    recipient_name: 'Ana Example',
    order_number: '4711',
    currency: 'CHF',
    payment_method: 'Cash',
    summary: { total_cost: 12.5 },
    ...more,
  });
const grid = (images: number, title = 'Lids') =>
  template('image_grid', { elements: [{ title, images: many(images, { url }) }] });
const utility = (more: Json = {}) =>
  said(
    { template: { name: 'order_ready', language: { code: 'en' }, ...more } },
    { messaging_type: 'UTILITY' },
  );
const tagged = (tag: string) => said(text, { messaging_type: 'MESSAGE_TAG', tag });

describe('what the reference documents', () => {
  const bodies: [what: string, body: Json][] = [
    ['text', said({ text: x(1999), metadata: 'order-1' }, { messaging_type: 'RESPONSE' })],
    ['an update without a sound', said(text, { messaging_type: 'UPDATE', notification_type: 'SILENT_PUSH' })],
    ['a persona', said(text, { persona_id: '7' })],
    ['a quote', said(text, { reply_to: { mid: 'm_1' } })],
    ['a thread that is passed on', said(text, { thread_control: { control_type: 'pass', app_id: 7 } })],
    ['a thread that is let go', said(text, { thread_control: { control_type: 'release' } })],
    ['the answer of a person', tagged('HUMAN_AGENT')],
    ['a tag alone', said(text, { tag: 'HUMAN_AGENT' })],
    [
      'a survey later',
      {
        ...template('customer_feedback', { title: 'How was it?' }),
        messaging_type: 'MESSAGE_TAG',
        tag: 'CUSTOMER_FEEDBACK',
      },
    ],
    ['quick replies', said({ ...text, quick_replies: many(13, quick({ title: x(20), payload: x(1000) })) })],
    [
      'quick replies that ask, below a picture',
      said({
        attachment: { type: 'image', payload: { url } },
        quick_replies: [{ content_type: 'user_phone_number' }, { content_type: 'user_email' }],
      }),
    ],
    ...['image', 'video', 'audio', 'file'].flatMap((type): [string, Json][] => [
      [`${type} by link`, attached(type, { url, is_reusable: true })],
      [`${type} by id`, attached(type, { attachment_id: '1857' })],
    ]),
    ['a sticker', said({ sticker_id: 369239263222822 })],
    [
      'buttons of all kinds',
      buttons(
        { type: 'web_url', title: 'Open', url, webview_height_ratio: 'tall' },
        { type: 'phone_number', title: 'Call', payload: '+15105551234' },
        { type: 'game_play', title: 'Play', payload: 'p' },
      ),
    ],
    ['buttons of accounts', buttons({ type: 'account_link', url }, { type: 'account_unlink' })],
    ['ten cards', cards(...many(10, card({ title: x(80), subtitle: x(80), buttons: many(3, postback()) })))],
    ['a card that opens', cards({ title: 'Lid', default_action: { type: 'web_url', url } })],
    [
      'a media template',
      template('media', { elements: [picture({ buttons: [postback()] })], sharable: true }),
    ],
    [
      'a media template of a post',
      template('media', {
        elements: [{ media_type: 'video', url: 'https://www.facebook.com/a/videos/1/' }],
      }),
    ],
    ['a receipt', receipt({ elements: many(100, { title: 'Lid', price: 1 }), address: { city: 'Bern' } })],
    ['products', template('product', { elements: many(10, { id: '77' }) })],
    ['a coupon', template('coupon', { title: x(80), subtitle: x(80), coupon_code: 'TEN' })],
    ['a grid of pictures', grid(6, x(45))],
    ['a request for an opt-in', template('notification_messages', { title: 'News', payload: 'news' })],
    ['an instant form', template('instant_form', { form_id: '7' })],
    [
      'an approved template',
      utility({
        components: [
          { type: 'body', parameters: [{ type: 'text', text: 'Ana', parameter_name: 'name' }] },
          { type: 'buttons', parameters: [{ type: 'POSTBACK', payload: 'TRACK' }] },
        ],
      }),
    ],
    ...['typing_on', 'typing_off', 'mark_seen'].map((sender_action): [string, Json] => [
      sender_action,
      { sender_action },
    ]),
    ['a reaction', { sender_action: 'react', payload: { message_id: 'm_1', reaction: '👍' } }],
    ['a reaction taken back', { sender_action: 'unreact', payload: { message_id: 'm_1' } }],
  ];
  it.each(bodies)('passes: %s', (_what, body) => {
    expect(judged(body)).toEqual({ ok: true, parts: [{ type: 'native', body }], notes: [] });
  });
});

it('lets pass what it does not know, and says so', () => {
  expect(judged(template('hologram', {}))).toMatchObject({
    ok: true,
    notes: [expect.stringContaining('hologram')],
  });
});

const inMessage = 'body.message';
const payload = `${inMessage}.attachment.payload`;
const characters = (most: number) => ({ most, unit: 'characters' });
const items = (most: number) => ({ most, unit: 'items' });

describe('what the reference rules out', () => {
  type Refused = [what: string, body: Json, field: string, page: RegExp, limit?: Json];
  const bodies: Refused[] = [
    ['nothing', { text: 'Hi' }, 'body', /send-api/],
    ['a message and a sign', said(text, { sender_action: 'typing_on' }), 'body', /send-api/],
    ['an unknown sign', { sender_action: 'wave' }, 'body.sender_action', /sender-actions/],
    ['a reaction to nothing', { sender_action: 'react' }, 'body.payload', /sender-actions/],
    [
      'a reaction without an emoji',
      { sender_action: 'react', payload: { message_id: 'm_1' } },
      'body.payload.reaction',
      /sender-actions/,
    ],
    [
      'an emoji that is taken back',
      { sender_action: 'unreact', payload: { message_id: 'm_1', reaction: '👍' } },
      'body.payload.reaction',
      /sender-actions/,
    ],
    ['an empty message', said({}), inMessage, /send-api/],
    [
      'a picture with a caption',
      said({ ...text, attachment: { type: 'image', payload: { url } } }),
      inMessage,
      /send-api/,
    ],
    ['a blank text', said({ text: ' ' }), `${inMessage}.text`, /send-api/],
    ['a long text', said({ text: x(2000) }), `${inMessage}.text`, /send-api/, characters(1999)],
    [
      'long metadata',
      said({ ...text, metadata: x(1000) }),
      `${inMessage}.metadata`,
      /send-api/,
      characters(999),
    ],
    ['quick replies alone', said({ quick_replies: [quick()] }), inMessage, /send-api/],
    [
      'fourteen quick replies',
      said({ ...text, quick_replies: many(14, quick()) }),
      `${inMessage}.quick_replies`,
      /quick-replies/,
      items(13),
    ],
    [
      'a quick reply with a long title',
      said({ ...text, quick_replies: [quick({ title: x(21) })] }),
      `${inMessage}.quick_replies[0].title`,
      /quick-replies/,
      characters(20),
    ],
    [
      'a quick reply with a long payload',
      said({ ...text, quick_replies: [quick({ payload: x(1001) })] }),
      `${inMessage}.quick_replies[0].payload`,
      /quick-replies/,
      characters(1000),
    ],
    [
      'a quick reply that asks for a place',
      said({ ...text, quick_replies: [{ content_type: 'location' }] }),
      `${inMessage}.quick_replies[0].content_type`,
      /quick-replies/,
    ],
    ['a file from nowhere', attached('file', {}), payload, /saving-assets/],
    ['a file without payload', attached('file'), payload, /saving-assets/],
    ['a file from two places', attached('file', { url, attachment_id: '1' }), payload, /saving-assets/],
    ['a file over ftp', attached('file', { url: 'ftp://a.example/b' }), `${payload}.url`, /saving-assets/],
    ['no button', buttons(), `${payload}.buttons`, /template\/button/, { least: 1, unit: 'items' }],
    ['four buttons', buttons(...many(4, postback())), `${payload}.buttons`, /template\/button/, items(3)],
    [
      'a long text above buttons',
      template('button', { text: x(641), buttons: [postback()] }),
      `${payload}.text`,
      /template\/button/,
      characters(640),
    ],
    [
      'a button with a long title',
      buttons(postback({ title: x(21) })),
      `${payload}.buttons[0].title`,
      /template\/button/,
      characters(20),
    ],
    [
      'a button without payload',
      buttons(postback({ payload: undefined })),
      `${payload}.buttons[0].payload`,
      /button/,
    ],
    [
      'a button of another height',
      buttons({ type: 'web_url', title: 'Open', url, webview_height_ratio: 'huge' }),
      `${payload}.buttons[0].webview_height_ratio`,
      /button/,
    ],
    [
      'a number without its country',
      buttons({ type: 'phone_number', title: 'Call', payload: '02 123' }),
      `${payload}.buttons[0].payload`,
      /button/,
    ],
    ['an unknown button', buttons({ type: 'sing', title: 'A' }), `${payload}.buttons[0].type`, /button/],
    ['eleven cards', cards(...many(11, card())), `${payload}.elements`, /template\/generic/, items(10)],
    ['a bare card', cards({ title: 'Lid' }), `${payload}.elements[0]`, /template\/generic/],
    [
      'a card with a long title',
      cards(card({ title: x(81) })),
      `${payload}.elements[0].title`,
      /template\/generic/,
      characters(80),
    ],
    [
      'a card that opens by a titled button',
      cards(card({ default_action: { type: 'web_url', url, title: 'Open' } })),
      `${payload}.elements[0].default_action.title`,
      /template\/generic/,
    ],
    [
      'two media',
      template('media', { elements: many(2, picture()) }),
      `${payload}.elements`,
      /media/,
      items(1),
    ],
    [
      'media from elsewhere',
      template('media', { elements: [{ media_type: 'image', url }] }),
      `${payload}.elements[0].url`,
      /template\/media/,
    ],
    [
      'a receipt without a sum',
      receipt({ summary: {} }),
      `${payload}.summary.total_cost`,
      /template\/receipt/,
    ],
    [
      'a receipt in no currency',
      receipt({ currency: undefined }),
      `${payload}.currency`,
      /template\/receipt/,
    ],
    [
      'a long receipt',
      receipt({ elements: many(101, { title: 'Lid' }) }),
      `${payload}.elements`,
      /template\/receipt/,
      items(100),
    ],
    [
      'eleven products',
      template('product', { elements: many(11, { id: '1' }) }),
      `${payload}.elements`,
      /template\/product/,
      items(10),
    ],
    ['a coupon of nothing', template('coupon', { title: 'Ten' }), payload, /template\/coupon/],
    [
      'a coupon with a long title',
      template('coupon', { title: x(81), coupon_code: 'TEN' }),
      `${payload}.title`,
      /template\/coupon/,
      characters(80),
    ],
    ['a grid of seven', grid(7), `${payload}.elements[0].images`, /template\/image_grid/, items(6)],
    ['a grid of one', grid(1), `${payload}.elements[0].images`, /image_grid/, { least: 2, unit: 'items' }],
    ['a grid with a long title', grid(2, x(46)), `${payload}.elements[0].title`, /grid/, characters(45)],
    [
      'a template without a language',
      utility({ language: undefined }),
      `${inMessage}.template.language`,
      /utility/,
    ],
    [
      'a parameter without its value',
      utility({ components: [{ type: 'body', parameters: [{ type: 'text' }] }] }),
      `${inMessage}.template.components[0].parameters[0].text`,
      /utility/,
    ],
    ['another messaging type', said(text, { messaging_type: 'NEWS' }), 'body.messaging_type', /send-api/],
    ['a tag that is not named', said(text, { messaging_type: 'MESSAGE_TAG' }), 'body.tag', /message-tags/],
    [
      'a tag beside another type',
      said(text, { messaging_type: 'UPDATE', tag: 'HUMAN_AGENT' }),
      'body.messaging_type',
      /message-tags/,
    ],
    ['a survey that is none', tagged('CUSTOMER_FEEDBACK'), 'body.tag', /message-tags/],
    [
      'UTILITY without a template',
      said(text, { messaging_type: 'UTILITY' }),
      `${inMessage}.template`,
      /utility/,
    ],
    ['another loudness', said(text, { notification_type: 'LOUD' }), 'body.notification_type', /send-api/],
    ['a quote of nothing', said(text, { reply_to: {} }), 'body.reply_to.mid', /send-api/],
    [
      'a thread for nobody',
      said(text, { thread_control: { control_type: 'pass' } }),
      'body.thread_control.app_id',
      /send-api/,
    ],
  ];
  it.each(bodies)('refuses: %s', (_what, body, field, page, limit) => {
    const result = judged(body);
    expect(result).toMatchObject({
      ok: false,
      field,
      page: expect.stringMatching(page),
      reason: expect.stringMatching(/\.$/),
    });
    expect(result).toMatchObject(limit === undefined ? {} : { limit });
  });

  it.each(['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE'])(
    'the tag %s, which was removed, and names what replaces it',
    (tag) => {
      expect(judged(tagged(tag))).toMatchObject({
        ok: false,
        field: 'body.tag',
        reason: 'body.tag was removed by Meta on 27 April 2026.',
        fix: expect.stringMatching(/utility template.*marketing message.*HUMAN_AGENT/),
      });
    },
  );

  it.each(['SHIPPING_UPDATE', 'PAIRING_UPDATE'])('the tag %s, which has long gone', (tag) => {
    expect(judged(tagged(tag))).toMatchObject({
      field: 'body.tag',
      reason: 'body.tag is no tag that Meta takes.',
      fix: expect.stringMatching(/utility template/),
    });
  });
});
