import { ControlRefusal } from '../control-refusal.ts';
import type { Fields } from '../graph/state.ts';
import type { Said } from '../say-kinds.ts';
import type { World } from '../world.ts';
import type { Button } from './bodies/buttons.ts';
import type { InstagramBody, MessengerBody } from './bodies/message.ts';
import type { QuickReply } from './bodies/quick-replies.ts';
import type { MessagingAccount, MessagingMessage } from './state.ts';

type Tap = Extract<Said, { type: 'tap' }>['tap'];
type SentMessage = MessengerBody['message'] | InstagramBody['message'];
type Option = { kind: 'quick_reply'; quick: QuickReply } | { kind: 'button'; button: Button };

/** What the business hears when a customer uses an option of a message it sent, and how to hear it. */
export type Tapped =
  | { happening: 'message'; message: Fields }
  | { happening: 'postback'; postback: Fields }
  | { happening: 'account_linking'; account_linking: Fields };

/** Finds the option and does what it does. */
export function tapped(world: World, account: MessagingAccount, tap: Tap): Tapped {
  const record = world.messaging.messages.get(tap.message_id);
  if (record === undefined || record.direction !== 'out' || record.account !== account) {
    throw new ControlRefusal(404, `There is no message ${tap.message_id} from this account.`);
  }
  const option = chosen(optionsOf(record), tap);
  return option.kind === 'quick_reply' ? quickReply(option.quick, tap) : pressed(option.button, tap);
}

function quickReply(quick: QuickReply, tap: Tap): Tapped {
  if (quick.content_type === 'text') {
    const { title: text, payload } = quick;
    return { happening: 'message', message: { text, quick_reply: { payload } } };
  }
  // Phone and e-mail come as words and as payload alike.
  const value = filledIn(tap, quick.content_type === 'user_email' ? 'an e-mail address' : 'a phone number');
  return { happening: 'message', message: { text: value, quick_reply: { payload: value } } };
}

function pressed(button: Button, tap: Tap): Tapped {
  switch (button.type) {
    case 'postback':
      return { happening: 'postback', postback: { title: button.title, payload: button.payload } };
    case 'account_link': {
      const authorization_code = filledIn(tap, 'the authorization code');
      return { happening: 'account_linking', account_linking: { status: 'linked', authorization_code } };
    }
    case 'account_unlink':
      return { happening: 'account_linking', account_linking: { status: 'unlinked' } };
    default:
      throw new ControlRefusal(400, `A ${button.type} button opens something; the business hears nothing.`);
  }
}

/** All options of a message, in the order a person sees them. */
function optionsOf(record: MessagingMessage): Option[] {
  // Only checked bodies become outgoing messages.
  const { attachment, quick_replies = [] } = record.body as SentMessage;
  const template = attachment?.type === 'template' ? attachment.payload : null;
  const elements = template !== null && 'elements' in template ? template.elements : [];
  const inCards = (Array.isArray(elements) ? elements : []).flatMap((one) =>
    typeof one === 'object' && one !== null && 'buttons' in one ? (one.buttons ?? []) : [],
  );
  const below = template !== null && 'buttons' in template ? template.buttons : [];
  // Buttons were checked with the body; only forms hold anything else there.
  const buttons = [...inCards, ...(Array.isArray(below) ? below : [])] as Button[];
  return [
    ...quick_replies.map((quick): Option => ({ kind: 'quick_reply', quick })),
    ...buttons.map((button): Option => ({ kind: 'button', button })),
  ];
}

function namesOf(option: Option): string[] {
  if (option.kind === 'quick_reply') {
    const { quick } = option;
    return quick.content_type === 'text' ? [quick.title, quick.payload] : [quick.content_type];
  }
  const { button } = option;
  const title = 'title' in button ? [button.title] : [button.type];
  return 'payload' in button && button.payload !== undefined ? [...title, button.payload] : title;
}

function chosen(options: readonly Option[], tap: Tap): Option {
  const { option } = tap;
  const found =
    typeof option === 'number'
      ? options[option]
      : options.find((one) => option !== undefined && namesOf(one).includes(option));
  if (found !== undefined) return found;
  const known = options.flatMap(namesOf).join(', ');
  throw new ControlRefusal(400, `There is no option ${JSON.stringify(option)}; there are: ${known}.`);
}

function filledIn(tap: Tap, what: string): string {
  if (typeof tap.value === 'string' && tap.value !== '') return tap.value;
  throw new ControlRefusal(400, `This answer needs "value": ${what}.`);
}
