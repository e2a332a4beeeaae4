import type { TemplateButton, TemplateCard, TemplateComponents, TemplateNeed } from '../../templates.ts';
import { placeholdersOf } from './read.ts';

/** What a template wants to be given, component by component. */
export function needsOf(template: TemplateComponents): TemplateNeed[] {
  const offer = template.limited_time_offer?.has_expiration
    ? [{ component: 'limited_time_offer' as const, kind: 'expiration', names: [], required: true }]
    : [];
  const cards = template.cards.flatMap((card, place) =>
    needsOfCard(card).map((need) => ({ ...need, card: place })),
  );
  return [...needsOfCard(template), ...offer, ...cards];
}

function needsOfCard({ header, body, buttons }: TemplateCard): TemplateNeed[] {
  const needs: TemplateNeed[] = [];
  const titles = placeholdersOf(header?.text ?? '');
  if (header && header.format !== 'text') {
    needs.push({ component: 'header', kind: header.format, names: [], required: true });
  } else if (titles.length > 0) {
    needs.push({ component: 'header', kind: 'text', names: titles, required: true });
  }
  const names = placeholdersOf(body ?? '');
  if (names.length > 0) needs.push({ component: 'body', kind: 'text', names, required: true });
  for (const [index, button] of buttons.entries()) {
    const kind = buttonNeeds[button.type];
    if (kind === undefined || !takesValue(button)) continue;
    const required = requiredOf.has(button.type);
    needs.push({ component: 'button', index, kind, names: placeholdersOf(button.url ?? ''), required });
  }
  return needs;
}

/** Buttons that take a value, and what it is. */
const buttonNeeds: { [Type in TemplateButton['type']]?: string } = {
  url: 'text',
  quick_reply: 'payload',
  copy_code: 'coupon_code',
  // The code of an authentication template travels as the end of a link.
  otp: 'text',
  flow: 'action',
  catalog: 'action',
  mpm: 'action',
  postback: 'payload',
};

const requiredOf = new Set<TemplateButton['type']>(['url', 'copy_code', 'otp', 'mpm']);

/** Only a link with a placeholder wants something. */
export function takesValue({ type, url }: TemplateButton): boolean {
  if (type === 'url') return placeholdersOf(url ?? '').length > 0;
  return buttonNeeds[type] !== undefined;
}

/** Whether a button cannot be sent without its value. */
export function mustHaveValue(button: TemplateButton): boolean {
  return requiredOf.has(button.type) && takesValue(button);
}
