import { type Json, objectAt, objectsAt, textAt } from '../../readers.ts';
import type {
  Template,
  TemplateButton,
  TemplateCard,
  TemplateComponents,
  TemplateHeader,
} from '../../templates.ts';

/**
 * A template node in the normal form; undefined when it has no id, name or language.
 * https://developers.facebook.com/docs/graph-api/reference/whats-app-business-hsm
 */
export function readTemplate(node: Json): Template | undefined {
  const external_id = textAt(node, 'id');
  const name = textAt(node, 'name');
  const language = textAt(node, 'language');
  if (external_id === undefined || name === undefined || language === undefined) return undefined;
  const components = readComponents(objectsAt(node, 'components'));
  return {
    ...{ external_id, name, language },
    category: textAt(node, 'category') ?? null,
    // A Page's list leaves it out only for templates that can be used.
    status: textAt(node, 'status')?.toUpperCase() ?? 'APPROVED',
    quality: readQuality(objectAt(node, 'quality_score')),
    reason: readReason(textAt(node, 'rejected_reason')),
    parameter_format: formatOf(textAt(node, 'parameter_format'), components),
    ...components,
  };
}

/** Meta says `NONE` where there is no reason. */
export function readReason(reason: string | undefined): string | null {
  return reason === undefined || reason.toUpperCase() === 'NONE' ? null : reason;
}

function readQuality(score: Json | undefined): string | null {
  return textAt(score, 'score') ?? null;
}

function formatOf(told: string | undefined, { header, body }: TemplateComponents) {
  if (told !== undefined)
    return told.toUpperCase() === 'NAMED' ? ('named' as const) : ('positional' as const);
  const names = [...placeholdersOf(header?.text ?? ''), ...placeholdersOf(body ?? '')];
  return names.some((name) => !/^\d+$/.test(name)) ? ('named' as const) : ('positional' as const);
}

/** Components in the normal form; kinds that are not known are left out. */
export function readComponents(components: readonly Json[]): TemplateComponents {
  const one = (type: string) => components.find((component) => typeOf(component) === type);
  const offer = objectAt(one('limited_time_offer'), 'limited_time_offer');
  const footer = one('footer');
  return {
    ...readCard(components),
    footer: textAt(footer, 'text') ?? null,
    cards: objectsAt(one('carousel'), 'cards').map((card) => readCard(objectsAt(card, 'components'))),
    limited_time_offer: offer
      ? { text: textAt(offer, 'text') ?? '', has_expiration: offer.has_expiration === true }
      : null,
  };
}

function readCard(components: readonly Json[]): TemplateCard {
  const one = (type: string) => components.find((component) => typeOf(component) === type);
  const header = one('header');
  return {
    header: header ? readHeader(header) : null,
    body: textAt(one('body'), 'text') ?? null,
    buttons: objectsAt(one('buttons'), 'buttons').map(readButton),
  };
}

/** The type of a component, which Meta writes large in lists and small in messages. */
export function typeOf(component: Json): string {
  return textAt(component, 'type')?.toLowerCase() ?? '';
}

const headerFormats: Readonly<Record<string, TemplateHeader['format']>> = {
  text: 'text',
  image: 'image',
  video: 'video',
  document: 'document',
  location: 'location',
  product: 'product',
};

function readHeader(header: Json): TemplateHeader {
  const format = textAt(header, 'format')?.toLowerCase() ?? 'text';
  return { format: headerFormats[format] ?? 'other', text: textAt(header, 'text') ?? null };
}

const buttonTypes: Readonly<Record<string, TemplateButton['type']>> = {
  quick_reply: 'quick_reply',
  url: 'url',
  phone_number: 'phone',
  copy_code: 'copy_code',
  otp: 'otp',
  flow: 'flow',
  catalog: 'catalog',
  mpm: 'mpm',
  postback: 'postback',
};

function readButton(button: Json): TemplateButton {
  return {
    type: buttonTypes[typeOf(button)] ?? 'other',
    text: textAt(button, 'text') ?? '',
    url: textAt(button, 'url') ?? null,
    phone: textAt(button, 'phone_number') ?? null,
  };
}

/** The form of a placeholder: `{{1}}`, or `{{name}}`. */
export const placeholder = /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g;

/** The placeholders of a text, each once, in order. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map((match) => match[1] ?? ''))];
}
