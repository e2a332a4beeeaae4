import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Business, type MessagingStage, startMessagingStage } from '../../../test/messaging-stage.ts';
import { at, textAt } from '../../../test/simulator-stage.ts';

let stage: MessagingStage;
beforeEach(async () => {
  stage = await startMessagingStage();
});
afterEach(() => stage.stop());

/** The two hosts on which Instagram’s chats are read. */
const routes = [
  ['an account by its own login', () => stage.login],
  ['an account through its Page', () => stage.linked],
] as const;

/** Slowly enough for the limit of two lists a second. */
const read = async (business: Business, path: string) => {
  stage.clock.advance(500);
  return (await business.graph('GET', path)).body;
};

describe.each(routes)('the conversations of %s', (_, business) => {
  const platform = 'platform=instagram';

  it('are listed, the newest first, and one of them by the person', async () => {
    const account = business();
    const path = `/me/conversations?${platform}`;
    expect(await read(account, path)).toEqual({ data: [] });
    await account.say({ type: 'text', text: 'Hello' });
    stage.clock.advance(1000);
    await account.say({ type: 'text', text: 'Hi' }, { id: '9000000000000009', name: 'Grace Hopper' });
    const all = await read(account, path);
    const id = textAt(all, 'data.1.id');
    expect(at(all, 'data.length')).toBe(2);
    const updated_time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/);
    expect(await read(account, `${path}&user_id=${account.customer}`)).toEqual({
      data: [{ id, updated_time }],
    });
    expect(await read(account, `${path}&user_id=404`)).toEqual({ data: [] });
    expect(at(await read(account, `${path}&limit=1`), 'data.length')).toBe(1);
    const people = await read(account, `/${id}?fields=participants`);
    expect(at(people, 'participants.data.1.id')).toBe(account.customer);
  });

  it('tell their messages, and details of the 20 newest alone', async () => {
    const account = business();
    const first = textAt((await account.say({ type: 'text', text: 'one' })).body, 'message_id');
    for (let count = 0; count < 20; count += 1) await account.say({ type: 'text', text: 'more' });
    const id = textAt(await read(account, `/me/conversations?${platform}`), 'data.0.id');
    const thread = await read(account, `/${id}?fields=messages{id,message,from}`);
    expect(at(thread, 'messages.data.0')).toMatchObject({ message: 'more', from: { id: account.customer } });
    expect(at(thread, 'messages.data.20')).toEqual({ id: first });
    const newest = textAt(thread, 'messages.data.0.id');
    expect(await read(account, `/${newest}?fields=message,to,created_time`)).toMatchObject({
      ...{ id: newest, message: 'more', to: { data: [{ id: account.id }] } },
    });
    expect(at(await read(account, `/${first}?fields=message`), 'error.code')).toBe(9000001);
    expect(at(await read(account, `/${newest}?fields=colour`), 'error.code')).toBe(100);
  });

  it.each([
    ['limit=0', 100],
    ['platform=whatsapp', 100],
  ])('refuse %s', async (query, code) => {
    const wanted = query.startsWith('platform') ? query : `${platform}&${query}`;
    expect(at(await read(business(), `/me/conversations?${wanted}`), 'error.code')).toBe(code);
  });
});

it('lists chats twice a second at most', async () => {
  const path = '/me/conversations?platform=instagram';
  const answers = [1, 2, 3].map(() => stage.login.graph('GET', path));
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([200, 200, 429]);
});

it('shows what a message is beside its words', async () => {
  const { login } = stage;
  const said = async (message: Record<string, unknown>) =>
    textAt((await login.say(message)).body, 'message_id');
  const fields = 'fields=attachments,shares,story,is_unsupported';
  const link = expect.stringContaining('http');
  expect(await read(login, `/${await said({ type: 'image' })}?${fields}`)).toMatchObject({
    attachments: { data: [{ image_data: { url: link } }] },
  });
  expect(await read(login, `/${await said({ type: 'share', kind: 'reel' })}?${fields}`)).toMatchObject({
    shares: { data: [{ link }] },
  });
  expect(await read(login, `/${await said({ type: 'story_mention' })}?${fields}`)).toMatchObject({
    story: { mention: { link } },
  });
  const unknown = await said({ type: 'unsupported' });
  expect(await read(login, `/${unknown}?${fields}`)).toEqual({ id: unknown, is_unsupported: true });
});

it('shows no chats to whoever may not read messages', async () => {
  const { login, linked } = stage;
  await login.change({ message_access: false });
  expect(at(await read(login, '/me/conversations?platform=instagram'), 'error.error_subcode')).toBe(2534041);
  await stage.control('PATCH', `/messenger/pages/${stage.page.id}`, { scopes: ['instagram_basic'] });
  expect(at(await read(linked, '/me/conversations?platform=instagram'), 'error.code')).toBe(10);
});
