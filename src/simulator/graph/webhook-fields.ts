import { GraphRefusal } from './errors.ts';

/**
 * Webhook fields that callback overrides cover; all others always go to the app's callback.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override
 */
export const overridableFields = new Set([
  'messages',
  'message_echoes',
  'calls',
  'consumer_profile',
  'messaging_handovers',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
  'smb_message_echoes',
  'smb_app_state_sync',
  'history',
  'account_settings_update',
]);

/** What a new app is subscribed to: everything. */
export const webhookFields: readonly string[] = [
  ...overridableFields,
  'message_template_status_update',
  'message_template_quality_update',
  'message_template_components_update',
  'template_category_update',
  'account_update',
  'account_review_update',
  'account_alerts',
  'business_capability_update',
  'phone_number_quality_update',
  'phone_number_name_update',
  'security',
  'user_preferences',
  'business_username_updates',
  'flows',
  'standby',
  'automatic_events',
  'payment_configuration_update',
  'partner_solutions',
];

/** Refuses fields that there are not; `param` is what the call names them. */
export function checkFields(param: string, fields: readonly string[], known: readonly string[]): void {
  const index = fields.findIndex((one) => !known.includes(one));
  if (index < 0) return;
  const text = `Param ${param}[${index}] must be one of {${known.join(', ')}} - got ${JSON.stringify(fields[index])}.`;
  throw new GraphRefusal(100, { message: `(#100) ${text}`, details: text });
}
