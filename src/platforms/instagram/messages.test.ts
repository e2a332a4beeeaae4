import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contentSchema } from '../../conversations/content.ts';
import { parsePayload } from '../../inbound/json.ts';
import type { InboundItem, MessageItem } from '../item.ts';
import { parse } from './webhook.ts';

const account = '17841400000000011';
const noa = { identities: [{ kind: 'igsid', value: '1200000000000001' }] };

function itemsOf(file: string): InboundItem[] {
  const json = readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8');
  const { items, problems } = parse(parsePayload(json));
  expect(problems).toEqual([]);
  return items;
}

function messagesOf(file: string): MessageItem[] {
  return itemsOf(file).filter((item) => item.kind === 'message');
}

const cdn = 'https://cdn.example.com';
const pending = (file: string) => ({ url: `${cdn}/${file}`, status: 'pending' });

describe('messages', () => {
  const items = messagesOf('messages.json');

  it('say who wrote what, and when', () => {
    expect(items[0]).toEqual({
      kind: 'message',
      twin: expect.stringMatching(/^[0-9a-f]{32}$/),
      key: 'message:mid.text',
      account,
      occurred_at: 1790000000000,
      direction: 'in',
      thread: { kind: 'direct' },
      person: noa,
      platform_message_id: 'mid.text',
      content: { type: 'text', text: 'Olá 👋' },
      opens_window: true,
      raw: expect.objectContaining({ message: { mid: 'mid.text', text: 'Olá 👋' } }),
    });
  });

  it('are answers, replies, questions about stories, ads and products', () => {
    expect(items.slice(1)).toMatchObject([
      { content: { type: 'answer', id: 'SIZE_L', title: 'Large', kind: 'quick_reply' } },
      { content: { type: 'text', text: 'That one' }, reply_to: 'mid.ours' },
      {
        content: {
          type: 'story',
          kind: 'reply',
          id: '17900000000000001',
          url: `${cdn}/story.jpg`,
          text: 'Is it for sale?',
        },
      },
      {
        content: {
          type: 'multiple',
          parts: [
            { type: 'story', kind: 'reply', id: '17900000000000002', url: null },
            { type: 'image', items: [pending('1.jpg')] },
          ],
        },
      },
      { content: { type: 'story', kind: 'mention', url: `${cdn}/story2.jpg` } },
      { content: { type: 'text' }, referral: { source: 'ADS', ad_id: '6300000000001' } },
      { content: { type: 'text' }, referral: { product: { id: '77000000000001' } } },
      { content: { type: 'unsupported', kind: 'unsupported' } },
    ]);
  });

  it('are of the public form', () => {
    for (const file of ['messages.json', 'attachments.json', 'echoes.json']) {
      for (const { content } of messagesOf(file)) expect(contentSchema.parse(content)).toEqual(content);
    }
  });
});

it('reads every kind of attachment', () => {
  const contents = messagesOf('attachments.json').map((item) => [item.platform_message_id, item.content]);
  expect(Object.fromEntries(contents)).toEqual({
    'mid.image': { type: 'image', items: [pending('1.jpg'), pending('2.jpg')] },
    'mid.video': { type: 'video', items: [pending('1.mp4')] },
    'mid.audio': { type: 'audio', items: [pending('1.m4a')] },
    'mid.file': { type: 'file', items: [pending('1.pdf')] },
    'mid.media': { type: 'file', items: [pending('1')] },
    'mid.post': {
      type: 'share',
      kind: 'ig_post',
      url: `${cdn}/post.jpg`,
      id: '17890000000000001',
      title: 'A post',
    },
    'mid.ig_reel': {
      type: 'share',
      kind: 'ig_reel',
      url: 'https://example.com/reel/1/',
      id: '17906265141506851',
      title: 'A reel',
    },
    'mid.reel': {
      type: 'share',
      kind: 'reel',
      url: 'https://example.com/reel/2/',
      id: '17900000000000003',
    },
    'mid.share': { type: 'share', kind: 'share', url: `${cdn}/shared.jpg` },
    'mid.shared_story': { type: 'share', kind: 'story', url: `${cdn}/story3.jpg` },
    'mid.ig_story': { type: 'share', kind: 'story', url: `${cdn}/story4.jpg`, id: '17900000000000004' },
    'mid.ephemeral': { type: 'unsupported', kind: 'ephemeral' },
    'mid.heart': { type: 'sticker', sticker_id: 'like_heart', text: '❤️' },
    'mid.unsupported_type': { type: 'unsupported', kind: 'unsupported_type' },
    'mid.later': { type: 'unsupported', kind: 'later_invention' },
    'mid.lost': { type: 'share', kind: 'ig_reel', url: null },
  });
});

describe('echoes', () => {
  const items = itemsOf('echoes.json');

  it('are of our own side, to the recipient, without any reference of ours', () => {
    expect(items).toMatchObject([
      {
        kind: 'message',
        direction: 'out',
        account,
        person: noa,
        content: { type: 'text', text: 'On its way' },
        opens_window: false,
      },
      { direction: 'out', content: { type: 'cards', cards: [{ title: 'Bicycle', text: 'Red' }] } },
      { kind: 'deletion', platform_message_id: 'mid.e_deleted', person: noa },
      {},
    ]);
    expect(items[0]).not.toHaveProperty('correlation');
  });

  it('come in when the account writes to itself, and open no window', () => {
    expect(items[3]).toMatchObject({
      kind: 'message',
      direction: 'in',
      account,
      person: { identities: [{ kind: 'igsid', value: '1200000000000009' }] },
      content: { type: 'text', text: 'To myself' },
      opens_window: false,
    });
  });
});
