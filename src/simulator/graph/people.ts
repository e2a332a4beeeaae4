import { randomUUID } from 'node:crypto';
import { digits, digitsFrom, opaque } from '../ids.ts';
import type { BusinessNumber, GraphState, Group, Person } from './state.ts';

// Country calling codes → the country a business-scoped user id begins with. Longest first.
const countries: readonly (readonly [string, string])[] = [
  ['886', 'TW'],
  ['852', 'HK'],
  ['254', 'KE'],
  ['234', 'NG'],
  ['20', 'EG'],
  ['27', 'ZA'],
  ['33', 'FR'],
  ['34', 'ES'],
  ['39', 'IT'],
  ['44', 'GB'],
  ['49', 'DE'],
  ['52', 'MX'],
  ['54', 'AR'],
  ['55', 'BR'],
  ['60', 'MY'],
  ['61', 'AU'],
  ['62', 'ID'],
  ['63', 'PH'],
  ['65', 'SG'],
  ['66', 'TH'],
  ['81', 'JP'],
  ['82', 'KR'],
  ['84', 'VN'],
  ['90', 'TR'],
  ['91', 'IN'],
  ['1', 'US'],
];

/** How somebody is described when they act through the control API. */
export interface PersonInput {
  id?: string | undefined;
  phone?: string | undefined;
  name?: string | undefined;
  username?: string | undefined;
  without_phone?: boolean | undefined;
}

/** The person meant, known or new; what the description adds is learnt. */
export function personFrom(state: GraphState, number: BusinessNumber, input: PersonInput): Person {
  const portfolio = number.account.portfolio_id;
  const phone = input.phone?.replace(/\D/g, '');
  const known =
    (phone ? state.people.get(phone) : undefined) ??
    (input.id ? personById(state, portfolio, input.id) : undefined) ??
    personByName(state, input);
  const person = known ?? newPerson(state, phone ?? inventedPhone(input));
  if (input.id !== undefined) setUserId(state, person, portfolio, input.id);
  if (input.name !== undefined) person.name = input.name;
  if (input.username !== undefined) person.username = input.username;
  if (input.without_phone !== undefined) person.hides_phone = input.without_phone;
  return person;
}

/** The person with this phone number, made on the spot: every number has somebody who answers. */
export function personAt(state: GraphState, phone: string): Person {
  return state.people.get(phone) ?? newPerson(state, phone);
}

function newPerson(state: GraphState, phone: string): Person {
  const name = `Customer ${phone.slice(-4)}`;
  const base = { key: randomUUID(), phone, name, username: null, hides_phone: false };
  const person: Person = { ...base, ids: new Map() };
  state.people.set(phone, person);
  return person;
}

/** Somebody by the id a business portfolio knows them by. */
export function personById(state: GraphState, portfolio: string, id: string): Person | undefined {
  return state.people_by_id.get(`${portfolio}|${id}`);
}

/** By username, or by name when nothing else is said. */
function personByName(state: GraphState, input: PersonInput): Person | undefined {
  const { username, name, phone, id } = input;
  const key = username === undefined ? 'name' : 'username';
  const wanted = username ?? (phone === undefined && id === undefined ? name : undefined);
  if (wanted === undefined) return undefined;
  for (const person of state.people.values()) if (person[key] === wanted) return person;
  return undefined;
}

function inventedPhone(input: PersonInput): string {
  const known = input.id ?? input.username ?? input.name;
  return `1555${known === undefined ? digits(7) : digitsFrom(known, 7)}`;
}

function setUserId(state: GraphState, person: Person, portfolio: string, id: string): void {
  person.ids.set(portfolio, id);
  state.people_by_id.set(`${portfolio}|${id}`, person);
}

/** The business-scoped user id of a person, invented when the business first meets them. */
export function userIdOf(state: GraphState, person: Person, number: BusinessNumber): string {
  const portfolio = number.account.portfolio_id;
  const known = person.ids.get(portfolio);
  if (known !== undefined) return known;
  const country = countries.find(([code]) => person.phone.startsWith(code))?.[1] ?? 'US';
  const id = `${country}.${digitsFrom(`${portfolio}|${person.phone}`, 20)}`;
  setUserId(state, person, portfolio, id);
  return id;
}

/** A group, made when a number is first addressed in it. */
export function groupFrom(
  state: GraphState,
  number: BusinessNumber,
  input: { id?: string | undefined; name?: string | undefined },
): Group {
  const known = input.id === undefined ? undefined : state.groups.get(input.id);
  if (known !== undefined) return known;
  const id = input.id ?? `Y2FwaV9ncm91cDo${opaque(18)}`;
  const group: Group = { key: `group:${id}`, id, subject: input.name ?? 'Group', number, members: [] };
  state.groups.set(id, group);
  return group;
}
