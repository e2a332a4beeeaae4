import type { CredentialField } from '../account-care.ts';

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
