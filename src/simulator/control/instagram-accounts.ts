import { z } from 'zod';
import { ControlRefusal } from '../control-refusal.ts';
import { changeApp } from '../graph/apps.ts';
import type { Fields, MetaApp } from '../graph/state.ts';
import { addInstagram, grantLoginToken } from '../instagram/accounts.ts';
import type { InstagramAccount, Page } from '../messaging/state.ts';
import { setFields } from '../messaging/subscriptions.ts';
import { loginFields } from '../messaging/webhook-fields.ts';
import type { World } from '../world.ts';
import { checked } from './checked.ts';
import { handshake } from './handshake.ts';
import { changeTokens, newestToken, tokenChanges } from './messaging-tokens.ts';
import { appSettings, changeConduct, conduct } from './pages.ts';

const text = z.string().min(1);

const accountConduct = {
  ...conduct,
  /** The owner's switch for connected tools. */
  message_access: z.boolean().optional(),
  flat_comments: z.boolean().optional(),
};

const changes = {
  access_token: text.optional(),
  /** By Instagram Login. Empty: nothing is sent until the API subscribes the account. */
  subscribed_fields: z.array(z.enum(loginFields)).optional(),
  ...tokenChanges,
  ...appSettings,
  ...accountConduct,
};

const createBody = z.strictObject({
  instagram_business_account_id: text.optional(),
  scoped_id: text.optional(),
  app_id: text.optional(),
  /** A Page to link it to. */
  page_id: text.optional(),
  /** Whether it also came by Instagram Login; without a Page it must have. */
  login: z.boolean().optional(),
  media: z.array(text).optional(),
  ...changes,
});
const updateBody = z.strictObject(changes);

/** Adds an account; callbacks must pass Meta's handshake first, or nothing is added. */
export async function createInstagram(world: World, raw: unknown): Promise<Fields> {
  const input = checked(createBody, raw);
  const id = input.instagram_business_account_id;
  if (id !== undefined && world.messaging.instagram.has(id)) {
    throw new ControlRefusal(409, `There is an Instagram account ${id} already.`);
  }
  const page = input.page_id === undefined ? null : pageWithId(world, input.page_id);
  const login = input.login ?? page === null;
  if (!login && page === null) throw new ControlRefusal(400, 'login: needed without a Page.');
  const passed =
    input.callback_url === undefined ? null : await handshake(world, input.callback_url, input.verify_token);
  const account = addInstagram(world, input, { page, login });
  for (const app of appsOf(account)) if (passed !== null) app.objects.instagram.callback = passed;
  changeTokens(world, account, input);
  return describeInstagram(world, account);
}

function pageWithId(world: World, id: string): Page {
  const page = world.messaging.pages.get(id);
  if (page === undefined) throw new ControlRefusal(404, `There is no Page ${id}.`);
  if (page.instagram !== null) throw new ControlRefusal(409, `The Page ${id} is linked already.`);
  return page;
}

/** The apps that hear of an account: of Instagram Login and of its Page. */
function appsOf(account: InstagramAccount): MetaApp[] {
  return [account.app, account.page?.app ?? null].filter((one) => one !== null);
}

/** Changes an account, the callbacks or secret of its apps, or its tokens. */
export async function updateInstagram(world: World, id: string, raw: unknown): Promise<Fields> {
  const account = world.messaging.instagram.get(id);
  if (account === undefined) throw new ControlRefusal(404, `There is no Instagram account ${id}.`);
  const input = checked(updateBody, raw);
  if (input.callback_url !== undefined) {
    for (const app of appsOf(account)) {
      app.objects.instagram.callback = await handshake(world, input.callback_url, input.verify_token);
    }
  }
  const [app] = appsOf(account);
  if (app !== undefined) changeApp(app, input);
  if (input.access_token !== undefined) grantLoginToken(world, account, input);
  changeTokens(world, account, input);
  if (input.subscribed_fields !== undefined && account.app !== null) {
    setFields(account.subscriptions, account.app, input.subscribed_fields);
  }
  changeConduct(account, input, Object.keys(accountConduct));
  return describeInstagram(world, account);
}

/** Everything a hub needs to connect the account, by either route. */
export function describeInstagram(world: World, account: InstagramAccount): Fields {
  const { app: loginApp, page } = account;
  const app = loginApp ?? page?.app ?? null;
  const token = newestToken(world, account.id);
  const pageToken = page === null ? null : newestToken(world, page.id);
  const callback = app?.objects.instagram.callback ?? null;
  return {
    instagram_business_account_id: account.id,
    scoped_id: account.scoped_id,
    name: account.name,
    username: account.username,
    followers: account.followers,
    picture_url: account.picture_url,
    app_id: app?.id ?? null,
    app_secret: app?.secret ?? null,
    access_token: token?.value ?? null,
    token_expires_at: (token ?? pageToken)?.expires_at ?? null,
    scopes: (token ?? pageToken)?.scopes ?? [],
    facebook_page_id: page?.id ?? null,
    page_access_token: pageToken?.value ?? null,
    page_app_secret: page?.app.secret ?? null,
    callback_url: callback?.url ?? null,
    verify_token: callback?.verify_token ?? null,
    subscribed_fields: loginApp === null ? [] : (account.subscriptions.get(loginApp.id) ?? []),
    auto_read: account.auto_read,
    auto_read_ms: account.auto_read_ms,
    profile_access: account.profile_access,
    restricted: account.restricted,
    message_access: account.message_access,
    throughput: account.throughput,
    calls_per_customer: account.calls_per_customer,
  };
}
