import type { ContentOf } from '../../conversations/content.ts';
import { fitted, inSequence, type Refusal, refused } from '../fitting.ts';
import { framedText } from '../meta/option-text.ts';
import type { Fitted } from '../platform.ts';
import { compact, type Json } from '../readers.ts';
import { bodyAfter, tooLong, withoutBlanks } from './fitting.ts';
import { lengths, pages } from './limits.ts';

type Flow = ContentOf<'flow'>;

// https://developers.facebook.com/docs/whatsapp/flows
const messageVersion = '3';

const page = pages.flows;

/** A form is one interactive message; header, footer and text that do not fit move into texts before it. */
export function fitFlow(given: Flow): Fitted {
  const content = withoutBlanks(given, ['header', 'footer', 'flow_id', 'flow_name', 'screen']);
  const refusal = refusalOf(content);
  if (refusal) return refusal;
  const { header, footer, text, ...rest } = content;
  const keepsHeader = header !== undefined && header.length <= lengths.header;
  const keepsFooter = footer !== undefined && footer.length <= lengths.footer;
  const moved = { ...(!keepsHeader && { header }), ...(!keepsFooter && { footer }) };
  const body = bodyAfter(framedText(moved, text));
  const notes: string[] = [];
  if (moved.header ?? moved.footer) notes.push('Header or footer is part of the text.');
  if (body.before.length > 0) notes.push('The text is sent in several messages, the last one with the form.');
  const part: Flow = {
    ...rest,
    text: body.text,
    ...(keepsHeader && { header }),
    ...(keepsFooter && { footer }),
  };
  return inSequence([...body.before, fitted([part], ...notes)]);
}

function refusalOf(content: Flow): Refusal | undefined {
  const { text, button, flow_id, flow_name, token, screen, data } = content;
  if (text.trim() === '') return refused('text', 'The text is blank.', 'Write something in it.', { page });
  if (button.trim() === '')
    return refused('button', 'The label is blank.', 'Write what the form is.', { page });
  const long = tooLong('button', button, lengths.flow_button, page);
  if (long) return long;
  if (/\p{Extended_Pictographic}/u.test(button)) {
    return refused('button', 'The label of a Flow has no emoji.', 'Leave the emoji out.', { page });
  }
  if ((flow_id === undefined) === (flow_name === undefined)) {
    const reason = 'A Flow is named by its id or by its name, and by one of them only.';
    return refused('flow_id', reason, 'Give either flow_id or flow_name.', { page });
  }
  if (token?.trim() === '') {
    return refused('token', 'The token is blank.', 'Give a token, or leave it out.', { page });
  }
  if (data !== undefined && screen === undefined) {
    return refused('screen', 'Data go to a screen, and none is named.', 'Name the first screen.', { page });
  }
  if (data !== undefined && Object.keys(data).length === 0) {
    const rule = { limit: { least: 1, unit: 'fields' }, page };
    return refused('data', 'The data of the screen are empty.', 'Leave data out, or put something in.', rule);
  }
  return undefined;
}

/**
 * The interactive body of a form that has been fitted.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export function flowBody(content: Flow): Json {
  const { header, footer, text, button, flow_id, flow_name, token, screen, data, draft } = content;
  return compact({
    type: 'flow',
    header: header === undefined ? undefined : { type: 'text', text: header },
    body: { text },
    footer: footer === undefined ? undefined : { text: footer },
    action: {
      name: 'flow',
      parameters: compact({
        flow_message_version: messageVersion,
        flow_token: token,
        flow_id,
        flow_name,
        flow_cta: button,
        mode: draft ? 'draft' : undefined,
        flow_action: screen === undefined ? undefined : 'navigate',
        flow_action_payload: screen === undefined ? undefined : compact({ screen, data }),
      }),
    },
  });
}
