import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, type Stage, startStage } from '../../../test/simulator-stage.ts';

type Json = Record<string, unknown>;

let stage: Stage;
beforeAll(async () => {
  // Many sends at one moment of a standing clock.
  stage = await startStage({ number: { throughput: 10_000 } });
});
afterAll(() => stage.stop());

const x = (count: number) => 'x'.repeat(count);
const text = (body: Json, more: Json = {}): Json => ({ type: 'text', text: body, ...more });
const interactive = (body: Json): Json => ({ type: 'interactive', interactive: body });
const body = { text: 'Choose' };
const reply = (id: string, title: string) => ({ type: 'reply', reply: { id, title } });
const buttons = (list: Json[], more: Json = {}) =>
  interactive({ type: 'button', body, action: { buttons: list }, ...more });
const row = (id: string, more: Json = {}) => ({ id, title: `Row ${id}`, ...more });
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(String(index)));
const list = (sections: Json[], more: Json = {}) =>
  interactive({ type: 'list', body, action: { button: 'Open', sections }, ...more });
const link = (parameters: Json) =>
  interactive({ type: 'cta_url', body, action: { name: 'cta_url', parameters } });
const flow = (parameters: Json) =>
  interactive({
    type: 'flow',
    body,
    action: {
      name: 'flow',
      parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Open', ...parameters },
    },
  });
const products = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ product_retailer_id: String(index) }));
const productList = (count: number) =>
  interactive({
    type: 'product_list',
    header: { type: 'text', text: 'Shop' },
    body,
    action: { catalog_id: '1', sections: [{ title: 'All', product_items: products(count) }] },
  });
const card = (index: number) => ({
  card_index: index,
  type: 'cta_url',
  header: { type: 'image', image: { link: 'https://shop.example/a.png' } },
  action: { name: 'cta_url', parameters: { display_text: 'Buy', url: 'https://shop.example' } },
});
const cards = (count: number) =>
  interactive({
    type: 'carousel',
    body,
    action: { cards: Array.from({ length: count }, (_, index) => card(index)) },
  });
const call = (parameters: Json) =>
  interactive({ type: 'voice_call', body, action: { name: 'voice_call', parameters } });
const image = { link: 'https://shop.example/a.png' };
const name = { formatted_name: 'Ada Lovelace', first_name: 'Ada' };
const template = (more: Json) => ({
  type: 'template',
  template: { name: 'order_update', language: { code: 'en_US' }, ...more },
});
const bodyParameters = (...values: string[]) => [
  { type: 'body', parameters: values.map((value) => ({ type: 'text', text: value })) },
];

/** What is wrong, the message, Meta's code. The HTTP status is 400 unless said. */
const refused: [string, Json, number, number?][] = [
  ['another product', text({ body: 'a' }, { messaging_product: 'sms' }), 100],
  ['no type', { text: { body: 'a' } }, 100],
  ['an unknown type', { type: 'poll', poll: {} }, 100],
  ['a misspelt parameter', text({ body: 'a' }, { recipent: 'b' }), 100],
  ['a misspelt parameter inside', text({ body: 'a', previewUrl: true }), 100],
  ['a parameter of another shape', text({ body: 5 }), 100],
  ['the content of another type', { type: 'text', image }, 100],
  ['no recipient', text({ body: 'a' }, { to: undefined }), 100],
  ['a recipient that is no number', text({ body: 'a' }, { to: 'Somchai' }), 100],
  ['a recipient with 00 in front', text({ body: 'a' }, { to: '0066812345678' }), 100],
  ['a malformed user id', text({ body: 'a' }, { to: undefined, recipient: 'TH-1' }), 131009],
  ['an unknown group', text({ body: 'a' }, { recipient_type: 'group', to: 'nowhere' }), 131041],
  ['an unknown recipient type', text({ body: 'a' }, { recipient_type: 'room' }), 100],
  ['too long a reference', text({ body: 'a' }, { biz_opaque_callback_data: x(513) }), 131009],
  ['an unknown quoted message', text({ body: 'a' }, { context: { message_id: 'wamid.x' } }), 131009],
  ['an empty text', text({ body: '' }), 100],
  ['no text', text({}), 131008],
  ['too long a text', text({ body: x(4097) }), 100],
  ['neither id nor link', { type: 'image', image: {} }, 131008],
  ['both id and link', { type: 'image', image: { ...image, id: '1' } }, 131009],
  ['an unknown media id', { type: 'image', image: { id: '404' } }, 131009],
  ['a link that is no web address', { type: 'image', image: { link: 'ftp://shop.example/a' } }, 131009],
  ['too long a caption', { type: 'image', image: { ...image, caption: x(1025) } }, 131009],
  ['a caption on audio', { type: 'audio', audio: { link: image.link, caption: 'a' } }, 100],
  ['a caption on a sticker', { type: 'sticker', sticker: { link: image.link, caption: 'a' } }, 100],
  ['a latitude off the globe', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009],
  ['no longitude', { type: 'location', location: { latitude: 1 } }, 131008],
  ['no contact', { type: 'contacts', contacts: [] }, 131009],
  ['too many contacts', { type: 'contacts', contacts: Array(6).fill({ name }) }, 131009],
  ['a contact without name', { type: 'contacts', contacts: [{ phones: [] }] }, 131008],
  ['a name without parts', { type: 'contacts', contacts: [{ name: { formatted_name: 'A' } }] }, 131009],
  ['a birthday in words', { type: 'contacts', contacts: [{ name, birthday: '1 May' }] }, 131009],
  ['a reaction to nothing', { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } }, 131009],
  ['a reaction in words', { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: 'ok' } }, 131009],
  ['a reaction without emoji', { type: 'reaction', reaction: { message_id: 'wamid.x' } }, 131008],
  ['a pin outside groups', { type: 'pin', pin: { type: 'pin', message_id: 'wamid.x' } }, 131051],
  ['an unknown interactive type', interactive({ type: 'poll', body, action: {} }), 100],
  ['no body', interactive({ type: 'button', action: { buttons: [reply('a', 'A')] } }), 131008],
  ['too long a body', buttons([reply('a', 'A')], { body: { text: x(1025) } }), 131009],
  ['too long a footer', buttons([reply('a', 'A')], { footer: { text: x(61) } }), 131009],
  ['too long a header', buttons([reply('a', 'A')], { header: { type: 'text', text: x(61) } }), 131009],
  ['no buttons', buttons([]), 131009],
  ['too many buttons', buttons(['a', 'b', 'c', 'd'].map((one) => reply(one, one))), 131009],
  ['the same button id twice', buttons([reply('a', 'A'), reply('a', 'B')]), 131009],
  ['the same button title twice', buttons([reply('a', 'A'), reply('b', 'A')]), 131009],
  ['too long a button title', buttons([reply('a', x(21))]), 131009],
  ['an empty button title', buttons([reply('a', '')]), 131009],
  ['too long a button id', buttons([reply(x(257), 'A')]), 131009],
  ['blanks around a button id', buttons([reply(' a', 'A')]), 131009],
  ['too many rows', list([{ rows: rows(11) }]), 131009],
  [
    'too many rows over sections',
    list([
      { title: 'A', rows: rows(6) },
      { title: 'B', rows: rows(5) },
    ]),
    131009,
  ],
  [
    'too many sections',
    list(Array.from({ length: 11 }, (_, i) => ({ title: `S${i}`, rows: [row(`${i}`)] }))),
    131009,
  ],
  [
    'a section without title among several',
    list([{ rows: [row('a')] }, { title: 'B', rows: [row('b')] }]),
    131008,
  ],
  ['the same row id twice', list([{ rows: [row('a'), row('a')] }]), 131009],
  ['too long a row title', list([{ rows: [row('a', { title: x(25) })] }]), 131009],
  ['too long a row description', list([{ rows: [row('a', { description: x(73) })] }]), 131009],
  ['too long a row id', list([{ rows: [{ id: x(201), title: 'A' }] }]), 131009],
  ['an empty row title', list([{ rows: [{ id: 'a', title: '' }] }]), 131009],
  ['too long a list body', list([{ rows: [row('a')] }], { body: { text: x(4097) } }), 131009],
  ['too long a section title', list([{ title: x(25), rows: [row('a')] }]), 131009],
  [
    'too long a list button',
    interactive({ type: 'list', body, action: { button: x(21), sections: [{ rows: [row('a')] }] } }),
    131009,
  ],
  ['an image over a list', list([{ rows: [row('a')] }], { header: { type: 'image', image } }), 100],
  ['too long a link text', link({ display_text: x(21), url: 'https://shop.example' }), 131009],
  ['a link without address', link({ display_text: 'Go' }), 131008],
  ['a link that is none', link({ display_text: 'Go', url: 'shop' }), 131009],
  ['two names of one flow', flow({ flow_name: 'a' }), 131008],
  ['an emoji on a flow button', flow({ flow_cta: 'Go 🚀' }), 131009],
  ['too long a flow button', flow({ flow_cta: x(21) }), 131009],
  ['empty flow data', flow({ flow_action_payload: { screen: 'A', data: {} } }), 131009],
  [
    'a header over a product',
    interactive({
      type: 'product',
      header: { type: 'text', text: 'a' },
      action: { catalog_id: '1', product_retailer_id: '1' },
    }),
    100,
  ],
  ['too many products', productList(31), 131009],
  ['one card', cards(1), 131009],
  ['too many cards', cards(11), 131009],
  [
    'a call button that lives too long',
    interactive({
      type: 'voice_call',
      body,
      action: { name: 'voice_call', parameters: { ttl_minutes: 43_201 } },
    }),
    131009,
  ],
  ['too long a call button', call({ display_text: x(21) }), 131009],
  ['an unknown template', template({ name: 'nothing' }), 132001, 404],
  ['an unknown language', template({ language: { code: 'th' } }), 132001, 404],
  ['a paused template', template({ name: 'summer_sale' }), 132015],
  ['too few parameters', template({ components: bodyParameters('Ada') }), 132000],
  ['too many parameters', template({ components: bodyParameters('Ada', '1', '2') }), 132000],
  ['a line break in a parameter', template({ components: bodyParameters('Ada', 'a\nb') }), 132018],
  ['wide gaps in a parameter', template({ components: bodyParameters('Ada', 'a     b') }), 132018],
  ['too long a rendered body', template({ components: bodyParameters('Ada', x(1024)) }), 132005],
  [
    'a named parameter for a positional template',
    template({
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'a', parameter_name: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    }),
    132012,
  ],
  [
    'a button that is not there',
    template({
      components: [
        ...bodyParameters('Ada', '1'),
        { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'a' }] },
      ],
    }),
    132012,
  ],
  [
    'a header image that is missing',
    template({ name: 'new_collection', components: bodyParameters('Ada') }),
    132012,
  ],
  [
    'a link suffix that is missing',
    template({
      name: 'appointment_reminder',
      components: [
        { type: 'header', parameters: [{ type: 'text', text: 'Mon', parameter_name: 'day' }] },
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Ada', parameter_name: 'customer_name' },
            { type: 'text', text: '9:00', parameter_name: 'time' },
          ],
        },
      ],
    }),
    131008,
  ],
];

/** What is just within the limits. */
const accepted: [string, Json][] = [
  ['the longest text', text({ body: x(4096), preview_url: true })],
  ['the longest reference', text({ body: 'a' }, { biz_opaque_callback_data: x(512) })],
  ['a number with spaces and brackets', text({ body: 'a' }, { to: '+66 (81) 234-5678' })],
  ['the longest caption', { type: 'image', image: { ...image, caption: x(1024) } }],
  ['a document with a name', { type: 'document', document: { ...image, filename: 'a.pdf' } }],
  ['a location', { type: 'location', location: { latitude: 13.7, longitude: 100.5, name: 'Shop' } }],
  ['five contacts', { type: 'contacts', contacts: Array(5).fill({ name }) }],
  [
    'three full buttons',
    buttons([reply(x(256), x(20)), reply('b', 'B'), reply('c', 'C')], { footer: { text: x(60) } }),
  ],
  ['an image over buttons', buttons([reply('a', 'A')], { header: { type: 'image', image } })],
  [
    'ten full rows',
    list([{ title: x(24), rows: [...rows(9), row(x(200), { title: x(24), description: x(72) })] }], {
      body: { text: x(4096) },
    }),
  ],
  ['a link button', link({ display_text: x(20), url: 'https://shop.example' })],
  ['a flow', flow({ flow_action: 'navigate', flow_action_payload: { screen: 'A', data: { a: 1 } } })],
  ['thirty products', productList(30)],
  ['ten cards', cards(10)],
  [
    'a request for a place',
    interactive({ type: 'location_request_message', body, action: { name: 'send_location' } }),
  ],
  ['a template without parameters', template({ name: 'hello_world' })],
  ['a template with parameters', template({ components: bodyParameters('Ada', '17') })],
  [
    'a template with a code',
    template({
      name: 'sign_in_code',
      components: [
        ...bodyParameters('123456'),
        { type: 'button', sub_type: 'url', index: 0, parameters: [{ type: 'text', text: '123456' }] },
      ],
    }),
  ],
];

function send(message: Json, index: number) {
  // A person each, so that nobody gets too many.
  const to = `+6680${String(index).padStart(7, '1')}`;
  const common = { messaging_product: 'whatsapp', to };
  return stage.graph('POST', `/${stage.number.phone_number_id}/messages`, { ...common, ...message });
}

describe('a WhatsApp message', () => {
  const cases = refused.map(([what, message, code, status = 400], index) => ({
    ...{ what, message, code, status, index },
  }));
  it.each(cases)('with $what is refused', async ({ message, code, status, index }) => {
    const answer = await send(message, index);
    expect({ status: answer.status, code: at(answer.body, 'error.code') }).toEqual({ status, code });
    expect(at(answer.body, 'error.error_data.messaging_product')).toBe('whatsapp');
    expect(at(answer.body, 'error.fbtrace_id')).toMatch(/^A/);
  });

  it.each(accepted.map((one, index) => [...one, index] as const))(
    'with %s is accepted',
    async (_, message, index) => {
      const answer = await send(message, 500 + index);
      expect(answer.body).toMatchObject({
        messaging_product: 'whatsapp',
        messages: [{ id: expect.stringMatching(/^wamid\./) }],
      });
    },
  );
});
