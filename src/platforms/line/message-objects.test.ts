import type { messagingApi } from '@line/bot-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, startStage } from '../../../test/simulator-stage.ts';
import type { ContentOf, OutboundContent, OutboundContentType } from '../../conversations/content.ts';
import type { Thread } from '../item.ts';
import { type Action, actionOf } from './actions.ts';
import { line } from './index.ts';
import { type BuiltMessage, builtMessage } from './message-objects.ts';
import { pushBody, replyBody } from './send.ts';

// Each of these lines compiles only while everything that can be built has the shape LINE's own SDK asks for.
const asMessage = (message: BuiltMessage): messagingApi.Message => message;
const asAction = (action: Action): messagingApi.Action => action;
const asReply = (messages: BuiltMessage[]): messagingApi.ReplyMessageRequest => replyBody('token', messages);
const asPush = (messages: BuiltMessage[]): messagingApi.PushMessageRequest => pushBody('U1', messages);

const group: Thread = { kind: 'group', id: 'C1' };
const url = 'https://media.example.com/a';

type Shown = Exclude<OutboundContentType, 'template' | 'flow' | 'products' | 'reaction' | 'native'>;

/** A content of every type that LINE shows, and the types of what it becomes. */
const samples: { [Type in Shown]: [content: ContentOf<Type>, types: messagingApi.Message['type'][]] } = {
  text: [
    { type: 'text', text: 'Hi @all', entities: [{ type: 'mention', target: 'all', offset: 3, length: 4 }] },
    ['textV2'],
  ],
  image: [{ type: 'image', items: [{ url }], text: 'Look' }, ['image', 'text']],
  video: [{ type: 'video', items: [{ url, preview_url: url }] }, ['video']],
  audio: [{ type: 'audio', items: [{ url }] }, ['audio']],
  file: [{ type: 'file', items: [{ url }] }, ['text']],
  sticker: [{ type: 'sticker', package_id: '446', sticker_id: '1988' }, ['sticker']],
  location: [{ type: 'location', latitude: 13.7, longitude: 100.5 }, ['location']],
  contacts: [{ type: 'contacts', contacts: [{ name: 'Mina' }] }, ['text']],
  choices: [{ type: 'choices', text: 'Yes?', options: [{ title: 'Yes' }, { title: 'No' }] }, ['template']],
  cards: [{ type: 'cards', cards: [{ title: 'A', image_url: url }] }, ['template']],
};

function builtFrom(content: OutboundContent): BuiltMessage[] {
  const fitted = line.send.fit(content);
  if (!fitted.ok) throw new Error(fitted.reason);
  return fitted.parts.flatMap((part) => (part.type === 'native' ? [] : [builtMessage(part, group)]));
}

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());

describe("what is built is of the SDK's types", () => {
  it.each(Object.values(samples))('$0.type', async (content, types) => {
    const messages = builtFrom(content);
    expect(messages.map((message) => asMessage(message).type)).toEqual(types);
    expect(asReply(messages)).toEqual({ replyToken: 'token', messages });
    expect(asPush(messages)).toEqual({ to: 'U1', messages });
    const { status } = await stage.line('POST', '/v2/bot/message/validate/push', { messages });
    expect(status).toBe(200);
  });

  it.each([
    [{ title: 'A', url }, 'uri'],
    [{ title: 'A', phone: '+66 2 123 4567' }, 'uri'],
    [{ title: 'A', asks: 'location' as const }, 'location'],
    [{ title: 'A', asks: 'datetime' as const }, 'datetimepicker'],
    [{ title: 'A', asks: 'email' as const }, 'postback'],
    [{ title: 'A' }, 'postback'],
  ])('%j', (option, type) => expect(asAction(actionOf(option)).type).toBe(type));
});
