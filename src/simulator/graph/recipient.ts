import type { MessageBody } from './bodies/message.ts';
import { GraphRefusal } from './errors.ts';
import { personAt, personById } from './people.ts';
import type { BusinessNumber, GraphState, Group, Person } from './state.ts';

/** Who a message goes to, and how the answer names them. */
export type Recipient =
  | {
      kind: 'person';
      person: Person;
      by_phone: boolean;
      contact: { input: string; wa_id?: string; user_id?: string };
    }
  | { kind: 'group'; group: Group; contact: { input: string } }
  /** A well-formed user id nobody has: only the receipt will tell. */
  | { kind: 'nobody'; contact: { input: string; user_id: string } };

const userId = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

/** Finds the recipient; `to` wins over `recipient`. */
export function recipientOf(state: GraphState, number: BusinessNumber, body: MessageBody): Recipient {
  if (body.recipient_type === 'group') return groupRecipient(state, number, body.to);
  if (body.to !== undefined) return phoneRecipient(state, number, body.to);
  if (body.recipient === undefined) {
    const text = 'The parameter to is required.';
    throw new GraphRefusal(100, { message: `(#100) ${text}`, details: text });
  }
  const input = body.recipient;
  if (!userId.test(input)) {
    throw new GraphRefusal(131009, { details: 'Param recipient is not a business-scoped user id.' });
  }
  const person = personById(state, number.account.portfolio_id, input);
  const contact = { input, user_id: input };
  return person === undefined
    ? { kind: 'nobody', contact }
    : { kind: 'person', person, by_phone: false, contact };
}

function groupRecipient(state: GraphState, number: BusinessNumber, id: string | undefined): Recipient {
  const group = id === undefined ? undefined : state.groups.get(id);
  if (id === undefined || group === undefined || group.number !== number) throw new GraphRefusal(131041);
  if (group.members.length === 0) throw new GraphRefusal(131020);
  return { kind: 'group', group, contact: { input: id } };
}

function phoneRecipient(state: GraphState, number: BusinessNumber, input: string): Recipient {
  // Spaces, dashes and brackets are accepted.
  const compact = input.replace(/[\s()-]/g, '');
  if (!/^\+?[1-9]\d{4,14}$/.test(compact)) {
    throw new GraphRefusal(100, { details: 'Param to is not a valid phone number.' });
  }
  const phone = compact.startsWith('+') ? compact.slice(1) : international(compact, number.country_code);
  if (phone === number.digits) throw new GraphRefusal(131021);
  return { kind: 'person', person: personAt(state, phone), by_phone: true, contact: { input, wa_id: phone } };
}

/**
 * Without `+`, what looks local gets the country code of the business in front, and may reach a stranger.
 * Ten digits are the longest national number in the countries this matters for.
 */
function international(number: string, countryCode: string): string {
  return number.length <= 10 ? countryCode + number : number;
}
