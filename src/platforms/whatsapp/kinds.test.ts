import { describe, expect, it } from 'vitest';
import type { InboundItem } from '../item.ts';
import type { Json } from '../readers.ts';
import { parse } from './webhook.ts';

// Every kind that WhatsApp's reference names, beside those whose details stand in the other tests.
const phone = '66810000001';
const bsuid = 'TH.20000000000000000001';
const group = 'group-1';
const metadata = { display_phone_number: '15550100100', phone_number_id: '210000000000001' };
const contacts = [{ profile: { name: 'Mali' }, wa_id: phone, user_id: bsuid }];
const at = '1790000000';

function itemsOf(field: string, value: Json, time?: number): InboundItem[] {
  const entry = { id: '310000000000001', ...(time && { time }), changes: [{ field, value }] };
  const { items, problems } = parse({ object: 'whatsapp_business_account', entry: [entry] });
  expect(problems).toEqual([]);
  return items;
}

const message = (content: Json) => ({
  from: phone,
  from_user_id: bsuid,
  id: 'wamid.1',
  timestamp: at,
  ...content,
});
const said = (content: Json) => itemsOf('messages', { metadata, contacts, messages: [message(content)] });

describe('a message', () => {
  const errors = [{ code: 131052, title: 'Media download error', error_data: { details: 'Too large' } }];
  const cases: [what: string, message: Json, item: Json][] = [
    [
      'with media that could not be fetched',
      { type: 'unsupported', errors },
      { kind: 'message', content: { type: 'unsupported', kind: 'unsupported', reason: 'Too large' } },
    ],
    [
      'of a kind that only an error names',
      { type: 'unknown', errors: [{ code: 131060, title: 'Message unavailable' }] },
      { content: { type: 'unsupported', kind: 'unknown', reason: 'Message unavailable' } },
    ],
    ...['poll_creation', 'pin', 'group_invite', 'gif', 'keep_in_chat', 'link_preview'].map(
      (type): [string, Json, Json] => [
        `of the unsupported kind ${type}`,
        { type: 'unsupported', unsupported: { type } },
        { kind: 'message', content: { type: 'unsupported', kind: type } },
      ],
    ),
    [
      'with a place that is not on Earth',
      { location: { latitude: -233, longitude: 40, name: 'Warehouse', address: '1 Example Road' } },
      { content: { type: 'share', kind: 'location', url: null, title: 'Warehouse', text: '1 Example Road' } },
    ],
    [
      'with a contact that was asked for',
      { type: 'contacts', contacts: [{ phones: [{ phone: '+66 81' }], origin: 'contact_request' }] },
      {
        content: {
          type: 'contacts',
          contacts: [{ phones: [{ phone: '+66 81' }], origin: 'contact_request' }],
        },
      },
    ],
    [
      'with a rejected call',
      {
        type: 'interactive',
        interactive: {
          type: 'call_permission_reply',
          call_permission_reply: { response: 'reject', response_source: 'user_action' },
        },
      },
      { content: { type: 'answer', kind: 'permission', id: 'reject' } },
    ],
    [
      'with a form that is no object',
      {
        type: 'interactive',
        interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '[1]' } },
      },
      { content: { type: 'answer', kind: 'form', id: 'flow', data: [1] } },
    ],
    [
      'that opens the chat',
      { type: 'request_welcome' },
      { kind: 'notice', event: 'welcome.requested', thread: { kind: 'direct' } },
    ],
    [
      'of a new number by its older name',
      { type: 'system', system: { type: 'customer_changed_number', new_wa_id: '66810000002', body: 'New' } },
      { kind: 'identity', previous: [{ kind: 'phone', value: phone }], text: 'New' },
    ],
    [
      'of a new security code',
      {
        type: 'system',
        identity: { acknowledged: false, created_timestamp: 1790000000, hash: 'hash-1' },
        system: { type: 'customer_identity_changed', wa_id: phone },
      },
      { kind: 'identity', previous: [], data: { identity: { hash: 'hash-1', acknowledged: false } } },
    ],
    [
      'of a new security code in the older form',
      { type: 'system', system: { type: 'customer_identity_changed', identity: 'hash-2', customer: phone } },
      { kind: 'identity', previous: [], data: { identity: 'hash-2' } },
    ],
    [
      'in a group, with the price of an ad',
      {
        type: 'text',
        text: { body: 'Hi' },
        group_id: group,
        referral: { source_type: 'post', source_id: '7' },
      },
      { thread: { kind: 'group', id: group }, referral: { source_type: 'post', source_id: '7' } },
    ],
  ];
  it.each(cases)('%s', (_what, content, item) => expect(said(content)).toMatchObject([item]));
});

describe('a receipt', () => {
  const status = { id: 'wamid.9', timestamp: at, recipient_id: phone, recipient_user_id: bsuid };
  const cases: [what: string, status: Json, item: Json][] = [
    [
      'of a deleted message',
      { status: 'deleted' },
      { kind: 'notice', event: 'receipt.received', data: { status: 'deleted' } },
    ],
    ['with a warning', { status: 'warning' }, { kind: 'notice', event: 'receipt.received' }],
    ['of a word nobody knows', { status: 'in_orbit' }, { kind: 'unsupported', what: 'status in_orbit' }],
    [
      'with flat details and a number for its time',
      {
        status: 'failed',
        timestamp: 1790000000,
        errors: [{ code: 131026, title: 'Undeliverable', details: 'No app' }],
      },
      {
        kind: 'status',
        occurred_at: 1790000000000,
        failure: { kind: 'recipient_unreachable', code: '131026', message: 'Undeliverable – No app' },
      },
    ],
    [
      'of a participant without a phone',
      {
        status: 'read',
        recipient_id: group,
        recipient_participant_user_id: 'DE.2',
        recipient_participant_parent_user_id: 'DE.ENT.2',
      },
      {
        kind: 'status',
        thread: { kind: 'group', id: group },
        person: {
          identities: [
            { kind: 'bsuid', value: 'DE.2' },
            { kind: 'parent_bsuid', value: 'DE.ENT.2' },
          ],
        },
      },
    ],
    [
      'with its price',
      {
        status: 'sent',
        pricing: { pricing_model: 'PMP', type: 'regular', category: 'authentication-international' },
      },
      { status: 'sent', billing: { pricing: { category: 'authentication-international' } } },
    ],
    [
      'of a call',
      { id: 'wacid.1', type: 'call', status: 'RINGING' },
      { kind: 'notice', event: 'call.changed' },
    ],
    [
      'of a call that does not say so',
      { id: 'wacid.1', status: 'ACCEPTED' },
      { kind: 'notice', event: 'call.changed' },
    ],
  ];
  it.each(cases)('%s', (_what, more, item) => {
    expect(itemsOf('messages', { metadata, statuses: [{ ...status, ...more }] })).toMatchObject([item]);
  });
});

it('a message that was refused because of the person’s wish tells of the wish too', () => {
  const errors = [{ code: 131050, title: 'Stopped' }];
  const status = { id: 'wamid.9', status: 'failed', timestamp: at, recipient_id: phone, errors };
  const person = { identities: [{ kind: 'phone', value: phone }] };
  expect(itemsOf('messages', { metadata, statuses: [status] })).toMatchObject([
    { kind: 'status', failure: { kind: 'recipient_unreachable', code: '131050' } },
    { kind: 'notice', event: 'contact.changed', marketing: 'stopped', person, data: { value: 'stop' } },
  ]);
});

describe('a field', () => {
  const state = { timestamp: at, group_id: group };
  const cases: [field: string, value: Json, item: Json][] = [
    ...['PARTNER_REMOVED', 'ACCOUNT_RECONNECTED', 'AD_ACCOUNT_LINKED', 'MM_LITE_TERMS_SIGNED'].map(
      (event): [string, Json, Json] => [
        'account_update',
        { event },
        { kind: 'notice', event: 'account.changed' },
      ],
    ),
    ['account_update', { event: 'ACCOUNT_DELETED' }, { event: 'account.restricted' }],
    ['account_review_update', { decision: 'DEFERRED' }, { event: 'account.changed' }],
    [
      'account_alerts',
      { entity_type: 'BUSINESS', alert_info: { alert_type: 'OBA_APPROVED' } },
      { event: 'account.alerted' },
    ],
    [
      'business_capability_update',
      { max_daily_conversations_per_business: 'TIER_2K' },
      { event: 'account.changed' },
    ],
    [
      'phone_number_quality_update',
      { event: 'FLAGGED', current_limit: 'TIER_1K' },
      { event: 'account.quality_changed' },
    ],
    [
      'phone_number_name_update',
      { decision: 'REJECTED', rejection_reason: null },
      { event: 'account.changed' },
    ],
    ['security', { event: 'PIN_CHANGED' }, { event: 'account.alerted' }],
    ['business_username_updates', { status: 'reserved' }, { event: 'account.changed' }],
    ['flows', { event: 'CLIENT_ERROR_RATE', flow_id: '1' }, { event: 'flow.changed' }],
    ['payment_configuration_update', { configuration_name: 'main' }, { event: 'account.changed' }],
    ['partner_solutions', { event: 'SOLUTION_UPDATED', solution_id: '1' }, { event: 'partner.changed' }],
    [
      'messaging_handovers',
      { metadata, contacts, control_passed: {} },
      { event: 'conversation.handover', account: metadata.phone_number_id, person: { name: 'Mali' } },
    ],
    ['standby', { metadata }, { event: 'conversation.handover' }],
    [
      'standby',
      { metadata, contacts, messages: [message({ type: 'text', text: { body: 'Hi' } })] },
      { kind: 'message', direction: 'in', context: { standby: true }, content: { text: 'Hi' } },
    ],
    [
      'consumer_profile',
      { metadata, wa_id: phone, user_id: bsuid },
      { event: 'contact.changed', person: { identities: [{}, {}] } },
    ],
    [
      'automatic_events',
      { metadata, contacts, automatic_events: [{ event_name: 'Purchase' }] },
      { event: 'conversion.detected', thread: { kind: 'direct' } },
    ],
    [
      'account_settings_update',
      {
        timestamp: 1790000000,
        type: 'phone_number_settings',
        phone_number_settings: { phone_number_id: '7' },
      },
      { event: 'account.changed', account: '7', occurred_at: 1790000000000 },
    ],
    [
      'calls',
      { metadata, calls: [{ id: 'wacid.1', from: phone, event: 'connect', timestamp: at }] },
      { event: 'call.received', opens_window: true },
    ],
    [
      'calls',
      { metadata, calls: [{ id: 'wacid.1', from: phone, event: 'call_recording_available', timestamp: at }] },
      { event: 'call.changed' },
    ],
    [
      'calls',
      {
        metadata,
        calls: [
          { id: 'wacid.2', to: phone, event: 'connect', direction: 'BUSINESS_INITIATED', timestamp: at },
        ],
      },
      { event: 'call.changed' },
    ],
    [
      'group_lifecycle_update',
      { metadata, groups: [{ ...state, type: 'group_create', invite_link: 'https://example.com' }] },
      { event: 'group.joined' },
    ],
    [
      'group_lifecycle_update',
      { metadata, groups: [{ ...state, type: 'group_delete' }] },
      { event: 'group.left' },
    ],
    [
      'group_lifecycle_update',
      {
        metadata,
        groups: [{ ...state, type: 'group_delete', errors: [{ code: 131201, title: 'Unknown' }] }],
      },
      { kind: 'notice', event: 'group.failed', data: { failure: { code: '131201' } } },
    ],
    [
      'group_participants_update',
      {
        metadata,
        groups: [
          {
            ...state,
            type: 'group_participants_remove',
            removed_participants: [{ user_id: 'DE.2' }],
            errors: [{ code: 131207 }],
          },
        ],
      },
      { event: 'group.members_left', members: [{ identities: [{ value: 'DE.2' }] }] },
    ],
    [
      'group_participants_update',
      { metadata, groups: [{ ...state, type: 'group_join_request_created' }] },
      { event: 'group.changed' },
    ],
    [
      'group_settings_update',
      { metadata, groups: [{ ...state, type: 'group_settings_update', subject: 'New' }] },
      { event: 'group.changed', data: { subject: 'New' } },
    ],
    [
      'group_status_update',
      { metadata, groups: [{ ...state, type: 'group_suspend' }] },
      { event: 'group.changed' },
    ],
    [
      'user_preferences',
      {
        metadata,
        contacts,
        user_preferences: [
          { user_id: bsuid, category: 'marketing_messages', value: 'stop', timestamp: 1790000000 },
        ],
      },
      { event: 'contact.changed', occurred_at: 1790000000000, marketing: 'stopped', data: { value: 'stop' } },
    ],
    [
      'user_preferences',
      {
        metadata,
        contacts,
        user_preferences: [{ wa_id: phone, category: 'marketing_messages', value: 'resume', timestamp: at }],
      },
      { event: 'contact.changed', data: { value: 'resume' } },
    ],
    [
      'smb_app_state_sync',
      {
        metadata,
        state_sync: [
          {
            type: 'contact',
            action: 'remove',
            contact: { phone_number: phone },
            metadata: { timestamp: at },
          },
        ],
      },
      { event: 'contact.changed', data: { action: 'remove' } },
    ],
    [
      'history',
      { metadata, history: [{ errors: [{ code: 2593109, message: 'Not shared' }] }] },
      { event: 'account.alerted', data: { failure: { code: '2593109' } } },
    ],
    [
      'messages',
      { metadata, errors: [{ code: 0, title: 'Token' }] },
      { event: 'account.alerted', data: { failure: { kind: 'credentials' } } },
    ],
    [
      'smb_message_echoes',
      {
        metadata,
        message_echoes: [
          {
            from: '15550100100',
            to: phone,
            id: 'wamid.e',
            timestamp: at,
            type: 'edit',
            edit: {
              original_message_id: 'wamid.d',
              message: { type: 'image', image: { id: '1', caption: 'Now' } },
            },
          },
        ],
      },
      { kind: 'edit', platform_message_id: 'wamid.d', content: { type: 'image', text: 'Now' } },
    ],
    [
      'message_echoes',
      {
        metadata,
        message_echoes: [
          {
            from: '15550100100',
            to_user_id: bsuid,
            id: 'wamid.f',
            timestamp: at,
            type: 'revoke',
            revoke: { original_message_id: 'wamid.d' },
          },
        ],
      },
      { kind: 'deletion', platform_message_id: 'wamid.d' },
    ],
  ];
  it.each(cases)('%s %j', (field, value, item) => {
    const items = itemsOf(field, value, 1790000000);
    expect(items).toMatchObject([item]);
    expect(items[0]?.occurred_at).toBe(1790000000000);
  });

  it('with empty lists says nothing', () =>
    expect(itemsOf('messages', { metadata, messages: [] })).toEqual([]));
});

describe('old chats', () => {
  const read = (old: Json) =>
    itemsOf('history', {
      metadata,
      history: [
        {
          metadata: { phase: 2, chunk_order: 1, progress: 100 },
          threads: [{ id: phone, messages: [{ id: 'wamid.1', timestamp: at, from: phone, ...old }] }],
        },
      ],
    });
  const cases: [what: string, message: Json, item: Json][] = [
    [
      'an edit',
      {
        type: 'edit',
        edit: { original_message_id: 'wamid.0', message: { type: 'text', text: { body: 'B' } } },
      },
      { kind: 'edit', imported: true, platform_message_id: 'wamid.0' },
    ],
    [
      'news of a person',
      { type: 'system', system: { type: 'user_changed_number', body: 'New number' } },
      {
        kind: 'message',
        imported: true,
        opens_window: false,
        content: { type: 'system', kind: 'user_changed_number', text: 'New number' },
      },
    ],
    [
      'an opened chat',
      { type: 'request_welcome' },
      { kind: 'message', imported: true, content: { type: 'system', kind: 'request_welcome' } },
    ],
  ];
  it.each(cases)('%s', (_what, old, item) => {
    expect(read(old)).toMatchObject([item, { event: 'history.imported', data: { phase: 2, progress: 100 } }]);
  });
});
