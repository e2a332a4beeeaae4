import type { ContentOf } from '../conversations/content.ts';
import type { Failure } from '../errors.ts';
import type { CareInput } from './account-care.ts';
import type { Dialogue } from './dialogue.ts';
import type { Refusal } from './fitted.ts';
import type { Json } from './readers.ts';

/**
 * The part of the contract about message templates: texts that the platform has approved beforehand. Absent where
 * a platform has none. It reads, judges and shows them; whoever has a network and a database keeps them
 * (`templates/`).
 */
export interface TemplateCare<Credentials = unknown> {
  /** The platform's id of what holds the templates, shared by accounts; null: the credentials do not name it. */
  group(credentials: Credentials): string | null;
  /** One page of all templates; `after` is the `next` of the page before, null at the start. */
  list(input: CareInput<Credentials>, after: string | null): Dialogue<TemplatePage | Failure>;
  /** Hands a new template in; the platform reviews it and tells by webhook. */
  create(input: CareInput<Credentials>, draft: TemplateDraft): Dialogue<CreatedTemplate | Failure>;
  /** Deletes one template in one language; absent where no call does that. */
  remove?(input: CareInput<Credentials>, template: Template): Dialogue<Failure | null>;
  /** What a notice `template.changed` says of a template; null when it names none. */
  change(data: Json): TemplateChange | null;
  /** What a template wants to be given when it is sent. */
  needs(template: Template): TemplateNeed[];
  /** Why the template cannot be sent like this; undefined when it can. The path is that of the content. */
  refusal(template: Template, content: ContentOf<'template'>): Refusal | undefined;
  /** What the person will read. What is missing stays a placeholder. */
  render(template: Template, content: ContentOf<'template'>): RenderedTemplate;
  /** The platform's page about sending templates. */
  page: string;
}

/** What a button of a template can be. */
export const templateButtonTypes = [
  'quick_reply',
  'url',
  'phone',
  'copy_code',
  'otp',
  'flow',
  'catalog',
  'mpm',
  'postback',
  'other',
] as const;

/** What the header of a template can be. */
export const templateHeaderFormats = [
  'text',
  'image',
  'video',
  'document',
  'location',
  'product',
  'other',
] as const;

/** A template as a platform holds it. */
export interface Template extends TemplateComponents {
  /** The platform's id. */
  external_id: string;
  name: string;
  language: string;
  /** As the platform names it: `MARKETING`, `UTILITY`, `AUTHENTICATION`. */
  category: string | null;
  /** As the platform names it: `APPROVED`, `PAUSED` … */
  status: string;
  /** As the platform names it: `GREEN`, `YELLOW`, `RED`; null: not rated. */
  quality: string | null;
  /** Why it was rejected, paused or disabled, in the platform's word. */
  reason: string | null;
  parameter_format: 'named' | 'positional';
}

/** What a template, or one card of it, is made of. */
export interface TemplateComponents {
  header: TemplateHeader | null;
  /** Null where the platform writes it itself and does not show it. */
  body: string | null;
  footer: string | null;
  buttons: TemplateButton[];
  /** The cards of a carousel; empty when it is none. */
  cards: TemplateCard[];
  limited_time_offer: { text: string; has_expiration: boolean } | null;
}

/** One card of a carousel. */
export type TemplateCard = Pick<TemplateComponents, 'header' | 'body' | 'buttons'>;

/** A header is a text or one medium. */
export interface TemplateHeader {
  format: (typeof templateHeaderFormats)[number];
  /** Of a text. */
  text: string | null;
}

/** One button of a template. */
export interface TemplateButton {
  type: (typeof templateButtonTypes)[number];
  text: string;
  /** With a placeholder where the end of it is a parameter. */
  url: string | null;
  phone: string | null;
}

/** One page of a list. */
export interface TemplatePage {
  templates: Template[];
  /** Where the next page begins; null on the last one. */
  next: string | null;
}

/** A template to be reviewed. */
export interface TemplateDraft {
  name: string;
  language: string;
  category: string;
  parameter_format: 'named' | 'positional';
  /** In the platform's own form, with the examples that the reviewers want. */
  components: readonly Json[];
}

/** What the platform answers to a new template. */
export interface CreatedTemplate {
  external_id: string;
  status: string;
  /** The platform may have chosen another. */
  category: string | null;
  /** As it was handed in, in the normal form. */
  template: TemplateComponents;
}

/** What a webhook says of a template; what it does not speak of is absent. */
export interface TemplateChange {
  external_id: string;
  name: string | null;
  language: string | null;
  status?: { status: string; reason: string | null };
  quality?: string | null;
  category?: string;
  components?: { header?: string; body?: string; footer: string | null };
  /** The webhook tells only a part: the whole is to be read from the platform. */
  incomplete?: true;
}

/** What one component of a template wants. */
export interface TemplateNeed {
  component: 'header' | 'body' | 'button' | 'limited_time_offer';
  /** The card of a carousel. */
  card?: number;
  /** The place among the buttons. */
  index?: number;
  /** `text` values, or what kind of thing. */
  kind: string;
  /** The names of the placeholders in order: `1`, `2`, or words. */
  names: string[];
  required: boolean;
}

/** A template with its values filled in. */
export interface RenderedTemplate {
  header: TemplateHeader | null;
  body: string;
  footer: string | null;
  buttons: TemplateButton[];
  cards: { header: TemplateHeader | null; body: string; buttons: TemplateButton[] }[];
}
