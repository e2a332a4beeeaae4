import { z } from 'zod';
import { ControlRefusal } from '../control-refusal.ts';
import { changeApp } from '../graph/apps.ts';
import type { Fields } from '../graph/state.ts';
import type { Page } from '../messaging/state.ts';
import { setFields } from '../messaging/subscriptions.ts';
import { pageFields } from '../messaging/webhook-fields.ts';
import { addPage, grantPageToken } from '../page/pages.ts';
import type { World } from '../world.ts';
import { checked } from './checked.ts';
import { handshake } from './handshake.ts';
import { changeTokens, newestToken, tokenChanges } from './messaging-tokens.ts';

const text = z.string().min(1);

/** What Pages and Instagram accounts have in common. */
export const conduct = {
  name: text.optional(),
  username: text.optional(),
  followers: z.number().int().min(0).optional(),
  /** Null: a picture of the simulator's own. */
  picture_url: z.url().nullable().optional(),
  auto_read: z.boolean().optional(),
  auto_read_ms: z.number().int().min(0).optional(),
  /** False: profiles of customers stay hidden, as without their consent. */
  profile_access: z.boolean().optional(),
  /** Sending is blocked for a breach of policy. */
  restricted: z.boolean().optional(),
  throughput: z.number().int().min(1).optional(),
  calls_per_customer: z.number().int().min(1).optional(),
};

/** The app behind an account, and where its webhooks go. */
export const appSettings = {
  app_secret: text.optional(),
  require_app_secret: z.boolean().optional(),
  /** Whether the app has the feature "Human Agent". */
  human_agent: z.boolean().optional(),
  callback_url: z.url().optional(),
  verify_token: text.optional(),
};

const pageConduct = {
  ...conduct,
  verification_status: z.enum(['blue_verified', 'gray_verified', 'not_verified']).optional(),
  /** False: delivery receipts have a watermark only. */
  delivery_mids: z.boolean().optional(),
  utility_templates: z
    .array(
      z.strictObject({
        name: text,
        language: text,
        components: z.array(z.record(z.string(), z.unknown())).optional(),
      }),
    )
    .optional(),
};

const changes = {
  page_access_token: text.optional(),
  /** Empty: nothing is sent until the API subscribes the Page. */
  subscribed_fields: z.array(z.enum(pageFields)).optional(),
  ...tokenChanges,
  ...appSettings,
  ...pageConduct,
};

const createBody = z.strictObject({ page_id: text.optional(), app_id: text.optional(), ...changes });
const updateBody = z.strictObject(changes);

/** Adds a Page; a callback must pass Meta's handshake first, or nothing is added. */
export async function createPage(world: World, raw: unknown): Promise<Fields> {
  const input = checked(createBody, raw);
  if (input.page_id !== undefined && world.messaging.pages.has(input.page_id)) {
    throw new ControlRefusal(409, `There is a Page ${input.page_id} already.`);
  }
  const passed =
    input.callback_url === undefined ? null : await handshake(world, input.callback_url, input.verify_token);
  const { page } = addPage(world, input);
  if (passed !== null) page.app.objects.page.callback = passed;
  changeTokens(world, page, input);
  return describePage(world, page);
}

/** Changes a Page, its app's callback or secret, or its tokens. */
export async function updatePage(world: World, id: string, raw: unknown): Promise<Fields> {
  const page = world.messaging.pages.get(id);
  if (page === undefined) throw new ControlRefusal(404, `There is no Page ${id}.`);
  const input = checked(updateBody, raw);
  if (input.callback_url !== undefined) {
    page.app.objects.page.callback = await handshake(world, input.callback_url, input.verify_token);
  }
  changeApp(page.app, input);
  if (input.page_access_token !== undefined) grantPageToken(world, page, input);
  changeTokens(world, page, input);
  if (input.subscribed_fields !== undefined) {
    setFields(page.subscriptions, page.app, input.subscribed_fields);
  }
  changeConduct(page, input, Object.keys(pageConduct));
  return describePage(world, page);
}

/** Takes over the given ones of these settings. */
export function changeConduct(account: object, input: Fields, names: readonly string[]): void {
  for (const name of names) if (input[name] !== undefined) Object.assign(account, { [name]: input[name] });
}

/** Everything a hub needs to connect the Page. */
export function describePage(world: World, page: Page): Fields {
  const token = newestToken(world, page.id);
  const { callback } = page.app.objects.page;
  return {
    page_id: page.id,
    name: page.name,
    username: page.username,
    followers: page.followers,
    picture_url: page.picture_url,
    verification_status: page.verification_status,
    instagram_business_account_id: page.instagram?.id ?? null,
    app_id: page.app.id,
    app_secret: page.app.secret,
    page_access_token: token?.value ?? null,
    token_expires_at: token?.expires_at ?? null,
    scopes: token?.scopes ?? [],
    callback_url: callback?.url ?? null,
    verify_token: callback?.verify_token ?? null,
    subscribed_fields: page.subscriptions.get(page.app.id) ?? [],
    auto_read: page.auto_read,
    auto_read_ms: page.auto_read_ms,
    profile_access: page.profile_access,
    restricted: page.restricted,
    delivery_mids: page.delivery_mids,
    throughput: page.throughput,
    calls_per_customer: page.calls_per_customer,
  };
}
