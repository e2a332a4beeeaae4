import { digits, hex } from '../ids.ts';
import { instagramFields, pageFields } from '../messaging/webhook-fields.ts';
import type { GraphState, MetaApp, WebhookObject } from './state.ts';
import { webhookFields } from './webhook-fields.ts';

/** What may be said about an app; everything missing is invented. */
export interface AppInput {
  app_id?: string | undefined;
  app_secret?: string | undefined;
  require_app_secret?: boolean | undefined;
  human_agent?: boolean | undefined;
}

/** Every field an app can subscribe to, by object. */
export const fieldsOfObject: Record<WebhookObject, readonly string[]> = {
  whatsapp_business_account: webhookFields,
  page: pageFields,
  instagram: instagramFields,
};

/** The app meant, known or new; what is said about it counts from now on. */
export function appFrom(state: GraphState, input: AppInput): MetaApp {
  // Fifteen digits: echoes name the app as a JSON number, which must hold it exactly.
  const id = input.app_id ?? digits(15);
  const app = state.apps.get(id) ?? newApp(id);
  state.apps.set(id, app);
  changeApp(app, input);
  return app;
}

/** Changes what is said about an app. */
export function changeApp(app: MetaApp, input: AppInput): void {
  if (input.app_secret !== undefined) app.secret = input.app_secret;
  if (input.require_app_secret !== undefined) app.require_proof = input.require_app_secret;
  if (input.human_agent !== undefined) app.human_agent = input.human_agent;
}

/** An app that is subscribed to everything and has no callback yet. */
function newApp(id: string): MetaApp {
  const all = (object: WebhookObject) => ({ callback: null, fields: [...fieldsOfObject[object]] });
  return {
    id,
    secret: hex(32),
    objects: {
      whatsapp_business_account: all('whatsapp_business_account'),
      page: all('page'),
      instagram: all('instagram'),
    },
    require_proof: false,
    human_agent: true,
  };
}
