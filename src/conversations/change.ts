import type { ConversationRow } from '../database/schema.ts';
import type { Batch, WriteKind } from '../database/writer.ts';
import { notFound, Problem } from '../errors.ts';
import type { Actor } from './actor.ts';
import { announceChange, type Deed, type Differences } from './conversation-news.ts';
import type { Scene } from './delivery-status.ts';
import { type ConversationOwnerName, handOver } from './handover.ts';
import type { Interest } from './interest.ts';
import { ReadPositions } from './read-position.ts';
import { conversationStore } from './store.ts';

/** How a conversation can stand: a closed one is open again when the person writes. */
export const conversationStatuses = ['open', 'closed'] as const;

/** What somebody at the desk wants of a conversation; what is not named stays as it is. */
export interface ConversationWishes {
  owner?: ConversationOwnerName | undefined;
  status?: (typeof conversationStatuses)[number] | undefined;
  assignee_id?: string | null | undefined;
  team?: string | null | undefined;
  /** All tags it is to have; `add_tags` and `remove_tags` leave alone what others have set meanwhile. */
  tags?: readonly string[] | undefined;
  add_tags?: readonly string[] | undefined;
  remove_tags?: readonly string[] | undefined;
  /** What was read up to: the id of a message, or a cursor. */
  read_until?: string | undefined;
}

/** One change to one conversation. */
export interface ConversationChange {
  workspaceId: string;
  id: string;
  by: Actor;
  wishes: ConversationWishes;
  /** Why the floor goes to another, in words for people. */
  reason?: string;
}

/** More than anybody can tell apart; a list of conversations shows all of them. */
export const mostTags = 50;

/**
 * Changes conversations. Each is locked before it is looked at, so of two people at once both get their way
 * where they do not contradict each other, and the events tell what the second one has really changed. Answers
 * the id of the conversation: of one that was merged it is the one that goes on.
 */
export function changeKind(now: () => number, interest: Interest): WriteKind<ConversationChange, string> {
  return {
    name: 'change',
    async apply(batch, requests) {
      const scene: Scene = { batch, store: conversationStore(batch, now()), now: now() };
      await scene.store.conversations.loadIds(requests);
      const members = await membersAmong(batch, requests);
      const positions = new ReadPositions(scene);
      const answers: (string | Problem)[] = [];
      for (const request of requests) {
        answers.push(await changeOne(scene, request, { members, positions, interest }));
      }
      return answers;
    },
  };
}

/** The members that are named as assignees, as `workspace member`. */
async function membersAmong(batch: Batch, requests: readonly ConversationChange[]): Promise<Set<string>> {
  const ids = new Set(requests.flatMap(({ wishes }) => wishes.assignee_id ?? []));
  const rows = await batch.transaction.select(
    'members',
    ['id'],
    [...ids].map((id) => [id]),
  );
  const present = rows.filter(({ deleted_at }) => deleted_at === null);
  return new Set(present.map(({ workspace_id, id }) => `${workspace_id} ${id}`));
}

/** What a change is made with, beside the conversations themselves. */
interface Surroundings {
  members: ReadonlySet<string>;
  positions: ReadPositions;
  interest: Interest;
}

async function changeOne(
  scene: Scene,
  { workspaceId, id, by, wishes, reason = 'By hand.' }: ConversationChange,
  { members, positions, interest }: Surroundings,
): Promise<string | Problem> {
  const { batch, store, now } = scene;
  const row = await store.conversations.current(workspaceId, id);
  if (!row) return notFound('conversation', id);
  const { assignee_id } = wishes;
  if (assignee_id && !members.has(`${workspaceId} ${assignee_id}`)) return unknownMember(assignee_id);
  const fields = changedFields(row, wishes);
  if (tagsOf(fields).length > mostTags) return tooManyTags();
  const until = wishes.read_until === undefined ? undefined : await positions.find(row, wishes.read_until);
  if (until instanceof Problem) return until;
  const read = until === undefined ? {} : await positions.advance(row, by.member_id, until);
  const deed: Deed = { by, occurred_at: now };
  const before = { owner: row.owner, status: row.status };
  const changes: Differences = { ...differences(row, fields), ...read };
  store.conversations.rows.change(row, fields);
  if (Object.keys(changes).length > 0) {
    store.conversations.rows.change(row, { updated_at: now });
    announceChange(batch, row, changes, deed, now);
  }
  if (wishes.owner !== undefined) handOver(scene, row, { to: wishes.owner, reason }, deed);
  if (row.owner !== before.owner || row.status !== before.status) await interest.changed(scene, row, before);
  return row.id;
}

type Fields = Partial<Pick<ConversationRow, 'status' | 'assignee_id' | 'team' | 'tags'>>;

/** The columns that are to change, without those that stand so already. */
function changedFields(row: ConversationRow, wishes: ConversationWishes): Fields {
  const { status, assignee_id, team } = wishes;
  const tags = wantedTags(row, wishes);
  return {
    ...(status !== undefined && status !== row.status && { status }),
    ...(assignee_id !== undefined && assignee_id !== row.assignee_id && { assignee_id }),
    ...(team !== undefined && team !== row.team && { team }),
    ...(tags && { tags: JSON.stringify(tags) }),
  };
}

/** The tags it is to have, if they are others than it has; their order says nothing. */
function wantedTags(row: ConversationRow, wishes: ConversationWishes): string[] | undefined {
  const before = new Set<string>(JSON.parse(row.tags));
  const after = new Set(wishes.tags ?? before)
    .union(new Set(wishes.add_tags))
    .difference(new Set(wishes.remove_tags));
  return after.symmetricDifference(before).size > 0 ? [...after] : undefined;
}

function tagsOf({ tags = '[]' }: Fields): string[] {
  return JSON.parse(tags);
}

function differences(row: ConversationRow, fields: Fields): Differences {
  const { status, assignee_id, team, tags } = fields;
  return {
    ...(status !== undefined && { status: { from: row.status, to: status } }),
    ...(assignee_id !== undefined && { assignee_id: { from: row.assignee_id, to: assignee_id } }),
    ...(team !== undefined && { team: { from: row.team, to: team } }),
    ...(tags !== undefined && { tags: { from: JSON.parse(row.tags), to: JSON.parse(tags) } }),
  };
}

function unknownMember(id: string): Problem {
  return new Problem({
    status: 422,
    code: 'unknown_member',
    detail: `There is no member ${JSON.stringify(id)} in this workspace.`,
    fix: 'Name one of GET /api/v1/members, or null for nobody.',
  });
}

function tooManyTags(): Problem {
  return new Problem({
    status: 422,
    code: 'too_many_tags',
    detail: `A conversation can have ${mostTags} tags.`,
    fix: 'Take some away with `remove_tags`.',
  });
}
