import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { InboundItem, MessageItem } from '../item.ts';
import { parse } from './webhook.ts';

function itemsOf(file: string): InboundItem[] {
  const { items, problems } = parse(
    JSON.parse(readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8')),
  );
  expect(problems).toEqual([]);
  return items;
}

const phone = { kind: 'phone', value: '66810000001' };
const bsuid = { kind: 'bsuid', value: 'TH.20000000000000000001' };
const mali = { identities: [phone], name: 'Mali Srisai' };
const account = '210000000000001';
const digest = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** A live message of Mali as every fixture of this file holds it. */
function message(id: string, content: unknown, more: Partial<MessageItem> = {}): Record<string, unknown> {
  return {
    kind: 'message',
    key: `message:wamid.${id}`,
    platform_message_id: `wamid.${id}`,
    account,
    occurred_at: 1790000000000,
    direction: 'in',
    thread: { kind: 'direct' },
    person: mali,
    content,
    opens_window: true,
    raw: expect.objectContaining({ id: `wamid.${id}` }),
    ...more,
  };
}

describe('people', () => {
  it('learns every id of the sender, the phone first', () => {
    const parent = { kind: 'parent_bsuid', value: 'TH.ENT.30000000000000000001' };
    const person = { identities: [phone, bsuid, parent], name: 'Mali Srisai', username: 'mali.s' };
    const content = { type: 'text', text: 'สวัสดี 👋 https://example.com/a' };
    expect(itemsOf('text.json')).toEqual([message('text1', content, { person })]);
  });

  it('knows a person without a phone by the user id', () => {
    const identities = [{ kind: 'bsuid', value: 'DE.20000000000000000002' }];
    const person = { identities, name: 'Noor', username: 'noor_h' };
    const more = { person, occurred_at: 1790000001000 };
    expect(itemsOf('username-only.json')).toEqual([message('text2', { type: 'text', text: 'Hello' }, more)]);
  });

  const contact = { profile: { name: 'Ana' }, wa_id: '5511900000001', user_id: 'BR.1' };
  const from = (id: string, sender: string) => ({
    id,
    from: sender,
    timestamp: '1',
    type: 'text',
    text: { body: 'x' },
  });
  const wrap = (value: unknown) => ({ entry: [{ id: '1', changes: [{ field: 'messages', value }] }] });

  it('takes a single contact for the only sender, whose wa_id is spelt differently', () => {
    const { items } = parse(
      wrap({ contacts: [contact], messages: [from('1', '551190000001'), from('2', '551190000001')] }),
    );
    const identities = [
      { kind: 'phone', value: '551190000001' },
      { kind: 'phone', value: '5511900000001' },
      { kind: 'bsuid', value: 'BR.1' },
    ];
    expect(items).toMatchObject([{ person: { identities, name: 'Ana' } }, { person: { identities } }]);
  });

  it('never joins two senders by a single contact', () => {
    const { items } = parse(
      wrap({ contacts: [contact], messages: [from('1', '551190000001'), from('2', '4915100000001')] }),
    );
    expect(items).toMatchObject([
      { person: { identities: [{ kind: 'phone', value: '551190000001' }] } },
      { person: { identities: [{ kind: 'phone', value: '4915100000001' }] } },
    ]);
  });

  it('never takes a contact with another user id', () => {
    const other = { ...from('1', '551190000001'), from_user_id: 'BR.2' };
    const { items } = parse(wrap({ contacts: [contact], messages: [other] }));
    const identities = [
      { kind: 'phone', value: '551190000001' },
      { kind: 'bsuid', value: 'BR.2' },
    ];
    expect(items).toMatchObject([{ person: { identities } }]);
  });
});

describe('what a message says', () => {
  it('reads media of every kind', () => {
    const item = (id: number, mime_type: string, more = {}) => [
      { platform_media_id: `410000000${id}`, status: 'pending', mime_type, ...more },
    ];
    const url = 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=4100000001';
    const image = item(1, 'image/jpeg', { url, sha256: digest });
    expect(itemsOf('media.json')).toEqual([
      message('image1', { type: 'image', items: image, text: 'The broken lid' }),
      message('video1', { type: 'video', items: item(2, 'video/mp4', { sha256: digest }) }),
      message('voice1', { type: 'audio', items: item(3, 'audio/ogg; codecs=opus'), voice: true }),
      message('file1', {
        type: 'file',
        items: item(4, 'application/pdf', { file_name: 'order 12.pdf' }),
        text: 'My order',
      }),
      message('sticker1', { type: 'sticker', items: item(5, 'image/webp'), animated: true }),
    ]);
  });

  it('reads places, contacts and orders, also without a type', () => {
    const place = { type: 'location', latitude: 13.7563, longitude: 100.5018 };
    expect(itemsOf('shared.json')).toEqual([
      message('place1', { ...place, name: 'Warehouse', address: '1 Example Road' }),
      message('place2', { type: 'location', latitude: 0, longitude: 1 }),
      message('contacts1', {
        type: 'contacts',
        contacts: [
          {
            name: 'Somchai Example',
            first_name: 'Somchai',
            last_name: 'Example',
            phones: [{ phone: '+66 81 000 0009', type: 'CELL', user_id: '66810000009' }],
            emails: [{ email: 'somchai@example.com', type: 'WORK' }],
            organisation: 'Example Co',
            title: 'Buyer',
            birthday: '1990-01-31',
            urls: ['https://example.com'],
            addresses: [{ city: 'Bangkok', type: 'WORK' }],
          },
          { vcard: 'BEGIN:VCARD\nEND:VCARD', origin: 'other' },
        ],
      }),
      message('order1', {
        type: 'order',
        catalog_id: '510000001',
        text: 'Please wrap it',
        items: [{ product_id: 'SKU-1', quantity: 2, price: 30.5, currency: 'THB' }],
      }),
    ]);
  });

  it('reads taps and forms as answers', () => {
    const answer = (kind: string, id: string, title: string, data?: unknown) => ({
      type: 'answer',
      id,
      title,
      kind,
      ...(data !== undefined && { data }),
    });
    const form = { flow_token: 'token-7', rating: '5' };
    expect(itemsOf('answers.json')).toEqual([
      message('tap1', answer('button', 'yes', 'Yes, please'), { reply_to: 'wamid.ours1' }),
      message('tap2', answer('list', 'express', 'Express', { description: '1 to 2 days' })),
      message('form1', answer('form', 'token-7', 'Sent', form)),
      message('form2', answer('form', 'address_message', 'Sent', '[1')),
      message(
        'permission1',
        answer('permission', 'accept', 'accept', expect.objectContaining({ response: 'accept' })),
      ),
      message('template1', answer('template_button', 'STOP', 'Stop it'), { reply_to: 'wamid.ours2' }),
      message('product1', { type: 'product', product_id: 'SKU-1', catalog_id: '510000001' }),
      message('broken1', { type: 'unsupported', kind: 'interactive' }),
    ]);
  });

  it('keeps what it does not know, and does not take every notice for a message of the person', () => {
    const unknown = (kind: string, reason?: string) => ({
      type: 'unsupported',
      kind,
      ...(reason && { reason }),
    });
    const {
      kind: _kind,
      content: _content,
      opens_window: _opens,
      platform_message_id: _id,
      direction: _direction,
      ...welcome
    } = message('welcome1', null);
    expect(itemsOf('unsupported.json')).toEqual([
      message('unsupported1', unknown('poll_creation', 'Message type is currently not supported.')),
      message('unsupported2', unknown('edit', 'Unsupported'), { opens_window: false }),
      message('unsupported3', unknown('unknown', 'Message type is not currently supported')),
      message('unsupported4', unknown('hologram')),
      message('unsupported5', unknown('text')),
      { ...welcome, kind: 'notice', event: 'welcome.requested', data: welcome.raw },
    ]);
  });
});

describe('what stands around a message', () => {
  it('reads replies, forwards, ads, products and reactions', () => {
    const text = (value: string) => ({ type: 'text', text: value });
    const product = { catalog_id: '510000001', product_retailer_id: 'SKU-1' };
    const reaction = (id: string, emoji: string | null) => ({
      kind: 'reaction',
      key: `message:wamid.${id}`,
      account,
      occurred_at: 1790000000000,
      direction: 'in',
      thread: { kind: 'direct' },
      person: mali,
      target: 'wamid.ours1',
      emoji,
      platform_message_id: `wamid.${id}`,
      raw: expect.anything(),
    });
    expect(itemsOf('context.json')).toEqual([
      message('reply1', text('That one'), { reply_to: 'wamid.ours1' }),
      message('forward1', text('Seen?'), { forwarded: 'once' }),
      message('forward2', text('Seen by all'), { forwarded: 'often' }),
      message('ad1', text('Is it in stock?'), {
        referral: {
          source_url: 'https://fb.me/example',
          source_id: '610000001',
          source_type: 'ad',
          headline: 'Sale',
          ctwa_clid: 'click-1',
        },
      }),
      message('product2', text('And this?'), {
        reply_to: 'wamid.ours3',
        referral: { referred_product: product },
      }),
      reaction('reaction1', '👍'),
      reaction('reaction2', null),
      reaction('reaction3', null),
    ]);
  });

  it('reads changes of ids', () => {
    const user = (value: string) => ({ kind: 'bsuid', value });
    const number = (value: string) => ({ kind: 'phone', value });
    const [system1, system2, system3, system4, system5] = itemsOf('identity.json');
    expect(system1).toEqual({
      kind: 'identity',
      key: 'message:wamid.system1',
      account,
      occurred_at: 1790000000000,
      person: {
        identities: [phone, number('66810000002'), user('TH.20000000000000000003'), bsuid],
      },
      previous: [phone, bsuid],
      text: 'Mali changed from 66810000001 to 66810000002',
      raw: expect.anything(),
    });
    expect(system2).toMatchObject({
      kind: 'identity',
      person: { identities: [user('DE.20000000000000000004'), user('DE.20000000000000000002')] },
      previous: [user('DE.20000000000000000002')],
    });
    expect(system3).toMatchObject({ kind: 'identity', person: { identities: [phone] }, previous: [] });
    expect(system4).toMatchObject({
      kind: 'identity',
      person: { identities: [phone, number('66810000005')] },
      previous: [phone],
    });
    expect(system5).toMatchObject({
      kind: 'message',
      content: { type: 'system', kind: 'something_new', text: 'Something new' },
      opens_window: false,
    });
  });

  it('reads edits, deletions and echoes of the Business app', () => {
    expect(itemsOf('coexistence.json')).toMatchObject([
      {
        kind: 'edit',
        key: 'message:wamid.edit1',
        platform_message_id: 'wamid.text1',
        person: mali,
        content: { type: 'text', text: 'Hello, corrected' },
      },
      { kind: 'deletion', key: 'message:wamid.revoke1', platform_message_id: 'wamid.text1', person: mali },
      {
        kind: 'message',
        key: 'message:wamid.echo1',
        direction: 'out',
        // The contact of this payload is the business itself.
        person: { identities: [phone, bsuid] },
        content: { type: 'text', text: 'Typed on the phone' },
        opens_window: false,
      },
      { kind: 'deletion', platform_message_id: 'wamid.echo1', person: { identities: [phone] } },
      { kind: 'reaction', direction: 'out', target: 'wamid.text1', emoji: '🙏' },
    ]);
  });
});
