import { ControlRefusal } from '../control-refusal.ts';
import { hex } from '../ids.ts';
import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import type { Deed, Speaker } from './deed.ts';
import type { LineSaid } from './say-kinds.ts';
import type { Fields } from './state.ts';

const hour = 60 * 60 * 1000;

/** The event of what only LINE has; null when it is something else. */
export function ownEvent(world: World, speaker: Speaker, said: Said): Deed | null {
  switch (said.type) {
    case 'video_complete':
    case 'beacon':
    case 'account_link':
    case 'membership':
      if (speaker.group !== null) throw new ControlRefusal(400, `LINE has ${said.type} in 1:1 chats only.`);
      return personal(world, speaker, said);
    case 'module':
      return { ...quiet({ type: 'module', module: moduleOf(speaker, said) }), sourceless: true };
    case 'activated':
      return quiet({ type: 'activated', chatControl: { expireAt: world.clock.now() + hour } });
    case 'deactivated':
      return quiet({ type: 'deactivated' });
    case 'bot_suspended':
      return { ...quiet({ type: 'botSuspended' }), sourceless: true };
    case 'bot_resumed':
      return { ...quiet({ type: 'botResumed' }), sourceless: true };
    case 'notification_delivered':
      return { ...quiet({ type: 'delivery', delivery: { data: said.data } }), sourceless: true };
    case 'things':
      return answerable({ type: 'things', things: said.things });
    default:
      return null;
  }
}

type Personal = Extract<LineSaid, { type: 'video_complete' | 'beacon' | 'account_link' | 'membership' }>;

function personal(world: World, speaker: Speaker, said: Personal): Deed {
  switch (said.type) {
    case 'video_complete':
      return answerable({
        type: 'videoPlayComplete',
        videoPlayComplete: { trackingId: trackingId(world, speaker, said.message_id) },
      });
    case 'beacon': {
      const dm = said.dm === undefined ? {} : { dm: said.dm };
      return answerable({ type: 'beacon', beacon: { hwid: said.hwid ?? hex(10), type: said.beacon, ...dm } });
    }
    case 'account_link': {
      const event = { type: 'accountLink', link: { result: said.result, nonce: said.nonce } };
      return said.result === 'ok' ? answerable(event) : { ...quiet(event), sourceless: true };
    }
    case 'membership':
      return answerable({
        type: 'membership',
        membership: { type: said.change, membershipId: said.membership_id },
      });
  }
}

function trackingId({ line }: World, { channel, chat }: Speaker, messageId: string): unknown {
  const message = line.messages.get(messageId);
  const isOurs = message?.direction === 'out' && message.channel === channel && message.chat.id === chat.id;
  if (!isOurs || message.body.trackingId === undefined) {
    throw new ControlRefusal(404, `There is no video ${messageId} with a tracking id in this chat.`);
  }
  return message.body.trackingId;
}

function moduleOf({ channel }: Speaker, said: Extract<LineSaid, { type: 'module' }>): Fields {
  const { change, scopes = ['message:send', 'message:receive'], reason } = said;
  const botId = channel.bot.userId;
  if (change === 'attached') return { type: change, botId, scopes };
  return { type: change, botId, ...(reason === undefined ? {} : { reason }) };
}

function answerable(event: Fields): Deed {
  return { event, message_id: null, repliable: true };
}

function quiet(event: Fields): Deed {
  return { event, message_id: null, repliable: false };
}
