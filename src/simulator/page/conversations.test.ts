import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MessagingStage, startMessagingStage } from '../../../test/messaging-stage.ts';
import { type Answer, at, textAt } from '../../../test/simulator-stage.ts';

let stage: MessagingStage;
beforeEach(async () => {
  stage = await startMessagingStage();
});
afterEach(() => stage.stop());

const get = (path: string) => stage.page.graph('GET', path);
const post = (path: string, body: unknown) => stage.page.graph('POST', path, body);
const codeOf = ({ body }: Answer) => at(body, 'error.code');
const text = { text: 'Blue or red?' };
const change = () => at(stage.receiver.received.at(-1)?.json, 'entry.0.changes.0');

describe('the chats of a Page', () => {
  it('are listed with people and messages, the latest first', async () => {
    const { page } = stage;
    await page.say({ type: 'text', text: 'Hello' });
    await page.send(text);
    stage.clock.advance(1000);
    await page.say({ type: 'text', text: 'Me too' }, { id: '7000000000000002', name: 'Ben Example' });
    const fields = 'participants,messages{id,message}';
    const { body } = await get(`/${page.id}/conversations?platform=messenger&fields=${fields}`);
    expect(body).toMatchObject({
      data: [
        { messages: { data: [{ message: 'Me too' }] } },
        {
          id: expect.stringMatching(/^t_/),
          participants: {
            data: [
              { name: 'Ada Lovelace', id: page.customer },
              { name: 'Corner Shop', id: page.id },
            ],
          },
          messages: { data: [{ message: 'Blue or red?' }, { message: 'Hello' }] },
        },
      ],
    });
    const [last] = [at(body, 'data.1')];
    stage.clock.advance(1000);
    const said = await get(`/${textAt(last, 'id')}/messages?fields=message&limit=1`);
    expect(said.body).toEqual({ data: [{ id: expect.any(String), message: 'Blue or red?' }] });
  });

  it('show no more than their id to whoever names no fields, and nothing to whoever may not', async () => {
    await stage.page.say({ type: 'text', text: 'Hello' });
    expect((await get('/me/conversations')).body).toEqual({ data: [{ id: expect.any(String) }] });
    expect(codeOf(await get('/me/conversations?fields=colour'))).toBe(100);
    stage.clock.advance(1000);
    expect(codeOf(await get('/me/conversations?limit=none'))).toBe(100);
    expect(at((await get('/t_1/messages')).body, 'error.error_subcode')).toBe(33);
    await stage.page.change({ scopes: ['pages_read_engagement'] });
    expect(codeOf(await get('/me/conversations'))).toBe(230);
  });

  it('are asked for twice a second', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => get('/me/conversations')));
    expect(answers.map(codeOf).filter((code) => code !== undefined)).toEqual([613]);
  });
});

describe('personas', () => {
  const persona = { name: 'Mia of the shop', profile_picture_url: 'https://shop.example/mia.png' };

  it('are made, listed, and written by', async () => {
    await stage.page.say({ type: 'text', text: 'Hello' });
    const id = textAt((await post('/me/personas', persona)).body, 'id');
    expect((await get('/me/personas')).body).toEqual({ data: [{ id, ...persona }] });
    expect((await stage.page.send(text, { persona_id: id })).status).toBe(200);
    expect(codeOf(await stage.page.send(text, { persona_id: '1' }))).toBe(100);
  });

  it('have a name of at most fifty characters', async () => {
    expect(codeOf(await post('/me/personas', { ...persona, name: 'x'.repeat(51) }))).toBe(100);
  });
});

it('lets the owner of a thread keep it, for seven days at most', async () => {
  const { page } = stage;
  await page.say({ type: 'text', text: 'Hello' });
  const recipient = { id: page.customer };
  const extend = (duration: number) => post('/me/extend_thread_control', { recipient, duration });
  expect((await extend(604_800)).body).toEqual({ success: true });
  expect(codeOf(await extend(604_801))).toBe(100);
  await page.say({ type: 'handover', action: 'take' });
  expect(at((await extend(60)).body, 'error.error_subcode')).toBe(2018300);
});

describe('what happens on a Page', () => {
  it('is the post of a visitor, which is answered in private once', async () => {
    const { page } = stage;
    const post_id = textAt((await page.say({ type: 'post', text: 'Are you open?' })).body, 'message_id');
    expect(change()).toMatchObject({
      field: 'feed',
      value: { item: 'post', verb: 'add', post_id, message: 'Are you open?', from: { id: page.customer } },
    });
    const reply = () => page.send(text, { recipient: { post_id } });
    expect((await reply()).body).toMatchObject({ recipient_id: page.customer });
    expect(codeOf(await reply())).toBe(100);
    expect((await stage.login.say({ type: 'post', text: 'Hello' })).status).toBe(400);
  });

  it('is a test that names nothing but the Page', async () => {
    await stage.page.say({ type: 'dashboard_test', bare: true });
    expect(change()).toEqual({ field: 'messages', value: { page_id: stage.page.id } });
  });

  it('is a mention elsewhere', async () => {
    await stage.page.say({ type: 'mention', text: 'Ask Corner Shop', post_id: '99_22', comment_id: '22_36' });
    expect(change()).toMatchObject({
      field: 'mention',
      value: { item: 'comment', verb: 'add', post_id: '99_22', comment_id: '22_36' },
    });
  });
});
