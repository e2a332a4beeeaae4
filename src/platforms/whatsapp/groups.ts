import { hashOf } from '../hash.ts';
import type { GroupItem, InboundItem, Person } from '../item.ts';
import { compact, type Json, objectsAt, textAt } from '../readers.ts';
import { explainError } from './errors.ts';
import { type Change, numberOf, timeOf } from './payload.ts';
import { contactIds, personOf } from './people.ts';

// The business makes its groups itself, so making one is how it joins.
const lifecycle: ReadonlyMap<string, GroupItem['event']> = new Map([
  ['group_create', 'group.joined'],
  ['group_delete', 'group.left'],
]);

/**
 * What happened to a group. Who came and who went are two items, even if one entry holds both.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 */
export function readGroup(group: Json, change: Change): InboundItem[] {
  const id = textAt(group, 'group_id');
  const type = textAt(group, 'type') ?? change.field;
  const key = `group:${id ?? ''}:${type}:${textAt(group, 'timestamp') ?? ''}:${hashOf(group)}`;
  const base = { key, ...numberOf(change), occurred_at: timeOf(group, change), raw: group };
  const came = peopleAt(group, 'added_participants');
  const went = peopleAt(group, 'removed_participants');
  const [error] = objectsAt(group, 'errors');
  // A group that could not be made has no id.
  if (id === undefined || (error !== undefined && came.length + went.length === 0)) {
    const where = id === undefined ? {} : { thread: { kind: 'group', id } as const };
    const failure = error && explainError({ body: error });
    return [
      { ...base, ...where, kind: 'notice', event: 'group.failed', data: compact({ ...group, failure }) },
    ];
  }
  const common = { ...base, kind: 'group', thread: { kind: 'group', id }, data: group } as const;
  // The type is not always right about participants, the field is.
  const event = change.field === 'group_participants_update' ? undefined : lifecycle.get(type);
  if (event !== undefined) {
    return [{ ...common, event, ...(came.length > 0 && { members: came }) }];
  }
  const items: GroupItem[] = [];
  if (came.length > 0) items.push({ ...common, event: 'group.members_joined', members: came });
  if (went.length > 0) {
    items.push({ ...common, key: `${key}:left`, event: 'group.members_left', members: went });
  }
  return items.length > 0 ? items : [{ ...common, event: 'group.changed' }];
}

function peopleAt(group: Json, key: string): Person[] {
  return objectsAt(group, key).flatMap((entry) => personOf(contactIds(entry), entry) ?? []);
}
