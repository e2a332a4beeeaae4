import type { World } from '../world.ts';
import type { BusinessAccount, BusinessNumber, Fields } from './state.ts';
import type { Template } from './template-catalogue.ts';

/**
 * Tells every app of a business account of a change of a template, once each.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update
 */
export function tellTemplate(
  world: World,
  account: BusinessAccount,
  { id, name, language }: Template,
  field: string,
  news: Fields,
): void {
  const value = {
    // A number in these webhooks, and a text everywhere else.
    message_template_id: Number(id),
    message_template_name: name,
    message_template_language: language,
    ...news,
  };
  for (const number of oneOfEachApp(world, account)) {
    if (!number.app.objects.whatsapp_business_account.fields.includes(field)) continue;
    void number.fields.push(`field:${field}`, { kind: 'field', field, value, at: world.clock.now() });
  }
}

function oneOfEachApp(world: World, account: BusinessAccount): BusinessNumber[] {
  const numbers = [...world.graph.numbers.values()].filter((number) => number.account === account);
  return [...new Map(numbers.map((number) => [number.app.id, number])).values()];
}
