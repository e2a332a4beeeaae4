import { type Context, Hono } from 'hono';
import { refused } from '../messaging/errors.ts';
import { downloadFromInstagram, downloadFromMessenger } from '../messaging/files.ts';
import { isAboutPage, notePage } from '../page/caller.ts';
import { listConversations, listMessages } from '../page/conversations.ts';
import { createPageTemplate, listPageTemplates } from '../page/message-templates.ts';
import {
  extendControl,
  postPageControl,
  postPageMessages,
  readThreadOwner,
  uploadForPage,
} from '../page/messages.ts';
import { pageMessengerProfile } from '../page/messenger-profile.ts';
import { getWithPageToken } from '../page/page-node.ts';
import { addPersona, listPersonas } from '../page/personas.ts';
import { listPageSubscriptions, subscribePage, unsubscribePage } from '../page/subscribed-apps.ts';
import { recordTraffic, type SimulatorEnv, strike } from '../traffic.ts';
import type { World } from '../world.ts';
import { graphAnswer, refusalAnswer } from './answer.ts';
import { debugToken, listAppSubscriptions, postSubscription } from './app-node.ts';
import { authorise, management, numberFor } from './auth.ts';
import {
  accountNode,
  countManagement,
  listNumbers,
  listSubscriptions,
  managed,
  subscribe,
  unsubscribe,
} from './business-account.ts';
import { GraphRefusal, graphRefusal } from './errors.ts';
import { deleteMedia, downloadMedia, getMedia, uploadMedia } from './media.ts';
import { postMarketingMessages, postMessages } from './messages.ts';
import { numberNode, postNumber, profileOf } from './phone-number.ts';
import type { BusinessNumber } from './state.ts';
import { createTemplate, deleteTemplates } from './template-submission.ts';
import { listTemplates } from './templates.ts';
import { refuseDeadVersions, unknownPath } from './versions.ts';

const profileMethods = ['GET', 'POST', 'DELETE'];

/** `graph.facebook.com`, where WhatsApp and Pages live side by side, and the hosts of its media links. */
export function graphServer(world: World): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.use('*', recordTraffic(world, 'whatsapp'));
  app.get('/whatsapp_business/attachments/', (c) => downloadMedia(c, world));
  app.get('/v/:folder/:name', (c) => downloadFromMessenger(c, world));
  app.get('/ig_messaging_cdn/', (c) => downloadFromInstagram(c, world));
  app.use('/:version/*', refuseDeadVersions);
  app.get('/:version/debug_token', (c) => debugToken(c, world));
  app.post('/:version/:id/messages', (c) =>
    isAboutPage(c, world) ? postPageMessages(c, world) : postMessages(c, world),
  );
  app.post('/:version/:id/marketing_messages', (c) => postMarketingMessages(c, world));
  app.post('/:version/:id/media', ordinary(world, uploadMedia));
  app.get('/:version/:id/whatsapp_business_profile', ordinary(world, getProfile));
  app.post('/:version/:id/message_attachments', ordinary(world, uploadForPage));
  for (const kind of ['pass', 'take', 'release', 'request'] as const) {
    app.post(`/:version/:id/${kind}_thread_control`, ordinary(world, postPageControl(kind)));
  }
  app.on(profileMethods, '/:version/:id/messenger_profile', ordinary(world, pageMessengerProfile));
  app.post('/:version/:id/extend_thread_control', ordinary(world, extendControl));
  app.post('/:version/:id/personas', ordinary(world, addPersona));
  app.get('/:version/:id/personas', ordinary(world, listPersonas));
  app.get('/:version/:id/conversations', ordinary(world, listConversations));
  app.get('/:version/:id/messages', ordinary(world, listMessages));
  app.get('/:version/:id/thread_owner', ordinary(world, readThreadOwner));
  app.get('/:version/:id/phone_numbers', ordinary(world, listNumbers));
  app.get('/:version/:id/subscribed_apps', ordinary(world, listSubscriptions, listPageSubscriptions));
  app.post('/:version/:id/subscribed_apps', ordinary(world, subscribe, subscribePage));
  app.delete('/:version/:id/subscribed_apps', ordinary(world, unsubscribe, unsubscribePage));
  app.get('/:version/:id/message_templates', ordinary(world, listTemplates, listPageTemplates));
  app.post('/:version/:id/message_templates', ordinary(world, createTemplate, createPageTemplate));
  app.delete('/:version/:id/message_templates', ordinary(world, deleteTemplates));
  app.post('/:version/:id/subscriptions', ordinary(world, postSubscription));
  app.get('/:version/:id/subscriptions', ordinary(world, listAppSubscriptions));
  app.get('/:version/:id', ordinary(world, getNode, getWithPageToken));
  app.post('/:version/:id', ordinary(world, postManagedNumber));
  app.delete('/:version/:id', ordinary(world, deleteMedia));
  app.notFound((c) => refusalAnswer(c, unknownPath(c)));
  app.onError((error, c) => {
    if (error instanceof GraphRefusal) return refusalAnswer(c, error);
    throw error;
  });
  return app;
}

type Handler = (c: Context<SimulatorEnv>, world: World) => Response | Promise<Response>;

/** Everything but sending, open to faults that strike any call. `forPage` serves what is about a Page. */
function ordinary(world: World, handle: Handler, forPage = handle) {
  return (c: Context<SimulatorEnv>): Promise<Response> => {
    const isPage = isAboutPage(c, world);
    const id = c.req.param('id') ?? '';
    if (isPage) notePage(c, world);
    else if (world.graph.numbers.has(id)) c.get('record').account = id;
    return strike(c, world, 'other', {
      refuse: (fault) => {
        return refusalAnswer(c, isPage ? refused(String(fault.code)) : graphRefusal(String(fault.code)));
      },
      accept: async () => (isPage ? forPage(c, world) : handle(c, world)),
    });
  };
}

/** `GET /{id}` of whatever has this id. */
function getNode(c: Context<SimulatorEnv>, world: World): Response {
  const id = c.req.param('id') ?? '';
  const fields = c.req.query('fields');
  if (world.graph.media.has(id)) return getMedia(c, world);
  if (world.graph.accounts.has(id)) return graphAnswer(c, accountNode(managed(c, world).account, fields));
  return graphAnswer(c, numberNode(managedNumber(c, world), fields));
}

function getProfile(c: Context<SimulatorEnv>, world: World): Response {
  return graphAnswer(c, profileOf(managedNumber(c, world), c.req.query('fields')));
}

function managedNumber(c: Context<SimulatorEnv>, world: World): BusinessNumber {
  const token = authorise(c, world, management);
  const number = numberFor(c, world, token, c.req.param('id') ?? '');
  countManagement(c, world, token, number.account);
  return number;
}

function postManagedNumber(c: Context<SimulatorEnv>, world: World): Promise<Response> {
  return postNumber(c, world, managedNumber(c, world));
}
