import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MessagingStage, startMessagingStage } from '../../../test/messaging-stage.ts';
import { at } from '../../../test/simulator-stage.ts';

type Json = Record<string, unknown>;

let stage: MessagingStage;
beforeAll(async () => {
  stage = await startMessagingStage({
    page: { utility_templates: [{ name: 'shipped', language: 'en_US' }] },
  });
  await stage.page.say({ type: 'text', text: 'Hi' });
});
afterAll(() => stage.stop());

const x = (count: number) => 'x'.repeat(count);
const text = { text: 'a' };
const url = 'https://shop.example/a.png';
const image = { attachment: { type: 'image', payload: { url } } };
const template = (payload: Json) => ({ attachment: { type: 'template', payload } });
const postback = (title: string, payload = 'A') => ({ type: 'postback', title, payload });
const link = { type: 'web_url', title: 'Go', url: 'https://shop.example' };
const card = (more: Json) => ({ title: 'Hat', ...more });
const generic = (...elements: Json[]) => template({ template_type: 'generic', elements });
const buttons = (list: Json[], words = 'Choose') =>
  template({ template_type: 'button', text: words, buttons: list });
const media = (element: Json) => template({ template_type: 'media', elements: [element] });
const receipt = (more: Json) =>
  template({
    ...{ template_type: 'receipt', recipient_name: 'Ada', order_number: '1', currency: 'USD' },
    ...{ payment_method: 'Visa', summary: { total_cost: 5 }, ...more },
  });
const quick = (more: Json = {}) => ({ content_type: 'text', title: 'Yes', payload: 'YES', ...more });
const quicks = (list: Json[], beside: Json = text) => ({ ...beside, quick_replies: list });
const many = (count: number, one: Json) => Array.from({ length: count }, () => one);

/** What is wrong, the body beside the recipient, the subcode beside code 100. */
const refused: [string, Json, number?][] = [
  ['nothing', {}],
  ['an empty message', { message: {} }, 2018034],
  ['a misspelt parameter', { message: text, messagingtype: 'RESPONSE' }],
  ['a misspelt parameter inside', { message: { txt: 'a' } }],
  ['an empty text', { message: { text: '' } }],
  ['a text of another shape', { message: { text: 5 } }],
  ['too long a text', { message: { text: x(2000) } }],
  ['a text that is too long in UTF-16', { message: { text: '😀'.repeat(1000) } }],
  ['text and attachment', { message: { ...text, ...image } }],
  ['too long metadata', { message: { ...text, metadata: x(1000) } }],
  ['an unknown messaging type', { message: text, messaging_type: 'ANSWER' }],
  ['a tag without its type', { message: text, tag: 'HUMAN_AGENT' }],
  ['a type without its tag', { message: text, messaging_type: 'MESSAGE_TAG' }],
  ...['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE', 'SHIPPING_UPDATE'].map(
    (tag): [string, Json] => [`the tag ${tag}`, { message: text, messaging_type: 'MESSAGE_TAG', tag }],
  ),
  ['the feedback tag on a text', { message: text, messaging_type: 'MESSAGE_TAG', tag: 'CUSTOMER_FEEDBACK' }],
  ['a utility message without template', { message: text, messaging_type: 'UTILITY' }],
  [
    'an unknown utility template',
    { message: { template: { name: 'x', language: { code: 'en_US' } } }, messaging_type: 'UTILITY' },
  ],
  ['an unknown notification type', { message: text, notification_type: 'LOUD' }],
  ['an unknown quoted message', { message: text, reply_to: { mid: 'm_x' } }],
  ['no recipient', { recipient: undefined, message: text }],
  ['an empty recipient', { recipient: {}, message: text }],
  ['two recipients', { recipient: { id: '1', comment_id: '2' }, message: text }],
  ['a phone number', { recipient: { phone_number: '+15550100' }, message: text }],
  ['an unknown person', { recipient: { id: '404' }, message: text }, 2018001],
  ['an unknown comment', { recipient: { comment_id: '1_2' }, message: text }],
  ['an unknown token', { recipient: { notification_messages_token: 'x' }, message: text }],
  ['an unknown guest', { recipient: { user_ref: 'x' }, message: text }],
  ['no quick reply', { message: quicks([]) }],
  ['too many quick replies', { message: quicks(many(14, quick())) }],
  ['too long a quick reply', { message: quicks([quick({ title: x(21) })]) }],
  ['a quick reply without title', { message: quicks([quick({ title: '' })]) }],
  ['a quick reply without payload', { message: quicks([quick({ payload: undefined })]) }],
  ['too long a payload', { message: quicks([quick({ payload: x(1001) })]) }],
  ['an unknown quick reply', { message: quicks([{ content_type: 'location' }]) }],
  ['quick replies alone', { message: quicks([quick()], {}) }, 2018034],
  ['an unknown attachment', { message: { attachment: { type: 'like_heart' } } }],
  ['neither url nor id', { message: { attachment: { type: 'image', payload: {} } } }],
  ['both url and id', { message: { attachment: { type: 'image', payload: { url, attachment_id: '1' } } } }],
  [
    'an unknown upload',
    { message: { attachment: { type: 'image', payload: { attachment_id: '1' } } } },
    2018074,
  ],
  ['a url that is none', { message: { attachment: { type: 'image', payload: { url: 'shop' } } } }],
  ['several attachments', { message: { attachments: [image.attachment] } }],
  ['an unknown template', { message: template({ template_type: 'list', elements: [] }) }],
  ['no card', { message: generic() }],
  ['too many cards', { message: generic(...many(11, card({ subtitle: 'b' }))) }],
  ['a bare card', { message: generic(card({})) }],
  ['too long a card title', { message: generic({ title: x(81), subtitle: 'b' }) }],
  ['too long a subtitle', { message: generic(card({ subtitle: x(81) })) }],
  ['too many buttons on a card', { message: generic(card({ buttons: many(4, link) })) }],
  ['a title on the default action', { message: generic(card({ default_action: link })) }],
  ['no button', { message: buttons([]) }],
  ['too many buttons', { message: buttons(many(4, link)) }],
  ['too long a button text', { message: buttons([link], x(641)) }],
  ['too long a button title', { message: buttons([postback(x(21))]) }],
  ['too long a button payload', { message: buttons([postback('A', x(1001))]) }],
  [
    'a phone button without +',
    { message: buttons([{ type: 'phone_number', title: 'Call', payload: '0812' }]) },
  ],
  ['an unknown button', { message: buttons([{ type: 'payment', title: 'Pay' }]) }],
  ['media from elsewhere', { message: media({ media_type: 'image', url }) }, 2018173],
  ['two sources of media', { message: media({ media_type: 'image', url, attachment_id: '1' }) }],
  [
    'an unknown upload in a template',
    { message: media({ media_type: 'image', attachment_id: '1' }) },
    2018074,
  ],
  ['a receipt without total', { message: receipt({ summary: {} }) }],
  ['too long a receipt', { message: receipt({ elements: many(101, { title: 'Hat', price: 1 }) }) }],
  ['a coupon without code', { message: template({ template_type: 'coupon', title: '10 %' }) }],
  ['too many products', { message: template({ template_type: 'product', elements: many(11, { id: '1' }) }) }],
  ['an action with a message', { message: text, sender_action: 'typing_on' }, 2018014],
  ['an unknown action', { sender_action: 'wave' }],
  ['a reaction without message', { sender_action: 'react', payload: { reaction: '👍' } }],
  ['a reaction in words', { sender_action: 'react', payload: { message_id: 'm_x', reaction: 'love' } }],
  ['a reaction to nothing', { sender_action: 'react', payload: { message_id: 'm_x', reaction: '👍' } }],
];

/** What is just within the limits. */
const accepted: [string, Json][] = [
  ['the longest text', { message: { text: x(1999), metadata: x(999) }, messaging_type: 'RESPONSE' }],
  ['an update without a sound', { message: text, messaging_type: 'UPDATE', notification_type: 'NO_PUSH' }],
  ['a human answer', { message: text, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }],
  [
    'a utility template',
    { message: { template: { name: 'shipped', language: { code: 'en_US' } } }, messaging_type: 'UTILITY' },
  ],
  ['thirteen quick replies', { message: quicks(many(13, quick({ title: x(20), payload: x(1000) }))) }],
  ['a question for the phone', { message: quicks([{ content_type: 'user_phone_number' }]) }],
  ['quick replies under an image', { message: quicks([quick({ image_url: url })], image) }],
  ['a file', { message: { attachment: { type: 'file', payload: { url, is_reusable: false } } } }],
  ['a sticker', { message: { sticker_id: '369239263222822' } }],
  [
    'ten full cards',
    {
      message: generic(
        ...many(10, {
          ...{ title: x(80), subtitle: x(80), image_url: url },
          default_action: { type: 'web_url', url, webview_height_ratio: 'tall' },
          buttons: [
            link,
            postback(x(20), x(1000)),
            { type: 'phone_number', title: 'Call', payload: '+15550100' },
          ],
        }),
      ),
    },
  ],
  [
    'the longest button text',
    { message: buttons([link, postback('A'), { type: 'account_unlink' }], x(640)) },
  ],
  [
    'a film of Facebook',
    { message: media({ media_type: 'video', url: 'https://www.facebook.com/shop/videos/1' }) },
  ],
  ['a receipt', { message: receipt({ elements: many(100, { title: 'Hat', price: 1 }) }) }],
  ['a coupon', { message: template({ template_type: 'coupon', title: '10 %', coupon_code: 'TEN' }) }],
];

describe('in Messenger', () => {
  it.each(refused)('%s is refused', async (_, body, subcode) => {
    const { message, ...more } = body;
    const answer = await stage.page.send(Object(message), { message, ...more });
    expect(answer.status).toBe(400);
    expect(at(answer.body, 'error')).toEqual({
      message: expect.stringMatching(/^\(#100\) ./),
      type: 'OAuthException',
      code: 100,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      fbtrace_id: expect.stringMatching(/^A/),
    });
  });

  it.each(accepted)('%s is accepted', async (_, body) => {
    const { message, ...more } = body;
    const answer = await stage.page.send(Object(message), more);
    expect(answer.body).toEqual({
      recipient_id: expect.any(String),
      message_id: expect.stringMatching(/^m_/),
    });
  });
});
