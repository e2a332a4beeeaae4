import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MessagingStage, startMessagingStage } from '../../../test/messaging-stage.ts';
import { at } from '../../../test/simulator-stage.ts';

type Json = Record<string, unknown>;

let stage: MessagingStage;
beforeAll(async () => {
  const media = { media: ['17900000000000001'] };
  stage = await startMessagingStage({ linked: media, login: media });
  await stage.linked.say({ type: 'text', text: 'Hi' });
  await stage.login.say({ type: 'text', text: 'Hi' });
});
afterAll(() => stage.stop());

const x = (count: number) => 'x'.repeat(count);
const text = { text: 'a' };
const url = 'https://shop.example/a.png';
const image = { type: 'image', payload: { url } };
const template = (payload: Json) => ({ attachment: { type: 'template', payload } });
const link = { type: 'web_url', title: 'Go', url: 'https://shop.example' };
const generic = (...elements: Json[]) => template({ template_type: 'generic', elements });
const buttons = (list: Json[], words = 'Choose') =>
  template({ template_type: 'button', text: words, buttons: list });
const quick = (more: Json = {}) => ({ content_type: 'text', title: 'Yes', payload: 'YES', ...more });
const quicks = (list: Json[], beside: Json = text) => ({ ...beside, quick_replies: list });
const many = (count: number, one: Json) => Array.from({ length: count }, () => one);

/** What is wrong, the body beside the recipient, the subcode beside code 100. */
const refused: [string, Json, number?][] = [
  ['nothing', {}],
  ['an empty message', { message: {} }, 2534015],
  ['an empty text', { message: { text: '' } }],
  ['a text of 1001 bytes', { message: { text: x(1001) } }],
  ['334 letters of three bytes each', { message: { text: 'ก'.repeat(334) } }],
  ['text and image', { message: { ...text, attachment: image } }],
  ['metadata', { message: { ...text, metadata: 'a' } }],
  ['a messaging type of Messenger', { message: text, messaging_type: 'UPDATE' }],
  ['a tag of Messenger', { message: text, messaging_type: 'MESSAGE_TAG', tag: 'CUSTOMER_FEEDBACK' }],
  ['a tag without its type', { message: text, tag: 'HUMAN_AGENT' }],
  ['a notification type', { message: text, notification_type: 'NO_PUSH' }],
  ['a persona', { message: text, persona_id: '1' }],
  ['an unknown quoted message', { message: text, reply_to: { mid: 'x' } }],
  ['an empty recipient', { recipient: {}, message: text }],
  [
    'a comment that is unknown',
    { recipient: { comment_id: '1' }, message: text, platform: 'instagram' },
    2534025,
  ],
  ['too many quick replies', { message: quicks(many(14, quick())) }],
  ['too long a payload', { message: quicks([quick({ payload: x(1001) })]) }],
  ['quick replies under an image', { message: quicks([quick()], { attachment: image }) }],
  ['an image on a quick reply', { message: quicks([quick({ image_url: url })]) }],
  ['a sticker', { message: { sticker_id: '1' } }],
  ['neither url nor id', { message: { attachments: { type: 'image', payload: {} } } }],
  ['too many images', { message: { attachments: many(11, image) } }],
  ['no image', { message: { attachments: [] } }],
  ['several films', { message: { attachments: [{ type: 'video', payload: { url } }] } }],
  [
    'an unknown upload',
    { message: { attachments: [{ type: 'image', payload: { attachment_id: '1' } }] } },
    2018074,
  ],
  ['a post of others', { message: { attachment: { type: 'MEDIA_SHARE', payload: { id: '1' } } } }, 2534015],
  ['too many cards', { message: generic(...many(11, { title: 'Hat', subtitle: 'b' })) }],
  ['a bare card', { message: generic({ title: 'Hat' }) }],
  ['too many buttons', { message: buttons(many(4, link)) }],
  ['a phone button', { message: buttons([{ type: 'phone_number', title: 'Call', payload: '+15550100' }]) }],
  ['a media template', { message: template({ template_type: 'media', elements: [] }) }],
  ['a receipt', { message: template({ template_type: 'receipt' }) }],
  ['an action with a message', { message: text, sender_action: 'typing_on' }, 2018014],
  ['a reaction in words', { sender_action: 'react', payload: { message_id: 'x', reaction: 'fine' } }],
  ['a reaction to nothing', { sender_action: 'react', payload: { message_id: 'x', reaction: 'love' } }],
];

/** What is just within the limits. */
const accepted: [string, Json][] = [
  ['1000 bytes', { message: { text: x(1000) } }],
  ['999 bytes of Thai', { message: { text: 'ก'.repeat(333) }, messaging_type: 'RESPONSE' }],
  ['a human answer', { message: text, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }],
  ['quick replies, whose titles may be too long', { message: quicks(many(13, quick({ title: x(30) }))) }],
  ['one image in the plural', { message: { attachments: image } }],
  ['ten images', { message: { attachments: many(10, image) } }],
  ['one image in the singular', { message: { attachment: image } }],
  ['a heart', { message: { attachment: { type: 'like_heart' } } }],
  ['an own post', { message: { attachment: { type: 'MEDIA_SHARE', payload: { id: '17900000000000001' } } } }],
  ['ten cards', { message: generic(...many(10, { title: 'Hat', image_url: url, buttons: [link] })) }],
  ['a button', { message: buttons([{ type: 'postback', title: 'Buy', payload: 'BUY' }]) }],
];

describe.each(['linked', 'login'] as const)('on Instagram, %s', (route) => {
  // graph.instagram.com has a type of its own and no code in front of the words.
  const own = route === 'login';
  /** Through a Page the call may say which of its two inboxes is meant. */
  const fitting = ({ platform, ...body }: Json) =>
    platform === undefined || own ? body : { ...body, platform };

  it.each(refused)('%s is refused', async (_, body, subcode) => {
    const { message, ...more } = fitting(body);
    const answer = await stage[route].send(Object(message), { message, ...more });
    expect(answer.status).toBe(400);
    expect(at(answer.body, 'error')).toEqual({
      message: own ? expect.not.stringContaining('#') : expect.stringMatching(/^\(#100\) ./),
      type: own ? 'IGApiException' : 'OAuthException',
      code: 100,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      fbtrace_id: expect.stringMatching(/^A/),
    });
  });

  it.each(accepted)('%s is accepted', async (_, body) => {
    const { message, ...more } = body;
    const answer = await stage[route].send(Object(message), more);
    expect(answer.body).toEqual({
      recipient_id: expect.any(String),
      message_id: expect.stringMatching(/^aWdf.{150,}$/),
    });
  });
});

describe('what only one route has', () => {
  const phone = quicks([{ content_type: 'user_phone_number' }]);
  const product = template({ template_type: 'product', elements: [{ id: '1' }] });

  it.each([
    ['a question for the phone through a Page', 'linked', phone, 400],
    ['a question for the phone by Instagram Login', 'login', phone, 200],
    ['products through a Page', 'linked', product, 200],
    ['products by Instagram Login', 'login', product, 400],
  ] as const)('%s', async (_, route, message, status) => {
    expect((await stage[route].send(message)).status).toBe(status);
  });

  it('an unknown person is named by the platform that is meant', async () => {
    const unknown = { recipient: { id: '404' }, message: text };
    const subcode = async (route: 'linked' | 'login', more: Json) =>
      at((await stage[route].send({}, { ...unknown, ...more })).body, 'error.error_subcode');
    expect(await subcode('login', {})).toBe(2534014);
    expect(await subcode('linked', { platform: 'instagram' })).toBe(2534014);
    // Through a Page, an id that is nobody's could as well be Messenger's.
    expect(await subcode('linked', {})).toBe(2018001);
    // Somebody who wrote to another account has another id there.
    const other = { id: String(stage.login.id) };
    expect(await subcode('linked', { recipient: other })).toBe(2534014);
  });
});
