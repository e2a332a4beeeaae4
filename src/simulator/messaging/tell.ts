import type { Outlet } from '../delivery/delivery.ts';
import type { Outcome } from '../delivery/post.ts';
import type { Fields, MetaApp } from '../graph/state.ts';
import type { World } from '../world.ts';
import { type Listener, listenersOf } from './listeners.ts';
import { composeWebhook } from './payload.ts';
import type { Route } from './sender.ts';
import type { Customer, MessagingAccount, MessagingUpdate } from './state.ts';
import { fieldsFor, type Happening } from './webhook-fields.ts';

/** The answer where nobody is told. */
export const nobodyTold: Outcome = { state: 'no_callback', status: null, attempts: 0 };

/** Tells every subscribed app what happened in a chat. */
export function tell(
  world: World,
  account: MessagingAccount,
  customer: Customer | null,
  happening: Happening,
  item: Fields,
): Promise<Outcome> {
  return tellEach(world, account, customer, ({ app, fields }) => {
    const isControl = happening === 'handover';
    const owner = customer?.owner_app_id ?? null;
    if (!isControl && owner !== null && owner !== app.id) {
      // Who does not control the thread may only listen, and does not see what was tapped.
      return fields.includes('standby') ? { form: 'standby', body: withoutPayload(item) } : null;
    }
    const hears = fieldsFor(account.platform, happening).some((one) => fields.includes(one));
    return hears ? { form: 'messaging', body: item } : null;
  });
}

/** Tells every subscribed app of a change that is no message. `value` may differ by route. */
export function tellChange(
  world: World,
  account: MessagingAccount,
  field: string,
  value: (route: Route) => Fields,
): Promise<Outcome> {
  const flat = account.platform === 'instagram' && account.flat_comments;
  return tellEach(world, account, null, ({ fields, route }) => {
    const body = { field, value: value(route) };
    return fields.includes(field) ? { form: flat ? 'flat' : 'changes', body } : null;
  });
}

/** Posts to every listener for whom there is something; the first one's outcome counts. */
export async function tellEach(
  world: World,
  account: MessagingAccount,
  customer: Customer | null,
  updateFor: (listener: Listener) => Omit<MessagingUpdate, 'account' | 'at'> | null,
): Promise<Outcome> {
  const at = world.clock.now();
  const lane = `${account.id}|${customer?.id ?? ''}`;
  const pushes = listenersOf(world, account).flatMap((listener) => {
    const update = updateFor(listener);
    if (update === null) return [];
    return [outletFor(world, account, listener.app).push(lane, { ...update, account, at })];
  });
  const outcomes = await Promise.all(pushes);
  return outcomes[0] ?? nobodyTold;
}

function withoutPayload(item: Fields): Fields {
  if (typeof item.postback !== 'object' || item.postback === null) return item;
  return { ...item, postback: { ...item.postback, payload: undefined } };
}

/** An app hears of all its Pages, and of all its Instagram accounts, at one place each. */
function outletFor(world: World, account: MessagingAccount, app: MetaApp): Outlet<MessagingUpdate> {
  const object = account.platform === 'messenger' ? 'page' : 'instagram';
  const key = `${object}|${app.id}`;
  const known = world.messaging.outlets.get(key);
  if (known !== undefined) return known;
  const outlet = world.delivery.outlet<MessagingUpdate>({
    platform: account.platform,
    account: (updates) =>
      accountsOf(updates)
        .map((one) => one.id)
        .join(','),
    callback: () => app.objects[object].callback?.url ?? null,
    retries: () => true,
    compose: (updates) => composeWebhook(object, app, updates),
    givenUp: (updates) => {
      // Messenger switches the subscription off; Instagram only drops what it could not deliver.
      for (const one of accountsOf(updates)) {
        if (one.platform === 'messenger') one.subscriptions.delete(app.id);
      }
    },
  });
  world.messaging.outlets.set(key, outlet);
  return outlet;
}

function accountsOf(updates: readonly MessagingUpdate[]): MessagingAccount[] {
  return [...new Set(updates.map(({ account }) => account))];
}
