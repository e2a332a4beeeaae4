import { Problem } from '../../../errors.ts';
import type { Identity } from '../../item.ts';
import type { Recipient } from '../../platform.ts';
import { isObject, type Json, textAt } from '../../readers.ts';

/** An id that a message can be sent to: the identity's kind, and its name in `recipient`. */
export interface Address {
  kind: string;
  field: string;
}

/** The best known identity that can be written to, as the API names it. @throws Problem when there is none */
export function recipientOf({ identities }: Recipient, addresses: readonly Address[]): Json {
  const address = addressFor(identities, addresses);
  const identity = identities.find(({ kind }) => kind === address?.kind);
  if (address && identity) return { [address.field]: identity.value };
  throw new Problem({
    status: 422,
    code: 'no_address',
    detail: 'No id of this person is known that a message can be sent to.',
    fix: 'Wait until the person writes; then their id is known.',
  });
}

/** By which of a person's ids they are written to: the first that is known. */
export function addressFor(
  identities: readonly Identity[],
  addresses: readonly Address[],
): Address | undefined {
  return addresses.find(({ kind }) => identities.some((one) => one.kind === kind));
}

/** The identity that a request was addressed to. */
export function addressedTo(body: unknown, addresses: readonly Address[]): Identity | undefined {
  const recipient = isObject(body) && isObject(body.recipient) ? body.recipient : undefined;
  for (const { kind, field } of addresses) {
    const value = textAt(recipient, field);
    if (value !== undefined) return { kind, value };
  }
  return undefined;
}
