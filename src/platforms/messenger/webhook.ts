import type { Parsed } from '../item.ts';
import { type Inbox, readBody } from '../meta/inbox/envelope.ts';
import { changes } from './changes.ts';
import { events } from './events.ts';
import { webhookObject } from './payload.ts';

const inbox: Inbox = { object: webhookObject, title: 'Messenger', identity: 'psid', events, changes };

/** A verified body of a page's webhook → its items. */
export function parse(body: unknown): Parsed {
  return readBody(body, inbox);
}
