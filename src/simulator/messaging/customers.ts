import { digitsFrom } from '../ids.ts';
import type { Customer, MessagingAccount } from './state.ts';

/** How somebody is described when they act through the control API. */
export interface CustomerInput {
  id?: string | undefined;
  name?: string | undefined;
  username?: string | undefined;
}

/** The person meant, known or new; what the description adds is learnt. */
export function customerFrom(account: MessagingAccount, input: CustomerInput): Customer {
  const known = input.id === undefined ? byName(account, input) : account.customers.get(input.id);
  const customer = known ?? newCustomer(account, input);
  if (input.name !== undefined) customer.name = input.name;
  if (input.username !== undefined) customer.username = input.username;
  return customer;
}

function byName(account: MessagingAccount, { username, name }: CustomerInput): Customer | undefined {
  const key = username === undefined ? 'name' : 'username';
  const wanted = username ?? name;
  if (wanted === undefined) return undefined;
  for (const customer of account.customers.values()) if (customer[key] === wanted) return customer;
  return undefined;
}

function newCustomer(account: MessagingAccount, input: CustomerInput): Customer {
  const words = input.username ?? input.name ?? `somebody ${account.customers.size}`;
  // Always the same for the same words: a simulator started again knows its people.
  const id = input.id ?? digitsFrom(`${account.id}|${words}`, 16);
  const customer: Customer = {
    id,
    name: input.name ?? input.username ?? `Customer ${id.slice(-4)}`,
    username: account.platform === 'instagram' ? (input.username ?? `customer_${id.slice(-4)}`) : null,
    consented: false,
    blocked: false,
    last_inbound_at: null,
    read_up_to: null,
    typing_until: null,
    owner_app_id: null,
    messages: [],
    reactions: new Map(),
  };
  account.customers.set(id, customer);
  return customer;
}
