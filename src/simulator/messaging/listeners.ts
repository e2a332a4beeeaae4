import type { MetaApp } from '../graph/state.ts';
import type { World } from '../world.ts';
import type { Route } from './sender.ts';
import type { MessagingAccount, Page } from './state.ts';
import { instagramFields, loginFields } from './webhook-fields.ts';

/** An app that hears of an account. */
export interface Listener {
  app: MetaApp;
  route: Route;
  /** The webhook fields that reach it. */
  fields: readonly string[];
}

/** The apps that hear of an account, and what each of them hears. */
export function listenersOf(world: World, account: MessagingAccount): Listener[] {
  if (account.platform === 'messenger') return pageListeners(world, account);
  const byLogin = listening(world, account.subscriptions).map(({ app }) => ({
    app,
    route: 'login' as const,
    fields: app.objects.instagram.fields.filter((one) => loginFields.includes(one)),
  }));
  // Without access to messages connected tools hear nothing.
  if (account.page === null || !account.message_access) return byLogin;
  const byPage = listening(world, account.page.subscriptions).map(({ app }) => ({
    app,
    route: 'page' as const,
    fields: app.objects.instagram.fields.filter((one) => linkedFields.includes(one)),
  }));
  return [...byLogin, ...byPage];
}

/** What comes through a Page: no opt-ins, and echoes come with the messages. */
const linkedFields = instagramFields.filter((one) => one !== 'messaging_optins' && one !== 'message_echoes');

/** A Page chooses its fields itself, among those of the app. */
function pageListeners(world: World, page: Page): Listener[] {
  return listening(world, page.subscriptions).map(({ app, chosen }) => ({
    app,
    route: 'page',
    fields: app.objects.page.fields.filter((one) => chosen.includes(one)),
  }));
}

/** Who is subscribed to any field at all: an Instagram account then gets everything its app is subscribed to. */
function listening(world: World, subscriptions: Map<string, string[]>): { app: MetaApp; chosen: string[] }[] {
  return [...subscriptions].flatMap(([id, chosen]) => {
    const app = world.graph.apps.get(id);
    return app === undefined || chosen.length === 0 ? [] : [{ app, chosen }];
  });
}
