import { expect, it } from 'vitest';
import type { OutboundContent } from '../../conversations/content.ts';
import { bodyOf } from './bodies.ts';

const picture = 'https://example.com/pictures/the%20lid.jpg';

const cases: [what: string, content: OutboundContent, body: unknown][] = [
  ['text', { type: 'text', text: 'Hello' }, { type: 'text', text: { body: 'Hello' } }],
  [
    'a link is shown with a preview',
    { type: 'text', text: 'See https://example.com' },
    { type: 'text', text: { body: 'See https://example.com', preview_url: true } },
  ],
  [
    'an image by link',
    { type: 'image', items: [{ url: picture }], text: 'The lid' },
    { type: 'image', image: { link: picture, caption: 'The lid' } },
  ],
  [
    'media by WhatsApp’s own id rather than by link',
    { type: 'video', items: [{ url: picture, platform_media_id: '41', media_id: 'ours' }] },
    { type: 'video', video: { id: '41' } },
  ],
  [
    'a voice message',
    { type: 'audio', items: [{ media_id: '42' }], voice: true },
    { type: 'audio', audio: { id: '42', voice: true } },
  ],
  [
    'a document is named after its link',
    { type: 'file', items: [{ url: picture }] },
    { type: 'document', document: { link: picture, filename: 'the lid.jpg' } },
  ],
  [
    'a document keeps its name',
    { type: 'file', items: [{ platform_media_id: '43', file_name: 'order.pdf' }], text: 'Your order' },
    { type: 'document', document: { id: '43', filename: 'order.pdf', caption: 'Your order' } },
  ],
  [
    'a sticker',
    { type: 'sticker', items: [{ platform_media_id: '44' }] },
    { type: 'sticker', sticker: { id: '44' } },
  ],
  [
    'a place',
    { type: 'location', latitude: 13.7, longitude: 100.5, name: 'Warehouse', url: 'https://example.com' },
    { type: 'location', location: { latitude: 13.7, longitude: 100.5, name: 'Warehouse' } },
  ],
  [
    'contacts',
    {
      type: 'contacts',
      contacts: [
        {
          name: 'Somchai Example',
          phones: [{ phone: '+66 81 000 0009', type: 'CELL', user_id: '66810000009' }],
          emails: [{ email: 'somchai@example.com' }],
          organisation: 'Example Co',
          birthday: '31 January',
          urls: ['https://example.com'],
        },
        { first_name: 'Pim', last_name: 'Example', birthday: '1990-01-31' },
      ],
    },
    {
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: 'Somchai Example', first_name: 'Somchai Example' },
          phones: [{ phone: '+66 81 000 0009', type: 'CELL', wa_id: '66810000009' }],
          emails: [{ email: 'somchai@example.com' }],
          org: { company: 'Example Co' },
          urls: [{ url: 'https://example.com' }],
        },
        {
          name: { formatted_name: 'Pim Example', first_name: 'Pim', last_name: 'Example' },
          birthday: '1990-01-31',
        },
      ],
    },
  ],
  [
    'a reaction, and taking it back',
    { type: 'reaction', emoji: null, to: 'wamid.1' },
    { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '' } },
  ],
  [
    'a template with values in order',
    {
      type: 'template',
      name: 'order_ready',
      language: 'en_US',
      parameters: ['Mali'],
      components: [{ type: 'header', parameters: [{ type: 'text', text: 'Hi' }] }],
    },
    {
      type: 'template',
      template: {
        name: 'order_ready',
        language: { code: 'en_US' },
        components: [
          { type: 'body', parameters: [{ type: 'text', text: 'Mali' }] },
          { type: 'header', parameters: [{ type: 'text', text: 'Hi' }] },
        ],
      },
    },
  ],
  [
    'a template with named values',
    { type: 'template', name: 'order_ready', language: 'th', parameters: { name: 'Mali' } },
    {
      type: 'template',
      template: {
        name: 'order_ready',
        language: { code: 'th' },
        components: [{ type: 'body', parameters: [{ type: 'text', parameter_name: 'name', text: 'Mali' }] }],
      },
    },
  ],
  [
    'a template without values',
    { type: 'template', name: 'hello', language: 'en', parameters: [] },
    { type: 'template', template: { name: 'hello', language: { code: 'en' } } },
  ],
  [
    'buttons',
    {
      type: 'choices',
      text: 'Which one?',
      header: 'Lids',
      footer: 'Ask us',
      options: [
        { id: 'y', title: 'Yes' },
        { id: 'n', title: 'No' },
      ],
    },
    {
      type: 'interactive',
      interactive: {
        type: 'button',
        header: { type: 'text', text: 'Lids' },
        body: { text: 'Which one?' },
        footer: { text: 'Ask us' },
        action: {
          buttons: [
            { type: 'reply', reply: { id: 'y', title: 'Yes' } },
            { type: 'reply', reply: { id: 'n', title: 'No' } },
          ],
        },
      },
    },
  ],
  [
    'a list without sections',
    {
      type: 'choices',
      text: 'Which one?',
      options: ['a', 'b', 'c', 'd'].map((id) => ({ id, title: id.toUpperCase() })),
    },
    {
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'Which one?' },
        action: {
          button: 'Options',
          sections: [{ rows: ['a', 'b', 'c', 'd'].map((id) => ({ id, title: id.toUpperCase() })) }],
        },
      },
    },
  ],
  [
    'a list with sections; a row without one belongs to the one before',
    {
      type: 'choices',
      text: 'Which one?',
      button: 'See all of our lids here',
      options: [
        { id: 'a', title: 'A' },
        { id: 'b', title: 'B', section: 'Lids', description: 'Big' },
        { id: 'c', title: 'C' },
        { id: 'd', title: 'D', section: 'Pots of every size and colour' },
      ],
    },
    {
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'Which one?' },
        action: {
          button: 'See all of our lids…',
          sections: [
            { title: 'See all of our lids…', rows: [{ id: 'a', title: 'A' }] },
            {
              title: 'Lids',
              rows: [
                { id: 'b', title: 'B', description: 'Big' },
                { id: 'c', title: 'C' },
              ],
            },
            { title: 'Pots of every size and…', rows: [{ id: 'd', title: 'D' }] },
          ],
        },
      },
    },
  ],
  [
    'a link button',
    {
      type: 'choices',
      text: 'Have a look',
      options: [{ id: 'u', title: 'Open', url: 'https://example.com' }],
    },
    {
      type: 'interactive',
      interactive: {
        type: 'cta_url',
        body: { text: 'Have a look' },
        action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://example.com' } },
      },
    },
  ],
  [
    'a request for a place',
    { type: 'choices', text: 'Where are you?', options: [{ title: 'Send', asks: 'location' }] },
    {
      type: 'interactive',
      interactive: {
        type: 'location_request_message',
        body: { text: 'Where are you?' },
        action: { name: 'send_location' },
      },
    },
  ],
  [
    'a request for the phone',
    { type: 'choices', text: 'May we call you?', options: [{ title: 'Share', asks: 'phone' }] },
    {
      type: 'interactive',
      interactive: {
        type: 'request_contact_info',
        body: { text: 'May we call you?' },
        action: { name: 'request_contact_info' },
      },
    },
  ],
  [
    'a card with a picture',
    {
      type: 'cards',
      cards: [{ title: 'Lid', text: 'Fits all', image_url: picture, options: [{ id: 'buy', title: 'Buy' }] }],
    },
    {
      type: 'interactive',
      interactive: {
        type: 'button',
        header: { type: 'image', image: { link: picture } },
        body: { text: '*Lid*\nFits all' },
        action: { buttons: [{ type: 'reply', reply: { id: 'buy', title: 'Buy' } }] },
      },
    },
  ],
  [
    'cards side by side, with buttons',
    {
      type: 'cards',
      cards: ['Lid', 'Pot'].map((title, n) => ({
        title,
        image_url: picture,
        options: [{ id: `buy-${n}`, title: 'Buy' }],
      })),
    },
    {
      type: 'interactive',
      interactive: {
        type: 'carousel',
        body: { text: 'Lid · Pot' },
        action: {
          cards: ['Lid', 'Pot'].map((title, card_index) => ({
            card_index,
            type: 'cta_url',
            header: { type: 'image', image: { link: picture } },
            body: { text: `*${title}*` },
            action: {
              buttons: [{ type: 'quick_reply', quick_reply: { id: `buy-${card_index}`, title: 'Buy' } }],
            },
          })),
        },
      },
    },
  ],
  [
    'cards side by side, with a link each',
    {
      type: 'cards',
      cards: ['Lid', 'Pot'].map((title) => ({
        title,
        image_url: picture,
        options: [{ title: 'Open', url: 'https://example.com' }],
      })),
    },
    {
      type: 'interactive',
      interactive: {
        type: 'carousel',
        body: { text: 'Lid · Pot' },
        action: {
          cards: ['Lid', 'Pot'].map((title, card_index) => ({
            card_index,
            type: 'cta_url',
            header: { type: 'image', image: { link: picture } },
            body: { text: `*${title}*` },
            action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://example.com' } },
          })),
        },
      },
    },
  ],
  [
    'a form with its first screen',
    {
      type: 'flow',
      text: 'Book a table',
      header: 'Dinner',
      footer: 'Until ten',
      button: 'Book',
      flow_id: '7',
      token: 'token-1',
      screen: 'BOOKING',
      data: { day: 'Monday' },
    },
    {
      type: 'interactive',
      interactive: {
        type: 'flow',
        header: { type: 'text', text: 'Dinner' },
        body: { text: 'Book a table' },
        footer: { text: 'Until ten' },
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_token: 'token-1',
            flow_id: '7',
            flow_cta: 'Book',
            flow_action: 'navigate',
            flow_action_payload: { screen: 'BOOKING', data: { day: 'Monday' } },
          },
        },
      },
    },
  ],
  [
    'a draft of a form by its name',
    { type: 'flow', text: 'Book a table', button: 'Book', flow_name: 'booking', draft: true },
    {
      type: 'interactive',
      interactive: {
        type: 'flow',
        body: { text: 'Book a table' },
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_name: 'booking',
            flow_cta: 'Book',
            mode: 'draft',
          },
        },
      },
    },
  ],
  [
    'one product',
    { type: 'products', text: 'New', footer: 'Ask us', catalog_id: '5', products: [{ id: 'SKU-1' }] },
    {
      type: 'interactive',
      interactive: {
        type: 'product',
        body: { text: 'New' },
        footer: { text: 'Ask us' },
        action: { catalog_id: '5', product_retailer_id: 'SKU-1' },
      },
    },
  ],
  [
    'products in sections',
    {
      type: 'products',
      header: 'Kitchen',
      text: 'All we have',
      catalog_id: '5',
      products: [{ id: 'SKU-1', section: 'Lids' }, { id: 'SKU-2' }, { id: 'SKU-3', section: 'Pots' }],
    },
    {
      type: 'interactive',
      interactive: {
        type: 'product_list',
        header: { type: 'text', text: 'Kitchen' },
        body: { text: 'All we have' },
        action: {
          catalog_id: '5',
          sections: [
            {
              title: 'Lids',
              product_items: [{ product_retailer_id: 'SKU-1' }, { product_retailer_id: 'SKU-2' }],
            },
            { title: 'Pots', product_items: [{ product_retailer_id: 'SKU-3' }] },
          ],
        },
      },
    },
  ],
  [
    'the whole catalogue',
    { type: 'products', text: 'All we have', products: [] },
    {
      type: 'interactive',
      interactive: {
        type: 'catalog_message',
        body: { text: 'All we have' },
        action: { name: 'catalog_message' },
      },
    },
  ],
];

it.each(cases)('%s', (_what, content, body) => {
  expect(bodyOf(content)).toEqual(body);
});
