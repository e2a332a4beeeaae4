import { createHmac } from 'node:crypto';
import { metaJson, metaSignature } from '../graph/payload.ts';
import type { Fields, MetaApp } from '../graph/state.ts';
import type { MessagingUpdate } from './state.ts';

/** The webhook that carries these updates, in order, signed with the app's secret. */
export function composeWebhook(
  object: 'page' | 'instagram',
  app: MetaApp,
  updates: readonly MessagingUpdate[],
): { body: string; headers: Record<string, string> } {
  const body = metaJson({ object, entry: entriesOf(updates) });
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      // The older signature still comes along.
      'x-hub-signature': `sha1=${createHmac('sha1', app.secret).update(body).digest('hex')}`,
      'x-hub-signature-256': metaSignature(app.secret, body),
    },
  };
}

interface OpenEntry {
  key: string;
  items: Fields[];
}

/** Neighbouring items of one account share an entry; everything else is an entry of its own. */
function entriesOf(updates: readonly MessagingUpdate[]): Fields[] {
  const entries: Fields[] = [];
  let open: OpenEntry | null = null;
  for (const { account, form, body, at, entry_id } of updates) {
    const id = entry_id ?? account.id;
    const key = `${id}|${form}`;
    const isItem = form === 'messaging' || form === 'standby';
    if (isItem && open !== null && open.key === key) {
      open.items.push(body);
      continue;
    }
    const items: Fields[] = [body];
    // Items are timed in milliseconds, changes in seconds.
    const time = isItem ? at : Math.floor(at / 1000);
    entries.push(form === 'flat' ? { id, time, ...body } : { id, time, [form]: items });
    open = isItem ? { key, items } : null;
  }
  return entries;
}
