import { ControlRefusal } from '../control-refusal.ts';
import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import type { MessageBody } from './bodies/message.ts';
import type { BusinessNumber, Fields } from './state.ts';
import { componentOf } from './template-catalogue.ts';

type Tap = Extract<Said, { type: 'tap' }>['tap'];
type Interactive = Extract<MessageBody, { type: 'interactive' }>['interactive'];
type TemplateBody = Extract<MessageBody, { type: 'template' }>['template'];

/** What the business hears when a customer uses an option of a message it sent. */
export function tapped(world: World, number: BusinessNumber, tap: Tap): Fields {
  const record = world.graph.messages.get(tap.message_id);
  if (record === undefined || record.direction !== 'out' || record.number !== number) {
    throw new ControlRefusal(404, `There is no message ${tap.message_id} from this number.`);
  }
  // Only checked bodies become outgoing messages.
  const body = record.body as MessageBody;
  if (body.type === 'interactive') return interactiveAnswer(body.interactive, tap);
  if (body.type === 'template' && record.template !== null) {
    const buttons = componentOf(record.template, 'BUTTONS')?.buttons ?? [];
    const index = chosen(buttons, tap, (button) => [button.text]);
    const button = buttons[index];
    if (button?.type !== 'QUICK_REPLY') throw deaf(tap);
    return {
      type: 'button',
      button: { payload: payloadOf(body.template, index) ?? button.text, text: button.text },
    };
  }
  throw new ControlRefusal(400, 'This message has no options.');
}

function payloadOf(template: TemplateBody, index: number): string | undefined {
  for (const component of template.components ?? []) {
    if (component.type !== 'button' || Number(component.index) !== index) continue;
    const parameter = component.parameters?.[0];
    if (parameter?.type === 'payload') return parameter.payload;
  }
  return undefined;
}

function interactiveAnswer(interactive: Interactive, tap: Tap): Fields {
  switch (interactive.type) {
    case 'button': {
      const { buttons } = interactive.action;
      const reply = buttons[chosen(buttons, tap, (one) => [one.reply.id, one.reply.title])]?.reply;
      return { type: 'interactive', interactive: { type: 'button_reply', button_reply: { ...reply } } };
    }
    case 'list': {
      const rows = interactive.action.sections.flatMap((section) => section.rows);
      const row = rows[chosen(rows, tap, (one) => [one.id, one.title])];
      return { type: 'interactive', interactive: { type: 'list_reply', list_reply: { ...row } } };
    }
    case 'carousel': {
      const replies = interactive.action.cards.flatMap((card) =>
        'buttons' in card.action ? card.action.buttons.map((one) => one.quick_reply) : [],
      );
      const reply = replies[chosen(replies, tap, (one) => [one.id, one.title])];
      return { type: 'interactive', interactive: { type: 'button_reply', button_reply: { ...reply } } };
    }
    case 'location_request_message':
      return { type: 'location', location: filledIn(tap, 'a place: {latitude, longitude}') };
    case 'request_contact_info':
      return { type: 'contacts', contacts: [{ ...filledIn(tap, 'a contact'), origin: 'contact_request' }] };
    case 'flow':
    case 'address_message':
      return formAnswer(interactive, tap);
    case 'call_permission_request': {
      const response = tap.option === 'reject' ? 'reject' : 'accept';
      const reply = { response, response_source: 'user_action' };
      return {
        type: 'interactive',
        interactive: { type: 'call_permission_reply', call_permission_reply: reply },
      };
    }
    default:
      throw deaf(tap);
  }
}

/** The filled form travels as a string of JSON. */
function formAnswer(
  interactive: Extract<Interactive, { type: 'flow' | 'address_message' }>,
  tap: Tap,
): Fields {
  const isFlow = interactive.type === 'flow';
  const token = isFlow ? interactive.action.parameters.flow_token : undefined;
  const response = {
    ...(token === undefined ? {} : { flow_token: token }),
    ...filledIn(tap, 'the filled fields'),
  };
  const reply = {
    name: isFlow ? 'flow' : 'address_message',
    body: 'Sent',
    response_json: JSON.stringify(response),
  };
  return { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: reply } };
}

function filledIn(tap: Tap, what: string): Fields {
  if (typeof tap.value === 'object' && tap.value !== null) return { ...tap.value };
  throw new ControlRefusal(400, `This answer needs "value": ${what}.`);
}

/** The place of the option meant by number, id or title. */
function chosen<Option>(options: readonly Option[], tap: Tap, names: (option: Option) => string[]): number {
  const { option } = tap;
  const index =
    typeof option === 'number'
      ? option
      : options.findIndex((one) => option !== undefined && names(one).includes(option));
  if (options[index] !== undefined) return index;
  const known = options.flatMap(names).join(', ');
  throw new ControlRefusal(400, `There is no option ${JSON.stringify(option)}; there are: ${known}.`);
}

function deaf(tap: Tap): ControlRefusal {
  return new ControlRefusal(
    400,
    `Option ${JSON.stringify(tap.option)} opens something; the business hears nothing.`,
  );
}
