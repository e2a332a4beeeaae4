import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { OutboundContent } from '../conversations/content.ts';
import type { Scene } from '../conversations/delivery-status.ts';
import type { AttemptRow } from '../database/schema.ts';
import type { MessageItem, StatusItem } from '../platforms/item.ts';
import { wakeJob } from '../work/jobs.ts';
import { type AttemptBook, isUnsettled, proofOf, unsettledAttempts } from './attempt.ts';
import { showsSame } from './echo-match.ts';
import { carriedParts, settleSent } from './settle.ts';

/** A receipt that carries our attempt id back, and the account it came for. */
export interface Evidence {
  workspaceId: string;
  platform: string;
  item: StatusItem;
}

/** Reads the attempts that receipts speak of, with their messages, so that `applyEvidence` can settle them. */
export async function loadEvidence(
  { store }: Scene,
  book: AttemptBook,
  evidence: readonly { workspaceId: string; correlation: string }[],
): Promise<void> {
  const ids = evidence.filter(({ correlation }) => isAttemptId(correlation));
  await book.load(ids.map(({ workspaceId, correlation }) => [workspaceId, correlation] as const));
  await store.messages.load(
    ids.flatMap(({ workspaceId, correlation }) => {
      const attempt = book.rows.get(workspaceId, correlation);
      return attempt ? book.partsOf(attempt).map((part) => ({ workspaceId, id: part.message_id })) : [];
    }),
  );
}

// The reference may be the business's own, when a native body set it.
function isAttemptId(correlation: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(correlation);
}

/**
 * Settles the attempt a receipt proves, if it is not settled yet, and wakes the lane that waits for it. A
 * message that was given up as uncertain is corrected by the same proof.
 */
export async function applyEvidence(scene: Scene, book: AttemptBook, evidence: Evidence): Promise<void> {
  const { correlation, platform_message_id, occurred_at } = evidence.item;
  const attempt = correlation === undefined ? undefined : book.rows.get(evidence.workspaceId, correlation);
  if (!attempt || !(provesSomething(attempt) || lacksId(scene, book, attempt))) return;
  await settleSent(scene, book, attempt, {
    platform: evidence.platform,
    message_ids: [platform_message_id],
    occurred_at,
  });
  await wakeJob(scene.batch, attempt.workspace_id, attempt.job_id, scene.now);
}

function provesSomething(attempt: AttemptRow): boolean {
  return isUnsettled(attempt) || attempt.state === 'superseded' || attempt.state === 'given_up';
}

/** An answer can say that something was sent without naming it; then the proof names it. */
function lacksId(scene: Scene, book: AttemptBook, attempt: AttemptRow): boolean {
  if (attempt.state !== 'sent') return false;
  return carriedParts(scene, book, attempt).some(({ part }) => part.platform_message_id === null);
}

/** A message that the platform reports as ours, without our id. */
export interface EchoEvidence {
  workspaceId: string;
  accountId: string;
  platform: string;
  conversationId: string;
  item: MessageItem;
}

/**
 * Settles the oldest attempt of the conversation that may have sent what an echo shows, if there is one whose
 * fate nobody knows, and wakes its lane. One whose answer is still awaited is left to its answer.
 *
 * @returns whether the echo was ours
 */
export async function applyEchoMatch(
  scene: Scene,
  book: AttemptBook,
  { workspaceId, accountId, platform, conversationId, item }: EchoEvidence,
): Promise<boolean> {
  for (const { states, where } of [...unknownFates, namelessOf(accountId, scene.now)]) {
    const ids = await attemptsIn(scene, workspaceId, conversationId, where);
    await book.load(ids.map((id) => [workspaceId, id] as const));
    await scene.store.messages.load(book.messages());
    const attempt = ids
      .map((id) => book.rows.get(workspaceId, id))
      .find(
        (one) =>
          one !== undefined &&
          states.includes(one.state) &&
          (one.state !== 'sent' || lacksId(scene, book, one)) &&
          isShown(scene, book, one, item),
      );
    if (!attempt) continue;
    const { platform_message_id, occurred_at } = item;
    await settleSent(scene, book, attempt, {
      platform,
      message_ids: [platform_message_id],
      occurred_at,
    });
    await wakeJob(scene.batch, workspaceId, attempt.job_id, scene.now);
    return true;
  }
  return false;
}

// An echo comes within minutes; a day also covers webhooks that were repeated after an outage.
const echoedWithinMs = 24 * 60 * 60_000;

async function attemptsIn(
  { batch, now }: Scene,
  workspaceId: string,
  conversationId: string,
  where: RawBuilder<SqlBool>,
): Promise<string[]> {
  const rows = await batch.transaction.query
    .selectFrom('attempts')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('conversation_id', '=', conversationId)
    .where(where)
    .where('tried_at', '>', now - echoedWithinMs)
    .execute();
  // Not in SQL: SQLite would walk through all attempts in the order of their ids.
  return rows.map(({ id }) => id).sort();
}

// What waits for proof first. Word for word as the partial indexes say it, or SQLite does not use them.
const unknownFates: readonly { states: readonly string[]; where: RawBuilder<SqlBool> }[] = [
  { states: ['uncertain'], where: unsettledAttempts },
  { states: ['superseded', 'given_up'], where: sql`state in ('superseded', 'given_up')` },
];

// The echo of what was just sent comes within seconds.
const namelessMs = 5 * 60_000;

/** What was sent lately, maybe without being given an id: then its echo gives one. By the index of the latest attempts. */
function namelessOf(accountId: string, now: number): (typeof unknownFates)[number] {
  return {
    states: ['sent'],
    where: sql`account_id = ${accountId} and state = 'sent' and tried_at > ${now - namelessMs}`,
  };
}

function isShown(scene: Scene, book: AttemptBook, attempt: AttemptRow, { content }: MessageItem): boolean {
  if (proofOf(attempt).kind !== 'echo') return false;
  // Only submitted, validated content is stored in the parts of our own messages.
  return carriedParts(scene, book, attempt).some(({ part }) =>
    showsSame(JSON.parse(part.content) as OutboundContent, content),
  );
}
