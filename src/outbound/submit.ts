import { type Account, accountTarget } from '../accounts/account.ts';
import type { Quotas } from '../accounts/quotas.ts';
import { type OutboundContent, previewOf } from '../conversations/content.ts';
import type { Scene } from '../conversations/delivery-status.ts';
import type { Interest } from '../conversations/interest.ts';
import { conversationStore } from '../conversations/store.ts';
import type { ConversationRow, MessageRow } from '../database/schema.ts';
import type { Batch, WriteKind } from '../database/writer.ts';
import { notFound, Problem } from '../errors.ts';
import { appendEvent } from '../events/log.ts';
import { newId } from '../identifier.ts';
import { noteUses } from '../media/removal.ts';
import { priorities, putJob, wakeLane } from '../work/jobs.ts';
import { policyProblem } from './can-send.ts';
import { sendJobKind } from './deliver.ts';
import { type Addressee, findDestination, openDestination, ownerOf } from './destination.ts';
import { type Fallback, mayFallBack, type SendPayload } from './fallback.ts';
import { blockedAmong, type Knowledge, objectionAt } from './situation.ts';

/** A message to be sent, checked and fitted to its platform. */
export interface Submission {
  account: Account;
  to: Addressee;
  content: OutboundContent;
  /** What stands for it in lists, where that is better known than by the content. */
  preview?: string | null | undefined;
  /** The platform messages it takes. */
  parts: readonly OutboundContent[];
  /** Our id of the message it answers, or the platform's. */
  reply_to?: string | undefined;
  author: 'bot' | 'human' | 'api';
  member_id: string | null;
  agent_run_id?: string | undefined;
  /** The turn it answers, where it may go only while that lasts. */
  turn?: number | undefined;
  /** What goes instead if the window is closed when it is to be sent. */
  fallback?: Fallback | undefined;
  /** Not before this time (ms); undefined: now. */
  send_at?: number | undefined;
  /** Runs in the same transaction, with the answer the caller will get. */
  remember?: ((batch: Batch, answer: SubmissionAnswer) => Promise<void>) | undefined;
}

/** The answer to a submission. */
export interface SubmissionAnswer {
  id: string;
  conversation_id: string;
  status: 'queued' | 'scheduled';
}

/** What submitting needs. */
export interface SubmitOptions {
  now(): number;
  quotas: Quotas;
  interest: Interest;
}

/** Stores messages with their jobs, in one transaction: what is answered is sent, whatever happens. */
export function submitKind({
  now,
  quotas,
  interest,
}: SubmitOptions): WriteKind<Submission, SubmissionAnswer> {
  return {
    name: 'submit',
    size: ({ content }) => JSON.stringify(content).length,
    async apply(batch, submissions) {
      const scene = { batch, store: conversationStore(batch, now()), now: now() };
      await loadAll(scene, submissions);
      const { transaction } = batch;
      const knowledge = { transaction, quotas, blocked: await loadBlocked(scene, submissions) };
      const answers: (SubmissionAnswer | Problem)[] = [];
      for (const submission of submissions) {
        answers.push(await submitOne(scene, submission, knowledge, interest));
      }
      return answers;
    },
  };
}

async function loadAll({ store }: Scene, submissions: readonly Submission[]): Promise<void> {
  await store.contacts.load(
    submissions.flatMap(({ account, to }) =>
      'identity' in to ? [{ owner: ownerOf(account), identities: [to.identity] }] : [],
    ),
  );
  await store.conversations.loadIds(
    submissions.flatMap(({ account, to }) =>
      'conversation_id' in to ? [{ workspaceId: account.workspaceId, id: to.conversation_id }] : [],
    ),
  );
  await store.messages.platformMessages.load(
    submissions.flatMap(({ account, reply_to }) =>
      reply_to ? [[account.workspaceId, account.id, reply_to]] : [],
    ),
  );
  await store.messages.load(
    submissions.flatMap(({ account, reply_to }) =>
      reply_to ? [{ workspaceId: account.workspaceId, id: reply_to }] : [],
    ),
  );
}

function loadBlocked({ batch, store }: Scene, submissions: readonly Submission[]): Promise<Set<string>> {
  const places = submissions.flatMap(({ account, to }) =>
    'conversation_id' in to
      ? [{ account, conversation: store.conversations.rows.get(account.workspaceId, to.conversation_id) }]
      : [],
  );
  return blockedAmong(batch.transaction, places);
}

async function submitOne(
  scene: Scene,
  submission: Submission,
  knowledge: Knowledge,
  interest: Interest,
): Promise<SubmissionAnswer | Problem> {
  const { account, author, content } = submission;
  const destination = await findDestination(scene, account, submission.to);
  if (destination instanceof Problem) return destination;
  // What is sent later is judged then: until then the person may write.
  const against =
    submission.send_at === undefined
      ? await objectionAt(knowledge, account, destination, { author, content }, scene.now)
      : null;
  if (against && !mayFallBack(submission, against)) {
    return policyProblem(against, destination.conversation?.window_ends_at ?? null);
  }
  const conversation = await openDestination(scene, account, destination);
  const message = newMessage(scene, submission, conversation);
  if (content.type === 'reaction' && !message.reply_to_platform_id) return notFound('message', content.to);
  store(scene, submission, conversation, message);
  await noteUses(scene.batch.transaction, message);
  // What waits in front of it for quota may have become a free reply.
  if (knowledge.quotas.isShort(account.id)) {
    await wakeLane(scene.batch, laneOf(account, conversation), scene.now);
  }
  if (author === 'human') await interest.wrote(scene, { conversation, message });
  const answer = { id: message.id, conversation_id: conversation.id, status: statusOf(submission) };
  await submission.remember?.(scene.batch, answer);
  return answer;
}

function newMessage(
  { store, now }: Scene,
  submission: Submission,
  conversation: ConversationRow,
): MessageRow {
  const { account, content } = submission;
  const reply = replyOf(store, submission, conversation);
  return {
    workspace_id: account.workspaceId,
    id: newId(),
    account_id: account.id,
    conversation_id: conversation.id,
    contact_id: null,
    sender_id: account.externalId,
    seq: 0,
    direction: 'out',
    author: submission.author,
    member_id: submission.member_id,
    agent_run_id: submission.agent_run_id ?? null,
    turn: submission.turn ?? null,
    content_type: content.type,
    content: JSON.stringify(content),
    status: statusOf(submission),
    failure: null,
    reply_to: reply.id,
    reply_to_platform_id: reply.platformId,
    referral: null,
    forwarded: null,
    context: null,
    origin: 'live',
    raw_id: null,
    sent_at: submission.send_at ?? now,
    scheduled_at: submission.send_at ?? null,
    edited_at: null,
    deleted_at: null,
    created_at: now,
    updated_at: now,
  };
}

function statusOf({ send_at }: Submission): SubmissionAnswer['status'] {
  return send_at === undefined ? 'queued' : 'scheduled';
}

/** The message being answered, by our id or the platform's: whichever was given. */
function replyOf(
  store: Scene['store'],
  { account, reply_to }: Submission,
  conversation: ConversationRow,
): { id: string | null; platformId: string | null } {
  if (!reply_to) return { id: null, platformId: null };
  const ours = store.messages.rows.get(account.workspaceId, reply_to);
  if (ours?.conversation_id === conversation.id) {
    return { id: ours.id, platformId: store.messages.partsOf(ours)[0]?.platform_message_id ?? null };
  }
  const known = store.messages.platformMessages.get(account.workspaceId, account.id, reply_to);
  return { id: known?.message_id ?? null, platformId: reply_to };
}

function laneOf(account: Account, { workspace_id, id }: ConversationRow) {
  return { workspace_id, target: accountTarget(account.id), lane: id };
}

// Somebody who wrote within a day waits for an answer; everything else can wait behind it.
const waitingForAnswerMs = 24 * 60 * 60_000;

function store(
  scene: Scene,
  submission: Submission,
  conversation: ConversationRow,
  message: MessageRow,
): void {
  const { batch, now } = scene;
  const { messages, conversations } = scene.store;
  messages.rows.add(message);
  for (const [position, part] of submission.parts.entries()) {
    messages.parts.add({
      workspace_id: message.workspace_id,
      message_id: message.id,
      position,
      // A reaction names its target as the platform knows it, whichever id the caller gave.
      content: JSON.stringify(
        part.type === 'reaction' ? { ...part, to: message.reply_to_platform_id } : part,
      ),
      platform_message_id: null,
      quote_token: null,
      status: statusOf(submission),
      updated_at: now,
    });
  }
  const number = appendEvent(
    batch,
    {
      workspace_id: message.workspace_id,
      type: `message.${statusOf(submission)}`,
      occurred_at: now,
      account_id: message.account_id,
      platform: conversation.platform,
      conversation_id: conversation.id,
      message_id: message.id,
      data: () => ({ message: messages.view(message, submission.account.name) }),
    },
    now,
  );
  batch.afterNumbers(() => {
    message.seq = number.seq;
  });
  conversations.touch(conversation, number, submission.preview ?? previewOf(submission.content), now);
  const answers = now - (conversation.last_inbound_at ?? 0) < waitingForAnswerMs;
  putJob(
    batch,
    {
      ...laneOf(submission.account, conversation),
      kind: sendJobKind,
      reference: message.id,
      ...(submission.fallback && { payload: { fallback: submission.fallback } satisfies SendPayload }),
      ...(submission.send_at !== undefined && { run_at: submission.send_at }),
      priority: answers ? priorities.reply : priorities.normal,
    },
    now,
  );
}
