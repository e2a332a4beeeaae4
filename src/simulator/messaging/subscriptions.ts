import type { Fields, MetaApp } from '../graph/state.ts';

/** The names in `subscribed_fields`: a list with commas, or an array. */
export function fieldList(value: unknown): string[] {
  const names = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split(',') : [];
  return names.map((one) => one.trim()).filter((one) => one !== '');
}

/** Subscribes an app to these fields instead of earlier ones; without any it is not subscribed at all. */
export function setFields(subscriptions: Map<string, string[]>, app: MetaApp, fields: string[]): void {
  if (fields.length === 0) subscriptions.delete(app.id);
  else subscriptions.set(app.id, fields);
}

/** Subscribed apps as `GET …/subscribed_apps` lists them. */
export function subscriptionList(subscriptions: Map<string, string[]>): Fields[] {
  return [...subscriptions].map(([id, subscribed_fields]) => ({
    category: 'Business',
    link: `https://www.facebook.com/games/?app_id=${id}`,
    name: `App ${id}`,
    id,
    subscribed_fields,
  }));
}
