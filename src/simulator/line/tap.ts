import { ControlRefusal } from '../control-refusal.ts';
import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import type { Deed, Speaker } from './deed.ts';
import { messageDeed } from './message-deed.ts';
import type { Fields } from './state.ts';

type Tap = Extract<Said, { type: 'tap' }>['tap'];

/** What the account hears when a customer uses a button of a message it sent. */
export function tapped(world: World, speaker: Speaker, tap: Tap): Deed {
  const message = world.line.messages.get(tap.message_id);
  if (message === undefined || message.direction !== 'out' || message.channel !== speaker.channel) {
    throw new ControlRefusal(404, `There is no message ${tap.message_id} from this channel.`);
  }
  const action = chosen(actionsIn(message.body), tap);
  switch (action.type) {
    case 'postback':
      return postback(String(action.data));
    case 'datetimepicker':
      return postback(String(action.data), { [String(action.mode)]: textValue(tap, 'a date or time') });
    case 'message':
      return messageDeed(world, speaker, { type: 'text', text: String(action.text) });
    case 'location': {
      const place = objectValue(tap, 'a place: {latitude, longitude}');
      const latitude = Number(place.latitude);
      return messageDeed(world, speaker, { type: 'location', latitude, longitude: Number(place.longitude) });
    }
    case 'camera':
    case 'cameraRoll':
      return messageDeed(world, speaker, { type: 'image' });
    default:
      throw new ControlRefusal(400, `A ${action.type} button opens something; the account hears nothing.`);
  }
}

function postback(data: string, params?: Fields): Deed {
  const body = params === undefined ? { data } : { data, params };
  return { event: { type: 'postback', postback: body }, message_id: null, repliable: true };
}

const actionTypes = new Set([
  'postback',
  'message',
  'uri',
  'datetimepicker',
  'camera',
  'cameraRoll',
  'location',
  'clipboard',
]);

/** All actions of a message, wherever they stand: templates, Flex boxes, maps, quick replies. */
export function actionsIn(value: unknown, top = true): Fields[] {
  if (Array.isArray(value)) return value.flatMap((one) => actionsIn(one, false));
  if (typeof value !== 'object' || value === null) return [];
  // Just checked: an object that is no array.
  const fields = value as Fields;
  // A location message has the type of a location action; only the outermost object can be one.
  if (!top && actionTypes.has(String(fields.type))) return [fields];
  return Object.values(fields).flatMap((one) => actionsIn(one, false));
}

function chosen(actions: readonly Fields[], tap: Tap): Fields {
  const names = (action: Fields): unknown[] => [action.label, action.data, action.text];
  const { option } = tap;
  const found =
    typeof option === 'number'
      ? actions[option]
      : actions.find((action) => option !== undefined && names(action).includes(option));
  if (found !== undefined) return found;
  const known = actions.map((action) => action.label ?? action.data ?? action.type).join(', ');
  throw new ControlRefusal(400, `There is no option ${JSON.stringify(option)}; there are: ${known}.`);
}

function textValue(tap: Tap, what: string): string {
  if (typeof tap.value === 'string') return tap.value;
  throw new ControlRefusal(400, `This answer needs "value": ${what}.`);
}

function objectValue(tap: Tap, what: string): Fields {
  if (typeof tap.value === 'object' && tap.value !== null) return { ...tap.value };
  throw new ControlRefusal(400, `This answer needs "value": ${what}.`);
}
