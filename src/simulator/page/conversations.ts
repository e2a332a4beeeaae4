import type { Context } from 'hono';
import { graphAnswer } from '../graph/answer.ts';
import { unknownObject } from '../graph/errors.ts';
import { pickFields } from '../graph/fields.ts';
import type { Fields } from '../graph/state.ts';
import { conversationsOf, takeReading } from '../messaging/conversations.ts';
import { refused } from '../messaging/errors.ts';
import { checkPermission, checkStanding, countCall, noteAccount, type Sender } from '../messaging/sender.ts';
import type { Customer, MessagingAccount, MessagingMessage } from '../messaging/state.ts';
import type { SimulatorEnv } from '../traffic.ts';
import type { World } from '../world.ts';
import { holderOf, linked, pageOfPath } from './caller.ts';

// How many of a list Meta answers where nobody says.
const usual = 25;

/** `GET /{page id}/conversations`: whom the Page has chats with, the latest first. */
export function listConversations(c: Context<SimulatorEnv>, world: World): Response {
  const { page, token } = pageOfPath(c, world);
  const { platform = 'messenger', user_id, limit } = c.req.query();
  if (platform !== 'messenger' && platform !== 'instagram') {
    throw refused('100', 'Param platform must be one of {INSTAGRAM, MESSENGER}');
  }
  const fields = c.req.query('fields');
  if (platform === 'instagram') {
    const sender: Sender = { account: linked(page), token, route: 'page' };
    noteAccount(c, sender.account);
    countCall(c, world, sender);
    return graphAnswer(c, conversationsOf(world, sender, { user_id, limit, fields }));
  }
  admit(c, world, { account: page, token, route: 'page' });
  const chats = [...page.customers.values()]
    .filter(({ messages }) => messages.length > 0)
    .sort((one, other) => latest(other) - latest(one));
  // What is wanted of the messages stands in braces behind their name.
  const [, inner] = /\bmessages\{([^}]*)\}/.exec(fields ?? '') ?? [];
  const outer = fields?.replace(/\{[^}]*\}/g, '');
  const data = chats
    .slice(0, limitOf(c))
    .map((customer) => pickFields('UnifiedThread', outer, nodeOf(page, customer, inner), []));
  return graphAnswer(c, { data });
}

/** `GET /{conversation id}/messages`: the latest first. */
export function listMessages(c: Context<SimulatorEnv>, world: World): Response {
  const { page, token } = holderOf(c, world);
  const id = c.req.param('id') ?? '';
  for (const customer of page.customers.values()) {
    if (idOf(customer) !== id) continue;
    admit(c, world, { account: page, token, route: 'page' });
    return graphAnswer(c, { data: messagesOf(customer, c.req.query('fields'), limitOf(c)) });
  }
  throw unknownObject(c.req.method, id);
}

function admit(c: Context<SimulatorEnv>, world: World, sender: Sender): void {
  const { account } = sender;
  noteAccount(c, account);
  countCall(c, world, sender);
  checkPermission(sender, 'send');
  checkStanding(sender);
  takeReading(world, account);
}

function limitOf(c: Context<SimulatorEnv>): number {
  const limit = Number(c.req.query('limit') ?? usual);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw refused('100', 'Param limit must be a number greater than 0.');
}

function latest({ messages }: Customer): number {
  return messages.at(-1)?.at ?? 0;
}

function idOf(customer: Customer): string {
  return `t_${customer.id}`;
}

function messagesOf(customer: Customer, fields: string | undefined, limit: number): Fields[] {
  const said = customer.messages.toReversed().slice(0, limit);
  return said.map((message) => pickFields('Message', fields, messageNode(message), []));
}

function nodeOf(account: MessagingAccount, customer: Customer, fields: string | undefined): Fields {
  const people = [customer, account].map(({ name, id }) => ({ name, email: `${id}@facebook.com`, id }));
  return {
    id: idOf(customer),
    participants: { data: people },
    messages: { data: messagesOf(customer, fields, usual) },
  };
}

/** Its words; empty where it has none. */
function messageNode({ id, body, deleted }: MessagingMessage): Fields {
  return { id, message: !deleted && typeof body.text === 'string' ? body.text : '' };
}
