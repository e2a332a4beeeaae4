import type { NoticeEvent, NoticeItem } from '../item.ts';
import { type Change, type ChangeReader, changeBase, toNotice } from '../meta/inbox/changes.ts';
import { textIds } from '../meta/inbox/text-ids.ts';
import { compact, type Json, objectAt, textAt } from '../readers.ts';

/**
 * What can change about a page outside its inbox.
 * https://developers.facebook.com/docs/graph-api/webhooks/reference/page
 */
export const changes: ReadonlyMap<string, ChangeReader> = new Map<string, ChangeReader>([
  ['feed', readFeed],
  ['mention', toNotice('mention.received')],
  ['leadgen', toNotice('lead.received')],
  ['message_template_status_update', toNotice('template.changed')],
  // Meta prints both names.
  ['messenger_template_status_update', toNotice('template.changed')],
  ['inbox_labels', readLabel],
  ['messaging_integrity', toNotice('account.alerted')],
]);

// What people put on a page, whatever it is.
const posts: ReadonlySet<string> = new Set(['post', 'status', 'photo', 'video', 'share', 'album', 'note']);

/** Only what is new and another's asks for an answer. What the page itself comments is no news at all. */
function readFeed(change: Change): NoticeItem[] {
  const { value, account } = change;
  const item = textAt(value, 'item') ?? '';
  const isNew = textAt(value, 'verb') === 'add';
  const id = textAt(value, 'comment_id');
  const from = authorOf(value);
  const isOwn = from?.id !== undefined && from.id === account;
  if (item !== 'comment') {
    const isPost = posts.has(item) && isNew && !isOwn;
    return [happening(change, isPost ? 'post.received' : 'feed.changed', from)];
  }
  if (isOwn) return [];
  return [isNew && id !== undefined ? comment(change, id, from) : happening(change, 'comment.changed', from)];
}

function happening(change: Change, event: NoticeEvent, from: Author | undefined): NoticeItem {
  const { field, value } = change;
  const text = textAt(value, 'message');
  const data = { field, ...textIds(value), ...compact({ text, from }) };
  return { ...changeBase(change), kind: 'notice', event, data };
}

/** Somebody at the page put a label on a person, or took it off. */
function readLabel(change: Change): NoticeItem {
  const { field, value } = change;
  const id = textAt(objectAt(value, 'user'), 'id');
  return {
    ...changeBase(change),
    kind: 'notice',
    event: 'contact.changed',
    data: { field, ...textIds(value) },
    ...(id !== undefined && { person: { identities: [{ kind: 'psid', value: id }] } }),
  };
}

function comment(change: Change, comment_id: string, from: Author | undefined): NoticeItem {
  const { field, value } = change;
  const text = textAt(value, 'message');
  const time = textAt(value, 'created_time') ?? '';
  return {
    ...changeBase(change, `comment:${comment_id}:add:${time}`),
    kind: 'notice',
    event: 'comment.received',
    data: { field, ...textIds(value), ...compact({ comment_id, text, from }) },
  };
}

interface Author {
  id?: string;
  name?: string;
}

// Old versions write two fields instead of an object.
function authorOf(value: Json): Author | undefined {
  const from = objectAt(value, 'from');
  const author = compact({
    id: textAt(from, 'id') ?? textAt(value, 'sender_id'),
    name: textAt(from, 'name') ?? textAt(value, 'sender_name'),
  });
  return Object.keys(author).length === 0 ? undefined : author;
}
