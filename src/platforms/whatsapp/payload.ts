import { noTime, timeAt } from '../meta/json.ts';
import { Unreadable } from '../read-each.ts';
import { compact, isObject, type Json, objectAt, objectsAt, textAt } from '../readers.ts';
import { phoneDigits } from './credentials.ts';

/**
 * The shape of WhatsApp's webhooks: entries of a WhatsApp Business Account, each with changes of one field.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 */
export const webhookObject = 'whatsapp_business_account';

/** Whether a body calls itself one of WhatsApp's. */
export function recognises(body: unknown): boolean {
  return isObject(body) && body.object === webhookObject;
}

/** The field of what another agent of the business deals with. */
export const standbyField = 'standby';

/** What stands for the field of a change that names none. */
export const noField = 'none';

/** One change with what surrounds it. */
export interface Change {
  /** `entry[0].changes[1].value` */
  path: string;
  /** The WhatsApp Business Account, or whatever else the entry is about. */
  entry_id: string;
  /** When Meta made the entry, in ms; `noTime` when it does not say. */
  time: number;
  field: string;
  value: Json;
  /** The number it is about, where the value names one. */
  account?: string;
  /** The business's own number, digits only. */
  business_phone?: string;
  /** The people that the value describes. */
  contacts: Json[];
  raw: Json;
}

/** Reads the frame of a change. */
export function readChange(raw: Json, entry: Json, path: string): Change {
  const value = objectAt(raw, 'value');
  if (value === undefined) throw new Unreadable('the change has no value');
  const metadata = objectAt(value, 'metadata');
  const phone = textAt(metadata, 'display_phone_number');
  return compact({
    path: `${path}.value`,
    entry_id: textAt(entry, 'id') ?? '',
    time: timeAt(entry, 'time') ?? noTime,
    field: textAt(raw, 'field') ?? noField,
    value,
    account:
      textAt(metadata, 'phone_number_id') ??
      textAt(objectAt(value, 'phone_number_settings'), 'phone_number_id'),
    business_phone: phone === undefined ? undefined : phoneDigits(phone),
    contacts: objectsAt(value, 'contacts'),
    raw,
  });
}

/** The account part of an item about one number; without a number it is the account of the URL. */
export function numberOf(change: Change): { account?: string } {
  return change.account === undefined ? {} : { account: change.account };
}

/** The account part of an item that may concern every number of the WhatsApp Business Account. */
export function accountOf(change: Change): { account?: string; every_account?: true } {
  if (change.account !== undefined) return { account: change.account };
  return change.entry_id === '' ? {} : { account: change.entry_id, every_account: true };
}

/** When an item happened: its own time, else the time of the entry. */
export function timeOf(item: Json, change: Change): number {
  return timeAt(item, 'timestamp') ?? change.time;
}

/**
 * Every account id that a body mentions, numbers and WhatsApp Business Accounts alike; empty for a body
 * that is not about WhatsApp.
 */
export function candidates(body: unknown): string[] {
  if (!isObject(body) || (body.object !== undefined && body.object !== webhookObject)) return [];
  const ids = new Set<string | undefined>();
  for (const entry of objectsAt(body, 'entry')) {
    ids.add(textAt(entry, 'id'));
    for (const change of objectsAt(entry, 'changes')) {
      const value = objectAt(change, 'value');
      ids.add(textAt(objectAt(value, 'metadata'), 'phone_number_id'));
      ids.add(textAt(objectAt(value, 'phone_number_settings'), 'phone_number_id'));
    }
  }
  return [...ids].filter((id) => id !== undefined);
}
