import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contentSchema } from '../../conversations/content.ts';
import { parsePayload } from '../../inbound/json.ts';
import type { InboundItem, MessageItem } from '../item.ts';
import { parse } from './webhook.ts';

const ana = { identities: [{ kind: 'psid', value: '24000000000000001' }] };

function itemsOf(file: string): InboundItem[] {
  const json = readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8');
  const { items, problems } = parse(parsePayload(json));
  expect(problems).toEqual([]);
  return items;
}

function messagesOf(file: string): MessageItem[] {
  return itemsOf(file).filter((item) => item.kind === 'message');
}

/** What each message of a fixture says, by the platform's id. */
function contentsOf(file: string): Record<string, unknown> {
  return Object.fromEntries(messagesOf(file).map((item) => [item.platform_message_id, item.content]));
}

const cdn = 'https://cdn.example.com';
const pending = (file: string) => ({ url: `${cdn}/${file}`, status: 'pending' });
const lost = { url: null, status: 'failed' };

describe('messages', () => {
  const items = messagesOf('messages.json');

  it('say who wrote what, and when', () => {
    expect(items[0]).toEqual({
      kind: 'message',
      key: 'message:m_text',
      account: '110000000000001',
      occurred_at: 1790000000000,
      direction: 'in',
      thread: { kind: 'direct' },
      person: ana,
      platform_message_id: 'm_text',
      content: { type: 'text', text: 'Grüezi 👋 https://example.com/a' },
      opens_window: true,
      raw: expect.objectContaining({ message: expect.objectContaining({ mid: 'm_text' }) }),
    });
  });

  it('are answers, replies and questions about stories, ads and products', () => {
    expect(items.slice(1, 9)).toMatchObject([
      { content: { type: 'answer', id: 'SIZE_L', title: 'Large', kind: 'quick_reply' } },
      { content: { type: 'answer', id: 'ana@example.com', title: 'ana@example.com', kind: 'quick_reply' } },
      { content: { type: 'text', text: 'That one' }, reply_to: 'm_ours' },
      {
        content: {
          type: 'story',
          kind: 'reply',
          id: '17900000000000001',
          url: `${cdn}/story.jpg`,
          text: 'Nice!',
        },
      },
      {
        content: { type: 'text', text: 'Is it still there?' },
        referral: {
          source: 'ADS',
          ad_id: '6300000000001',
          ads_context_data: { ad_title: 'Bicycles', post_id: '560000000000001' },
        },
      },
      { content: { type: 'text' }, referral: { product: { id: '77000000000001' } } },
      { content: { type: 'text', text: 'find a bicycle' } },
      { content: { type: 'unsupported', kind: 'unsupported' } },
    ]);
    expect(items[1]).not.toHaveProperty('reply_to');
    expect(items[1]).not.toHaveProperty('referral');
    expect(items[1]).not.toHaveProperty('context');
  });

  it('name their time in seconds, as text, or in milliseconds', () => {
    expect(items.map((item) => item.occurred_at - 1790000000000)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((seconds) => seconds * 1000),
    );
  });

  it('teach which reference of a plugin is whom', () => {
    expect(items[10]?.person).toEqual({
      identities: [...ana.identities, { kind: 'user_ref', value: 'cart-4711' }],
    });
  });

  it('are of the public form', () => {
    for (const file of ['messages.json', 'attachments.json', 'echoes.json']) {
      for (const { content } of messagesOf(file)) expect(contentSchema.parse(content)).toEqual(content);
    }
  });
});

it('reads every kind of attachment', () => {
  expect(contentsOf('attachments.json')).toEqual({
    m_image: { type: 'image', items: [pending('1.jpg')] },
    m_album: { type: 'image', items: [pending('1.jpg'), pending('2.jpg')] },
    m_captioned: { type: 'video', items: [pending('1.mp4')], text: 'My bicycle' },
    m_audio: { type: 'audio', items: [pending('1.mp4')] },
    m_file: { type: 'file', items: [pending('offer.pdf')] },
    // The picture that came beside it is the sticker once more.
    m_sticker: { type: 'sticker', items: [pending('s.png')], sticker_id: '369239263222822' },
    m_old_sticker: { type: 'sticker', items: [pending('s.png')], sticker_id: '369239343222814' },
    m_inner_sticker: { type: 'sticker', items: [pending('s.png')], sticker_id: '369239383222810' },
    m_location: {
      type: 'location',
      latitude: 46.948,
      longitude: -7.4474,
      name: 'Our shop',
      url: 'https://maps.example.com/1',
    },
    m_link: {
      type: 'share',
      kind: 'fallback',
      url: 'https://example.com/a',
      title: 'A page',
      text: 'Look https://example.com/a',
    },
    m_old_link: { type: 'share', kind: 'fallback', url: 'https://example.com/old', title: 'An old page' },
    m_bare_link: { type: 'share', kind: 'fallback', url: 'https://example.com/bare' },
    m_empty_link: { type: 'text', text: 'https://example.com/plain' },
    m_post: {
      type: 'share',
      kind: 'post',
      url: 'https://example.com/posts/1',
      id: '1234567890123456789',
      title: 'A post',
    },
    m_reel: {
      type: 'share',
      kind: 'reel',
      url: 'https://www.facebook.com/reel/44',
      id: '17900000000000002',
      title: 'A reel',
    },
    m_product: { type: 'product', product_id: '77000000000001', title: 'Bicycle' },
    m_appointment: {
      type: 'system',
      kind: 'appointment_booking',
      text: 'requested, 2026-09-21T15:13:20.000Z, Europe/Zurich',
    },
    m_mixed: {
      type: 'multiple',
      parts: [
        { type: 'text', text: 'Here' },
        { type: 'image', items: [pending('1.jpg'), pending('2.jpg')] },
        { type: 'file', items: [pending('a.pdf')] },
        { type: 'unsupported', kind: 'hologram' },
      ],
    },
    m_no_payload: { type: 'image', items: [lost] },
    m_null_payload: { type: 'audio', items: [lost] },
    m_odd_address: { type: 'image', items: [lost] },
    m_far_away: { type: 'unsupported', kind: 'location' },
    m_unknown: { type: 'unsupported', kind: 'constructor' },
    m_typeless: { type: 'unsupported', kind: 'unknown' },
    m_single: { type: 'image', items: [pending('1.jpg')] },
  });
});

describe('echoes', () => {
  const items = itemsOf('echoes.json');

  it('are of our own side, to the recipient, with the reference that was given', () => {
    expect(items[0]).toMatchObject({
      kind: 'message',
      key: 'message:m_e_text',
      direction: 'out',
      person: ana,
      content: { type: 'text', text: 'On its way' },
      opens_window: false,
      correlation: '0199aaaa-0000-7000-8000-000000000001',
    });
    expect(items[1]).not.toHaveProperty('correlation');
    for (const item of items) expect(item).toMatchObject({ person: ana, account: '110000000000001' });
  });

  it('show what can be read of templates', () => {
    expect(contentsOf('echoes.json')).toEqual({
      m_e_text: { type: 'text', text: 'On its way' },
      m_e_image: { type: 'image', items: [pending('1.jpg')] },
      m_e_cards: {
        type: 'cards',
        cards: [
          {
            title: 'Bicycle',
            text: 'Red',
            image_url: `${cdn}/b.jpg`,
            options: [
              { title: 'Open', url: 'https://example.com/' },
              { title: 'Buy', id: 'BUY' },
              { title: 'Call', phone: '+41310000000' },
              { title: 'account_link', url: 'https://example.com/login' },
            ],
          },
          { title: 'Tandem' },
        ],
      },
      m_e_buttons: { type: 'choices', text: 'Which one?', options: [{ title: 'Buy', id: 'BUY' }] },
      m_e_media: {
        type: 'video',
        items: [{ platform_media_id: '2400000000000000123', status: 'failed' }],
      },
      m_e_media_page: { type: 'share', kind: 'media', url: 'https://example.com/photo/1' },
      m_e_receipt: { type: 'text', text: '4711\nBell\nLamp' },
      m_e_coupon: { type: 'text', text: '10 % off\nSPRING' },
      m_e_titled: { type: 'text', text: 'Something new' },
      m_e_address: { type: 'share', kind: 'template', url: 'https://example.com/update' },
      m_e_mute: { type: 'share', kind: 'template', url: null },
      m_e_reply: { type: 'unsupported', kind: 'empty' },
      m_e_unmarked: { type: 'text', text: 'Marked by its sender only' },
    });
    expect(items[11]).toMatchObject({ reply_to: 'm_text' });
    expect(items[12]).toMatchObject({ direction: 'out' });
  });

  it('may be taken back', () => {
    expect(items[13]).toMatchObject({
      kind: 'deletion',
      key: 'deletion:m_e_text',
      platform_message_id: 'm_e_text',
      person: ana,
    });
  });
});
