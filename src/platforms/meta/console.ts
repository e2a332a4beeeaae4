import type { CredentialField, WebhookWish } from '../account-care.ts';
import type { AppDirection } from './app-subscription.ts';

/** Where Meta's console shows what every account of Meta is connected with. */
export const appFieldGuide: readonly CredentialField[] = [
  {
    name: 'app_secret',
    title: 'App secret',
    where: 'developers.facebook.com/apps > your app > App settings > Basic > App secret > Show.',
    secret: true,
    optional: false,
  },
  {
    name: 'app_id',
    title: 'App ID',
    where: 'Beside the app secret: App settings > Basic > App ID. With it the token can be inspected.',
    secret: false,
    optional: true,
  },
];

/**
 * What is left to do for the webhook of an app: nothing once it is directed, else by hand at this place of its
 * console.
 */
export function appByHand(place: string, wish: WebhookWish, works: AppDirection['works']): string[] {
  if (works === true) return [];
  const open = works === null ? 'Unless it is done already: open' : 'Open';
  return [
    `${open} the app at developers.facebook.com/apps > ${place}, enter the callback URL ${wish.callback_url} and ` +
      `the verify token of this account, and subscribe to ${wish.fields.join(', ')}.`,
  ];
}
