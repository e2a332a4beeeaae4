import { type Json, objectAt, textAt } from '../../readers.ts';
import type { TemplateChange } from '../../templates.ts';
import { readReason } from './read.ts';

// What was taken back leaves a template as it was before, and that is approved.
const statusOf: Readonly<Record<string, string>> = { REINSTATED: 'APPROVED' };

/**
 * What a webhook about a template says of it.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update
 */
export function readChange(data: Json): TemplateChange | null {
  const external_id = textAt(data, 'message_template_id');
  if (external_id === undefined) return null;
  const named = {
    external_id,
    name: textAt(data, 'message_template_name') ?? null,
    language: textAt(data, 'message_template_language') ?? null,
  };
  switch (textAt(data, 'field')) {
    case 'message_template_quality_update':
      return { ...named, quality: textAt(data, 'new_quality_score') ?? null };
    case 'template_category_update':
      return categoryChange(named, data);
    case 'message_template_components_update':
      return { ...named, components: componentsIn(data), incomplete: true };
    default:
      return statusChange(named, data);
  }
}

function categoryChange(named: TemplateChange, data: Json): TemplateChange {
  const category = textAt(data, 'new_category');
  return category === undefined ? named : { ...named, category };
}

function statusChange(named: TemplateChange, data: Json): TemplateChange {
  const event = textAt(data, 'event')?.toUpperCase();
  if (event === undefined) return { ...named, incomplete: true };
  // It goes back to whatever it was, which only the platform knows.
  if (event === 'UNARCHIVED') return { ...named, incomplete: true };
  const category = textAt(data, 'message_template_category');
  const status = { status: statusOf[event] ?? event, reason: reasonIn(data) };
  return { ...named, status, ...(category !== undefined && { category }) };
}

function reasonIn(data: Json): string | null {
  const other = objectAt(data, 'other_info');
  return (
    readReason(textAt(data, 'reason')) ??
    textAt(objectAt(data, 'rejection_info'), 'reason') ??
    textAt(other, 'description') ??
    textAt(other, 'title') ??
    null
  );
}

function componentsIn(data: Json): NonNullable<TemplateChange['components']> {
  const header = textAt(data, 'message_template_title');
  const body = textAt(data, 'message_template_element');
  return {
    ...(header !== undefined && { header }),
    ...(body !== undefined && { body }),
    footer: textAt(data, 'message_template_footer') ?? null,
  };
}
