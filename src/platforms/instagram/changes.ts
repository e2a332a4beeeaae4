import type { NoticeItem } from '../item.ts';
import { type Change, type ChangeReader, changeBase, toNotice } from '../meta/inbox/changes.ts';
import { textIds } from '../meta/inbox/text-ids.ts';
import { compact, objectAt, textAt } from '../readers.ts';

/**
 * What can change about an account outside its chats.
 * https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram
 */
export const changes: ReadonlyMap<string, ChangeReader> = new Map<string, ChangeReader>([
  ['comments', readComment],
  ['live_comments', readComment],
  ['mentions', toNotice('mention.received')],
  ['story_insights', toNotice('insights.received')],
]);

/**
 * Somebody commented on a post, reel or live video; the account itself asks for no answer. The two routes
 * name the id differently.
 */
function readComment(change: Change): NoticeItem | [] | undefined {
  const { field, value, account } = change;
  const comment_id = textAt(value, 'comment_id') ?? textAt(value, 'id');
  const from = objectAt(value, 'from');
  const author = textAt(from, 'id');
  if (comment_id === undefined) return undefined;
  if (author !== undefined && author === account) return [];
  return {
    // A comment on a boosted post may come twice.
    ...changeBase(change, `comment:${comment_id}`),
    kind: 'notice',
    event: 'comment.received',
    data: { field, ...textIds(value), ...compact({ comment_id, text: textAt(value, 'text') }) },
    ...(author !== undefined && {
      person: {
        identities: [{ kind: 'igsid', value: author }],
        ...compact({ username: textAt(from, 'username') }),
      },
    }),
  };
}
