import { ControlRefusal } from '../control-refusal.ts';
import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import type { Deed, Speaker } from './deed.ts';
import { quoteToken } from './ids.ts';
import type { LineMessage } from './state.ts';
import { relationOf } from './users.ts';

/** What a customer does besides sending a message; null when it is a message. */
export function chatAction(world: World, speaker: Speaker, said: Said): Deed | null {
  const { channel, user, group } = speaker;
  switch (said.type) {
    case 'postback': {
      const params = said.params === undefined ? {} : { params: said.params };
      return {
        event: { type: 'postback', postback: { data: said.data, ...params } },
        message_id: null,
        repliable: true,
      };
    }
    case 'follow': {
      const relation = relationOf(channel, user.id);
      const isUnblocked = said.is_unblocked ?? relation.blocked;
      Object.assign(relation, { friend: true, blocked: false });
      return { event: { type: 'follow', follow: { isUnblocked } }, message_id: null, repliable: true };
    }
    case 'unfollow':
      relationOf(channel, user.id).blocked = true;
      return { event: { type: 'unfollow' }, message_id: null, repliable: false };
    case 'join':
    case 'leave':
    case 'member_joined':
    case 'member_left':
      if (group === null) throw new ControlRefusal(400, `${said.type} needs a "group".`);
      return groupEvent(speaker, said.type);
    case 'unsend': {
      const message = ownMessage(world, speaker, said.message_id);
      message.unsent = true;
      const event = { type: 'unsend', unsend: { messageId: message.id } };
      return { event, message_id: message.id, repliable: false };
    }
    case 'edit':
      return edited(world, speaker, said);
    default:
      return null;
  }
}

function groupEvent(speaker: Speaker, type: 'join' | 'leave' | 'member_joined' | 'member_left'): Deed {
  const { channel, user, group } = speaker;
  const members = [{ type: 'user', userId: user.id }];
  switch (type) {
    case 'join':
      return { event: { type: 'join' }, message_id: null, repliable: true };
    case 'leave':
      group?.channels.delete(channel.id);
      return { event: { type: 'leave' }, message_id: null, repliable: false };
    case 'member_joined':
      return { event: { type: 'memberJoined', joined: { members } }, message_id: null, repliable: true };
    case 'member_left':
      group?.members.delete(user.id);
      return { event: { type: 'memberLeft', left: { members } }, message_id: null, repliable: false };
  }
}

function ownMessage(world: World, speaker: Speaker, id: string): LineMessage {
  const message = world.line.messages.get(id);
  if (message === undefined || message.direction !== 'in' || message.chat.id !== speaker.chat.id) {
    throw new ControlRefusal(404, `There is no message ${id} of a customer in this chat.`);
  }
  return message;
}

/** Texts can be edited in groups; the message keeps its id and gets new tokens. */
function edited(world: World, speaker: Speaker, said: Extract<Said, { type: 'edit' }>): Deed {
  const message = ownMessage(world, speaker, said.message_id);
  if (message.body.type !== 'text') throw new ControlRefusal(400, 'Only texts can be edited.');
  if (speaker.chat.kind !== 'group') throw new ControlRefusal(400, 'LINE reports edits in groups only.');
  const quote = quoteToken(speaker.channel, speaker.chat);
  message.body = { ...message.body, text: said.text, quoteToken: quote };
  const event = {
    type: 'messageEdited',
    message: { id: message.id, type: 'text', quoteToken: quote, text: said.text },
  };
  return { event, message_id: message.id, repliable: true };
}
