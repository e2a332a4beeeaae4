import type { InboundItem, NoticeItem } from '../item.ts';
import {
  type Change,
  type ChangeReader,
  changeBase,
  toNotice,
  unsupportedChange,
} from '../meta/inbox/changes.ts';
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
]);

/** Of all that happens to posts only a new comment asks for an answer; the page's own is none. */
function readFeed(change: Change): InboundItem[] {
  const { value, account } = change;
  const item = textAt(value, 'item');
  const verb = textAt(value, 'verb');
  const id = textAt(value, 'comment_id');
  const author = authorOf(value);
  if (item === 'comment' && author?.id !== undefined && author.id === account) return [];
  if (item !== 'comment' || verb !== 'add' || id === undefined) {
    const what = ['feed', item, verb].filter((word) => word !== undefined).join(' ');
    return [unsupportedChange(change, what)];
  }
  return [comment(change, id, author)];
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
