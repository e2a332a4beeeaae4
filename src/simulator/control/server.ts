import { type Context, Hono } from 'hono';
import type { SimulatorClock } from '../clock-control.ts';
import { ControlRefusal } from '../control-refusal.ts';
import type { PlatformName } from '../faults.ts';
import { sayOnWhatsApp } from '../graph/inbound.ts';
import { sayOnLine } from '../line/inbound.ts';
import { sayOnMessaging } from '../messaging/inbound.ts';
import { type SayInput, sayBody } from '../say-input.ts';
import { shopOrder } from '../shop.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { createChannel, describeChannel, redeliver, updateChannel } from './channels.ts';
import { checked } from './checked.ts';
import { changeDelivery, expireToken, moveClock, plantFault } from './conditions.ts';
import { inboxOf, openChat } from './inbox.ts';
import { createInstagram, describeInstagram, updateInstagram } from './instagram-accounts.ts';
import { changeModel, modelCalls, planAnswer } from './model.ts';
import { createNumber, describeNumber, updateNumber } from './numbers.ts';
import { createPage, describePage, updatePage } from './pages.ts';
import { addTemplate, reviewTemplate } from './templates.ts';

/** Who hears what is said on a platform. */
const sayers: Record<PlatformName, (world: World, input: SayInput) => Promise<object>> = {
  messenger: sayOnMessaging,
  instagram: sayOnMessaging,
  whatsapp: sayOnWhatsApp,
  line: sayOnLine,
};

/** The platforms' consoles and the customers' phones. */
export function controlServer(world: World, clock: SimulatorClock): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  app.get('/', (c) => c.json({ urls: world.urls, now: world.clock.now() }));
  addAccountRoutes(app, world);
  addPhoneRoutes(app, world);
  addFaultRoutes(app, world);
  addModelRoutes(app, world);
  addRecordRoutes(app, world);
  app.post('/expire-token', async (c) => c.json(expireToken(world, await body(c))));
  app.post('/clock/advance', async (c) => c.json(await moveClock(clock, await body(c))));
  app.notFound((c) => c.json({ error: `There is no ${c.req.method} ${c.req.path}.` }, 404));
  app.onError((error, c) => {
    if (error instanceof ControlRefusal) return c.json({ error: error.message }, error.status);
    throw error;
  });
  return app;
}

/** Numbers, pages, accounts and channels, as a business sets them up at the platforms. */
function addAccountRoutes(app: Hono<SimulatorEnv>, world: World): void {
  app.get('/whatsapp/numbers', (c) =>
    c.json({ data: [...world.graph.numbers.values()].map((one) => describeNumber(world, one)) }),
  );
  app.post('/whatsapp/numbers', async (c) => c.json(await createNumber(world, await body(c)), 201));
  app.patch('/whatsapp/numbers/:id', async (c) =>
    c.json(await updateNumber(world, c.req.param('id'), await body(c))),
  );
  app.post('/whatsapp/templates', async (c) => c.json(addTemplate(world, await body(c)), 201));
  app.post('/whatsapp/templates/:id/review', async (c) =>
    c.json(await reviewTemplate(world, c.req.param('id'), await body(c))),
  );
  app.get('/messenger/pages', (c) =>
    c.json({ data: [...world.messaging.pages.values()].map((one) => describePage(world, one)) }),
  );
  app.post('/messenger/pages', async (c) => c.json(await createPage(world, await body(c)), 201));
  app.patch('/messenger/pages/:id', async (c) =>
    c.json(await updatePage(world, c.req.param('id'), await body(c))),
  );
  app.get('/instagram/accounts', (c) =>
    c.json({ data: [...world.messaging.instagram.values()].map((one) => describeInstagram(world, one)) }),
  );
  app.post('/instagram/accounts', async (c) => c.json(await createInstagram(world, await body(c)), 201));
  app.patch('/instagram/accounts/:id', async (c) =>
    c.json(await updateInstagram(world, c.req.param('id'), await body(c))),
  );
  app.get('/line/channels', (c) =>
    c.json({ data: [...world.line.channels.values()].map((one) => describeChannel(world, one)) }),
  );
  app.post('/line/channels', async (c) => c.json(createChannel(world, await body(c)), 201));
  app.patch('/line/channels/:id', async (c) =>
    c.json(updateChannel(world, c.req.param('id'), await body(c))),
  );
  app.post('/line/channels/:id/redeliver', async (c) =>
    c.json(await redeliver(world, c.req.param('id'), await body(c))),
  );
}

/** What customers do on their phones. */
function addPhoneRoutes(app: Hono<SimulatorEnv>, world: World): void {
  app.post('/say', async (c) => {
    const input = checked(sayBody, await body(c));
    return c.json(await sayers[input.platform](world, input));
  });
  app.get('/inbox', (c) => c.json(inboxOf(world, c.req.query())));
  app.post('/read', async (c) => c.json(await openChat(world, await body(c))));
}

/** Faults to order, and how webhooks are delivered. */
function addFaultRoutes(app: Hono<SimulatorEnv>, world: World): void {
  app.get('/faults', (c) => c.json({ data: world.faults.list() }));
  app.post('/faults', async (c) => c.json(plantFault(world, await body(c)), 201));
  app.delete('/faults', (c) => {
    world.faults.clear();
    return c.body(null, 204);
  });
  app.get('/delivery', (c) => c.json(world.delivery.settings()));
  app.post('/delivery', async (c) => c.json(changeDelivery(world, await body(c))));
  app.post('/delivery/release', async (c) => c.json({ released: await world.delivery.release() }));
}

/** The model, and the shop whose orders its tools look up. */
function addModelRoutes(app: Hono<SimulatorEnv>, world: World): void {
  app.get('/model', (c) => c.json(world.model.settings));
  app.patch('/model', async (c) => c.json(changeModel(world, await body(c))));
  app.get('/model/answers', (c) => c.json({ data: world.model.planned }));
  app.post('/model/answers', async (c) => c.json(planAnswer(world, await body(c)), 201));
  app.delete('/model/answers', (c) => {
    world.model.planned = [];
    return c.body(null, 204);
  });
  app.get('/model/requests', (c) => c.json({ data: modelCalls(world, c.req.query()) }));
  app.get('/shop/orders/:number', (c) => {
    const order = shopOrder(c.req.param('number'));
    return order === null ? c.json({ error: 'There is no such order.' }, 404) : c.json(order);
  });
}

/** What was asked of the platforms, and what they told. */
function addRecordRoutes(app: Hono<SimulatorEnv>, world: World): void {
  app.get('/requests', (c) => c.json({ data: filtered(world.requests.list(), c.req.query()) }));
  app.get('/webhooks', (c) => c.json({ data: filtered(world.webhooks.list(), c.req.query()) }));
  app.delete('/logs', (c) => {
    world.requests.clear();
    world.webhooks.clear();
    world.model.calls.clear();
    return c.body(null, 204);
  });
}

function filtered<Entry extends { platform: string; account: string | null }>(
  entries: Entry[],
  query: Record<string, string>,
): Entry[] {
  return entries.filter(
    (one) =>
      (query.platform === undefined || one.platform === query.platform) &&
      // A webhook may be about several accounts.
      (query.account === undefined || one.account?.split(',').includes(query.account)),
  );
}

async function body(c: Context<SimulatorEnv>): Promise<unknown> {
  const text = await c.req.text();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlRefusal(400, 'The body is not JSON.');
  }
}
