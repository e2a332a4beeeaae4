import { digits } from '../ids.ts';

/** One button of a template. */
export interface TemplateButton {
  type: 'QUICK_REPLY' | 'URL' | 'PHONE_NUMBER' | 'COPY_CODE' | 'OTP' | 'FLOW';
  text: string;
  url?: string;
  phone_number?: string;
  otp_type?: 'COPY_CODE' | 'ONE_TAP' | 'ZERO_TAP';
}

/** One component of a template, as the management API lists it. */
export type TemplateComponent =
  | { type: 'HEADER'; format: 'TEXT'; text: string }
  | { type: 'HEADER'; format: 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'LOCATION' }
  | { type: 'BODY'; text: string }
  | { type: 'FOOTER'; text: string }
  | { type: 'BUTTONS'; buttons: TemplateButton[] };

/** The states a template can be in. */
export const templateStates = ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED'] as const;

/** A message template of a business account. */
export interface Template {
  id: string;
  name: string;
  language: string;
  status: (typeof templateStates)[number];
  category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION';
  parameter_format: 'POSITIONAL' | 'NAMED';
  components: TemplateComponent[];
  /** `GREEN`, `YELLOW`, `RED`; absent: too few have been sent to tell. */
  quality?: string;
  /** Why it was rejected; absent: it was not. */
  rejected_reason?: string;
}

/** What every new business account starts with: one template of each kind that behaves differently. */
export function startingTemplates(): Template[] {
  // A number of this length keeps its digits in JSON, where webhooks name it.
  return drafts.map((draft) => ({ ...draft, id: digits(15) }));
}

const drafts: Omit<Template, 'id'>[] = [
  {
    name: 'hello_world',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
      { type: 'BODY', text: 'Welcome. This message shows that sending works.' },
      { type: 'FOOTER', text: 'Sample message' },
    ],
  },
  {
    name: 'order_update',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'BODY', text: 'Hello {{1}}, your order {{2}} is on its way.' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Where is it?' },
          { type: 'QUICK_REPLY', text: 'Stop updates' },
        ],
      },
    ],
  },
  {
    name: 'appointment_reminder',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'NAMED',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Appointment on {{day}}' },
      { type: 'BODY', text: 'Dear {{customer_name}}, we expect you at {{time}}.' },
      {
        type: 'BUTTONS',
        buttons: [{ type: 'URL', text: 'Change it', url: 'https://shop.example/appointments/{{1}}' }],
      },
    ],
  },
  {
    name: 'new_collection',
    language: 'en_US',
    status: 'APPROVED',
    category: 'MARKETING',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'The new collection is here, {{1}}!' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Stop promotions' }] },
    ],
  },
  {
    name: 'sign_in_code',
    language: 'en_US',
    status: 'APPROVED',
    category: 'AUTHENTICATION',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'BODY', text: '*{{1}}* is your verification code.' },
      { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }] },
    ],
  },
  {
    name: 'summer_sale',
    language: 'en_US',
    status: 'PAUSED',
    category: 'MARKETING',
    parameter_format: 'POSITIONAL',
    components: [{ type: 'BODY', text: 'Everything at half price until Sunday.' }],
  },
];

/** The placeholders of a text, each once, in order: `{{1}}` or `{{name}}`. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g)].map((match) => match[1] ?? ''))];
}

/** The component of one type, if the template has it. */
export function componentOf<Type extends TemplateComponent['type']>(
  template: Template,
  type: Type,
): Extract<TemplateComponent, { type: Type }> | undefined {
  return template.components.find(
    (one): one is Extract<TemplateComponent, { type: Type }> => one.type === type,
  );
}
