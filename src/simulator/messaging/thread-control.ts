import type { Context } from 'hono';
import { z } from 'zod';
import type { Outcome } from '../delivery/post.ts';
import { graphAnswer } from '../graph/answer.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { checked } from './bodies/issues.ts';
import type { InstagramBody, MessengerBody } from './bodies/message.ts';
import { refused } from './errors.ts';
import { fromCustomer } from './items.ts';
import type { Sender } from './sender.ts';
import type { Customer, MessagingAccount } from './state.ts';
import { tell } from './tell.ts';

// A thread stays active, and with its owner, until 24 hours without activity.
// https://developers.facebook.com/docs/messenger-platform/conversation-routing
const day = 24 * 60 * 60 * 1000;

/** The apps in which the business's own people write. */
export const nativeInbox = { messenger: '263902037430900', instagram: '1217981644879628' } as const;

/** Starts telling the apps something. */
type Telling = () => Promise<Outcome>;

/** Gives a thread to an app at once; the answer tells the apps. */
export function passControl(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  change: { kind: 'pass' | 'take'; to: string | null; metadata?: string | undefined },
): Telling {
  const previous = customer.owner_app_id;
  customer.owner_app_id = change.to;
  const event = {
    [`${change.kind}_thread_control`]: {
      previous_owner_app_id: previous,
      new_owner_app_id: change.to,
      metadata: change.metadata ?? '',
    },
  };
  return () => tell(world, account, customer, 'handover', fromCustomer(world, account, customer, event));
}

/** Asks the owner of a thread for it. */
export function requestControl(
  world: World,
  account: MessagingAccount,
  customer: Customer,
  by: string,
  metadata = '',
): Telling {
  const event = { request_thread_control: { requested_owner_app_id: by, metadata } };
  return () => tell(world, account, customer, 'handover', fromCustomer(world, account, customer, event));
}

/** What a message says about the thread comes into force after it. */
export async function controlAfterSending(
  world: World,
  sender: Sender,
  customer: Customer | null,
  body: MessengerBody | InstagramBody,
): Promise<void> {
  if (!('thread_control' in body) || body.thread_control === undefined || customer === null) return;
  const { control_type, app_id } = body.thread_control;
  if (control_type === 'release') customer.owner_app_id = null;
  else await passControl(world, sender.account, customer, { kind: 'pass', to: app_id ?? null })();
}

const controlBody = z.strictObject({
  recipient: z.strictObject({ id: z.string().min(1) }),
  target_app_id: z.union([z.string().min(1), z.number()]).optional(),
  metadata: z.string().optional(),
});

/** `POST /{id}/{pass|take|release|request}_thread_control`. */
export function postControl(
  c: Context<SimulatorEnv>,
  world: World,
  sender: Sender,
  kind: 'pass' | 'take' | 'release' | 'request',
  raw: unknown,
): Response {
  const { recipient, metadata, target_app_id } = checked(controlBody, raw);
  const { account } = sender;
  const own = sender.token.app.id;
  const customer = customerOf(account, recipient.id);
  const afterwards = c.get('afterwards');
  if (kind === 'request') afterwards.push(requestControl(world, account, customer, own, metadata));
  if (kind === 'take') afterwards.push(passControl(world, account, customer, { kind, to: own, metadata }));
  if (kind === 'pass' || kind === 'release') checkControl(account, customer, own);
  if (kind === 'release') customer.owner_app_id = null;
  if (kind === 'pass') {
    if (target_app_id === undefined) throw refused('100', 'The parameter target_app_id is required.');
    const change = { kind, to: String(target_app_id), metadata };
    afterwards.push(passControl(world, account, customer, change));
  }
  return graphAnswer(c, { success: true });
}

// A thread may be kept for up to seven days.
const longestExtension = 7 * 24 * 60 * 60;

const extensionBody = z.strictObject({
  recipient: z.strictObject({ id: z.string().min(1) }),
  duration: z.coerce.number().int().min(1).max(longestExtension),
});

/** `POST /{id}/extend_thread_control`: the owner keeps the thread for so many seconds. */
export function postExtension(c: Context<SimulatorEnv>, { account, token }: Sender, raw: unknown): Response {
  const { recipient } = checked(extensionBody, raw);
  checkControl(account, customerOf(account, recipient.id), token.app.id);
  return graphAnswer(c, { success: true });
}

function customerOf(account: MessagingAccount, id: string): Customer {
  const customer = account.customers.get(id);
  if (customer !== undefined) return customer;
  throw refused(account.platform === 'messenger' ? '100/2018001' : '100/2534014');
}

/** Refuses whoever does not control the thread. */
export function checkControl(account: MessagingAccount, customer: Customer, app: string): void {
  if (customer.owner_app_id === null || customer.owner_app_id === app) return;
  throw refused(account.platform === 'messenger' ? '10/2018300' : '100/2534037');
}

/** `GET /{id}/thread_owner?recipient=…`: empty while nobody controls the thread. */
export function threadOwner(c: Context<SimulatorEnv>, world: World, account: MessagingAccount): Response {
  const { owner_app_id: app_id } = customerOf(account, c.req.query('recipient') ?? '');
  if (app_id === null) return graphAnswer(c, { data: [] });
  const expiration = Math.floor((world.clock.now() + day) / 1000);
  return graphAnswer(c, { data: [{ thread_owner: { app_id, expiration } }] });
}
