import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, startStage } from '../../../test/simulator-stage.ts';

type Json = Record<string, unknown>;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

const x = (count: number) => 'x'.repeat(count);
const url = 'https://shop.example/a.png';
const text = (more: Json = {}): Json => ({ type: 'text', text: 'a', ...more });
const image = { type: 'image', originalContentUrl: url, previewImageUrl: url };
const message = (more: Json = {}) => ({ type: 'message', label: 'A', text: 'a', ...more });
const postback = (more: Json = {}) => ({ type: 'postback', label: 'A', data: 'a', ...more });
const template = (body: Json, more: Json = {}): Json => ({
  type: 'template',
  altText: 'a',
  template: body,
  ...more,
});
const buttons = (more: Json = {}) => template({ type: 'buttons', text: 'a', actions: [message()], ...more });
const column = (more: Json = {}) => ({ text: 'a', actions: [message()], ...more });
const carousel = (columns: Json[]) => template({ type: 'carousel', columns });
const quick = (...actions: Json[]) =>
  text({ quickReply: { items: actions.map((action) => ({ type: 'action', action })) } });
const box = (contents: Json[], more: Json = {}) => ({ type: 'box', layout: 'vertical', contents, ...more });
const bubble = (more: Json = {}) => ({ type: 'bubble', body: box([{ type: 'text', text: 'a' }]), ...more });
const flex = (contents: Json, more: Json = {}): Json => ({ type: 'flex', altText: 'a', contents, ...more });
const map = (more: Json = {}): Json => ({
  type: 'imagemap',
  baseUrl: 'https://shop.example/map',
  altText: 'a',
  baseSize: { width: 1040, height: 1040 },
  actions: [{ type: 'uri', linkUri: url, area: { x: 0, y: 0, width: 10, height: 10 } }],
  ...more,
});
const picker = { type: 'datetimepicker', label: 'A', data: 'a', mode: 'date' };
const video = { type: 'video', url, previewUrl: url, altContent: { type: 'image', url } };
const v2 = (body: string, substitution: Json = {}): Json => ({ type: 'textV2', text: body, substitution });
const emoji = { type: 'emoji', productId: '1', emojiId: '1' };

/** What is wrong, the message objects, the property LINE complains about. */
const refused: [string, unknown, string][] = [
  ['no message', [], 'messages'],
  ['six messages', Array(6).fill(text()), 'messages'],
  ['an unknown type', [{ type: 'file', url }], 'messages[0].type'],
  ['no type', [{ text: 'a' }], 'messages[0].type'],
  ['an empty text', [text({ text: '' })], 'messages[0].text'],
  ['no text', [{ type: 'text' }], 'messages[0].text'],
  ['too long a text', [text({ text: x(5001) })], 'messages[0].text'],
  ['a bad one among good ones', [text(), text({ text: '' })], 'messages[1].text'],
  [
    'an emoji that points at no $',
    [text({ text: 'ab', emojis: [{ index: 0, productId: '1', emojiId: '1' }] })],
    'messages[0].emojis',
  ],
  ['a placeholder without value', [v2('Hi {name}')], 'messages[0].text'],
  ['a placeholder with an odd name', [v2('Hi {a-b}', { 'a-b': emoji })], 'messages[0].substitution.a-b'],
  ['a sticker without package', [{ type: 'sticker', stickerId: '1' }], 'messages[0].packageId'],
  ['an image without preview', [{ ...image, previewImageUrl: undefined }], 'messages[0].previewImageUrl'],
  [
    'an image over http',
    [{ ...image, originalContentUrl: 'http://shop.example/a.png' }],
    'messages[0].originalContentUrl',
  ],
  [
    'an address with a blank',
    [{ ...image, originalContentUrl: 'https://shop.example/a b' }],
    'messages[0].originalContentUrl',
  ],
  [
    'too long an address',
    [{ ...image, originalContentUrl: `https://shop.example/${x(2000)}` }],
    'messages[0].originalContentUrl',
  ],
  [
    'a video with too long an id',
    [{ ...image, type: 'video', trackingId: x(101) }],
    'messages[0].trackingId',
  ],
  ['audio without duration', [{ type: 'audio', originalContentUrl: url }], 'messages[0].duration'],
  [
    'a place without address',
    [{ type: 'location', title: 'a', latitude: 1, longitude: 1 }],
    'messages[0].address',
  ],
  [
    'a place with too long a title',
    [{ type: 'location', title: x(101), address: 'a', latitude: 1, longitude: 1 }],
    'messages[0].title',
  ],
  [
    'a place off the globe',
    [{ type: 'location', title: 'a', address: 'a', latitude: 91, longitude: 1 }],
    'messages[0].latitude',
  ],
  ['a map of another width', [map({ baseSize: { width: 700, height: 700 } })], 'messages[0].baseSize.width'],
  ['too long an alternative text', [map({ altText: x(1501) })], 'messages[0].altText'],
  [
    'too many map actions',
    [
      map({
        actions: Array(51).fill({ type: 'message', text: 'a', area: { x: 0, y: 0, width: 1, height: 1 } }),
      }),
    ],
    'messages[0].actions',
  ],
  ['too long a button text', [buttons({ text: x(161) })], 'messages[0].template.text'],
  ['too long a text under a title', [buttons({ title: 'a', text: x(61) })], 'messages[0].template.text'],
  ['too long a title', [buttons({ title: x(41) })], 'messages[0].template.title'],
  ['five buttons', [buttons({ actions: Array(5).fill(message()) })], 'messages[0].template.actions'],
  [
    'too long a label',
    [buttons({ actions: [message({ label: x(21) })] })],
    'messages[0].template.actions[0].label',
  ],
  [
    'no label',
    [buttons({ actions: [{ type: 'message', text: 'a' }] })],
    'messages[0].template.actions[0].label',
  ],
  [
    'too long data',
    [buttons({ actions: [postback({ data: x(301) })] })],
    'messages[0].template.actions[0].data',
  ],
  [
    'text and displayText',
    [buttons({ actions: [postback({ text: 'a', displayText: 'a' })] })],
    'messages[0].template.actions[0].text',
  ],
  [
    'a fill-in text without keyboard',
    [buttons({ actions: [postback({ fillInText: 'a' })] })],
    'messages[0].template.actions[0].fillInText',
  ],
  [
    'a link of another kind',
    [buttons({ actions: [{ type: 'uri', label: 'A', uri: 'javascript:1' }] })],
    'messages[0].template.actions[0].uri',
  ],
  [
    'too long a link',
    [buttons({ actions: [{ type: 'uri', label: 'A', uri: `https://a/${x(991)}` }] })],
    'messages[0].template.actions[0].uri',
  ],
  [
    'a camera outside quick replies',
    [buttons({ actions: [{ type: 'camera', label: 'A' }] })],
    'messages[0].template.actions[0].type',
  ],
  [
    'one answer to confirm',
    [template({ type: 'confirm', text: 'a', actions: [message()] })],
    'messages[0].template.actions',
  ],
  [
    'too long a question',
    [template({ type: 'confirm', text: x(241), actions: [message(), message()] })],
    'messages[0].template.text',
  ],
  ['eleven columns', [carousel(Array(11).fill(column()))], 'messages[0].template.columns'],
  ['columns that differ', [carousel([column(), column({ title: 'a' })])], 'messages[0].template.columns'],
  [
    'four actions in a column',
    [carousel([column({ actions: Array(4).fill(message()) })])],
    'messages[0].template.columns[0].actions',
  ],
  [
    'too long an image label',
    [template({ type: 'image_carousel', columns: [{ imageUrl: url, action: message({ label: x(13) }) }] })],
    'messages[0].template.columns[0].action.label',
  ],
  [
    'thirteen bubbles',
    [flex({ type: 'carousel', contents: Array(13).fill(bubble()) })],
    'messages[0].contents.contents',
  ],
  [
    'bubbles of different sizes',
    [flex({ type: 'carousel', contents: [bubble({ size: 'kilo' }), bubble({ size: 'mega' })] })],
    'messages[0].contents.contents',
  ],
  [
    'too large a bubble',
    [flex(bubble({ body: box([{ type: 'text', text: x(31 * 1024) }]) }))],
    'messages[0].contents',
  ],
  [
    'an unknown component',
    [flex(bubble({ body: box([{ type: 'table' }]) }))],
    'messages[0].contents.body.contents[0].type',
  ],
  [
    'an empty component text',
    [flex(bubble({ body: box([{ type: 'text', text: '' }]) }))],
    'messages[0].contents.body.contents[0].text',
  ],
  [
    'a colour in words',
    [flex(bubble({ body: box([], { backgroundColor: 'red' }) }))],
    'messages[0].contents.body.backgroundColor',
  ],
  [
    'three answers to confirm',
    [template({ type: 'confirm', text: 'a', actions: Array(3).fill(message()) })],
    'messages[0].template.actions',
  ],
  [
    'too long a column title',
    [carousel([column({ title: x(41) })])],
    'messages[0].template.columns[0].title',
  ],
  ['too long a column text', [carousel([column({ text: x(121) })])], 'messages[0].template.columns[0].text'],
  [
    'eleven images',
    [template({ type: 'image_carousel', columns: Array(11).fill({ imageUrl: url, action: message() }) })],
    'messages[0].template.columns',
  ],
  [
    'too long a displayText',
    [buttons({ actions: [postback({ displayText: x(301) })] })],
    'messages[0].template.actions[0].displayText',
  ],
  [
    'too long a postback text',
    [buttons({ actions: [postback({ text: x(301) })] })],
    'messages[0].template.actions[0].text',
  ],
  [
    'too long a fill-in text',
    [buttons({ actions: [postback({ inputOption: 'openKeyboard', fillInText: x(301) })] })],
    'messages[0].template.actions[0].fillInText',
  ],
  [
    'too long a message text',
    [buttons({ actions: [message({ text: x(301) })] })],
    'messages[0].template.actions[0].text',
  ],
  [
    'too long a copied text',
    [buttons({ actions: [{ type: 'clipboard', label: 'A', clipboardText: x(1001) }] })],
    'messages[0].template.actions[0].clipboardText',
  ],
  [
    'too long a default label',
    [buttons({ defaultAction: message({ label: x(21) }) })],
    'messages[0].template.defaultAction.label',
  ],
  [
    'too long a column default label',
    [carousel([column({ defaultAction: message({ label: x(21) }) })])],
    'messages[0].template.columns[0].defaultAction.label',
  ],
  [
    'too long a quick reply label',
    [quick(message({ label: x(21) }))],
    'messages[0].quickReply.items[0].action.label',
  ],
  [
    'too long a Flex button label',
    [flex(bubble({ body: box([{ type: 'button', action: message({ label: x(41) }) }]) }))],
    'messages[0].contents.body.contents[0].action.label',
  ],
  [
    'too long a Flex label',
    [flex(bubble({ action: message({ label: x(41) }) }))],
    'messages[0].contents.action.label',
  ],
  [
    'too large a Flex carousel',
    [
      flex({
        type: 'carousel',
        contents: Array(2).fill(bubble({ body: box([{ type: 'text', text: x(25.5 * 1024) }]) })),
      }),
    ],
    'messages[0].contents',
  ],
  ['too long a Flex alternative text', [flex(bubble(), { altText: x(1501) })], 'messages[0].altText'],
  [
    'too long a template alternative text',
    [template({ type: 'confirm', text: 'a', actions: [message(), message()] }, { altText: x(1501) })],
    'messages[0].altText',
  ],
  [
    'too long a map text',
    [map({ actions: [{ type: 'message', text: x(401), area: { x: 0, y: 0, width: 1, height: 1 } }] })],
    'messages[0].actions[0].text',
  ],
  [
    'too long a copied map text',
    [
      map({
        actions: [{ type: 'clipboard', clipboardText: x(1001), area: { x: 0, y: 0, width: 1, height: 1 } }],
      }),
    ],
    'messages[0].actions[0].clipboardText',
  ],
  ['too long a text of few characters', [text({ text: '👨‍👩‍👧‍👦'.repeat(455) })], 'messages[0].text'],
  [
    'a latest moment before the earliest',
    [quick({ ...picker, min: '2026-08-02', max: '2026-08-01' })],
    'messages[0].quickReply.items[0].action.min',
  ],
  [
    'a first moment out of range',
    [quick({ ...picker, initial: '2026-08-01', min: '2026-08-02' })],
    'messages[0].quickReply.items[0].action.initial',
  ],
  [
    'a picture four times as high as wide',
    [flex(bubble({ hero: { type: 'image', url, aspectRatio: '1:4' } }))],
    'messages[0].contents.hero.aspectRatio',
  ],
  [
    'eleven moving pictures',
    [flex(bubble({ body: box(Array(11).fill({ type: 'image', url, animated: true })) }))],
    'messages[0].contents',
  ],
  [
    'an icon off a baseline',
    [flex(bubble({ body: box([{ type: 'icon', url }]) }))],
    'messages[0].contents.body.contents',
  ],
  [
    'a button on a baseline',
    [flex(bubble({ body: box([{ type: 'button', action: message() }], { layout: 'baseline' }) }))],
    'messages[0].contents.body.contents',
  ],
  ['a video in a small bubble', [flex(bubble({ size: 'nano', hero: video }))], 'messages[0].contents.hero'],
  [
    'a video in a carousel',
    [flex({ type: 'carousel', contents: [bubble({ hero: video })] })],
    'messages[0].contents.contents',
  ],
  [
    'too many emojis',
    [
      text({
        text: '$'.repeat(21),
        emojis: Array.from({ length: 21 }, (_, index) => ({ index, productId: '1', emojiId: '1' })),
      }),
    ],
    'messages[0].emojis',
  ],
  [
    'too many substitutions',
    [
      v2(
        'a',
        Object.fromEntries(
          Array.from({ length: 101 }, (_, index) => [
            `k${index}`,
            { type: 'mention', mentionee: { type: 'all' } },
          ]),
        ),
      ),
    ],
    'messages[0].substitution',
  ],
  [
    'too many substituted emojis',
    [v2('a', Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`k${index}`, emoji])))],
    'messages[0].substitution',
  ],
  ['too long a text with placeholders', [v2(x(5001))], 'messages[0].text'],
  [
    'a place with too long an address',
    [{ type: 'location', title: 'a', address: x(101), latitude: 1, longitude: 1 }],
    'messages[0].address',
  ],
  [
    'a longitude off the globe',
    [{ type: 'location', title: 'a', address: 'a', latitude: 1, longitude: 181 }],
    'messages[0].longitude',
  ],
  ['fourteen quick replies', [quick(...Array(14).fill(message()))], 'messages[0].quickReply.items'],
  ['too long a sender name', [text({ sender: { name: x(21) } })], 'messages[0].sender.name'],
  ['a forbidden sender name', [text({ sender: { name: 'LINE shop' } })], 'messages[0].sender.name'],
  [
    'too long a delivery tag',
    [{ type: 'coupon', couponId: '1', deliveryTag: x(31) }],
    'messages[0].deliveryTag',
  ],
];

/** Another shape than the schema's: LINE names the property and nothing else. */
const misshapen: [string, unknown, string][] = [
  ['messages that are no list', {}, 'messages'],
  ['a text that is a number', [text({ text: 1 })], 'messages[0].text'],
  ['a property LINE does not have', [text({ colour: 'red' })], 'messages[0].colour'],
  ['a Flex property that does not exist', [flex(bubble({ shadow: true }))], 'messages[0].contents.shadow'],
];

const accepted: [string, Json][] = [
  ['the longest text', text({ text: x(5000) })],
  ['an emoji', text({ text: 'a$', emojis: [{ index: 1, productId: '1', emojiId: '1' }] })],
  ['escaped braces', v2('{{a}} {smile}', { smile: emoji })],
  ['a sticker', { type: 'sticker', packageId: '446', stickerId: '1988' }],
  ['a map', map()],
  ['full buttons', buttons({ title: x(40), text: x(60), actions: Array(4).fill(message({ label: x(20) })) })],
  ['a label of twenty flags', buttons({ actions: [message({ label: '🇹🇭'.repeat(20) })] })],
  ['the longest text without title', buttons({ text: x(160) })],
  [
    'a date',
    buttons({
      actions: [{ type: 'datetimepicker', label: 'A', data: 'd', mode: 'date', initial: '2026-01-15' }],
    }),
  ],
  ['a telephone link', buttons({ actions: [{ type: 'uri', label: 'A', uri: 'tel:+6621234567' }] })],
  ['ten columns', carousel(Array(10).fill(column({ text: x(120) })))],
  ['thirteen quick replies', quick(...Array(12).fill(message()), { type: 'location', label: 'Here' })],
  [
    'a rich bubble',
    flex(
      bubble({
        size: 'mega',
        hero: { type: 'image', url, size: 'full', aspectRatio: '20:13' },
        footer: box([{ type: 'button', action: message({ label: x(40) }) }, { type: 'separator' }]),
      }),
    ),
  ],
  [
    'boxes in boxes',
    flex(bubble({ body: box([box([box([{ type: 'text', contents: [{ type: 'span', text: 'a' }] }])])]) })),
  ],
];

const validate = (messages: unknown) => stage.line('POST', '/v2/bot/message/validate/push', { messages });

describe('a LINE request', () => {
  it.each(refused)('with %s is refused', async (_, messages, property) => {
    const answer = await validate(messages);
    expect(answer.status).toBe(400);
    const details = expect.arrayContaining([{ property, message: expect.stringMatching(/./) }]);
    expect(answer.body).toMatchObject({
      message: expect.stringMatching(/^The request body has \d+ error/),
      details,
    });
  });

  it.each(misshapen)('with %s is refused', async (_, messages, property) => {
    expect(await validate(messages)).toMatchObject({
      status: 400,
      body: { message: `The property, '${property}', in the request body is invalid (line: -, column: -)` },
    });
  });

  it.each(accepted)('with %s is accepted', async (_, message) => {
    expect(await validate([message])).toMatchObject({ status: 200, body: {} });
  });

  it('counts its complaints', async () => {
    const answer = await validate([text({ text: '' }), { type: 'nothing' }]);
    expect(answer.body).toMatchObject({ message: 'The request body has 2 error(s)' });
  });
});

/** Way, body, status, message. */
const requests: [string, string, unknown, number, RegExp][] = [
  ['a push to nobody', 'push', { messages: [text()] }, 400, /has 1 error/],
  ['a push to no id', 'push', { to: 'yuki', messages: [text()] }, 400, /^The property, 'to',/],
  [
    'a push to a stranger',
    'push',
    { to: `U${'0'.repeat(32)}`, messages: [text()] },
    400,
    /^Failed to send messages$/,
  ],
  [
    'a push to a group without the bot',
    'push',
    { to: `C${'0'.repeat(32)}`, messages: [text()] },
    400,
    /^Failed to send messages$/,
  ],
  [
    'an unknown parameter',
    'push',
    { to: `U${'0'.repeat(32)}`, messages: [text()], silent: true },
    400,
    /^The property, 'silent',/,
  ],
  [
    'two aggregation units',
    'push',
    { to: `U${'0'.repeat(32)}`, messages: [text()], customAggregationUnits: ['a', 'b'] },
    400,
    /has 1 error/,
  ],
  [
    'an odd aggregation unit',
    'push',
    { to: `U${'0'.repeat(32)}`, messages: [text()], customAggregationUnits: ['a b'] },
    400,
    /has 1 error/,
  ],
  ['a reply without token', 'reply', { messages: [text()] }, 400, /has 1 error/],
  [
    'a reply with a malformed token',
    'reply',
    { replyToken: 'x', messages: [text()] },
    400,
    /^The property, 'replyToken',/,
  ],
  [
    'a reply with an unknown token',
    'reply',
    { replyToken: 'f'.repeat(32), messages: [text()] },
    400,
    /^Invalid reply token$/,
  ],
  [
    'a multicast to a group',
    'multicast',
    { to: [`C${'0'.repeat(32)}`], messages: [text()] },
    400,
    /^The property, 'to\[0\]',/,
  ],
  [
    'a multicast to too many',
    'multicast',
    { to: Array(501).fill(`U${'0'.repeat(32)}`), messages: [text()] },
    400,
    /has 1 error/,
  ],
  [
    'broken JSON',
    'push',
    '{"to":',
    400,
    /^The request body could not be parsed as JSON \(line: 1, column: 7\)$/,
  ],
  ['more than two megabytes', 'push', `{"to":"${x(2 * 1024 * 1024)}"}`, 413, /./],
];

describe('LINE', () => {
  it.each(requests)('refuses %s', async (_, way, body, status, words) => {
    const headers = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    const answer = await stage.line('POST', `/v2/bot/message/${way}`, body, headers);
    expect(answer).toMatchObject({ status, body: { message: expect.stringMatching(words) } });
    expect(answer.headers.get('x-line-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses another content type', async () => {
    const answer = await stage.line('POST', '/v2/bot/message/push', 'to=x', { 'content-type': 'text/plain' });
    expect(answer).toMatchObject({
      status: 415,
      body: { message: 'The content type, text/plain, is not supported' },
    });
  });

  it.each([['Bearer nothing'], ['nothing'], ['']])(
    'refuses the authorisation "%s"',
    async (authorization) => {
      const answer = await stage.line('GET', '/v2/bot/info', undefined, { authorization });
      expect(answer).toMatchObject({
        status: 401,
        body: { message: expect.stringMatching(/^Authentication failed due to the following reason: /) },
      });
    },
  );

  it('answers 404 where there is nothing', async () => {
    expect(await stage.line('GET', '/v2/bot/nothing')).toMatchObject({
      status: 404,
      body: { message: 'Not found' },
    });
  });
});
