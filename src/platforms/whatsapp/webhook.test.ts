import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Parsed } from '../item.ts';
import { candidates } from './payload.ts';
import { parse } from './webhook.ts';

const account = '210000000000001';
const phone = { kind: 'phone', value: '66810000001' };
const bsuid = { kind: 'bsuid', value: 'TH.20000000000000000001' };
const noor = { kind: 'bsuid', value: 'DE.20000000000000000002' };

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8'));
}

function parsed(file: string): Parsed {
  return parse(read(file));
}

it('reads receipts up to played and failed', () => {
  const { items, problems } = parsed('statuses.json');
  expect(problems).toEqual([]);
  expect(items).toMatchObject([
    {
      kind: 'status',
      key: 'status:wamid.ours1:sent:66810000001',
      account,
      occurred_at: 1790000020000,
      platform_message_id: 'wamid.ours1',
      status: 'sent',
      person: { identities: [phone, bsuid], name: 'Mali Srisai', username: 'mali.s' },
      correlation: '0199aaaa-0000-7000-8000-000000000001',
      billing: { conversation: { id: 'conversation-1' }, pricing: { type: 'free_customer_service' } },
    },
    {
      key: 'status:wamid.ours1:delivered:TH.20000000000000000001',
      occurred_at: 1790000021000,
      status: 'delivered',
      person: { identities: [bsuid, { kind: 'parent_bsuid', value: 'TH.ENT.30000000000000000001' }, phone] },
    },
    { status: 'read' },
    { platform_message_id: 'wamid.ours2', status: 'played' },
    {
      platform_message_id: 'wamid.ours3',
      status: 'failed',
      failure: { kind: 'window_closed', code: '131047' },
    },
    { platform_message_id: 'wamid.ours4', status: 'failed', failure: { kind: 'unknown', code: 'none' } },
    { kind: 'unsupported', what: 'status in_orbit', key: 'status:wamid.ours1:in_orbit:66810000001' },
    { kind: 'notice', event: 'call.changed', data: { id: 'wacid.call9', status: 'RINGING' } },
  ]);
  expect(items[2]).not.toHaveProperty('billing');
  expect(items[2]).not.toHaveProperty('failure');
});

it('reads groups: messages, a receipt for each participant, and what happens to them', () => {
  const thread = { kind: 'group', id: 'group-1' };
  const { items, problems } = parsed('group.json');
  expect(problems).toEqual([]);
  expect(items).toMatchObject([
    { kind: 'message', thread, person: { identities: [phone] } },
    {
      kind: 'status',
      key: 'status:wamid.ours5:delivered:66810000001',
      thread,
      person: { identities: [phone, bsuid] },
    },
    {
      kind: 'status',
      key: `status:wamid.ours5:delivered:${noor.value}`,
      thread,
      person: { identities: [noor] },
    },
    {
      kind: 'group',
      event: 'group.joined',
      thread,
      members: [{ identities: [phone] }],
      data: { subject: 'Returns' },
    },
    { kind: 'notice', event: 'group.failed', data: { type: 'group_create' } },
    { kind: 'group', event: 'group.left', thread },
    { kind: 'group', event: 'group.members_joined', members: [{ identities: [noor], username: 'noor_h' }] },
    { kind: 'group', event: 'group.members_left', members: [{ identities: [phone] }] },
    { kind: 'group', event: 'group.changed', occurred_at: 1790000036000 },
  ]);
  expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
});

it('reads everything that one value holds', () => {
  const person = { identities: [phone], name: 'Mali Srisai' };
  const { items, problems } = parsed('mixed.json');
  expect(problems).toEqual([]);
  expect(items).toMatchObject([
    { kind: 'message', content: { type: 'text', text: 'One' } },
    { kind: 'status', status: 'delivered', person },
    {
      kind: 'notice',
      event: 'call.received',
      key: 'call:wacid.call1:connect:',
      occurred_at: 1790000041000,
      person,
      opens_window: true,
    },
    { kind: 'notice', event: 'call.changed', data: { event: 'terminate', duration: 58 } },
    {
      kind: 'notice',
      event: 'account.alerted',
      account,
      data: { error: { code: 131000 }, failure: { kind: 'temporary', code: '131000' } },
    },
  ]);
});

it('imports old chats without taking them for live ones', () => {
  const { items, problems } = parsed('history.json');
  const person = { identities: [phone] };
  expect(items).toMatchObject([
    { kind: 'message', direction: 'in', person, content: { text: 'Long ago' } },
    { kind: 'message', direction: 'out', person, content: { text: 'Our answer' } },
    {
      kind: 'message',
      direction: 'out',
      person,
      content: { type: 'reaction', emoji: '❤️', to: 'wamid.old1' },
    },
    {
      kind: 'message',
      key: 'placeholder:wamid.old4',
      platform_message_id: 'wamid.old4',
      content: { type: 'unsupported', kind: 'media_placeholder' },
    },
    { kind: 'deletion', platform_message_id: 'wamid.old1', imported: true },
    {
      kind: 'notice',
      event: 'history.imported',
      occurred_at: 1789000005000,
      data: { phase: 0, chunk_order: 1, progress: 55, messages: 5 },
    },
    { kind: 'message', key: 'message:wamid.old4', content: { type: 'image' } },
    { kind: 'notice', event: 'account.alerted', data: { failure: { kind: 'permission' } } },
  ]);
  for (const item of items) {
    if (item.kind === 'message') expect(item).toMatchObject({ imported: true, opens_window: false });
  }
  expect(problems).toMatchObject([
    { path: 'entry[0].changes[0].value.history[0].threads[0].messages[5]', message: 'the message has no id' },
  ]);
});

it('reads what changes about people', () => {
  const { items, problems } = parsed('people.json');
  expect(items).toMatchObject([
    {
      kind: 'notice',
      event: 'contact.changed',
      occurred_at: 1790000050000,
      data: { category: 'marketing_messages', value: 'stop' },
    },
    {
      kind: 'notice',
      event: 'contact.changed',
      occurred_at: 1790000051000,
      person: { identities: [{ kind: 'phone', value: '66810000007' }], name: 'Pim Example' },
    },
    { kind: 'unsupported', what: 'smb_app_state_sync' },
    {
      kind: 'identity',
      person: {
        identities: [phone, { kind: 'bsuid', value: 'TH.20000000000000000008' }, bsuid],
        name: 'Mali Srisai',
      },
      previous: [bsuid],
    },
  ]);
  expect(items[0]).toHaveProperty('person', { identities: [phone, bsuid] });
  expect(problems).toMatchObject([{ message: 'the preference names nobody' }]);
});

describe('fields of the account', () => {
  const waba = '310000000000001';
  const { items, problems } = parsed('account-fields.json');
  const told = items.map((item) => [
    item.kind === 'notice' ? item.data.field : item.kind === 'unsupported' && item.what,
    item.kind === 'notice' ? item.event : item.kind,
    item.kind === 'notice' ? item.data.event : undefined,
  ]);

  it('become the fitting event', () => {
    expect(problems).toEqual([]);
    expect(told).toEqual([
      ['message_template_status_update', 'template.changed', 'APPROVED'],
      ['message_template_quality_update', 'template.changed', undefined],
      ['message_template_components_update', 'template.changed', undefined],
      ['template_category_update', 'template.changed', undefined],
      ['account_update', 'account.changed', 'VERIFIED_ACCOUNT'],
      ['account_update', 'account.restricted', 'ACCOUNT_RESTRICTION'],
      ['account_update', 'account.restricted', 'DISABLED_UPDATE'],
      ['account_update', 'account.alerted', 'DISABLED_UPDATE'],
      ['account_update', 'account.changed', 'DISABLED_UPDATE'],
      ['account_update', 'account.restricted', 'ACCOUNT_OFFBOARDED'],
      ['account_update', 'account.alerted', 'ACCOUNT_VIOLATION'],
      ['account_review_update', 'account.changed', undefined],
      ['account_alerts', 'account.alerted', undefined],
      ['business_capability_update', 'account.changed', undefined],
      ['business_username_updates', 'account.changed', undefined],
      ['phone_number_quality_update', 'account.quality_changed', 'THROUGHPUT_UPGRADE'],
      ['phone_number_name_update', 'account.changed', undefined],
      ['security', 'account.alerted', 'PIN_RESET_REQUEST'],
      ['flows', 'flow.changed', 'FLOW_STATUS_CHANGE'],
      ['partner_solutions', 'partner.changed', 'SOLUTION_CREATED'],
      [false, 'message', undefined],
      ['unknown_field_xyz', 'unsupported', undefined],
      ['account_settings_update', 'account.changed', undefined],
    ]);
  });

  it('concern every number of the business account, unless one is named', () => {
    expect(items[0]).toMatchObject({ account: waba, every_account: true, occurred_at: 1790000061000 });
    expect(items[0]?.key).toMatch(
      /^field:310000000000001:message_template_status_update:1790000061000:\w{32}$/,
    );
    expect(items.at(-1)).toMatchObject({ account, occurred_at: 1790000060000 });
    expect(items.at(-1)).not.toHaveProperty('every_account');
  });

  it('have keys of their own that are the same when they are sent again', () => {
    const keys = items.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(parsed('account-fields.json').items.map(({ key }) => key)).toEqual(keys);
  });
});

describe('odd payloads', () => {
  it('spoil nothing else', () => {
    const { items, problems } = parsed('odd.json');
    expect(
      problems.map(({ path, message }) => `${path.replace('entry[2].changes[4].value.', '')}: ${message}`),
    ).toEqual([
      'entry[0]: this is no object',
      'entry[1]: the entry has no changes',
      'entry[2].changes[0]: this is no object',
      'entry[2].changes[1]: the change has no value',
      'messages[0]: this is no object',
      'messages[1]: the message has no id',
      'messages[2]: the message names no sender',
      'messages[3]: the reaction names no message',
      'messages[4]: the edit has no message',
      'messages[5]: the revoke names no message',
      'statuses[0]: the status lacks its id or name',
      'calls: this is no object',
    ]);
    expect(items).toMatchObject([
      { kind: 'unsupported', what: 'messages' },
      { kind: 'message', content: { text: 'No field' } },
      { content: { type: 'unsupported', kind: 'constructor' } },
      { content: { type: 'text', text: 'No time' }, occurred_at: 0 },
      { content: { type: 'text', text: 'Still read' } },
      { kind: 'status', status: 'sent' },
      { kind: 'notice', event: 'account.alerted' },
    ]);
  });

  it.each([null, 7, 'text', [], { object: 'page', entry: [] }])(
    '%j is a problem, not an exception',
    (body) => {
      expect(parse(body)).toMatchObject({ items: [], problems: [{ path: 'object' }] });
      expect(candidates(body)).toEqual([]);
    },
  );

  it('have no items without entries', () => {
    expect(parse({ object: 'whatsapp_business_account', entry: [] })).toEqual({ items: [], problems: [] });
  });
});

it('finds every account id that a body mentions', () => {
  expect(candidates(read('text.json'))).toEqual(['310000000000001', account]);
  expect(candidates(read('account-fields.json'))).toEqual(['310000000000001', account]);
  expect(candidates(read('odd.json'))).toEqual(['310000000000001', account]);
});
