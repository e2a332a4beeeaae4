import type { Parsed } from '../item.ts';
import { type Inbox, readBody } from '../meta/inbox/envelope.ts';
import { changes } from './changes.ts';
import { events } from './events.ts';
import { webhookObject } from './payload.ts';
import { withTwins } from './twins.ts';

const inbox: Inbox = { object: webhookObject, title: 'Instagram', identity: 'igsid', events, changes };

/** A verified body of an Instagram webhook → its items. */
export function parse(body: unknown): Parsed {
  return withTwins(readBody(body, inbox));
}
