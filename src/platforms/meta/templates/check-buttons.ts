import { type Refusal, refused } from '../../fitting.ts';
import type { TemplateButton } from '../../templates.ts';
import type { FilledButton } from './filling.ts';
import { mustHaveValue } from './needs.ts';
import { typeOf } from './read.ts';

/** How a button is called in a message, and what its one value is; a button that is missing here takes none. */
const forms: { [Type in TemplateButton['type']]?: { sub_types: readonly string[]; value: string } } = {
  quick_reply: { sub_types: ['quick_reply'], value: 'payload' },
  url: { sub_types: ['url'], value: 'text' },
  // A code to copy is sent as the end of a link.
  otp: { sub_types: ['url', 'copy_code'], value: 'text' },
  copy_code: { sub_types: ['copy_code'], value: 'coupon_code' },
  flow: { sub_types: ['flow'], value: 'action' },
  catalog: { sub_types: ['catalog'], value: 'action' },
  mpm: { sub_types: ['mpm'], value: 'action' },
};

/**
 * Why the buttons of a template cannot be filled like this.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 */
export function checkButtons(
  buttons: readonly TemplateButton[],
  given: readonly FilledButton[],
): Refusal | undefined {
  for (const one of given) {
    const problem = checkGiven(buttons, one);
    if (problem) return problem;
  }
  const unfilled = buttons.findIndex(
    (button, index) => mustHaveValue(button) && !given.some((one) => one.index === index),
  );
  const missing = buttons[unfilled];
  if (!missing) return undefined;
  const form = forms[missing.type];
  const reason = `Button ${unfilled} of the template (${missing.text || missing.type}) needs a parameter.`;
  const fix = `Give a component of type button with sub_type ${form?.sub_types[0]} and index ${unfilled}.`;
  return refused('components', reason, fix);
}

function checkGiven(buttons: readonly TemplateButton[], given: FilledButton): Refusal | undefined {
  const button = buttons[given.index];
  if (!button) {
    const reason = `The template has ${buttons.length} buttons, and none at index ${given.index}.`;
    const limit = { most: Math.max(buttons.length - 1, 0), unit: 'index' };
    return refused(`${given.path}.index`, reason, 'Count the buttons of the template from 0.', { limit });
  }
  if (button.type === 'other') return undefined;
  const form = forms[button.type];
  if (!form) {
    const reason = `Button ${given.index} of the template (${button.type}) takes no parameter.`;
    return refused(given.path, reason, 'Leave that component out.');
  }
  if (!form.sub_types.includes(given.sub_type)) {
    const reason = `Button ${given.index} of the template is of another kind than ${given.sub_type}.`;
    return refused(`${given.path}.sub_type`, reason, `Use sub_type ${form.sub_types[0]}.`);
  }
  return checkValue(button, given, form.value);
}

function checkValue(button: TemplateButton, given: FilledButton, value: string): Refusal | undefined {
  const { parameters } = given;
  const least = mustHaveValue(button) ? 1 : 0;
  if (parameters.length < least || parameters.length > 1) {
    const reason = `Button ${given.index} of the template takes one parameter, and ${parameters.length} are given.`;
    const limit = { most: 1, least, unit: 'parameters' };
    return refused(`${given.path}.parameters`, reason, 'Give one parameter.', { limit });
  }
  const [parameter] = parameters;
  const type = parameter && typeOf(parameter);
  if (type === undefined || type === value || button.type === 'otp') return undefined;
  const reason = `Button ${given.index} of the template takes a parameter of type ${value}, not ${type}.`;
  return refused(given.at(0), reason, `Give a parameter of type ${value}.`);
}
