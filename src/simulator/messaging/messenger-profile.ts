import type { Context } from 'hono';
import { z } from 'zod';
import { graphAnswer } from '../graph/answer.ts';
import type { Fields } from '../graph/state.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { webAddress } from './bodies/buttons.ts';
import { checked } from './bodies/issues.ts';
import { words } from './bodies/text.ts';
import { refused } from './errors.ts';
import type { MessagingAccount } from './state.ts';
import { fieldList } from './subscriptions.ts';

const text = z.string().min(1);
const payload = words(1000);
// https://developers.facebook.com/docs/messenger-platform/reference/messenger-profile-api
const questions = z
  .array(z.strictObject({ question: text, payload }))
  .min(1)
  .max(4);
const iceBreakers = z
  .array(z.strictObject({ call_to_actions: questions, locale: text.default('default') }))
  .min(1);

const menuItems = z
  .array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('postback'), title: words(30), payload }),
      z.looseObject({ type: z.literal('web_url'), title: words(30), url: webAddress }),
    ]),
  )
  .min(1)
  .max(20);

const command = z.strictObject({ name: words(32), description: words(64) });

const messengerProfile = z.strictObject({
  get_started: z.strictObject({ payload }).optional(),
  greeting: z
    .array(z.strictObject({ locale: text, text: words(160) }))
    .min(1)
    .optional(),
  ice_breakers: z.union([iceBreakers, questions]).optional(),
  persistent_menu: z
    .array(
      z.strictObject({
        locale: text,
        composer_input_disabled: z.boolean().optional(),
        call_to_actions: menuItems.optional(),
      }),
    )
    .min(1)
    .optional(),
  whitelisted_domains: z.array(webAddress).min(1).optional(),
  account_linking_url: webAddress.optional(),
  commands: z
    .array(z.strictObject({ locale: text, commands: z.array(command).min(1).max(100) }))
    .min(1)
    .optional(),
});

/** Instagram has no Get Started and no greeting, and menus are simpler. */
const instagramProfile = z.strictObject({
  ice_breakers: iceBreakers.optional(),
  persistent_menu: z
    .array(z.strictObject({ locale: text, call_to_actions: menuItems }))
    .min(1)
    .optional(),
});

// https://developers.facebook.com/docs/messenger-platform/send-messages/rate-limiting
const rate = { capacity: 10, per_second: 10 / 600 };

/** `GET|POST|DELETE …/messenger_profile` of an account that is known by now. */
export function answerProfile(
  c: Context<SimulatorEnv>,
  world: World,
  account: MessagingAccount,
  body: Fields,
): Response {
  if (!world.buckets.take(`profile:${account.id}`, rate)) throw refused('613');
  if (c.req.method === 'GET') return graphAnswer(c, { data: read(account, fieldList(body.fields)) });
  if (c.req.method === 'POST') set(account, body);
  else for (const name of known(account, fieldList(body.fields))) account.profile.delete(name);
  return graphAnswer(c, { result: 'success' });
}

/** Sets what is named and leaves the rest. */
function set(account: MessagingAccount, body: Fields): void {
  const wanted = checked(account.platform === 'messenger' ? messengerProfile : instagramProfile, body);
  const entries = Object.entries(wanted);
  if (entries.length === 0) throw refused('100', 'At least one property is required.');
  const hasStart = 'get_started' in wanted || account.profile.has('get_started');
  if (account.platform === 'messenger' && 'persistent_menu' in wanted && !hasStart) {
    throw refused('100', 'You must set a Get Started button if you also wish to use persistent menu.');
  }
  for (const [name, value] of entries) account.profile.set(name, value);
}

/** One object with what is set, or none. */
function read(account: MessagingAccount, fields: string[]): Fields[] {
  const names = known(account, fields).filter((name) => account.profile.has(name));
  if (names.length === 0) return [];
  return [Object.fromEntries(names.map((name) => [name, account.profile.get(name)]))];
}

/** Refuses no name at all, and names that are no properties. */
function known(account: MessagingAccount, names: string[]): string[] {
  if (names.length === 0) throw refused('100', 'The parameter fields is required.');
  const { shape } = account.platform === 'messenger' ? messengerProfile : instagramProfile;
  const properties = Object.keys(shape);
  const wrong = names.find((name) => !properties.includes(name));
  if (wrong === undefined) return names;
  throw refused('100', `Param fields must be one of {${properties.join(', ')}} - got "${wrong}".`);
}
