import type { messagingApi } from '@line/bot-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, startStage } from '../../../../test/simulator-stage.ts';
import { line } from '../index.ts';

type Json = Record<string, unknown>;

const fitted = (body: Json) => line.send.fit({ type: 'native', body });

// LINE itself, as far as its OpenAPI and reference describe it.
let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

async function statusOf(message: unknown): Promise<number> {
  return (await stage.line('POST', '/v2/bot/message/validate/push', { messages: [message] })).status;
}

const x = (count: number) => 'x'.repeat(count);
// One character as people see it, of eleven UTF-16 code units.
const family = '👨‍👩‍👧‍👦';
const url = 'https://shop.example/a.png';
const text = (more: Json = {}): Json => ({ type: 'text', text: 'a', ...more });
const image = { type: 'image', originalContentUrl: url, previewImageUrl: url };
const tap = (more: Json = {}) => ({ type: 'message', label: 'A', text: 'a', ...more });
const postback = (more: Json = {}) => ({ type: 'postback', label: 'A', data: 'a', ...more });
const pick = (more: Json = {}) => ({ type: 'datetimepicker', label: 'A', data: 'a', mode: 'date', ...more });
const template = (body: Json): Json => ({ type: 'template', altText: 'a', template: body });
const buttons = (more: Json = {}) => template({ type: 'buttons', text: 'a', actions: [tap()], ...more });
const button = (action: Json) => buttons({ actions: [action] });
const column = (more: Json = {}): Json => ({ text: 'a', actions: [tap()], ...more });
const carousel = (...columns: Json[]) => template({ type: 'carousel', columns });
const quick = (...actions: Json[]) =>
  text({ quickReply: { items: actions.map((action) => ({ type: 'action', action })) } });
const box = (contents: Json[], more: Json = {}): Json => ({
  type: 'box',
  layout: 'vertical',
  contents,
  ...more,
});
const bubble = (more: Json = {}): Json => ({
  type: 'bubble',
  body: box([{ type: 'text', text: 'a' }]),
  ...more,
});
const flex = (contents: Json): Json => ({ type: 'flex', altText: 'a', contents });
const inBox = (...contents: Json[]) => flex(bubble({ body: box(contents) }));
const area = { x: 0, y: 0, width: 10, height: 10 };
const map = (more: Json = {}): Json => ({
  type: 'imagemap',
  baseUrl: 'https://shop.example/map',
  altText: 'a',
  baseSize: { width: 1040, height: 700 },
  actions: [{ type: 'uri', linkUri: url, area }],
  ...more,
});
const v2 = (words: string, substitution: Json = {}): Json => ({ type: 'textV2', text: words, substitution });
const emoji = { type: 'emoji', productId: 'p1', emojiId: '004' };
const shown = (index: number) => ({ index, productId: 'p1', emojiId: '004' });
const mention = (mentionee: Json) => ({ type: 'mention', mentionee });
const place = (more: Json = {}): Json => ({
  type: 'location',
  title: 'a',
  address: 'a',
  latitude: 1,
  longitude: 1,
  ...more,
});
const many = (count: number, value: Json): Json =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]));

const page = (anchor: string) => `https://developers.line.biz/en/reference/messaging-api/#${anchor}`;
const codeUnits = (most: number) => ({ most, unit: 'characters' });
const seen = (most: number) => ({ most, unit: 'graphemes' });

/** What is wrong, the message object, the field below `body`, the limit if it is one, the anchor of the page. */
type Refused = [what: string, message: Json, field: string, limit: Json | null, anchor: string];

const texts: Refused[] = [
  ['no text', { type: 'text' }, 'text', null, 'text-message'],
  ['a text that is a number', text({ text: 7 }), 'text', null, 'text-message'],
  ['an empty text', text({ text: '' }), 'text', { ...codeUnits(5000), least: 1 }, 'text-message'],
  ['a long text', text({ text: x(5001) }), 'text', codeUnits(5000), 'text-message'],
  ['a text of long characters', text({ text: family.repeat(455) }), 'text', codeUnits(5000), 'text-message'],
  [
    'an emoji that stands at no $',
    text({ text: '$a', emojis: [0, 1].map(shown) }),
    'emojis[1].index',
    null,
    'text-message',
  ],
  [
    'too many emojis',
    text({
      text: '$'.repeat(21),
      emojis: Array.from({ length: 21 }, (_, index) => shown(index)),
    }),
    'emojis',
    { most: 20, unit: 'emojis' },
    'text-message',
  ],
  ['a placeholder without substitute', v2('Hi {name}'), 'text', null, 'text-message-v2'],
  ['a brace of its own', v2('Hi {'), 'text', null, 'text-message-v2'],
  ['an odd name of a placeholder', v2('Hi {a-b}', { 'a-b': emoji }), 'substitution', null, 'text-message-v2'],
  [
    'too many placeholders',
    v2('Hi', many(101, emoji)),
    'substitution',
    { most: 100, unit: 'placeholders' },
    'text-message-v2',
  ],
  [
    'too many mentions',
    v2('Hi', many(21, mention({ type: 'all' }))),
    'substitution',
    { most: 20, unit: 'mentions' },
    'text-message-v2',
  ],
  [
    'a mention of nobody',
    v2('Hi {k}', { k: mention({ type: 'user' }) }),
    'substitution.k.mentionee.userId',
    null,
    'text-message-v2',
  ],
];

const simple: Refused[] = [
  ['a sticker without package', { type: 'sticker', stickerId: '1' }, 'packageId', null, 'sticker-message'],
  [
    'a picture without preview',
    { type: 'image', originalContentUrl: url },
    'previewImageUrl',
    null,
    'image-message',
  ],
  [
    'a picture over http',
    { ...image, originalContentUrl: 'http://shop.example/a.png' },
    'originalContentUrl',
    null,
    'image-message',
  ],
  [
    'an address that is not encoded',
    { ...image, originalContentUrl: 'https://shop.example/รูป.png' },
    'originalContentUrl',
    null,
    'image-message',
  ],
  [
    'a long address',
    { ...image, previewImageUrl: `https://shop.example/${x(2000)}` },
    'previewImageUrl',
    codeUnits(2000),
    'image-message',
  ],
  [
    'a video with a long id',
    { ...image, type: 'video', trackingId: x(101) },
    'trackingId',
    codeUnits(100),
    'video-message',
  ],
  ['a sound without length', { type: 'audio', originalContentUrl: url }, 'duration', null, 'audio-message'],
  [
    'a sound of no length',
    { type: 'audio', originalContentUrl: url, duration: 0 },
    'duration',
    { least: 1, unit: 'milliseconds' },
    'audio-message',
  ],
  ['a place with a long title', place({ title: x(101) }), 'title', codeUnits(100), 'location-message'],
  ['a place without address', { ...place(), address: undefined }, 'address', null, 'location-message'],
  [
    'a place off the globe',
    place({ latitude: 91 }),
    'latitude',
    { least: -90, most: 90, unit: 'degrees' },
    'location-message',
  ],
  [
    'a coupon with a long tag',
    { type: 'coupon', couponId: 'c', deliveryTag: x(31) },
    'deliveryTag',
    codeUnits(30),
    'coupon-message',
  ],
  ['a coupon without id', { type: 'coupon' }, 'couponId', null, 'coupon-message'],
  [
    'a map of another width',
    map({ baseSize: { width: 700, height: 700 } }),
    'baseSize.width',
    null,
    'imagemap-message',
  ],
  ['a map with a long text', map({ altText: x(1501) }), 'altText', codeUnits(1500), 'imagemap-message'],
  [
    'too many places on a map',
    map({ actions: Array(51).fill({ type: 'message', text: 'a', area }) }),
    'actions',
    { most: 50, unit: 'actions' },
    'imagemap-message',
  ],
  [
    'a place on a map that says too much',
    map({ actions: [{ type: 'message', text: x(401), area }] }),
    'actions[0].text',
    codeUnits(400),
    'imagemap-message',
  ],
  [
    'a place on a map with a long link',
    map({ actions: [{ type: 'uri', linkUri: `https://shop.example/${x(1000)}`, area }] }),
    'actions[0].linkUri',
    codeUnits(1000),
    'imagemap-message',
  ],
];

const templates: Refused[] = [
  ['a long text', buttons({ text: x(161) }), 'template.text', seen(160), 'template-messages'],
  [
    'a long text beside a title',
    buttons({ title: 'a', text: x(61) }),
    'template.text',
    seen(60),
    'template-messages',
  ],
  ['a long title', buttons({ title: x(41) }), 'template.title', seen(40), 'template-messages'],
  [
    'five buttons',
    buttons({ actions: Array(5).fill(tap()) }),
    'template.actions',
    { most: 4, unit: 'actions' },
    'template-messages',
  ],
  [
    'another ratio',
    buttons({ imageAspectRatio: 'round' }),
    'template.imageAspectRatio',
    null,
    'template-messages',
  ],
  [
    'no colour',
    buttons({ imageBackgroundColor: 'red' }),
    'template.imageBackgroundColor',
    null,
    'template-messages',
  ],
  ['no type', template({ text: 'a' }), 'template.type', null, 'template-messages'],
  [
    'one answer',
    template({ type: 'confirm', text: 'a', actions: [tap()] }),
    'template.actions',
    { most: 2, least: 2, unit: 'actions' },
    'template-messages',
  ],
  [
    'a long question',
    template({ type: 'confirm', text: x(241), actions: [tap(), tap()] }),
    'template.text',
    seen(240),
    'template-messages',
  ],
  [
    'eleven columns',
    carousel(...Array(11).fill(column())),
    'template.columns',
    { most: 10, unit: 'columns' },
    'template-messages',
  ],
  [
    'a column with a long text',
    carousel(column({ text: x(121) })),
    'template.columns[0].text',
    seen(120),
    'template-messages',
  ],
  [
    'a column with a long text below a picture',
    carousel(column({ thumbnailImageUrl: url, text: x(61) })),
    'template.columns[0].text',
    seen(60),
    'template-messages',
  ],
  [
    'a column with four buttons',
    carousel(column({ actions: Array(4).fill(tap()) })),
    'template.columns[0].actions',
    { most: 3, unit: 'actions' },
    'template-messages',
  ],
  [
    'columns that differ',
    carousel(column(), column({ title: 'a' })),
    'template.columns',
    null,
    'template-messages',
  ],
  [
    'a picture with a long label',
    template({ type: 'image_carousel', columns: [{ imageUrl: url, action: tap({ label: x(13) }) }] }),
    'template.columns[0].action.label',
    seen(12),
    'action-objects',
  ],
];

const actions: Refused[] = [
  ['a long label', button(tap({ label: x(21) })), 'template.actions[0].label', seen(20), 'action-objects'],
  ['no label', button({ type: 'message', text: 'a' }), 'template.actions[0].label', null, 'action-objects'],
  ['a long answer', button(tap({ text: x(301) })), 'template.actions[0].text', seen(300), 'action-objects'],
  [
    'long data',
    button(postback({ data: x(301) })),
    'template.actions[0].data',
    codeUnits(300),
    'action-objects',
  ],
  [
    'two texts to show',
    button(postback({ text: 'a', displayText: 'a' })),
    'template.actions[0].text',
    null,
    'action-objects',
  ],
  [
    'a text to fill in without keyboard',
    button(postback({ fillInText: 'a' })),
    'template.actions[0].fillInText',
    null,
    'action-objects',
  ],
  [
    'another way of input',
    button(postback({ inputOption: 'openCamera' })),
    'template.actions[0].inputOption',
    null,
    'action-objects',
  ],
  [
    'a link of another scheme',
    button({ type: 'uri', label: 'A', uri: 'mailto:a@shop.example' }),
    'template.actions[0].uri',
    null,
    'action-objects',
  ],
  [
    'a long link',
    button({ type: 'uri', label: 'A', uri: `https://shop.example/${x(1000)}` }),
    'template.actions[0].uri',
    codeUnits(1000),
    'action-objects',
  ],
  [
    'a date as a time',
    button(pick({ mode: 'time', initial: '2026-08-01' })),
    'template.actions[0].initial',
    null,
    'action-objects',
  ],
  ['another picker', button(pick({ mode: 'week' })), 'template.actions[0].mode', null, 'action-objects'],
  [
    'a long text to copy',
    button({ type: 'clipboard', label: 'A', clipboardText: x(1001) }),
    'template.actions[0].clipboardText',
    codeUnits(1000),
    'action-objects',
  ],
  [
    'the camera on a button',
    button({ type: 'camera', label: 'A' }),
    'template.actions[0].type',
    null,
    'action-objects',
  ],
  [
    'a rich menu in a quick reply',
    quick({ type: 'richmenuswitch', richMenuAliasId: 'a', data: 'a' }),
    'quickReply.items[0].action.type',
    null,
    'action-objects',
  ],
  [
    'fourteen quick replies',
    quick(...Array(14).fill(tap())),
    'quickReply.items',
    { most: 13, unit: 'items' },
    'quick-reply',
  ],
  [
    'an icon over http',
    text({
      quickReply: { items: [{ type: 'action', imageUrl: 'http://shop.example/a.png', action: tap() }] },
    }),
    'quickReply.items[0].imageUrl',
    null,
    'quick-reply',
  ],
  [
    'a long name of the sender',
    text({ sender: { name: x(21) } }),
    'sender.name',
    codeUnits(20),
    'change-icon-and-display-name',
  ],
  [
    'LINE as the sender',
    text({ sender: { name: 'LINE team' } }),
    'sender.name',
    null,
    'change-icon-and-display-name',
  ],
];

const long = (bytes: number) => box([{ type: 'text', text: x(bytes) }]);

const flexes: Refused[] = [
  ['no alternative', { ...flex(bubble()), altText: undefined }, 'altText', null, 'flex-message'],
  [
    'a heavy bubble',
    flex(bubble({ body: long(30 * 1024) })),
    'contents',
    { most: 30 * 1024, unit: 'bytes' },
    'flex-message',
  ],
  [
    'a heavy carousel',
    flex({ type: 'carousel', contents: Array(3).fill(bubble({ body: long(17 * 1024) })) }),
    'contents',
    { most: 50 * 1024, unit: 'bytes' },
    'flex-message',
  ],
  [
    'thirteen bubbles',
    flex({ type: 'carousel', contents: Array(13).fill(bubble()) }),
    'contents.contents',
    { most: 12, unit: 'bubbles' },
    'flex-message',
  ],
  [
    'bubbles of two sizes',
    flex({ type: 'carousel', contents: [bubble(), bubble({ size: 'giga' })] }),
    'contents.contents',
    null,
    'flex-message',
  ],
  ['another size', flex(bubble({ size: 'huge' })), 'contents.size', null, 'flex-message'],
  [
    'another layout',
    flex(bubble({ body: box([], { layout: 'round' }) })),
    'contents.body.layout',
    null,
    'flex-message',
  ],
  [
    'a text of nothing',
    inBox({ type: 'text', text: '', contents: [] }),
    'contents.body.contents[0].text',
    null,
    'flex-message',
  ],
  [
    'a text that says nothing',
    inBox({ type: 'text' }),
    'contents.body.contents[0].text',
    null,
    'flex-message',
  ],
  [
    'a picture without address',
    inBox({ type: 'image' }),
    'contents.body.contents[0].url',
    null,
    'flex-message',
  ],
  [
    'a picture that is too high',
    inBox({ type: 'image', url, aspectRatio: '1:4' }),
    'contents.body.contents[0].aspectRatio',
    null,
    'flex-message',
  ],
  [
    'a margin of no size',
    inBox({ type: 'separator', margin: 'wide' }),
    'contents.body.contents[0].margin',
    null,
    'flex-message',
  ],
  [
    'a button without label, deep down',
    inBox(box([{ type: 'button', action: { type: 'message', text: 'a' } }])),
    'contents.body.contents[0].contents[0].action.label',
    null,
    'action-objects',
  ],
  [
    'a button with a long label',
    inBox({ type: 'button', action: tap({ label: x(41) }) }),
    'contents.body.contents[0].action.label',
    seen(40),
    'action-objects',
  ],
  [
    'a video without picture',
    flex(bubble({ hero: { type: 'video', url, previewUrl: url } })),
    'contents.hero.altContent',
    null,
    'flex-message',
  ],
  [
    'too many moving pictures',
    inBox(...Array(11).fill({ type: 'image', url, animated: true })),
    'contents',
    { most: 10, unit: 'animated images' },
    'flex-message',
  ],
];

describe.each([
  ['texts', texts],
  ['messages without parts', simple],
  ['templates', templates],
  ['actions', actions],
  ['Flex messages', flexes],
])('%s refused', (_kind, cases) => {
  it.each(cases)('%s', async (_what, message, field, limit, anchor) => {
    // As it arrives: without what has no value.
    const refusal = fitted(JSON.parse(JSON.stringify(message)));
    expect(refusal).toMatchObject({
      ok: false,
      field: `body.${field}`,
      page: page(anchor),
      reason: expect.stringMatching(/\.$/),
      fix: expect.stringMatching(/\.$/),
    });
    if (limit) expect(refusal).toMatchObject({ limit });
    else expect(refusal).not.toHaveProperty('limit');
    expect(await statusOf(message)).toBe(400);
  });
});

it('names the message of a list', () => {
  expect(fitted({ messages: [text(), text({ text: '' })] })).toMatchObject({
    field: 'body.messages[1].text',
  });
});

// The kinds of LINE's own SDK, at the edge of what the reference allows.
const taken: [what: string, message: messagingApi.Message][] = [
  ['a text', { type: 'text', text: x(5000), quoteToken: 'q', sender: { name: 'Online shop', iconUrl: url } }],
  ['a text with emojis', { type: 'text', text: '$ a $', emojis: [0, 4].map(shown) }],
  [
    'a text with substitutes',
    {
      type: 'textV2',
      text: '{a} {{b}} {c_1}',
      substitution: {
        a: { type: 'mention', mentionee: { type: 'user', userId: 'U1' } },
        c_1: { type: 'emoji', productId: 'p1', emojiId: '004' },
      },
    },
  ],
  ['a sticker', { type: 'sticker', packageId: '446', stickerId: '1988' }],
  ['a picture', { type: 'image', originalContentUrl: url, previewImageUrl: url }],
  ['a video', { type: 'video', originalContentUrl: url, previewImageUrl: url, trackingId: x(100) }],
  ['a sound', { type: 'audio', originalContentUrl: url, duration: 1 }],
  ['a place', { type: 'location', title: x(100), address: 'a', latitude: -90, longitude: 180 }],
  [
    'a map with a video',
    {
      type: 'imagemap',
      baseUrl: url,
      altText: x(1500),
      baseSize: { width: 1040, height: 1 },
      actions: [
        { type: 'message', text: x(400), area },
        { type: 'clipboard', clipboardText: x(1000), area },
      ],
      video: {
        originalContentUrl: url,
        previewImageUrl: url,
        area,
        externalLink: { linkUri: url, label: 'a' },
      },
    },
  ],
  [
    'buttons, counted in characters',
    {
      type: 'template',
      altText: 'a',
      template: {
        type: 'buttons',
        thumbnailImageUrl: url,
        imageAspectRatio: 'square',
        imageSize: 'contain',
        imageBackgroundColor: '#FFFFFF',
        title: family.repeat(40),
        text: family.repeat(60),
        defaultAction: { type: 'uri', label: 'a', uri: 'line://nv/profile' },
        actions: [
          { type: 'postback', label: family.repeat(20), data: x(300), displayText: family.repeat(300) },
          { type: 'postback', label: 'a', data: 'a', inputOption: 'openKeyboard', fillInText: 'a' },
          { type: 'datetimepicker', label: 'a', data: 'a', mode: 'datetime', initial: '2026-08-01T09:30' },
          { type: 'uri', label: 'a', uri: 'tel:+6621234567', altUri: { desktop: url } },
        ],
      },
    },
  ],
  [
    'a question',
    {
      type: 'template',
      altText: 'a',
      template: {
        type: 'confirm',
        text: x(240),
        actions: [
          { type: 'message', label: 'Yes', text: 'yes' },
          { type: 'clipboard', label: 'Copy', clipboardText: 'a' },
        ],
      },
    },
  ],
  [
    'columns',
    {
      type: 'template',
      altText: 'a',
      template: {
        type: 'carousel',
        columns: Array(10).fill({ text: x(120), actions: Array(3).fill(tap()) }),
      },
    },
  ],
  [
    'pictures in a row',
    {
      type: 'template',
      altText: 'a',
      template: { type: 'image_carousel', columns: [{ imageUrl: url, action: { type: 'uri', uri: url } }] },
    },
  ],
  [
    'a carousel of Flex bubbles',
    {
      type: 'flex',
      altText: 'a',
      contents: {
        type: 'carousel',
        contents: [
          {
            type: 'bubble',
            size: 'mega',
            hero: { type: 'image', url, aspectRatio: '20:13', aspectMode: 'cover', size: 'full' },
            body: {
              type: 'box',
              layout: 'vertical',
              paddingAll: '10px',
              background: {
                type: 'linearGradient',
                angle: '45deg',
                startColor: '#ff0000',
                endColor: '#0000ff80',
                centerPosition: '20%',
              },
              contents: [
                { type: 'text', contents: [{ type: 'span', text: 'a', weight: 'bold' }], wrap: true },
                {
                  type: 'box',
                  layout: 'baseline',
                  spacing: 'sm',
                  contents: [
                    { type: 'icon', url, size: 'xs' },
                    { type: 'filler' },
                    { type: 'text', text: 'a', flex: 0, maxLines: 2, adjustMode: 'shrink-to-fit' },
                  ],
                },
                { type: 'separator', margin: 'xxl', color: '#000000' },
                {
                  type: 'button',
                  style: 'primary',
                  height: 'sm',
                  action: { type: 'message', label: 'a', text: 'a' },
                },
              ],
            },
          },
          { type: 'bubble', footer: { type: 'box', layout: 'vertical', contents: [] } },
        ],
      },
    },
  ],
  ['a coupon', { type: 'coupon', couponId: 'c', deliveryTag: x(30) }],
  [
    'quick replies of every kind',
    {
      type: 'text',
      text: 'a',
      quickReply: {
        items: [
          { type: 'action', imageUrl: url, action: { type: 'camera', label: 'a' } },
          { type: 'action', action: { type: 'cameraRoll', label: 'a' } },
          { action: { type: 'location', label: 'a' } },
        ],
      },
    },
  ],
];

describe('taken', () => {
  it.each(taken)('%s', async (_what, message) => {
    const body = { ...message };
    expect(fitted(body)).toEqual({ ok: true, parts: [{ type: 'native', body }], notes: [] });
    expect(await statusOf(message)).toBe(200);
  });
});

// LINE adds types and fields at any time.
const passed: [what: string, message: Json, path: string][] = [
  ['a message', { type: 'hologram', shape: 'cat' }, 'body.type'],
  ['a field', text({ mood: 'good' }), 'body.mood'],
  ['an action', button({ type: 'dance', label: 'A' }), 'body.template.actions[0].type'],
  ['a component', inBox({ type: 'chart' }), 'body.contents.body.contents[0].type'],
  ['a field deep down', inBox({ type: 'filler', glow: true }), 'body.contents.body.contents[0].glow'],
];

describe('passed with a note, though nobody knows it', () => {
  it.each(passed)('%s', (_what, body, path) => {
    expect(fitted(body)).toMatchObject({
      ok: true,
      parts: [{ body }],
      notes: [expect.stringContaining(`${path}:`)],
    });
  });

  it('and hides nothing that is wrong beside it', () => {
    const message = buttons({ mood: 'good', title: 'a', text: x(61) });
    expect(fitted(message)).toMatchObject({ ok: false, field: 'body.template.text' });
  });
});
