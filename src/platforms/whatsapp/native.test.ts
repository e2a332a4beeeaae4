import { describe, expect, it } from 'vitest';
import type { OutboundContent } from '../../conversations/content.ts';
import type { Json } from '../readers.ts';
import { bodyOf } from './bodies.ts';
import { send } from './send.ts';

const native = (body: Json): OutboundContent => ({ type: 'native', body });
const interactive = (body: Json): OutboundContent => native({ type: 'interactive', interactive: body });
const link = 'https://example.com/lid.jpg';
const body = { text: 'Which one?' };
const button = (id: string, title: string) => ({ type: 'reply', reply: { id, title } });
const rows = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `${n}`, title: `Row ${n}` }));
const products = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ product_retailer_id: `SKU-${n}` }));
const linkAction = { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://example.com' } };
const card = (card_index: number, more: Json = {}) => ({
  card_index,
  type: 'cta_url',
  header: { type: 'image', image: { link } },
  action: linkAction,
  ...more,
});
const carousel = (cards: Json[]) => interactive({ type: 'carousel', body, action: { cards } });
const flow = (parameters: Json) =>
  interactive({
    type: 'flow',
    body,
    action: {
      name: 'flow',
      parameters: { flow_message_version: '3', flow_id: '7', flow_cta: 'Book', ...parameters },
    },
  });
const template = (components: Json[]): Json => ({
  name: 'order_ready',
  language: { code: 'en' },
  components,
});

describe('what the reference documents', () => {
  const cases: OutboundContent[] = [
    native({ type: 'text', text: { body: 'Hi', preview_url: true }, context: { message_id: 'wamid.1' } }),
    native({ type: 'image', image: { id: '41', caption: 'The lid' } }),
    native({ type: 'video', video: { link } }),
    native({ type: 'audio', audio: { id: '41', voice: true } }),
    native({ type: 'document', document: { link, filename: 'order.pdf' } }),
    native({ type: 'sticker', sticker: { id: '41' } }),
    native({ type: 'location', location: { latitude: 13.7, longitude: 100.5 } }),
    native({
      type: 'contacts',
      contacts: [{ name: { formatted_name: 'A B', first_name: 'A' }, birthday: '1990-01-31' }],
    }),
    native({ type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '' } }),
    native({ type: 'pin', pin: { type: 'pin', message_id: 'wamid.1', expiration_days: 30 } }),
    interactive({ type: 'button', body, action: { buttons: [button('y', 'Yes'), button('n', 'No')] } }),
    interactive({ type: 'list', body, action: { button: 'See', sections: [{ rows: rows(10) }] } }),
    interactive({ type: 'cta_url', header: { type: 'video', video: { id: '1' } }, body, action: linkAction }),
    interactive({ type: 'location_request_message', body, action: { name: 'send_location' } }),
    interactive({ type: 'request_contact_info', body, action: { name: 'request_contact_info' } }),
    flow({ mode: 'draft', flow_action: 'navigate', flow_action_payload: { screen: 'A', data: { a: 1 } } }),
    interactive({ type: 'product', action: { catalog_id: '5', product_retailer_id: 'SKU-1' } }),
    interactive({
      type: 'product_list',
      header: { type: 'text', text: 'Lids' },
      body,
      action: { catalog_id: '5', sections: [{ title: 'All', product_items: products(30) }] },
    }),
    interactive({
      type: 'catalog_message',
      body,
      action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'SKU-1' } },
    }),
    carousel([card(0), card(1)]),
    interactive({
      type: 'address_message',
      body,
      action: { name: 'address_message', parameters: { country: 'IN', values: { city: 'Pune' } } },
    }),
    interactive({
      type: 'voice_call',
      body,
      action: { name: 'voice_call', parameters: { display_text: 'Call us', ttl_minutes: 43_200 } },
    }),
    interactive({ type: 'call_permission_request', body, action: { name: 'call_permission_request' } }),
    interactive({
      type: 'order_details',
      body,
      action: { name: 'review_and_pay', parameters: { reference_id: '1' } },
    }),
    interactive({
      type: 'order_status',
      body,
      action: { name: 'review_order', parameters: { reference_id: '1' } },
    }),
    native({
      type: 'template',
      template: template([
        { type: 'HEADER', parameters: [{ type: 'image', image: { id: '1' } }] },
        {
          type: 'body',
          parameters: [
            { type: 'currency', currency: { fallback_value: '$1', code: 'USD', amount_1000: 1000 } },
            { type: 'date_time', date_time: { fallback_value: 'Monday' } },
          ],
        },
        {
          type: 'button',
          sub_type: 'quick_reply',
          index: '0',
          parameters: [{ type: 'payload', payload: 'x' }],
        },
        { type: 'limited_time_offer', parameters: [{ type: 'limited_time_offer' }] },
        { type: 'carousel', cards: [{ card_index: 0, components: [{ type: 'body', parameters: [] }] }] },
        { type: 'newer' },
      ]),
    }),
  ];
  it.each(cases)('%j passes as it is', (content) => {
    expect(send.fit(content)).toEqual({ ok: true, parts: [content], notes: [] });
  });

  it.each([native({ type: 'hologram', hologram: {} }), interactive({ type: 'hologram' })])(
    'what is newer passes with a note: %j',
    (content) => {
      const note = expect.stringMatching(/hologram are not checked/);
      expect(send.fit(content)).toEqual({ ok: true, parts: [content], notes: [note] });
    },
  );
});

describe('what is beyond it', () => {
  const action = 'body.interactive.action';
  const characters = (most: number) => ({ most, unit: 'characters' });
  const cases: [field: string, content: OutboundContent, limit?: object][] = [
    ['body.text.body', native({ type: 'text', text: { body: 'x'.repeat(4097) } }), characters(4096)],
    ['body.text.body', native({ type: 'text', text: { body: ' ' } })],
    ['body.text.body', native({ type: 'text', text: {} })],
    ['body.text', native({ type: 'text', text: 'Hi' })],
    ['body.text', native({ type: 'text' })],
    ['body.context.message_id', native({ type: 'text', text: { body: 'Hi' }, context: {} })],
    [
      'body.biz_opaque_callback_data',
      native({ type: 'text', text: { body: 'Hi' }, biz_opaque_callback_data: 'x'.repeat(513) }),
      characters(512),
    ],
    ['body.image', native({ type: 'image', image: { id: '1', link } })],
    ['body.image', native({ type: 'image', image: {} })],
    ['body.image.link', native({ type: 'image', image: { link: 'ftp://example.com/a' } })],
    [
      'body.video.caption',
      native({ type: 'video', video: { id: '1', caption: 'x'.repeat(1025) } }),
      characters(1024),
    ],
    ['body.audio.caption', native({ type: 'audio', audio: { id: '1', caption: 'x' } })],
    [
      'body.location.latitude',
      native({ type: 'location', location: { latitude: 91, longitude: 0 } }),
      { most: 90, unit: 'number' },
    ],
    ['body.contacts[0].name', native({ type: 'contacts', contacts: [{ name: { formatted_name: 'A' } }] })],
    ['body.contacts', native({ type: 'contacts', contacts: [] }), { least: 1, unit: 'items' }],
    [
      'body.contacts[0].birthday',
      native({
        type: 'contacts',
        contacts: [{ name: { formatted_name: 'A', first_name: 'A' }, birthday: '1.1.90' }],
      }),
    ],
    ['body.reaction.message_id', native({ type: 'reaction', reaction: { emoji: '👍' } })],
    ['body.pin.type', native({ type: 'pin', pin: { type: 'glue', message_id: 'wamid.1' } })],
    [
      'body.pin.expiration_days',
      native({ type: 'pin', pin: { type: 'pin', message_id: 'wamid.1', expiration_days: 31 } }),
      { most: 30, unit: 'number' },
    ],
    ['body.interactive.type', interactive({ body })],
    ['body.interactive.body', interactive({ type: 'button', action: { buttons: [button('y', 'Yes')] } })],
    [
      'body.interactive.body.text',
      interactive({
        type: 'button',
        body: { text: 'x'.repeat(1025) },
        action: { buttons: [button('y', 'Yes')] },
      }),
      characters(1024),
    ],
    [
      'body.interactive.header.text',
      interactive({
        type: 'button',
        header: { type: 'text', text: 'x'.repeat(61) },
        body,
        action: { buttons: [button('y', 'Yes')] },
      }),
      characters(60),
    ],
    [
      'body.interactive.header.type',
      interactive({
        type: 'button',
        header: { type: 'sticker' },
        body,
        action: { buttons: [button('y', 'Yes')] },
      }),
    ],
    [
      'body.interactive.footer.text',
      interactive({
        type: 'button',
        footer: { text: 'x'.repeat(61) },
        body,
        action: { buttons: [button('y', 'Yes')] },
      }),
      characters(60),
    ],
    [
      `${action}.buttons`,
      interactive({
        type: 'button',
        body,
        action: { buttons: ['a', 'b', 'c', 'd'].map((id) => button(id, id)) },
      }),
      { most: 3, unit: 'items' },
    ],
    [
      `${action}.buttons`,
      interactive({ type: 'button', body, action: { buttons: [button('y', 'Yes'), button('y', 'No')] } }),
    ],
    [
      `${action}.buttons`,
      interactive({ type: 'button', body, action: { buttons: [button('y', 'Yes'), button('n', 'Yes')] } }),
    ],
    [
      `${action}.buttons[0].reply.title`,
      interactive({ type: 'button', body, action: { buttons: [button('y', 'x'.repeat(21))] } }),
      characters(20),
    ],
    [
      `${action}.buttons[0].reply.title`,
      interactive({ type: 'button', body, action: { buttons: [button('y', 'Yes ')] } }),
    ],
    [
      `${action}.buttons[0].reply.id`,
      interactive({ type: 'button', body, action: { buttons: [button('x'.repeat(257), 'Yes')] } }),
      characters(256),
    ],
    [
      'body.interactive.body.text',
      interactive({
        type: 'list',
        body: { text: 'x'.repeat(4097) },
        action: { button: 'See', sections: [{ rows: rows(1) }] },
      }),
      characters(4096),
    ],
    [
      `${action}.button`,
      interactive({ type: 'list', body, action: { button: 'x'.repeat(21), sections: [{ rows: rows(1) }] } }),
      characters(20),
    ],
    [
      `${action}.sections`,
      interactive({ type: 'list', body, action: { button: 'See', sections: [{ rows: rows(11) }] } }),
      { most: 10, unit: 'rows' },
    ],
    [
      `${action}.sections`,
      interactive({
        type: 'list',
        body,
        action: {
          button: 'See',
          sections: [{ rows: rows(1) }, { title: 'B', rows: [{ id: 'b', title: 'B' }] }],
        },
      }),
    ],
    [
      `${action}.sections[0].title`,
      interactive({
        type: 'list',
        body,
        action: { button: 'See', sections: [{ title: 'x'.repeat(25), rows: rows(1) }] },
      }),
      characters(24),
    ],
    [
      `${action}.sections[0].rows[0].id`,
      interactive({
        type: 'list',
        body,
        action: { button: 'See', sections: [{ rows: [{ id: 'x'.repeat(201), title: 'A' }] }] },
      }),
      characters(200),
    ],
    [
      `${action}.sections[0].rows[0].title`,
      interactive({
        type: 'list',
        body,
        action: { button: 'See', sections: [{ rows: [{ id: 'a', title: 'x'.repeat(25) }] }] },
      }),
      characters(24),
    ],
    [
      `${action}.sections[0].rows[0].description`,
      interactive({
        type: 'list',
        body,
        action: {
          button: 'See',
          sections: [{ rows: [{ id: 'a', title: 'A', description: 'x'.repeat(73) }] }],
        },
      }),
      characters(72),
    ],
    [
      'body.interactive.header.type',
      interactive({
        type: 'list',
        header: { type: 'image', image: { id: '1' } },
        body,
        action: { button: 'See', sections: [{ rows: rows(1) }] },
      }),
    ],
    [
      `${action}.parameters.display_text`,
      interactive({
        type: 'cta_url',
        body,
        action: { name: 'cta_url', parameters: { display_text: 'x'.repeat(21), url: link } },
      }),
      characters(20),
    ],
    [
      `${action}.parameters.url`,
      interactive({
        type: 'cta_url',
        body,
        action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'example' } },
      }),
    ],
    [`${action}.name`, interactive({ type: 'location_request_message', body, action: { name: 'location' } })],
    [`${action}.name`, interactive({ type: 'request_contact_info', body, action: {} })],
    [`${action}.parameters.flow_cta`, flow({ flow_cta: 'x'.repeat(21) }), characters(20)],
    [`${action}.parameters.flow_cta`, flow({ flow_cta: 'Book 🍜' })],
    [`${action}.parameters`, flow({ flow_name: 'booking' })],
    [`${action}.parameters.flow_message_version`, flow({ flow_message_version: '2' })],
    [`${action}.parameters.mode`, flow({ mode: 'sketch' })],
    [
      `${action}.parameters.flow_action_payload.data`,
      flow({ flow_action_payload: { screen: 'A', data: {} } }),
      { least: 1, unit: 'fields' },
    ],
    [
      'body.interactive.header',
      interactive({
        type: 'product',
        header: { type: 'text', text: 'A' },
        action: { catalog_id: '5', product_retailer_id: '1' },
      }),
    ],
    [
      'body.interactive.header',
      interactive({
        type: 'product_list',
        body,
        action: { catalog_id: '5', sections: [{ product_items: products(1) }] },
      }),
    ],
    [
      `${action}.sections`,
      interactive({
        type: 'product_list',
        header: { type: 'text', text: 'A' },
        body,
        action: { catalog_id: '5', sections: [{ product_items: products(31) }] },
      }),
      { most: 30, unit: 'products' },
    ],
    [`${action}.catalog_id`, interactive({ type: 'product', action: { product_retailer_id: '1' } })],
    [`${action}.cards`, carousel([card(0)]), { least: 2, unit: 'items' }],
    [
      `${action}.cards`,
      carousel(Array.from({ length: 11 }, (_, n) => card(n % 10))),
      { most: 10, unit: 'items' },
    ],
    [`${action}.cards`, carousel([card(0), card(1, { header: { type: 'video', video: { link } } })])],
    [`${action}.cards`, carousel([card(0), card(0)])],
    [
      `${action}.cards[1].body.text`,
      carousel([card(0), card(1, { body: { text: 'x'.repeat(161) } })]),
      characters(160),
    ],
    [
      `${action}.parameters.country`,
      interactive({ type: 'address_message', body, action: { name: 'address_message', parameters: {} } }),
    ],
    [
      `${action}.parameters.ttl_minutes`,
      interactive({
        type: 'voice_call',
        body,
        action: { name: 'voice_call', parameters: { ttl_minutes: 43_201 } },
      }),
      { most: 43_200, unit: 'number' },
    ],
    [
      `${action}.name`,
      interactive({ type: 'order_status', body, action: { name: 'review_and_pay', parameters: {} } }),
    ],
    ['body.template.language', native({ type: 'template', template: { name: 'a' } })],
    [
      'body.template.components[0].parameters[0].text',
      native({
        type: 'template',
        template: template([{ type: 'body', parameters: [{ type: 'text', text: 'a\nb' }] }]),
      }),
    ],
    [
      'components[0].parameters',
      {
        type: 'template',
        name: 'a',
        language: 'en',
        components: [
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'a', parameter_name: 'x' },
              { type: 'text', text: 'b' },
            ],
          },
        ],
      },
    ],
    [
      'components[0].sub_type',
      { type: 'template', name: 'a', language: 'en', components: [{ type: 'button', index: 0 }] },
    ],
    [
      'components[0].parameters[0].image',
      {
        type: 'template',
        name: 'a',
        language: 'en',
        components: [{ type: 'header', parameters: [{ type: 'image', image: { id: '1', link } }] }],
      },
    ],
    ['components[0].type', { type: 'template', name: 'a', language: 'en', components: [{}] }],
  ];
  it.each(cases)('%s', (field, content, limit) => {
    const result = send.fit(content);
    const words = { reason: expect.stringMatching(/^\S.*\.$/), fix: expect.stringMatching(/\.$/) };
    const page = expect.stringMatching(/^https:/);
    expect(result).toMatchObject({ ok: false, field, ...words, page });
    expect('limit' in result ? result.limit : undefined).toEqual(limit);
  });
});

it('holds of everything that is made here', () => {
  const picture = { image_url: link, options: [{ title: 'Buy' }] };
  const contents: OutboundContent[] = [
    { type: 'text', text: `${'word '.repeat(2000)}https://example.com` },
    { type: 'image', items: [{ url: link }], text: 'The lid' },
    { type: 'contacts', contacts: [{ last_name: 'Example', birthday: '31 January' }] },
    {
      type: 'choices',
      text: 'Which one?',
      options: rows(10).map(({ id, title }) => ({ id, title, section: `${id} of all` })),
    },
    { type: 'choices', text: 'Where?', options: [{ title: 'Where are you?', asks: 'location' }] },
    {
      type: 'cards',
      cards: [
        { title: 'Lid', ...picture },
        { title: 'Pot', ...picture },
      ],
    },
    { type: 'flow', text: 'Book', button: 'Book', flow_id: '7' },
    { type: 'products', text: 'All we have', products: [] },
    { type: 'template', name: 'a', language: 'en', parameters: { name: 'Mali' } },
  ];
  for (const content of contents) {
    const fitted = send.fit(content);
    expect(fitted).toMatchObject({ ok: true });
    if (!fitted.ok) continue;
    for (const part of fitted.parts) {
      const body = bodyOf(part);
      expect(send.fit(native(body))).toEqual({ ok: true, parts: [native(body)], notes: [] });
    }
  }
});
