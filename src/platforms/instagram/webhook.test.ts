import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../../inbound/json.ts';
import type { Parsed } from '../item.ts';
import { candidates, recognises } from './payload.ts';
import { parse } from './webhook.ts';

const account = '17841400000000011';
const noa = { identities: [{ kind: 'igsid', value: '1200000000000001' }] };
const tester = { identities: [{ kind: 'igsid', value: '12334' }] };
const rui = { identities: [{ kind: 'igsid', value: '1200000000000003' }], username: 'rui.example' };

function read(file: string): unknown {
  return parsePayload(readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8'));
}

function parsed(file: string): Parsed {
  return parse(read(file));
}

describe('events of the chats', () => {
  const { items, problems } = parsed('events.json');

  it('are read marks, reactions, taps, changes and notices', () => {
    expect(problems).toEqual([]);
    expect(items).toMatchObject([
      {
        kind: 'status',
        key: 'status:mid.ours:read:1200000000000001',
        account,
        platform_message_id: 'mid.ours',
        status: 'read',
        person: noa,
      },
      { kind: 'watermark', status: 'read', until: 1789999999000, person: noa },
      { kind: 'reaction', target: 'mid.ours', emoji: '😆', opens_window: true, person: noa },
      { kind: 'reaction', emoji: '❤️' },
      { kind: 'reaction', emoji: null, key: 'reaction:mid.ours:1200000000000001:unreact:1790000002000' },
      {
        kind: 'postback',
        key: 'postback:mid.ice',
        data: 'HOURS',
        title: 'Opening hours?',
        person: noa,
        opens_window: true,
      },
      { kind: 'notice', event: 'referral.received', data: { ref: 'bio' }, person: noa, opens_window: true },
      { kind: 'edit', key: 'edit:mid.text:1', account, content: { type: 'text', text: 'Olá!' } },
      { kind: 'deletion', platform_message_id: 'mid.text' },
      { kind: 'notice', event: 'conversation.handover', data: { new_owner_app_id: '1217981644879628' } },
      { kind: 'notice', event: 'optin.received' },
      { kind: 'notice', event: 'account.restricted' },
      { kind: 'notice', event: 'feedback.received', data: { mid: 'mid.ours' } },
      // Instagram tells nothing of deliveries.
      { kind: 'unsupported', what: 'delivery' },
      { kind: 'message', content: { text: 'To the other app' }, context: { standby: true } },
    ]);
    expect(items[4]).not.toHaveProperty('opens_window');
    // An edit may name nobody.
    expect(items[7]).not.toHaveProperty('person');
    expect(items[7]).not.toHaveProperty('thread');
  });

  it('have keys of their own', () => {
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
  });
});

it('reads an item wherever it stands', () => {
  const { items, problems } = parsed('placements.json');
  expect(problems).toEqual([]);
  expect(items).toMatchObject([
    {
      kind: 'message',
      account: '23245',
      occurred_at: 1790000001000,
      person: tester,
      content: { text: 'random_text' },
    },
    {
      kind: 'message',
      account: '23245',
      occurred_at: 1790000002000,
      person: tester,
      content: { text: 'through the page' },
    },
    { kind: 'status', status: 'read', account, person: noa, occurred_at: 1790000003000 },
    { kind: 'edit', account, platform_message_id: 'mid.text', occurred_at: 1790000003000 },
    { kind: 'postback', data: 'HOURS', occurred_at: 1790000004000 },
    {
      kind: 'notice',
      event: 'comment.received',
      key: 'comment:17990000000000001',
      account,
      occurred_at: 1790000004000,
      data: { comment_id: '17990000000000001', text: 'Flat', media: { id: '17890000000000001' } },
      person: rui,
    },
    { kind: 'message', content: { text: 'Flat too' }, account, person: noa },
  ]);
  expect(candidates(read('placements.json'))).toEqual(['23245', account]);
});

it('reads comments, mentions and insights', () => {
  const { items, problems } = parsed('changes.json');
  expect(problems).toEqual([]);
  expect(items).toMatchObject([
    {
      kind: 'notice',
      event: 'comment.received',
      key: 'comment:17990000000000002',
      account,
      occurred_at: 1790000000000,
      data: {
        field: 'comments',
        comment_id: '17990000000000002',
        parent_id: '17990000000000001',
        text: 'How much?',
        from: { id: '1200000000000003', username: 'rui.example' },
        media: { id: '17890000000000001', media_product_type: 'REELS' },
      },
      person: rui,
    },
    { event: 'comment.received', data: { comment_id: '17990000000000003' } },
    // The account's own comment is left out.
    { event: 'comment.received', data: { field: 'live_comments', text: 'Live!' } },
    { kind: 'unsupported', what: 'comments' },
    { event: 'mention.received', data: { field: 'mentions', comment_id: '17990000000000006' } },
    { event: 'mention.received', data: { media_id: '17890000000000003' } },
    { event: 'insights.received', data: { media_id: '17890000000000004', impressions: 444, exits: -1 } },
    { kind: 'unsupported', what: 'later_invention' },
  ]);
  // A comment by itself is no chat.
  expect(items[0]).not.toHaveProperty('thread');
  expect(items[2]).not.toHaveProperty('person');
});

describe('odd payloads', () => {
  it.each([null, [], {}, { object: 'page', entry: [] }, { entry: [] }])(
    '%j is a problem, not an exception',
    (body) => {
      expect(parse(body)).toMatchObject({ items: [], problems: [{ path: 'object' }] });
      expect(candidates(body)).toEqual([]);
      expect(recognises(body)).toBe(false);
    },
  );

  it.each([
    { object: 'instagram', entry: [] },
    { object: 'instagram', entry: [{ id: account }] },
    // Neither of these says what happened.
    { object: 'instagram', entry: [{ id: account, messaging: [{ sender: { id: '1' }, timestamp: 1 }] }] },
    { object: 'permissions', entry: [{ id: '0' }] },
  ])('%j has nothing to tell', (body) => {
    expect(parse(body)).toEqual({ items: [], problems: [] });
  });

  it.each([
    { name: 'the entry', entry: { id: account, time: 1790000000 }, item: {}, at: 1790000000000 },
    { name: 'nothing', entry: { id: account }, item: {}, at: 0 },
    {
      name: 'itself, as a date',
      entry: {},
      item: { timestamp: '2026-09-21T14:13:20+0000' },
      at: 1790000000000,
    },
    {
      name: 'the entry, as no date',
      entry: { time: 1790000000 },
      item: { timestamp: 'soon' },
      at: 1790000000000,
    },
  ])('a message whose time is named by $name', ({ entry, item, at }) => {
    const message = { sender: { id: 1 }, recipient: { id: 2 }, message: { mid: 'm', text: 'x' }, ...item };
    const { items, problems } = parse({ object: 'instagram', entry: [{ ...entry, messaging: [message] }] });
    expect(problems).toEqual([]);
    expect(items).toMatchObject([
      { occurred_at: at, person: { identities: [{ kind: 'igsid', value: '1' }] } },
    ]);
  });
});
