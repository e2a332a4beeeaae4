import { type Context, Hono } from 'hono';
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
import { GraphRefusal } from './errors.ts';
import { deleteMedia, downloadMedia, getMedia, uploadMedia } from './media.ts';
import { postMarketingMessages, postMessages } from './messages.ts';
import { numberNode, postNumber, profileOf } from './phone-number.ts';
import type { BusinessNumber } from './state.ts';
import { listTemplates } from './templates.ts';

/**
 * Versions that answer. Older ones are gone and newer ones do not exist.
 * https://developers.facebook.com/docs/graph-api/changelog
 */
const livingVersions = ['v21.0', 'v22.0', 'v23.0', 'v24.0', 'v25.0', 'v26.0'];

/** `graph.facebook.com` and the host of its media links. */
export function graphServer(world: World): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.use('*', recordTraffic(world, 'whatsapp'));
  app.get('/whatsapp_business/attachments/', (c) => downloadMedia(c, world));
  app.use('/:version/*', async (c, next) => {
    if (!livingVersions.includes(c.req.param('version'))) throw unknownPath(c);
    await next();
  });
  app.get('/:version/debug_token', (c) => debugToken(c, world));
  app.post('/:version/:id/messages', (c) => postMessages(c, world));
  app.post('/:version/:id/marketing_messages', (c) => postMarketingMessages(c, world));
  app.post('/:version/:id/media', ordinary(world, uploadMedia));
  app.get('/:version/:id/whatsapp_business_profile', ordinary(world, getProfile));
  app.get('/:version/:id/phone_numbers', ordinary(world, listNumbers));
  app.get('/:version/:id/subscribed_apps', ordinary(world, listSubscriptions));
  app.post('/:version/:id/subscribed_apps', ordinary(world, subscribe));
  app.delete('/:version/:id/subscribed_apps', ordinary(world, unsubscribe));
  app.get('/:version/:id/message_templates', ordinary(world, listTemplates));
  app.post('/:version/:id/subscriptions', ordinary(world, postSubscription));
  app.get('/:version/:id/subscriptions', ordinary(world, listAppSubscriptions));
  app.get('/:version/:id', ordinary(world, getNode));
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

/** Everything but sending, open to faults that strike any call. */
function ordinary(world: World, handle: Handler) {
  return (c: Context<SimulatorEnv>): Promise<Response> => {
    const id = c.req.param('id') ?? '';
    if (world.graph.numbers.has(id)) c.get('record').account = id;
    return strike(c, world, 'other', {
      refuse: (fault) => refusalAnswer(c, new GraphRefusal(Number(fault.code))),
      accept: async () => handle(c, world),
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

function unknownPath(c: Context<SimulatorEnv>): GraphRefusal {
  return new GraphRefusal(2500, { message: `Unknown path components: ${c.req.path}` });
}
