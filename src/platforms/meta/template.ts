import type { ContentOf } from '../../conversations/content.ts';
import { type Refusal, refused } from '../fitting.ts';
import type { Json } from '../readers.ts';

type Template = ContentOf<'template'>;

/** Why an approved template cannot be filled like this; undefined when it can. */
export function templateRefusal({ parameters = [], components }: Template): Refusal | undefined {
  const values = Object.entries(parameters);
  const blank = values.find(([, value]) => value.trim() === '');
  if (blank) {
    return refused(`parameters.${blank[0]}`, 'A parameter of a template is blank.', 'Give it a value.');
  }
  if (values.length > 0 && components?.some(({ type }) => String(type).toLowerCase() === 'body')) {
    const fix = 'Give the values of the body once: in parameters or as a component.';
    return refused('components', 'The body is given both by parameters and by components.', fix);
  }
  return undefined;
}

/**
 * An approved template with its values.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
 * https://developers.facebook.com/docs/messenger-platform/send-messages/utility-messages
 */
export function templateBody({ name, language, parameters = [], components = [] }: Template): Json {
  const values = Array.isArray(parameters)
    ? parameters.map((text) => ({ type: 'text', text }))
    : Object.entries(parameters).map(([parameter_name, text]) => ({ type: 'text', parameter_name, text }));
  const all = [...(values.length > 0 ? [{ type: 'body', parameters: values }] : []), ...components];
  return { name, language: { code: language }, ...(all.length > 0 && { components: all }) };
}
