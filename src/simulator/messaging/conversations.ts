import { type FieldTree, fieldsIn, pickTree } from '../graph/field-tree.ts';
import type { Fields } from '../graph/state.ts';
import { digitsFrom } from '../ids.ts';
import type { World } from '../world.ts';
import { refused } from './errors.ts';
import { checkReading, graphTime, messageNode, person } from './message-node.ts';
import type { Sender } from './sender.ts';
import type { Customer, MessagingAccount } from './state.ts';

// Meta's page size where none is asked for, and the largest one.
const usualPage = 25;
const largestPage = 100;

/** What is asked of a list of conversations. */
export interface ConversationsQuery {
  user_id: string | undefined;
  limit: string | undefined;
  fields: string | undefined;
}

/**
 * `GET /{me or id}/conversations`: the chats of an account, the newest first; with `user_id` the one with this
 * person.
 * https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/conversations-api
 */
export function conversationsOf(world: World, sender: Sender, query: ConversationsQuery): Fields {
  checkReading(sender);
  takeReading(world, sender.account);
  const limit = query.limit === undefined ? usualPage : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > largestPage) {
    throw refused('100', 'Param limit must be an integer between 1 and 100');
  }
  const chats = [...sender.account.customers.values()]
    .filter((one) => one.messages.length > 0)
    .filter((one) => query.user_id === undefined || one.id === query.user_id)
    .toSorted((one, other) => updatedAt(other) - updatedAt(one));
  const fields = fieldsIn(query.fields ?? 'id,updated_time');
  return { data: chats.slice(0, limit).map((one) => conversationNode(sender.account, one, fields)) };
}

// https://developers.facebook.com/docs/messenger-platform/overview/rate-limiting
const listsPerSecond = 2;

/** Chats may be listed so often and no more. */
export function takeReading(world: World, { id }: MessagingAccount): void {
  const rate = { capacity: listsPerSecond, per_second: listsPerSecond };
  if (!world.buckets.take(`conversations:${id}`, rate)) throw refused('613');
}

/** The chat that has this id. */
export function conversationWith(account: MessagingAccount, id: string): Customer | null {
  for (const one of account.customers.values()) {
    if (one.messages.length > 0 && conversationId(account, one) === id) return one;
  }
  return null;
}

/** `GET /{conversation id}`. */
export function readConversation(sender: Sender, customer: Customer, fields: string | undefined): Fields {
  checkReading(sender);
  return conversationNode(sender.account, customer, fieldsIn(fields ?? 'id,updated_time'));
}

function conversationNode(account: MessagingAccount, customer: Customer, fields: FieldTree): Fields {
  const newest = customer.messages.toReversed().filter(({ deleted }) => !deleted);
  return pickTree('UnifiedThread', fields, conversationId(account, customer), {
    updated_time: () => graphTime(updatedAt(customer)),
    message_count: () => newest.length,
    participants: () => ({ data: [person(account), person(customer)] }),
    messages: (inner) => ({
      data: newest
        .slice(0, usualPage)
        .map((one) => messageNode(one, inner.size > 0 ? inner : fieldsIn('id,created_time'))),
    }),
  });
}

function updatedAt({ messages }: Customer): number {
  return messages.at(-1)?.at ?? 0;
}

function conversationId(account: MessagingAccount, customer: Customer): string {
  if (account.platform === 'messenger') return `t_${customer.id}`;
  const own = digitsFrom(`${account.id}|${customer.id}|thread`, 17);
  return `aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ${Buffer.from(`${account.id}:${own}`).toString('base64url')}ZD`;
}
