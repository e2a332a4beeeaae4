import { describe, expect, it } from 'vitest';
import type { ContentOf } from '../../conversations/content.ts';
import type { Reply } from '../dialogue.ts';
import { readTemplate } from '../meta/templates/read.ts';
import type { Json } from '../readers.ts';
import type { PlatformRequest } from '../request.ts';
import type { Template } from '../templates.ts';
import { templates } from './templates.ts';

type Content = ContentOf<'template'>;

function template(components: Json[], more: Json = {}): Template {
  const read = readTemplate({
    id: '71',
    name: 'offer',
    language: 'en',
    status: 'APPROVED',
    ...more,
    components,
  });
  if (!read) throw new Error('It has an id, a name and a language.');
  return read;
}

const content = (more: Partial<Content> = {}): Content => ({
  ...{ type: 'template', name: 'offer', language: 'en', ...more },
});
const body = (text: string) => ({ type: 'BODY', text });
const buttons = (...list: Json[]) => ({ type: 'BUTTONS', buttons: list });
const link = { type: 'URL', text: 'Open', url: 'https://shop.example/{{1}}' };
const button = (sub_type: string, index: string, ...parameters: Json[]) => ({
  ...{ type: 'button', sub_type, index, parameters },
});
const text = (value: string) => ({ type: 'text', text: value });
const image = { type: 'header', parameters: [{ type: 'image', image: { id: '1' } }] };
const card = { components: [{ type: 'HEADER', format: 'IMAGE' }, body('Card of {{1}}'), buttons(link)] };
const filledCard = (card_index: number) => ({
  card_index,
  components: [image, { type: 'body', parameters: [text('Mali')] }, button('url', '0', text('7'))],
});

const two = template([body('Hello {{1}}, order {{2}}.')]);
const named = template([body('Dear {{name}}.')], { parameter_format: 'NAMED' });
const picture = template([{ type: 'HEADER', format: 'IMAGE' }, body('New!')]);
const linked = template([body('New!'), buttons({ type: 'QUICK_REPLY', text: 'Stop' }, link)]);
const coupon = template([body('Save.'), buttons({ type: 'COPY_CODE', text: 'Copy' })]);
const carousel = template([body('Look'), { type: 'CAROUSEL', cards: [card, card] }]);
const ending = template([
  body('Soon over'),
  { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends', has_expiration: true } },
]);

describe('a template that can be sent', () => {
  it.each<[string, Template, Partial<Content>]>([
    ['values in order', two, { parameters: ['Mali', '17'] }],
    ['values by name', named, { parameters: { name: 'Mali' } }],
    ['a body as a component', two, { components: [{ type: 'body', parameters: [text('a'), text('b')] }] }],
    ['the picture of its header', picture, { components: [image] }],
    ['the end of its link', linked, { components: [button('url', '1', text('7'))] }],
    [
      'payloads besides',
      linked,
      {
        components: [
          button('quick_reply', '0', { type: 'payload', payload: 'x' }),
          button('url', '1', text('7')),
        ],
      },
    ],
    [
      'its coupon',
      coupon,
      {
        components: [button('copy_code', '0', { type: 'coupon_code', coupon_code: 'SAVE' })],
      },
    ],
    ['every card', carousel, { components: [{ type: 'carousel', cards: [filledCard(0), filledCard(1)] }] }],
    ['the end of its offer', ending, { components: [{ type: 'limited_time_offer', parameters: [{}] }] }],
  ])('is given %s', (_, subject, given) => {
    expect(templates.refusal(subject, content(given))).toBeUndefined();
  });
});

describe('a template that cannot be sent', () => {
  it.each<[string, Template, Partial<Content>, string]>([
    ['without values', two, {}, 'parameters[0]'],
    ['with too few', two, { parameters: ['Mali'] }, 'parameters[1]'],
    ['with too many', two, { parameters: ['a', 'b', 'c'] }, 'parameters[2]'],
    ['with names it has not', two, { parameters: { name: 'a', order: 'b' } }, 'parameters.name'],
    ['without the names it has', named, { parameters: ['Mali'] }, 'parameters[0]'],
    ['with a wrong name', named, { parameters: { nome: 'Mali' } }, 'parameters.name'],
    ['without its picture', picture, {}, 'components'],
    [
      'with another header',
      picture,
      {
        components: [{ type: 'header', parameters: [{ type: 'video', video: { id: '1' } }] }],
      },
      'components[0].parameters[0]',
    ],
    [
      'with a header it has not',
      two,
      { parameters: ['a', 'b'], components: [image] },
      'components[0].parameters[0]',
    ],
    ['without the end of its link', linked, {}, 'components'],
    [
      'with a button it has not',
      linked,
      { components: [button('url', '2', text('7'))] },
      'components[0].index',
    ],
    [
      'with another kind of button',
      linked,
      { components: [button('url', '0', text('7'))] },
      'components[0].sub_type',
    ],
    [
      'with two values for a link',
      linked,
      {
        components: [button('url', '1', text('7'), text('8'))],
      },
      'components[0].parameters',
    ],
    [
      'with text for a coupon',
      coupon,
      {
        components: [button('copy_code', '0', text('SAVE'))],
      },
      'components[0].parameters[0]',
    ],
    [
      'without a card',
      carousel,
      { components: [{ type: 'carousel', cards: [filledCard(0)] }] },
      'components',
    ],
    [
      'with a card half filled',
      carousel,
      {
        components: [{ type: 'carousel', cards: [filledCard(0), { card_index: 1, components: [image] }] }],
      },
      'components[0].cards[1].components',
    ],
    ['without the end of its offer', ending, {}, 'components'],
    [
      'with a value for a body that takes none',
      linked,
      {
        components: [button('url', '1', text('7'))],
        parameters: ['x'],
      },
      'parameters[0]',
    ],
  ])('is one %s', (_, subject, given, field) => {
    expect(templates.refusal(subject, content(given))).toMatchObject({
      ...{ ok: false, field, page: templates.page },
    });
  });

  it('holds at most 1,024 characters beside other components', () => {
    const subject = template([body('{{1}}'), { type: 'FOOTER', text: 'Stop' }]);
    const filled = (length: number) =>
      templates.refusal(subject, content({ parameters: ['x'.repeat(length)] }));
    expect(filled(1024)).toBeUndefined();
    expect(filled(1025)).toMatchObject({ field: 'parameters', limit: { most: 1024, unit: 'characters' } });
  });
});

it('shows a template with its values', () => {
  const given = content({ parameters: ['Mali', '17'] });
  expect(templates.render(two, given).body).toBe('Hello Mali, order 17.');
  expect(templates.render(two, content({ parameters: ['$&'] })).body).toBe('Hello $&, order {{2}}.');
  const shown = templates.render(linked, content({ components: [button('url', '1', text('7'))] }));
  expect(shown.buttons[1]?.url).toBe('https://shop.example/7');
});

describe('what webhooks say of a template', () => {
  const about = { message_template_id: 900, message_template_name: 'offer', message_template_language: 'en' };
  const status = { ...about, field: 'message_template_status_update' };

  it.each<[string, Json, Json]>([
    [
      'approved',
      { ...status, event: 'APPROVED', reason: 'NONE' },
      { status: { status: 'APPROVED', reason: null } },
    ],
    ['reinstated', { ...status, event: 'REINSTATED' }, { status: { status: 'APPROVED', reason: null } }],
    [
      'rejected',
      { ...status, event: 'REJECTED', reason: 'SCAM' },
      { status: { status: 'REJECTED', reason: 'SCAM' } },
    ],
    ['unarchived', { ...status, event: 'UNARCHIVED' }, { incomplete: true }],
    [
      'quality',
      { ...about, field: 'message_template_quality_update', new_quality_score: 'RED' },
      { quality: 'RED' },
    ],
    [
      'category',
      { ...about, field: 'template_category_update', new_category: 'MARKETING' },
      { category: 'MARKETING' },
    ],
    [
      'text',
      {
        ...{ ...about, field: 'message_template_components_update', message_template_element: 'Hi' },
      },
      { components: { body: 'Hi', footer: null }, incomplete: true },
    ],
  ])('%s', (_, data, change) => {
    expect(templates.change(data)).toMatchObject({
      external_id: '900',
      name: 'offer',
      language: 'en',
      ...change,
    });
  });

  it('and nothing where none is named', () => expect(templates.change({ event: 'APPROVED' })).toBeNull());
});

describe('the calls', () => {
  const input = {
    credentials: { access_token: 't', phone_number_id: '1', business_account_id: '2', app_secret: 's' },
    ...{ secrets: [], settings: { graph_version: 'v26.0' }, external_id: '1', now: 0 },
  };

  function talk<T>(dialogue: Generator<PlatformRequest, T, Reply>, answer: Json): [PlatformRequest, T] {
    const first = dialogue.next();
    if (first.done) throw new Error('It asks something.');
    const last = dialogue.next({ ok: true, status: 200, headers: {}, body: answer });
    if (!last.done) throw new Error('It asks once.');
    return [first.value, last.value];
  }

  it('list in pages, and end where there is no next one', () => {
    const node = { id: '71', name: 'offer', language: 'en', status: 'APPROVED', components: [body('Hi')] };
    const paging = { cursors: { before: 'a', after: 'b' } };
    const [request, found] = talk(templates.list(input, 'x'), { data: [node], paging });
    expect(request.path).toMatch(/^\/v26\.0\/2\/message_templates\?fields=.*quality_score.*&after=x$/);
    expect(found).toMatchObject({ templates: [{ external_id: '71', body: 'Hi' }], next: null });
    const more = { data: [], paging: { ...paging, next: 'https://graph.example/' } };
    expect(talk(templates.list(input, null), more)[1]).toMatchObject({ next: 'b' });
  });

  it('delete one language only', () => {
    if (!templates.remove) throw new Error('Templates of WhatsApp can be deleted.');
    const [request] = talk(templates.remove(input, two), { success: true });
    expect(request).toMatchObject({
      method: 'DELETE',
      path: '/v26.0/2/message_templates?hsm_id=71&name=offer',
    });
  });
});
