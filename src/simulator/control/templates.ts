import { z } from 'zod';
import { ControlRefusal } from '../control-refusal.ts';
import type { BusinessAccount, Fields } from '../graph/state.ts';
import {
  componentOf,
  type Template,
  type TemplateComponent,
  templateStates,
} from '../graph/template-catalogue.ts';
import { tellTemplate } from '../graph/template-news.ts';
import { digits } from '../ids.ts';
import type { World } from '../world.ts';
import { checked } from './checked.ts';

const text = z.string().min(1);

const buttonBody = z.strictObject({
  type: z.enum(['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'COPY_CODE', 'OTP', 'FLOW']),
  text,
  url: text.optional(),
  phone_number: text.optional(),
  otp_type: z.enum(['COPY_CODE', 'ONE_TAP', 'ZERO_TAP']).optional(),
});

const componentBody = z.union([
  z.strictObject({ type: z.literal('HEADER'), format: z.literal('TEXT'), text }),
  z.strictObject({ type: z.literal('HEADER'), format: z.enum(['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION']) }),
  z.strictObject({ type: z.literal('BODY'), text }),
  z.strictObject({ type: z.literal('FOOTER'), text }),
  z.strictObject({ type: z.literal('BUTTONS'), buttons: z.array(buttonBody).min(1).max(10) }),
]);

const templateBody = z.strictObject({
  business_account_id: text,
  name: text,
  language: text.default('en_US'),
  status: z.enum(templateStates).default('APPROVED'),
  category: z.enum(['MARKETING', 'UTILITY', 'AUTHENTICATION']).default('UTILITY'),
  parameter_format: z.enum(['POSITIONAL', 'NAMED']).default('POSITIONAL'),
  components: z.array(componentBody).min(1),
});

/** Adds a template to a business account, or replaces the one of this name and language. */
export function addTemplate(world: World, raw: unknown): Template {
  const { business_account_id, ...input } = checked(templateBody, raw);
  const account = world.graph.accounts.get(business_account_id);
  if (account === undefined)
    throw new ControlRefusal(404, `There is no business account ${business_account_id}.`);
  // JSON has no undefined, so the optional fields of a parsed body are either there or absent.
  const template = { id: digits(15), ...input } as Template;
  const others = account.templates.filter(
    (one) => one.name !== template.name || one.language !== template.language,
  );
  account.templates = [...others, template];
  return template;
}

const reasons = [
  ...(['NONE', 'ABUSIVE_CONTENT', 'INCORRECT_CATEGORY', 'INVALID_FORMAT'] as const),
  ...(['PROMOTIONAL', 'SCAM', 'TAG_CONTENT_MISMATCH'] as const),
];

/** What each verdict makes of the template; null: it stays as it was. */
const verdicts = {
  APPROVED: 'APPROVED',
  REJECTED: 'REJECTED',
  PENDING: 'PENDING',
  PAUSED: 'PAUSED',
  FLAGGED: null,
  DISABLED: 'DISABLED',
  REINSTATED: 'APPROVED',
} as const;

const reviewBody = z.union([
  z.strictObject({
    event: z.enum(['APPROVED', 'REJECTED', 'PENDING', 'PAUSED', 'FLAGGED', 'DISABLED', 'REINSTATED']),
    reason: z.enum(reasons).default('NONE'),
    /** What people are told beside it, such as `FIRST_PAUSE`. */
    other_info: z.strictObject({ title: text, description: text }).optional(),
  }),
  z.strictObject({ event: z.literal('DELETED') }),
  z.strictObject({ quality: z.enum(['GREEN', 'YELLOW', 'RED', 'UNKNOWN']) }),
  z.strictObject({ category: z.enum(['MARKETING', 'UTILITY', 'AUTHENTICATION']) }),
  z.strictObject({ components: z.array(componentBody).min(1) }),
]);

/** Reviews a template as Meta would, and tells it by webhook. */
export function reviewTemplate(world: World, id: string, raw: unknown): Template {
  const { account, template } = templateOf(world, id);
  const review = checked(reviewBody, raw);
  if ('quality' in review) return changeQuality(world, account, template, review.quality);
  if ('category' in review) return changeCategory(world, account, template, review.category);
  if ('components' in review) return changeComponents(world, account, template, review.components);
  const told = (news: Fields) =>
    tellTemplate(world, account, template, 'message_template_status_update', news);
  if (review.event === 'DELETED') {
    account.templates = account.templates.filter((one) => one !== template);
    told({ event: 'DELETED', reason: 'NONE' });
    return template;
  }
  const { event, reason, other_info } = review;
  template.status = verdicts[event] ?? template.status;
  if (event === 'REJECTED') template.rejected_reason = reason;
  else delete template.rejected_reason;
  const { category: message_template_category } = template;
  told({ event, reason, message_template_category, ...(other_info && { other_info }) });
  return template;
}

function templateOf(world: World, id: string): { account: BusinessAccount; template: Template } {
  for (const account of world.graph.accounts.values()) {
    const template = account.templates.find((one) => one.id === id);
    if (template) return { account, template };
  }
  throw new ControlRefusal(404, `There is no template ${id}.`);
}

function changeQuality(
  world: World,
  account: BusinessAccount,
  template: Template,
  quality: string,
): Template {
  const news = { previous_quality_score: template.quality ?? 'UNKNOWN', new_quality_score: quality };
  template.quality = quality;
  tellTemplate(world, account, template, 'message_template_quality_update', news);
  return template;
}

function changeCategory(
  world: World,
  account: BusinessAccount,
  template: Template,
  category: Template['category'],
): Template {
  const news = { previous_category: template.category, new_category: category };
  template.category = category;
  tellTemplate(world, account, template, 'template_category_update', news);
  return template;
}

function changeComponents(
  world: World,
  account: BusinessAccount,
  template: Template,
  components: z.infer<typeof componentBody>[],
): Template {
  // JSON has no undefined, so the optional fields of a parsed body are either there or absent.
  template.components = components as TemplateComponent[];
  const header = componentOf(template, 'HEADER');
  const footer = componentOf(template, 'FOOTER');
  const buttons = componentOf(template, 'BUTTONS')?.buttons;
  tellTemplate(world, account, template, 'message_template_components_update', {
    ...(header?.format === 'TEXT' && { message_template_title: header.text }),
    message_template_element: componentOf(template, 'BODY')?.text,
    ...(footer && { message_template_footer: footer.text }),
    ...(buttons && {
      message_template_buttons: buttons.map(({ type, text: label, url, phone_number }) => ({
        message_template_button_type: type,
        message_template_button_text: label,
        ...(url !== undefined && { message_template_button_url: url }),
        ...(phone_number !== undefined && { message_template_button_phone_number: phone_number }),
      })),
    }),
  });
  return template;
}
