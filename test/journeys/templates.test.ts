import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../conditions.ts';
import { databaseKinds } from '../databases.ts';
import { type JourneyStage, type Json, type Shop, startJourney } from './stage.ts';

interface TemplateView {
  id: string;
  external_id: string;
  name: string;
  language: string;
  status: string;
  quality: string | null;
  reason: string | null;
  category: string;
  body: string;
  parameters: Json[];
  can_be_sent: boolean;
}

interface ProblemView {
  code: string;
  detail: string;
  errors: { field: string; message: string; limit?: Json; page?: string }[];
}

const customer = '66812345678';

describe.each(databaseKinds)('templates on $kind', ({ create }) => {
  let stage: JourneyStage;
  let shop: Shop;

  beforeAll(async () => {
    stage = await startJourney(await create());
    shop = await stage.open('whatsapp');
    await until(async () => (await list()).length > 0, 'the templates to be read after connecting');
  });

  afterAll(() => stage?.stop());

  async function list(query = ''): Promise<TemplateView[]> {
    const path = `/api/v1/templates?account_id=${shop.id}${query}`;
    return (await stage.hub.api<{ data: TemplateView[] }>('GET', path)).body.data;
  }

  async function named(name: string): Promise<TemplateView> {
    const [found] = await list(`&name=${name}`);
    if (!found) throw new Error(`There is no template ${name}.`);
    return found;
  }

  const review = async (name: string, verdict: Json) =>
    stage.simulated.control('POST', `/whatsapp/templates/${(await named(name)).external_id}/review`, verdict);

  function send(content: Json, more: Json = {}) {
    const body = {
      account_id: shop.id,
      to: `+${customer}`,
      content: { type: 'template', ...content },
      ...more,
    };
    return stage.hub.api<ProblemView & { id: string; notes: string[] }>('POST', '/api/v1/messages', body);
  }

  const update = (parameters: string[]) => ({ name: 'order_update', language: 'en_US', parameters });

  it('are read from the platform, with what they want to be given', async () => {
    expect((await list()).map(({ name }) => name).sort()).toEqual([
      ...['appointment_reminder', 'hello_world', 'new_collection', 'order_update'],
      ...['sign_in_code', 'summer_sale'],
    ]);
    expect(await named('order_update')).toMatchObject({
      status: 'APPROVED',
      can_be_sent: true,
      body: 'Hello {{1}}, your order {{2}} is on its way.',
    });
    expect((await named('order_update')).parameters[0]).toEqual({
      ...{ component: 'body', kind: 'text', names: ['1', '2'], required: true },
    });
    expect((await list('&status=PAUSED')).map(({ name }) => name)).toEqual(['summer_sale']);
  });

  it('are refused with too few values, sent with the right ones, and refused while they are paused', async () => {
    const few = await send(update(['Mina']));
    expect(few).toMatchObject({ status: 422, body: { code: 'template_rejected' } });
    expect(few.body.errors).toMatchObject([
      {
        field: 'content.parameters[1]',
        limit: { most: 2, least: 2, unit: 'parameters' },
        page: expect.stringContaining('whatsapp/messages/send-messages'),
      },
    ]);

    const first = await send(update(['Mina', 'A-17']));
    expect(first.status).toBe(202);
    await stage.reaches(first.body.id, 'delivered');
    const { body } = await stage.hub.api<{ data: { preview: string }[] }>(
      'GET',
      `/api/v1/conversations?account_id=${shop.id}`,
    );
    expect(JSON.stringify(body.data[0])).toContain('Hello Mina, your order A-17 is on its way.');

    await review('order_update', {
      event: 'PAUSED',
      other_info: { title: 'FIRST_PAUSE', description: 'People have complained.' },
    });
    await until(async () => (await named('order_update')).status === 'PAUSED', 'the pause to be known');
    const paused = await send(update(['Mina', 'A-17']));
    expect(paused.status).toBe(422);
    expect(paused.body.errors[0]).toMatchObject({
      field: 'content.name',
      message: expect.stringMatching(/PAUSED \(People have complained\.\)/),
    });

    await review('order_update', { event: 'REINSTATED' });
    await until(async () => (await named('order_update')).status === 'APPROVED', 'it to be reinstated');
    const again = await send(update(['Mina', 'A-18']));
    expect(again.status).toBe(202);
    await stage.reaches(again.body.id, 'delivered');
  });

  it('propose near languages, and name what does not exist', async () => {
    const near = await send({ name: 'hello_world', language: 'en' });
    expect(near.body.errors?.[0]).toMatchObject({
      field: 'content.language',
      message: 'There is no template hello_world in en; it exists in en_US.',
    });
    const none = await send({ name: 'no_such', language: 'en_US' });
    expect(none.body.errors?.[0]).toMatchObject({ field: 'content.name' });
    const fallback = { template: { name: 'no_such', language: 'en_US' } };
    const instead = await stage.hub.api<ProblemView>('POST', '/api/v1/messages', {
      ...{ account_id: shop.id, to: `+${customer}`, content: { type: 'text', text: 'Hello' }, fallback },
    });
    expect(instead).toMatchObject({ status: 422, body: { errors: [{ field: 'fallback.template.name' }] } });
  });

  it('follow what the platform says of quality, category and text', async () => {
    await review('new_collection', { quality: 'YELLOW' });
    await review('new_collection', { category: 'UTILITY' });
    await review('new_collection', {
      components: [{ type: 'BODY', text: 'The new collection is here.' }],
    });
    await until(async () => {
      const { quality, category, body, parameters } = await named('new_collection');
      const isRead = body === 'The new collection is here.' && parameters.length === 0;
      return quality === 'YELLOW' && category === 'UTILITY' && isRead;
    }, 'the changes to be known');
  });

  it('are handed in, approved and deleted', async () => {
    const draft = {
      ...{ account_id: shop.id, name: 'thank_you', language: 'en_US', category: 'UTILITY' },
      components: [{ type: 'BODY', text: 'Thank you, {{1}}.', example: { body_text: [['Mina']] } }],
    };
    const made = await stage.hub.api<TemplateView>('POST', '/api/v1/templates', draft);
    expect(made).toMatchObject({ status: 201, body: { status: 'PENDING', can_be_sent: false } });
    expect((await stage.hub.api('POST', '/api/v1/templates', draft)).status).toBe(422);
    await review('thank_you', { event: 'APPROVED' });
    await until(async () => (await named('thank_you')).can_be_sent, 'it to be approved');

    const wanted = {
      account_id: shop.id,
      template: { name: 'thank_you', language: 'en_US', parameters: ['Mina'] },
    };
    const preview = await stage.hub.api('POST', '/api/v1/templates/preview', wanted);
    expect(preview).toMatchObject({ status: 200, body: { body: 'Thank you, Mina.' } });

    expect((await stage.hub.api('DELETE', `/api/v1/templates/${made.body.id}`)).status).toBe(204);
    expect(await list('&name=thank_you')).toEqual([]);
    const counts = await stage.hub.api('POST', '/api/v1/templates/sync', { account_id: shop.id });
    expect(counts).toMatchObject({ status: 200, body: { templates: 6, added: 0, gone: 0 } });
  });

  it('become known by a webhook, and are gone when the platform does not list them any more', async () => {
    const numbers = await stage.simulated.control<{ data: Json[] }>('GET', '/whatsapp/numbers');
    const number = numbers.data.find(({ phone_number_id }) => phone_number_id === shop.simulated);
    const made = await stage.simulated.control<{ id: string }>('POST', '/whatsapp/templates', {
      ...{ business_account_id: number?.business_account_id, name: 'made_elsewhere' },
      components: [{ type: 'BODY', text: 'Made in the console.' }],
    });
    await stage.simulated.control('POST', `/whatsapp/templates/${made.id}/review`, { event: 'APPROVED' });
    await until(async () => (await list('&name=made_elsewhere')).length === 1, 'the template to be read');
    await stage.simulated.control('POST', `/whatsapp/templates/${made.id}/review`, { event: 'DELETED' });
    await until(async () => (await list('&name=made_elsewhere')).length === 0, 'it to be gone');
    expect(await list('&name=made_elsewhere&gone=true')).toMatchObject([{ status: 'DELETED' }]);
  });

  it('are not judged where none were ever read', async () => {
    const page = await stage.open('messenger');
    const { id } = await page.meet('9000000000000001');
    const answer = await stage.hub.api<{ notes: string[] }>('POST', '/api/v1/messages', {
      conversation_id: id,
      content: { type: 'template', name: 'shipped', language: 'en_US' },
    });
    expect(answer).toMatchObject({ status: 202 });
    expect(answer.body.notes.join()).toContain('never read');
  });
});
