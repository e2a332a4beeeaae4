import type { Context } from 'hono';
import { z } from 'zod';
import { digits } from '../ids.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { graphAnswer } from './answer.ts';
import { checked } from './bodies/issues.ts';
import { managed } from './business-account.ts';
import { GraphRefusal } from './errors.ts';
import { jsonBody } from './request-body.ts';
import type { Fields } from './state.ts';
import { placeholdersOf, type Template, type TemplateComponent } from './template-catalogue.ts';
import { tellTemplate } from './template-news.ts';

const text = z.string().min(1);
const example = z.record(z.string(), z.unknown()).optional();

const button = z.strictObject({
  type: z.enum(['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'COPY_CODE', 'OTP', 'FLOW']),
  text: z.string().min(1).optional(),
  url: text.optional(),
  phone_number: text.optional(),
  otp_type: z.enum(['COPY_CODE', 'ONE_TAP', 'ZERO_TAP']).optional(),
  example: z.unknown().optional(),
});

const header = z.strictObject({
  type: z.literal('HEADER'),
  format: z.enum(['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION']),
  text: text.optional(),
  example,
});

const submission = z.strictObject({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/),
  category: z.enum(['MARKETING', 'UTILITY', 'AUTHENTICATION']),
  parameter_format: z.enum(['POSITIONAL', 'NAMED']).default('POSITIONAL'),
  allow_category_change: z.boolean().optional(),
  components: z
    .array(
      z.discriminatedUnion('type', [
        header,
        z.strictObject({ type: z.literal('BODY'), text, example }),
        z.strictObject({ type: z.literal('FOOTER'), text }),
        z.strictObject({ type: z.literal('BUTTONS'), buttons: z.array(button).min(1).max(10) }),
      ]),
    )
    .min(1),
});

type Submission = z.infer<typeof submission>;

/**
 * `POST /{account}/message_templates`: it waits for its review, which the control API does.
 * https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates
 */
export function createTemplate(c: Context<SimulatorEnv>, world: World): Response {
  const { account } = managed(c, world);
  const wanted = checked(submission, jsonBody(c));
  const { name, language, category, parameter_format } = wanted;
  if (account.templates.some((one) => one.name === name && one.language === language)) {
    throw invalid(`There is already ${language} content for this template.`);
  }
  checkComponents(wanted);
  const template: Template = {
    ...{ id: digits(15), name, language, status: 'PENDING', category, parameter_format },
    // Checked above: a text where the format says so, and no component twice.
    components: wanted.components.map(withoutExample) as TemplateComponent[],
  };
  account.templates.push(template);
  return graphAnswer(c, { id: template.id, status: template.status, category });
}

function withoutExample({ example: _, ...component }: Fields): Fields {
  return component;
}

function checkComponents({ components, parameter_format }: Submission): void {
  const types = components.map(({ type }) => type);
  if (!types.includes('BODY')) throw invalid('A template needs a component of type BODY.');
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  if (twice !== undefined) throw invalid(`There can be only one component of type ${twice}.`);
  for (const component of components) {
    if (component.type === 'BUTTONS') {
      component.buttons.forEach(checkButton);
      continue;
    }
    if (component.type === 'HEADER') checkHeader(component);
    if (component.text !== undefined) checkPlaceholders(component.text, component, parameter_format);
  }
}

function checkButton({ type, url, phone_number }: z.infer<typeof button>): void {
  if (type === 'URL' && url === undefined) throw invalid('A button of type URL needs url.');
  if (type === 'PHONE_NUMBER' && phone_number === undefined) {
    throw invalid('A button of type PHONE_NUMBER needs phone_number.');
  }
}

function checkHeader({ format, text: title, example: given }: z.infer<typeof header>): void {
  if ((format === 'TEXT') !== (title !== undefined))
    throw invalid('Only a header of format TEXT has a text.');
  const needsExample = format !== 'TEXT' && format !== 'LOCATION';
  if (needsExample && given === undefined) throw invalid(`A header of format ${format} needs an example.`);
}

function checkPlaceholders(
  words: string,
  component: Submission['components'][number],
  format: Submission['parameter_format'],
): void {
  const names = placeholdersOf(words);
  if (names.length === 0) return;
  if (component.type === 'FOOTER') throw invalid('A footer has no variables.');
  if (!('example' in component) || component.example === undefined) {
    throw invalid(`component of type ${component.type} is missing expected field(s) (example)`);
  }
  const fits =
    format === 'NAMED'
      ? names.every((name) => /^[a-z][a-z0-9_]*$/.test(name))
      : names.every((name, index) => name === String(index + 1));
  if (!fits) throw invalid(`The variables of ${component.type} do not fit the parameter format ${format}.`);
}

/** `DELETE /{account}/message_templates?name=…&hsm_id=…`: one language, or all of a name. */
export function deleteTemplates(c: Context<SimulatorEnv>, world: World): Response {
  const { account } = managed(c, world);
  const name = c.req.query('name');
  const id = c.req.query('hsm_id');
  if (name === undefined) throw invalid('The parameter name is required.');
  const gone = account.templates.filter((one) => one.name === name && (id === undefined || one.id === id));
  if (gone.length === 0) throw invalid(`There is no template ${name}.`);
  account.templates = account.templates.filter((one) => !gone.includes(one));
  for (const template of gone) {
    tellTemplate(world, account, template, 'message_template_status_update', {
      event: 'DELETED',
      reason: 'NONE',
    });
  }
  return graphAnswer(c, { success: true });
}

function invalid(details: string): GraphRefusal {
  return new GraphRefusal(100, { message: `(#100) Invalid parameter: ${details}`, details });
}
