import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, customer, type Stage, startStage, textAt } from '../../../test/simulator-stage.ts';

type Json = Record<string, unknown>;

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.stop());

/** The message of the newest webhook of Meta, and the newest event of LINE. */
const heard = () => at(stage.receiver.received.at(-1)?.json, 'entry.0.changes.0.value.messages.0');
const event = () => at(stage.receiver.received.at(-1)?.json, 'events.0');

describe('on WhatsApp', () => {
  const cases: [string, Json, Json][] = [
    ['a text', { type: 'text', text: 'Hi' }, { type: 'text', text: { body: 'Hi' } }],
    [
      'an image',
      { type: 'image', caption: 'Look' },
      { type: 'image', image: { caption: 'Look', mime_type: 'image/png' } },
    ],
    [
      'a voice message',
      { type: 'voice' },
      { type: 'audio', audio: { voice: true, mime_type: 'audio/ogg; codecs=opus' } },
    ],
    ['a sound', { type: 'audio' }, { type: 'audio', audio: { voice: false } }],
    ['a file', { type: 'file', file_name: 'a.pdf' }, { type: 'document', document: { filename: 'a.pdf' } }],
    ['a sticker', { type: 'sticker', animated: true }, { type: 'sticker', sticker: { animated: true } }],
    [
      'a place',
      { type: 'location', latitude: 1, longitude: 2 },
      { type: 'location', location: { latitude: 1, longitude: 2 } },
    ],
    [
      'a contact',
      { type: 'contacts', contacts: [{ name: {} }] },
      { type: 'contacts', contacts: [{ name: {} }] },
    ],
    [
      'something unsupported',
      { type: 'unsupported', kind: 'poll' },
      { type: 'unsupported', errors: [{ code: 131051 }] },
    ],
    [
      'a forwarded text',
      { type: 'text', text: 'Hi', forwarded: 'often' },
      { context: { frequently_forwarded: true } },
    ],
    [
      'an answer to an ad',
      { type: 'text', text: 'Hi', referral: { source_id: '1' } },
      { referral: { source_id: '1' } },
    ],
    [
      'an order',
      {
        type: 'order',
        catalog_id: '5',
        items: [{ product_retailer_id: 'SKU-1', quantity: 2, item_price: 30.5, currency: 'THB' }],
      },
      {
        type: 'order',
        order: { catalog_id: '5', text: '', product_items: [{ product_retailer_id: 'SKU-1', quantity: 2 }] },
      },
    ],
    ['an opened chat', { type: 'welcome' }, { type: 'request_welcome' }],
    [
      'a question about a product',
      { type: 'text', text: 'Hi', product: { catalog_id: '5', product_retailer_id: 'SKU-1' } },
      { context: { referred_product: { catalog_id: '5', product_retailer_id: 'SKU-1' } } },
    ],
    [
      'anything else',
      { type: 'native', message: { type: 'order', order: {} } },
      { type: 'order', order: {} },
    ],
  ];

  it.each(cases)('%s arrives', async (_, message, expected) => {
    const said = await stage.sayWhatsApp(message);
    expect(heard()).toMatchObject({
      ...expected,
      id: textAt(said.body, 'message_id'),
      from: '66812345678',
      from_user_id: textAt(said.body, 'from.id'),
    });
    expect(at(stage.receiver.received[0]?.json, 'entry.0.changes.0.value.contacts.0')).toEqual({
      ...{ profile: { name: 'Somchai' }, wa_id: '66812345678', user_id: textAt(said.body, 'from.id') },
    });
  });

  it('a reaction is taken back without emoji', async () => {
    await stage.sayWhatsApp({ type: 'reaction', message_id: 'wamid.a', emoji: '👍' });
    expect(at(heard(), 'reaction')).toEqual({ message_id: 'wamid.a', emoji: '👍' });
    await stage.sayWhatsApp({ type: 'reaction', message_id: 'wamid.a', emoji: null });
    expect(at(heard(), 'reaction')).toEqual({ message_id: 'wamid.a' });
  });

  it('a new number comes without contact', async () => {
    await stage.sayWhatsApp({ type: 'system', new_phone: '+66833333333' });
    expect(heard()).toMatchObject({
      from: '66812345678',
      system: { type: 'user_changed_number', wa_id: '66833333333' },
    });
    expect(at(stage.receiver.received[0]?.json, 'entry.0.changes.0.value')).not.toHaveProperty('contacts');
  });

  it('a new security code comes without contact', async () => {
    await stage.sayWhatsApp({ type: 'system', security_code: 'hash-1' });
    expect(heard()).toMatchObject({
      identity: { hash: 'hash-1' },
      system: { type: 'customer_identity_changed' },
    });
  });

  const newest = () => at(stage.receiver.received.at(-1)?.json, 'entry.0.changes.0');
  const told: [string, Json, Json | undefined, Json][] = [
    [
      'a call',
      { type: 'call' },
      undefined,
      { field: 'calls', value: { calls: [{ event: 'connect', direction: 'USER_INITIATED' }] } },
    ],
    [
      'no more marketing',
      { type: 'preference', value: 'stop' },
      undefined,
      { field: 'user_preferences', value: { user_preferences: [{ value: 'stop' }] } },
    ],
    [
      'a new group',
      { type: 'join' },
      { name: 'Team' },
      { field: 'group_lifecycle_update', value: { groups: [{ type: 'group_create', subject: 'Team' }] } },
    ],
    [
      'the end of a group',
      { type: 'leave' },
      {},
      { field: 'group_lifecycle_update', value: { groups: [{ type: 'group_delete' }] } },
    ],
    [
      'a new member',
      { type: 'member_joined' },
      {},
      { field: 'group_participants_update', value: { groups: [{ added_participants: [{}] }] } },
    ],
    [
      'a lost member',
      { type: 'member_left' },
      {},
      { field: 'group_participants_update', value: { groups: [{ removed_participants: [{}] }] } },
    ],
    [
      'a new subject',
      { type: 'group_changed', subject: 'Lids' },
      {},
      { field: 'group_settings_update', value: { groups: [{ subject: 'Lids' }] } },
    ],
  ];
  it.each(told)('%s is told by a field of its own', async (_, message, group, expected) => {
    await stage.sayWhatsApp(message, customer, group && { group });
    expect(newest()).toMatchObject(expected);
    // What a number's own callback gets has no time of the account.
    const time = at(stage.receiver.received.at(-1)?.json, 'entry.0.time');
    expect(time === undefined).toBe(expected.field !== 'user_preferences');
  });

  it('whoever stopped marketing gets none', async () => {
    await stage.sayWhatsApp({ type: 'preference', value: 'stop' });
    const { business_account_id } = stage.number;
    const components = [{ type: 'BODY', text: 'Sale' }];
    const template = { business_account_id, name: 'sale', category: 'MARKETING', components };
    await stage.control('POST', '/whatsapp/templates', template);
    await stage.sendWhatsApp({ type: 'template', template: { name: 'sale', language: { code: 'en_US' } } });
    const failed = (await stage.receiver.arrived(2)).at(-1);
    expect(at(failed?.json, 'entry.0.changes.0.value.statuses.0.errors.0.code')).toBe(131050);
  });

  describe('in coexistence', () => {
    beforeEach(async () => {
      const path = `/whatsapp/numbers/${stage.number.phone_number_id}`;
      expect((await stage.control('PATCH', path, { coexistence: true })).status).toBe(200);
    });

    it('tells what the owner types, changes and takes back in the app', async () => {
      const typed = await stage.sayWhatsApp({ type: 'typed_in_app', text: 'We are open' });
      const message_id = textAt(typed.body, 'message_id');
      const echo = (more: Json) => ({
        field: 'smb_message_echoes',
        value: { message_echoes: [{ to: '66812345678', ...more }] },
      });
      expect(newest()).toMatchObject(echo({ id: message_id, type: 'text', text: { body: 'We are open' } }));
      await stage.sayWhatsApp({ type: 'edited_in_app', message_id, text: 'We are closed' });
      const edit = { original_message_id: message_id, message: { text: { body: 'We are closed' } } };
      expect(newest()).toMatchObject(echo({ type: 'edit', edit }));
      await stage.sayWhatsApp({ type: 'unsent_in_app', message_id });
      expect(newest()).toMatchObject(echo({ type: 'revoke', revoke: { original_message_id: message_id } }));
      await stage.sayWhatsApp({ type: 'phone_book', action: 'add' });
      expect(newest()).toMatchObject({
        field: 'smb_app_state_sync',
        value: { state_sync: [{ action: 'add', contact: { full_name: 'Somchai' } }] },
      });
    });

    it('tells what customers change and take back, as long as they may', async () => {
      const message_id = textAt((await stage.sayWhatsApp({ type: 'text', text: 'Hi' })).body, 'message_id');
      await stage.sayWhatsApp({ type: 'edit', message_id, text: 'Hello' });
      expect(heard()).toMatchObject({ type: 'edit', edit: { original_message_id: message_id } });
      await stage.clock.advance(16 * 60_000);
      expect((await stage.sayWhatsApp({ type: 'edit', message_id, text: 'Late' })).status).toBe(409);
      await stage.sayWhatsApp({ type: 'unsend', message_id });
      expect(heard()).toMatchObject({ type: 'revoke', revoke: { original_message_id: message_id } });
      await stage.clock.advance(49 * 60 * 60_000);
      expect((await stage.sayWhatsApp({ type: 'unsend', message_id })).status).toBe(409);
    });

    it('hands over old chats, their media later, or says that it may not', async () => {
      const messages = [{ id: 'wamid.old', type: 'media_placeholder' }];
      await stage.sayWhatsApp({ type: 'history', messages });
      expect(newest()).toMatchObject({
        field: 'history',
        value: { history: [{ metadata: { phase: 0 }, threads: [{ id: '66812345678', messages }] }] },
      });
      const media = [{ id: 'wamid.old', type: 'image', image: { id: '1' } }];
      await stage.sayWhatsApp({ type: 'history', media: true, messages: media });
      expect(newest()).toMatchObject({ field: 'history', value: { messages: media } });
      await stage.sayWhatsApp({ type: 'history', refused: true });
      expect(newest()).toMatchObject({ value: { history: [{ errors: [{ code: 2593109 }] }] } });
    });
  });

  it('outside coexistence nobody hears of the app or of changes', async () => {
    const message_id = textAt((await stage.sayWhatsApp({ type: 'text', text: 'Hi' })).body, 'message_id');
    for (const message of [
      { type: 'typed_in_app', text: 'a' },
      { type: 'edit', message_id, text: 'a' },
      { type: 'history' },
    ]) {
      expect((await stage.sayWhatsApp(message)).status).toBe(409);
    }
  });

  it('a person without phone is known by id alone', async () => {
    const from = { id: 'TH.12345', name: 'Malee', username: 'malee', without_phone: true };
    await stage.sayWhatsApp({ type: 'text', text: 'Hi' }, from);
    expect(heard()).not.toHaveProperty('from');
    expect(at(stage.receiver.received[0]?.json, 'entry.0.changes.0.value.contacts.0')).toEqual({
      ...{ profile: { name: 'Malee', username: 'malee' }, user_id: 'TH.12345' },
    });
  });

  it('a group is named, and hears the answer', async () => {
    const said = await stage.sayWhatsApp({ type: 'text', text: 'Hi' }, customer, { group: { name: 'Team' } });
    const to = textAt(said.body, 'group_id');
    expect(at(heard(), 'group_id')).toBe(to);
    const send = (message: Json) => stage.sendWhatsApp({ ...message, to, recipient_type: 'group' });
    expect((await send({ type: 'text', text: { body: 'Hello' } })).status).toBe(200);
    expect(
      at((await send({ type: 'location', location: { latitude: 1, longitude: 1 } })).body, 'error.code'),
    ).toBe(131051);
    const webhooks = await stage.receiver.arrived(3);
    const status = at(webhooks[2]?.json, 'entry.0.changes.0.value.statuses.0');
    expect(status).toMatchObject({
      recipient_id: to,
      recipient_type: 'group',
      recipient_participant_id: '66812345678',
    });
  });

  const body = { text: 'Choose' };
  const buttons = {
    type: 'button',
    body,
    action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Yes' } }] },
  };
  const list = {
    type: 'list',
    body,
    action: { button: 'Open', sections: [{ rows: [{ id: '1', title: 'One', description: 'First' }] }] },
  };
  const flow = {
    type: 'flow',
    body,
    action: {
      name: 'flow',
      parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Open', flow_token: 't' },
    },
  };
  const place = { type: 'location_request_message', body, action: { name: 'send_location' } };
  const template = {
    name: 'order_update',
    language: { code: 'en_US' },
    components: [
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: 1,
        parameters: [{ type: 'payload', payload: 'STOP' }],
      },
    ],
  };
  const taps: [string, Json, Json, Json][] = [
    [
      'a button',
      { type: 'interactive', interactive: buttons },
      { option: 'Yes' },
      { interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } } },
    ],
    [
      'a row',
      { type: 'interactive', interactive: list },
      { option: '1' },
      { interactive: { type: 'list_reply', list_reply: { id: '1', title: 'One', description: 'First' } } },
    ],
    [
      'a form',
      { type: 'interactive', interactive: flow },
      { value: { a: 1 } },
      { interactive: { nfm_reply: { name: 'flow', response_json: '{"flow_token":"t","a":1}' } } },
    ],
    [
      'a place',
      { type: 'interactive', interactive: place },
      { value: { latitude: 1, longitude: 2 } },
      { type: 'location', location: { latitude: 1, longitude: 2 } },
    ],
    [
      'a template button',
      { type: 'template', template },
      { option: 'Stop updates' },
      { type: 'button', button: { payload: 'STOP', text: 'Stop updates' } },
    ],
    [
      'another template button',
      { type: 'template', template },
      { option: 0 },
      { type: 'button', button: { payload: 'Where is it?', text: 'Where is it?' } },
    ],
  ];

  it.each(taps)('a tap on %s is an answer to the message', async (_, message, tap, expected) => {
    const sent = await stage.sendWhatsApp(message);
    const message_id = textAt(sent.body, 'messages.0.id');
    const said = await stage.sayWhatsApp({ tap: { message_id, ...tap } });
    expect(said.status).toBe(200);
    const messages = stage.receiver.received.map(({ json }) =>
      at(json, 'entry.0.changes.0.value.messages.0'),
    );
    expect(messages.find((one) => one !== undefined)).toMatchObject({
      ...expected,
      context: { id: message_id },
    });
  });

  it('a tap on something that is not there is refused', async () => {
    const sent = await stage.sendWhatsApp({ type: 'interactive', interactive: buttons });
    const message_id = textAt(sent.body, 'messages.0.id');
    const said = await stage.sayWhatsApp({ tap: { message_id, option: 'No' } });
    expect(said).toMatchObject({ status: 400, body: { error: expect.stringContaining('yes') } });
  });
});

describe('on LINE', () => {
  const cases: [string, Json, Json][] = [
    [
      'a text',
      { type: 'text', text: 'Hi' },
      { message: { type: 'text', text: 'Hi', quoteToken: expect.any(String) } },
    ],
    [
      'a mention',
      { type: 'text', text: '@Shop', mentions: [{ index: 0, length: 5, self: true }] },
      { message: { mention: { mentionees: [{ type: 'user', isSelf: true }] } } },
    ],
    ['a quote', { type: 'text', text: 'Hi', reply_to: '17' }, { message: { quotedMessageId: '17' } }],
    ['an image', { type: 'image' }, { message: { type: 'image', contentProvider: { type: 'line' } } }],
    [
      'an image from elsewhere',
      { type: 'image', external_url: 'https://a' },
      { message: { contentProvider: { type: 'external', originalContentUrl: 'https://a' } } },
    ],
    ['a voice message', { type: 'voice', duration: 5 }, { message: { type: 'audio', duration: 5 } }],
    [
      'a file',
      { type: 'file', data: 'aGk=', file_name: 'a.txt' },
      { message: { type: 'file', fileName: 'a.txt', fileSize: 2 } },
    ],
    [
      'a sticker',
      { type: 'sticker', package_id: '1', sticker_id: '2' },
      { message: { packageId: '1', stickerId: '2', stickerResourceType: 'STATIC' } },
    ],
    [
      'a place',
      { type: 'location', latitude: 1, longitude: 2, name: 'Shop' },
      { message: { type: 'location', title: 'Shop', latitude: 1 } },
    ],
    ['an unknown kind', { type: 'unsupported', kind: 'hologram' }, { message: { type: 'hologram' } }],
    ['a postback', { type: 'postback', data: 'a=1' }, { type: 'postback', postback: { data: 'a=1' } }],
    ['a new friend', { type: 'follow' }, { type: 'follow', follow: { isUnblocked: false } }],
    [
      'any event',
      { type: 'native', event: { type: 'beacon', beacon: { hwid: '1' } } },
      { type: 'beacon', beacon: { hwid: '1' } },
    ],
  ];

  it.each(cases)('%s arrives', async (_, message, expected) => {
    const said = await stage.sayLine(message);
    expect(event()).toMatchObject({
      ...{ type: 'message', mode: 'active', timestamp: stage.clock.now() },
      ...{ source: { type: 'user', userId: textAt(said.body, 'from.id') } },
      ...{
        webhookEventId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
        deliveryContext: { isRedelivery: false },
      },
      replyToken: textAt(said.body, 'reply_token'),
      ...expected,
    });
  });

  it.each([
    ['audio', { type: 'audio' }],
    ['files', { type: 'file' }],
  ])('%s cannot be quoted', async (_, message) => {
    await stage.sayLine(message);
    expect(at(event(), 'message')).not.toHaveProperty('quoteToken');
  });

  it('leaving takes the reply token along', async () => {
    expect(at((await stage.sayLine({ type: 'unfollow' })).body, 'reply_token')).toBeNull();
    expect(event()).not.toHaveProperty('replyToken');
    const standby = { type: 'native', event: { type: 'message', mode: 'standby', message: {} } };
    expect(at((await stage.sayLine(standby)).body, 'reply_token')).toBeNull();
  });

  it('texts of groups can be edited and unsent', async () => {
    const first = await stage.sayLine(
      { type: 'text', text: 'Helo' },
      { name: 'Yuki' },
      { group: { name: 'Team' } },
    );
    const message_id = textAt(first.body, 'message_id');
    const group = { id: textAt(first.body, 'group_id') };
    await stage.sayLine({ type: 'edit', message_id, text: 'Hello' }, { name: 'Yuki' }, { group });
    expect(event()).toMatchObject({
      type: 'messageEdited',
      message: { id: message_id, text: 'Hello' },
      source: { groupId: group.id },
    });
    await stage.sayLine({ type: 'unsend', message_id }, { name: 'Yuki' }, { group });
    expect(event()).toMatchObject({ type: 'unsend', unsend: { messageId: message_id } });
    await stage.sayLine({ type: 'leave' }, { name: 'Yuki' }, { group });
    expect(event()).toMatchObject({ type: 'leave', source: { type: 'group', groupId: group.id } });
  });

  const actions = [
    { type: 'postback', label: 'Buy', data: 'buy=1' },
    { type: 'message', label: 'Ask', text: 'A question' },
    { type: 'datetimepicker', label: 'When', data: 'when', mode: 'date' },
    { type: 'uri', label: 'Open', uri: 'https://shop.example' },
  ];
  const panel = { type: 'template', altText: 'a', template: { type: 'buttons', text: 'Choose', actions } };
  const bubble = {
    type: 'flex',
    altText: 'a',
    contents: {
      type: 'bubble',
      body: { type: 'box', layout: 'vertical', contents: [{ type: 'button', action: actions[0] }] },
    },
  };
  const quick = {
    type: 'text',
    text: 'a',
    quickReply: { items: [{ type: 'action', action: { type: 'location', label: 'Here' } }] },
  };
  const taps: [string, Json, Json, Json][] = [
    ['a postback button', panel, { option: 'Buy' }, { type: 'postback', postback: { data: 'buy=1' } }],
    ['a message button', panel, { option: 'Ask' }, { type: 'message', message: { text: 'A question' } }],
    [
      'a date',
      panel,
      { option: 2, value: '2026-02-01' },
      { postback: { data: 'when', params: { date: '2026-02-01' } } },
    ],
    ['a Flex button', bubble, { option: 'buy=1' }, { type: 'postback', postback: { data: 'buy=1' } }],
    [
      'a quick reply',
      quick,
      { option: 'Here', value: { latitude: 1, longitude: 2 } },
      { message: { type: 'location', latitude: 1 } },
    ],
  ];

  it.each(taps)('a tap on %s arrives', async (_, message, tap, expected) => {
    const to = textAt((await stage.sayLine({ type: 'text', text: 'Hi' })).body, 'from.id');
    const sent = await stage.line('POST', '/v2/bot/message/push', { to, messages: [message] });
    const said = await stage.sayLine({ tap: { message_id: textAt(sent.body, 'sentMessages.0.id'), ...tap } });
    expect(said.status).toBe(200);
    expect(event()).toMatchObject(expected);
  });

  it('a tap on a link is heard by nobody', async () => {
    const to = textAt((await stage.sayLine({ type: 'text', text: 'Hi' })).body, 'from.id');
    const sent = await stage.line('POST', '/v2/bot/message/push', { to, messages: [panel] });
    const said = await stage.sayLine({
      tap: { message_id: textAt(sent.body, 'sentMessages.0.id'), option: 'Open' },
    });
    expect(said.status).toBe(400);
  });

  it('the same name is the same person, also for the next simulator', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 2; count += 1)
      ids.push(textAt((await stage.sayLine({ type: 'text', text: 'Hi' })).body, 'from.id'));
    const next = await startStage();
    ids.push(textAt((await next.sayLine({ type: 'text', text: 'Hi' })).body, 'from.id'));
    await next.stop();
    expect(new Set(ids).size).toBe(1);
  });
});
