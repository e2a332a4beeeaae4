import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandLine, commandLineOf } from '../command-line.ts';
import { until } from '../conditions.ts';
import { startConsumer } from '../consumer-server.ts';
import { createSqlite, type TestDatabase } from '../databases.ts';
import { type Chat, type JourneyStage, type Shop, startJourney } from './stage.ts';

interface Rows {
  data: { id: string; name?: string }[];
  next_cursor: string | null;
}

// The command line speaks HTTP, so it does not matter on which database.
let place: TestDatabase;
let stage: JourneyStage;
let shop: Shop;
let chat: Chat;
let cli: CommandLine;

beforeAll(async () => {
  place = await createSqlite();
  stage = await startJourney(place);
  shop = await stage.open('whatsapp');
  chat = await shop.meet('66840000001', { from: { phone: '66840000001', name: 'Mali Srisai' } });
  cli = commandLineOf(stage.hub);
});

afterAll(async () => {
  await stage.stop();
  await place.drop();
});

/** What a command prints when all goes well. */
async function shown(...args: string[]): Promise<string> {
  const { code, out, errors } = await cli.run(args);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return out;
}

describe('files', () => {
  it('are uploaded, told by what they are, and fetched back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-files-'));
    const [path, back] = [join(folder, 'bill.pdf'), join(folder, 'back.pdf')];
    writeFileSync(path, '%PDF-1.7 bill');
    const line = await shown('media', 'upload', path);
    expect(line).toMatch(/^[0-9a-f-]{36} {2}application\/pdf, 13 bytes\n$/);
    const [id = ''] = line.split(' ');
    await shown('media', 'get', id, '-o', back);
    expect(readFileSync(back, 'utf8')).toBe('%PDF-1.7 bill');
    expect(await shown('media', 'get', id)).toBe('%PDF-1.7 bill');
    expect(await cli.run(['media', 'upload', join(folder, 'none')])).toMatchObject({ code: 1 });
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('consumers', () => {
  it('are added, tried, paused and removed, and have what was missed once more', async () => {
    const server = await startConsumer();
    const guest = await shop.meet('66840000009');
    const types = ['--types', 'message.received'];
    const added = await shown('consumers', 'add', server.url, '--name', 'Till', ...types);
    expect(added).toMatch(/^Till \([0-9a-f-]{36}\) is given events\.\nVerify with: whsec_/);
    expect(await shown('consumers', 'test', 'Till')).toMatch(/^It answered 200 after \d+ ms\.\n$/);
    await guest.send('Ready.');
    const said = await shop.say('Are you there?', guest.user);
    await until(() => server.taken().length === 2, 'the message');
    const line = await until(async () => {
      const table = await shown('consumers', 'deliveries', 'Till', '--outcome', 'delivered');
      return /(\d+) +message\.received +1 +delivered +200/.exec(table);
    }, 'it to be listed');
    expect(said.message_id).toBe(server.taken()[1]?.body.data?.message?.platform_message_id);
    expect(await shown('consumers', 'redeliver', 'Till', '--cursor', line[1] ?? '')).toBe(
      'Queued again: 1.\n',
    );
    await until(() => server.came.length === 3, 'it to come again');
    await shown('consumers', 'replay', 'Till', '--from', '2020-01-01T00:00:00Z', ...types);
    await until(() => server.came.length > 4, 'the past');
    expect(await shown('consumers', 'pause', 'Till')).toBe('Till is paused.\n');
    expect(await shown('consumers', 'list')).toMatch(/Till +paused/);
    expect(await shown('consumers', 'enable', 'Till')).toBe('Till is enabled.\n');
    expect(await shown('consumers', 'rotate', 'Till', '--asymmetric')).toMatch(/^Verify with: whpk_/);
    expect(await shown('consumers', 'show', 'Till')).toContain('(v1a)');
    expect(await cli.run(['consumers', 'redeliver', 'Till'])).toMatchObject({ code: 1 });
    expect(await shown('consumers', 'remove', 'Till', '--yes')).toBe('Removed.\n');
    await server.stop();
  });
});

describe('what it shows', () => {
  it('is a table for people, and for programs what the API answered', async () => {
    const [table, json, api] = await Promise.all([
      shown('account', 'list'),
      cli.json('account', 'list'),
      stage.hub.api('GET', '/api/v1/accounts'),
    ]);
    expect(table.split('\n')[0]).toMatch(/^ID +PLATFORM +ITS ID +NAME +WEBHOOK$/);
    expect(table).toContain(`${shop.id}  whatsapp`);
    expect(json).toEqual(api.body);
  });

  it('is whether a message may be sent', async () => {
    const verdict = await shown('conversations', 'can-send', chat.id, '--type', 'text');
    expect(verdict).toMatch(/Verdict +allowed/);
    expect(verdict).toMatch(/Cost +free/);
  });

  it('is a conversation with its thread, by people’s names', async () => {
    await stage.reaches(await chat.send('Yes, in every size.'), 'delivered');
    const note = { text: 'Asks for the blue one' };
    await stage.hub.api('POST', `/api/v1/conversations/${chat.id}/notes`, note);
    const [list, none, one, json, people] = await Promise.all([
      shown('conversations', 'list', '--account', 'shop on whatsapp', '--status', 'open'),
      shown('conversations', 'list', '--owner', 'human'),
      shown('conversations', 'show', chat.id),
      cli.json<{ conversation: { id: string }; messages: Rows; notes: Rows }>(
        ...['conversations', 'show', chat.id],
      ),
      shown('contacts', 'list'),
    ]);
    expect(list).toMatch(new RegExp(`^${chat.id} .* Mali Srisai .* Yes, in every size\\.$`, 'm'));
    expect(none).toBe('There is no such conversation.\n');
    expect(one).toMatch(
      /Mali Srisai: Hello\n.*Yes, in every size\. \(delivered\)\n.*note: Asks for the blue/,
    );
    expect(json.conversation.id).toBe(chat.id);
    expect([json.messages.data.length, json.notes.data.length]).toEqual([2, 1]);
    expect(people).toMatch(/ Mali Srisai +.*phone 66840000001/);
  });

  it('is a list to its end, over as many pages as that takes', async () => {
    const names = Array.from({ length: 201 }, (_, at) => `service ${at}`);
    const make = (name: string) => stage.hub.api('POST', '/api/v1/keys', { name, scopes: ['read'] });
    await Promise.all(names.map(make));
    const [first, all] = await Promise.all([
      cli.run(['keys', 'list', '--limit', '1']),
      cli.json<Rows>('keys', 'list', '--all'),
    ]);
    expect(first.out.trim().split('\n')).toHaveLength(2);
    expect(first.errors).toBe('There is more: --limit <n> shows more of it, --all everything.\n');
    expect(new Set(all.data.map(({ name }) => name))).toEqual(new Set(names));
    expect(all.next_cursor).toBeNull();
  });
});

describe('connecting an account', () => {
  interface Number {
    phone_number_id: string;
    business_account_id: string;
    app_secret: string;
    access_token: string;
  }
  const newNumber = () => stage.simulated.control<Number>('POST', '/whatsapp/numbers', {});
  const lines = (...answers: string[]) => answers.map((answer) => `${answer}\n`).join('');

  it('asks step by step, checks with the platform, sets the webhook up and tries the connection', async () => {
    const number = await newNumber();
    const answers = lines(
      ...['whatsapp', 'Second shop'],
      ...['EAAmistyped', number.phone_number_id, number.business_account_id, number.app_secret, ''],
      // Enter the values again: the token, and all others as they were.
      ...['1', number.access_token, '', '', '', ''],
      ...['yes', 'yes'],
    );
    const { code, out, errors } = await cli.run(['account', 'add', '--ask'], answers);
    expect({ code, errors }).toEqual({ code: 0, errors: expect.stringContaining('Asking WhatsApp …') });
    // Where each value is found, and what the platform says of the wrong one.
    expect(errors).toContain('API Setup, under the number.\nPhone number ID:\n');
    expect(errors).toMatch(/access token.*\nWhat now\?\n {2}1\) Enter the values again\n {2}2\) Stop\n/i);
    expect(errors).toContain(`Phone number ID [${number.phone_number_id}]:\n`);
    const { data } = await cli.json<{ data: { id: string; webhook: { verify_token: string } }[] }>(
      ...['account', 'list'],
    );
    const { id, webhook } = data.at(-1) ?? { id: '', webhook: { verify_token: '' } };
    expect(out).toContain(`Connected Second shop as ${id}.\n`);
    expect(out).toContain(`Callback URL:  ${stage.hub.url}/api/v1/webhooks/whatsapp/${id}\n`);
    expect(out).toContain(`Verify token:  ${webhook.verify_token}\n`);
    expect(out).toMatch(/The webhook is set up\.\n {2}done .*The platform has reached this hub\./s);
    expect(out).toMatch(/Left to do by hand:\n {2}- .*Connection +works\n/s);
    for (const secret of [number.access_token, number.app_secret, 'EAAmistyped']) {
      expect(out + errors).not.toContain(secret);
    }
    // The webhook that was set up is the way of what customers write.
    const said = { platform: 'whatsapp', account: number.phone_number_id, from: { name: 'Anong' } };
    await stage.simulated.control('POST', '/say', { ...said, message: { type: 'text', text: 'Hello' } });
    const { data: met } = await cli.json<Rows>('conversations', 'list', '--account', 'second shop');
    expect(met).toHaveLength(1);
  });

  it('goes on without the check where the platform cannot be reached', async () => {
    const number = await newNumber();
    const fault = { platform: 'whatsapp', account: number.phone_number_id, on: 'any', times: 50 };
    await stage.simulated.control('POST', '/faults', { ...fault, kind: 'status', status: 503 });
    const answers = lines(
      ...[number.access_token, number.phone_number_id, '', number.app_secret, ''],
      ...['Connect it anyway, unchecked', 'n', 'y'],
    );
    const { code, out, errors } = await cli.run(
      ['account', 'add', 'whatsapp', '--name', 'Third shop', '--ask'],
      answers,
    );
    await stage.simulated.control('DELETE', '/faults');
    expect(errors).toContain('  3) Connect it anyway, unchecked\n');
    expect(out).toContain('Connected Third shop as ');
    expect(out).toMatch(/Connection +does not work: /);
    expect(code).toBe(1);
    expect(await shown('account', 'test', 'Third shop')).toMatch(/Connection +works\n/);
  });

  it('takes everything at once, the secrets from standard input', async () => {
    const { phone_number_id, business_account_id, app_secret, access_token } = await newNumber();
    const { code, out } = await cli.run(
      [
        ...['account', 'add', 'whatsapp', `phone_number_id=${phone_number_id}`, '--name', 'Fourth shop'],
        ...['--credentials-file', '-', '--validate', '--setup-webhook', '--json'],
      ],
      JSON.stringify({ business_account_id, app_secret, access_token }),
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      account: { name: 'Fourth shop', external_id: phone_number_id },
      webhook: { success: true, verified: true },
    });
    const stale = { platform: 'whatsapp', account: phone_number_id };
    await stage.simulated.control('POST', '/expire-token', stale);
    const failing = await cli.run(['account', 'test', 'fourth shop']);
    expect(failing).toMatchObject({ code: 1, out: expect.stringContaining('does not work') });
    const fresh = { access_token: 'EAAfresh' };
    await stage.simulated.control('PATCH', `/whatsapp/numbers/${phone_number_id}`, fresh);
    expect(
      await cli.run(['account', 'credentials', 'Fourth shop', '--ask'], 'EAAfresh\n\n\n\n\n'),
    ).toMatchObject({
      code: 0,
      out: expect.stringContaining('Fourth shop has its new credentials'),
    });
    expect(await cli.json('account', 'test', 'fourth shop')).toMatchObject({ success: true });
    const [renamed, kept] = await Promise.all([
      shown('account', 'rename', 'Fourth shop', 'Branch'),
      cli.run(['account', 'delete', shop.id]),
    ]);
    expect(renamed).toBe('It is called "Branch" now.\n');
    expect(kept).toMatchObject({ code: 1, errors: expect.stringContaining('Add --yes') });
    expect(await shown('account', 'delete', 'branch', '--yes')).toBe('Disconnected "Branch".\n');
  });

  it('says what is missing where nobody can be asked', async () => {
    const [nothing, platform, partly, unknown] = await Promise.all([
      cli.run(['account', 'add']),
      cli.run(['account', 'add', 'line', '--name', 'Shop']),
      cli.run(['account', 'add', 'whatsapp', 'access_token=EAAG', '--name', 'Shop']),
      cli.run(['account', 'add', 'telegraph', '--name', 'Shop']),
    ]);
    for (const { code, out } of [nothing, platform, partly, unknown]) expect([code, out]).toEqual([1, '']);
    expect(nothing.errors).toMatch(/Missing: the platform \(.*line.*\), --name, the credentials, /);
    expect(platform.errors).toMatch(
      /Missing: the credentials, .*\n.*channel ID.*\n {2}channel_id: .*Basic settings/,
    );
    expect(partly.errors).toMatch(/phone_number_id: Invalid .*\n {2}phone_number_id: .*API Setup/);
    expect(unknown.errors).toMatch(/^There is no platform "telegraph"; there are .*line/);
  });

  it('explains itself later: what it is, and how it is', async () => {
    const [info, health, json] = await Promise.all([
      shown('account', 'info', shop.id),
      shown('account', 'health', shop.id, '--refresh'),
      cli.json('account', 'health', shop.id),
    ]);
    expect(info).toMatch(/Its id there +\d+\n/);
    expect(health).toMatch(/\n\nok +token: /);
    expect(json).toMatchObject({ account_id: shop.id });
  });
});

it('tells why a message failed, and brings it back', async () => {
  await shop.fault({ code: 131026 });
  const id = await chat.send('Never\u001b[2J');
  await stage.reaches(id, 'failed');
  const story = await shown('messages', 'show', id);
  expect(story).toContain('Content       Never\ufffd[2J');
  expect(story).toMatch(/ {2}message\.queued\n.* {2}attempt 1: POST .*, answered 400, failed\n +131026: /);
  const dead = /To bring it back: dead redrive (\S+)/.exec(story)?.[1] ?? '';
  expect(await shown('dead', 'list', '--reason', '131026')).toContain(`${dead}  `);
  expect(await cli.json('dead', 'redrive', dead)).toMatchObject({ kind: 'send', reference: id });
  await stage.reaches(id, 'delivered');
  expect(await shown('messages', 'list', '--status', 'failed')).toBe('There is no such message.\n');
});

it('lists, reads and shows templates', async () => {
  const { data } = await cli.json<Rows>('templates', 'list', '--account', shop.id, '--name', 'order_update');
  expect(await shown('templates', 'sync', shop.id)).toMatch(/^Templates +6\n/);
  expect(await shown('templates', 'list', '--status', 'PAUSED')).toContain('summer_sale');
  const one = await shown('templates', 'show', data[0]?.id ?? '');
  expect(one).toContain('Hello {{1}}, your order {{2}} is on its way.');
  expect(one).toMatch(/body +text +1, 2 +yes/);
});

it('forgets dead work, or brings all of it back that matches', async () => {
  for (const text of ['One', 'Two']) {
    await shop.fault({ code: 131026 });
    await stage.reaches(await chat.send(text), 'failed');
  }
  const { data } = await cli.json<Rows>('dead', 'list');
  await expect(cli.json('dead', 'discard', data[0]?.id ?? '')).resolves.toBeNull();
  expect(await shown('dead', 'redrive', '--all', '--account', shop.id)).toBe('Queued again: 1.\n');
  await until(async () => (await chat.texts()).includes('One'), 'the message that was brought back');
});

it('sends into the conversation that was last written in, and waits for what becomes of it', async () => {
  const { code, out } = await cli.run(['send', 'And in green', '--last', '--wait', '--until', 'delivered']);
  expect(code).toBe(0);
  expect(out).toMatch(/ {2}queued\n.* {2}sent\n.* {2}delivered\n/);
  const events = await cli.json<{ data: { type: string }[] }>(
    ...['events', '--last', '2', '--types', 'message.queued,message.sent'],
  );
  expect(events.data.map(({ type }) => type)).toEqual(['message.queued', 'message.sent']);
});

it('shows webhooks as they came, runs them again, and tries the parser', async () => {
  const { data } = await cli.json<Rows>('webhooks', 'log', '--account', shop.id, '--limit', '1');
  const id = data[0]?.id ?? '';
  const [one, replayed, status, test, unmatched] = await Promise.all([
    shown('webhooks', 'show', id),
    shown('webhooks', 'replay', id),
    shown('webhooks', 'status', shop.id),
    cli.json('webhooks', 'test', shop.id),
    shown('webhooks', 'unmatched'),
  ]);
  expect(one).toMatch(/x-hub-signature-256 +sha256=.*\n\n\{"object":.*\n\nITEM +KIND/);
  expect(replayed).toMatch(/^Applied now +0\nApplied before +1\n/);
  expect(status).toContain(shop.webhookUrl);
  expect(test).toMatchObject({ success: true });
  expect(unmatched).toBe('Everything that came is for accounts that are connected.\n');
});

it('makes keys, and what they may not do is a sentence and exit code 1', async () => {
  const { out } = await cli.run(['keys', 'create', '--name', 'reader', '--scopes', 'read']);
  const key = out.trim();
  const reader = commandLineOf({ url: stage.hub.url, key });
  const { data } = await reader.json<Rows>('conversations', 'list');
  expect(data.map(({ id }) => id)).toContain(chat.id);
  expect(await reader.run(['keys', 'list'])).toEqual({
    code: 1,
    out: '',
    errors: 'This key lacks the scope "admin"; it has read. Use a key with the scope "admin" or "admin".\n',
  });
});

it('acts in the workspace that is named, for a member with a key of their own', async () => {
  expect(await shown('workspaces', 'create', 'Bakery')).toContain('Made Bakery as ');
  const inside = commandLineOf(stage.hub, { PARLEY_WORKSPACE: 'Bakery' });
  const member = await inside.json<{ id: string }>(
    ...['members', 'add', '--name', 'Niran', '--teams', 'support, sales'],
  );
  const { key } = await inside.json<{ key: string }>(
    ...['keys', 'create', '--name', 'desk', '--scopes', 'inbox,read', '--member', 'niran'],
  );
  const desk = commandLineOf({ url: stage.hub.url, key });
  const [members, keys, foreign, outside] = await Promise.all([
    desk.json<Rows>('members', 'list'),
    inside.json<{ data: { member_id: string }[] }>('keys', 'list', '--member', 'Niran'),
    desk.json<Rows>('conversations', 'list'),
    cli.json<Rows>('members', 'list'),
  ]);
  expect(members.data).toMatchObject([{ id: member.id, teams: ['support', 'sales'] }]);
  expect(keys.data).toMatchObject([{ member_id: member.id }]);
  expect([foreign.data, outside.data]).toEqual([[], []]);
  expect((await inside.run(['members', 'change', 'Niran', '--role', 'lead'])).out).toBe('Changed Niran.\n');
  expect((await inside.run(['members', 'remove', 'Niran', '--yes'])).out).toBe('Removed.\n');
  expect(await desk.run(['members', 'list'])).toMatchObject({ code: 1, out: '' });
  expect(await shown('workspaces', 'rename', 'bakery', 'Café')).toBe('It is called "Café" now.\n');
  expect(await shown('workspaces', 'delete', 'café', '--yes')).toBe('Deleted.\n');
});

it('rotates the secret of an app, which is nowhere shown', async () => {
  const { data } = await cli.json<{ data: { id: string; account_ids: string[] }[] }>('apps', 'list');
  const id = data.find(({ account_ids }) => account_ids.includes(shop.id))?.id ?? '';
  const added = await cli.run(['apps', 'add-secret', id, '--secret-file', '-'], 'aNewSecretOfTheApp\n');
  expect(added).toMatchObject({ code: 0, out: expect.not.stringContaining('aNewSecret') });
  const [, older] = [...added.out.matchAll(/^(\S{36}) {2}\S{8} /gm)].map(([, secret = '']) => secret);
  expect(await cli.json('apps', 'remove-secret', id, older ?? '')).toMatchObject({
    secrets: [{ fingerprint: expect.any(String) }],
  });
  expect(await cli.run(['apps', 'delete', id, '--yes'])).toMatchObject({ code: 1, out: '' });
});

it('says what is wrong, and what to do about it', async () => {
  const nowhere = commandLineOf({ url: 'http://127.0.0.1:9', key: 'none' });
  const [unknown, misspelt, inner, invalid, elsewhere, foreign] = await Promise.all([
    cli.run(['messages', 'show', 'nothing']),
    cli.run(['acount', 'list']),
    cli.run(['account', 'lisst']),
    cli.run(['keys', 'create', '--name', 'x', '--scopes', 'everything']),
    nowhere.run(['account', 'list', '--json']),
    cli.run(['account', 'list', '--workspace', 'nowhere']),
  ]);
  for (const { code, out } of [unknown, misspelt, inner, invalid, elsewhere, foreign]) {
    expect([code, out]).toEqual([1, '']);
  }
  expect(foreign.errors).not.toContain('does not answer');
  expect(unknown.errors).toMatch(/^There is no message "nothing"\. .*\n$/);
  expect(misspelt.errors).toContain('Did you mean account?');
  expect(inner.errors).toContain('Did you mean list?');
  expect(invalid.errors).toMatch(/^scopes\[0\]: .* Correct that and run the command again\.\n$/);
  expect(elsewhere.errors).toMatch(/^The hub at http:\/\/127\.0\.0\.1:9 does not answer \(.*\)\. Start it/);
});

it('takes a message back', async () => {
  const send_at = new Date(Date.now() + 3_600_000).toISOString();
  const id = await chat.send('Later', { send_at });
  expect(await shown('messages', 'cancel', id)).toBe('Cancelled.\n');
  expect((await stage.message(id)).status).toBe('cancelled');
});
