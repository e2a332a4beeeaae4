import type { TemplateSend } from './bodies/template.ts';
import { GraphRefusal } from './errors.ts';
import type { BusinessNumber } from './state.ts';
import { componentOf, placeholdersOf, type Template, type TemplateButton } from './template-catalogue.ts';

type Component = NonNullable<TemplateSend['components']>[number];
type Parameter = Extract<Component, { type: 'header' | 'body' }>['parameters'][number];

/** The template a send means, after checking that it may be sent and that the parameters fit it. */
export function templateFor(number: BusinessNumber, send: TemplateSend, byUserId: boolean): Template {
  const template = number.account.templates.find(
    (one) => one.name === send.name && one.language === send.language.code,
  );
  const unusable = template === undefined || template.status === 'PENDING' || template.status === 'REJECTED';
  if (unusable) {
    const details = `template name (${send.name}) does not exist in ${send.language.code}`;
    throw new GraphRefusal(132001, { details });
  }
  if (template.status === 'PAUSED') throw new GraphRefusal(132015);
  if (template.status === 'DISABLED') throw new GraphRefusal(132016);
  const components = send.components ?? [];
  checkHeader(template, components);
  checkBody(template, components);
  checkButtons(template, components);
  if (byUserId && hasCodeButton(template)) throw new GraphRefusal(131062);
  return template;
}

/** The body as the customer reads it. */
export function renderedBody(template: Template, send: TemplateSend): string {
  const text = componentOf(template, 'BODY')?.text ?? '';
  const names = placeholdersOf(text);
  const values = parametersOf(send.components ?? [], 'body');
  return text.replace(/\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g, (_, name: string) => {
    const named = values.find((one) => 'parameter_name' in one && one.parameter_name === name);
    return shown(named ?? values[names.indexOf(name)]);
  });
}

function shown(parameter: Parameter | undefined): string {
  switch (parameter?.type) {
    case 'text':
      return parameter.text;
    case 'currency':
      return parameter.currency.fallback_value;
    case 'date_time':
      return parameter.date_time.fallback_value;
    default:
      return '';
  }
}

function parametersOf(components: readonly Component[], type: 'header' | 'body'): Parameter[] {
  return components.flatMap((one): Parameter[] => (one.type === type ? one.parameters : []));
}

function checkHeader(template: Template, components: readonly Component[]): void {
  const header = componentOf(template, 'HEADER');
  const given = parametersOf(components, 'header');
  if (header === undefined || header.format === 'TEXT') {
    checkTexts(template, 'header', header?.text ?? '', given);
    return;
  }
  const received = given.length === 1 ? given[0]?.type.toUpperCase() : undefined;
  if (received === header.format) return;
  const details = `header: Format mismatch, expected ${header.format}, received ${received ?? 'UNKNOWN'}`;
  throw new GraphRefusal(132012, { details });
}

function checkBody(template: Template, components: readonly Component[]): void {
  const text = componentOf(template, 'BODY')?.text ?? '';
  checkTexts(template, 'body', text, parametersOf(components, 'body'));
  const length = parametersOf(components, 'body').reduce((sum, one) => sum + shown(one).length, text.length);
  // 1,024 applies beside other components, 32,768 to a template that is only a body.
  const longest = template.components.length > 1 ? 1024 : 32_768;
  if (length > longest)
    throw new GraphRefusal(132005, { details: `body: longer than ${longest} characters` });
}

function checkTexts(template: Template, part: string, text: string, given: readonly Parameter[]): void {
  const names = placeholdersOf(text);
  if (names.length !== given.length) {
    const details =
      `${part}: number of localizable_params (${given.length}) does not match ` +
      `the expected number of params (${names.length})`;
    throw new GraphRefusal(132000, { details });
  }
  for (const parameter of given) checkText(template, part, names, parameter);
}

function checkText(template: Template, part: string, names: readonly string[], parameter: Parameter): void {
  if (parameter.type !== 'text') {
    if (parameter.type === 'currency' || parameter.type === 'date_time') return;
    throw new GraphRefusal(132012, { details: `${part}: Format mismatch, expected TEXT` });
  }
  const name = parameter.parameter_name;
  const fits =
    template.parameter_format === 'NAMED' ? name !== undefined && names.includes(name) : name === undefined;
  if (!fits) throw new GraphRefusal(132012, { details: `${part}: parameter_name does not fit the template` });
  if (/[\n\t]| {5}/.test(parameter.text)) {
    const details = 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces';
    throw new GraphRefusal(132018, { details });
  }
}

const subTypes: Record<TemplateButton['type'], string | null> = {
  QUICK_REPLY: 'quick_reply',
  URL: 'url',
  COPY_CODE: 'copy_code',
  // The code of an authentication template travels as the suffix of a link.
  OTP: 'url',
  FLOW: 'flow',
  PHONE_NUMBER: null,
};

function checkButtons(template: Template, components: readonly Component[]): void {
  const buttons = componentOf(template, 'BUTTONS')?.buttons ?? [];
  const given = components.filter((one) => one.type === 'button');
  for (const component of given) {
    const button = buttons[Number(component.index)];
    if (button !== undefined && subTypes[button.type] === component.sub_type) continue;
    const details = `buttons: no button of type ${component.sub_type} at index ${component.index}`;
    throw new GraphRefusal(132012, { details });
  }
  buttons.forEach((button, index) => {
    if (!needsParameter(button)) return;
    const component = given.find((one) => Number(one.index) === index);
    if ((component?.parameters?.length ?? 0) === 1) return;
    const details = `buttons: Button at index ${index} of type ${button.type} requires a parameter`;
    throw new GraphRefusal(131008, { details });
  });
}

function needsParameter(button: TemplateButton): boolean {
  if (button.type === 'URL') return placeholdersOf(button.url ?? '').length > 0;
  return button.type === 'COPY_CODE' || button.type === 'OTP';
}

function hasCodeButton(template: Template): boolean {
  const buttons = componentOf(template, 'BUTTONS')?.buttons ?? [];
  return template.category === 'AUTHENTICATION' && buttons.some((one) => one.type === 'OTP');
}
