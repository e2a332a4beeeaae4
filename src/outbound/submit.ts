import { type Account, accountTarget } from '../accounts/account.ts';
import { resolveContact } from '../conversations/contact-merge.ts';
import { type OutboundContent, previewOf } from '../conversations/content.ts';
import type { Scene } from '../conversations/delivery-status.ts';
import { conversationStore } from '../conversations/store.ts';
import type { ContactRow, ConversationRow, MessageRow } from '../database/schema.ts';
import type { Batch, WriteKind } from '../database/writer.ts';
import { notFound, Problem } from '../errors.ts';
import { appendEvent } from '../events/log.ts';
import { newId } from '../identifier.ts';
import type { Identity, Thread } from '../platforms/item.ts';
import { priorities, putJob } from '../work/jobs.ts';
import { sendJobKind } from './deliver.ts';

/** A message to be sent, checked and fitted to its platform. */
export interface Submission {
  account: Account;
  /** Where to: an existing conversation, or somebody by the platform's own id. */
  to: { conversation_id: string } | { identity: Identity };
  content: OutboundContent;
  /** The platform messages it takes. */
  parts: readonly OutboundContent[];
  /** Our id of the message it answers, or the platform's. */
  reply_to?: string | undefined;
  author: 'bot' | 'human' | 'api';
  member_id: string | null;
  agent_run_id?: string | undefined;
  /** Runs in the same transaction, with the answer the caller will get. */
  remember?: ((batch: Batch, answer: SubmissionAnswer) => Promise<void>) | undefined;
}

/** The answer to a submission. */
export interface SubmissionAnswer {
  id: string;
  conversation_id: string;
  status: 'queued';
}

/** Stores messages with their jobs, in one transaction: what is answered is sent, whatever happens. */
export function submitKind(now: () => number): WriteKind<Submission, SubmissionAnswer> {
  return {
    name: 'submit',
    size: ({ content }) => JSON.stringify(content).length,
    async apply(batch, submissions) {
      const scene = { batch, store: conversationStore(batch, now()), now: now() };
      await loadAll(scene, submissions);
      const answers: (SubmissionAnswer | Problem)[] = [];
      for (const submission of submissions) answers.push(await submitOne(scene, submission));
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

function ownerOf(account: Account) {
  return { workspaceId: account.workspaceId, accountId: account.id, platform: account.platform.name };
}

async function submitOne(scene: Scene, submission: Submission): Promise<SubmissionAnswer | Problem> {
  const { account, to } = submission;
  const conversation =
    'identity' in to
      ? await conversationWith(scene, account, to.identity)
      : await existingConversation(scene, account, to.conversation_id);
  if (conversation instanceof Problem) return conversation;
  const message = newMessage(scene, submission, conversation);
  if (submission.content.type === 'reaction' && !message.reply_to_platform_id)
    return notFound('message', submission.content.to);
  store(scene, submission, conversation, message);
  const answer = { id: message.id, conversation_id: conversation.id, status: 'queued' as const };
  await submission.remember?.(scene.batch, answer);
  return answer;
}

async function existingConversation(
  { store }: Scene,
  account: Account,
  id: string,
): Promise<ConversationRow | Problem> {
  const conversation = await store.conversations.current(account.workspaceId, id);
  if (!conversation) return notFound('conversation', id);
  if (conversation.account_id === account.id) return conversation;
  return new Problem({
    status: 422,
    code: 'wrong_account',
    detail: 'This conversation belongs to another account.',
    fix: 'Leave account_id out, or name the conversation’s own account.',
  });
}

async function conversationWith(
  scene: Scene,
  account: Account,
  identity: Identity,
): Promise<ConversationRow> {
  const { store, now } = scene;
  const owner = ownerOf(account);
  const thread = threadOf(identity);
  let contact: ContactRow | undefined;
  if (thread.kind === 'direct') {
    const known = store.contacts.find(owner, [identity]);
    const person = { identities: [identity] };
    contact = known ?? (await resolveContact(scene, { owner, person, seenAt: 0, occurredAt: now }));
  }
  return store.conversations.open(owner, thread, contact, now);
}

function threadOf(identity: Identity): Thread {
  if (identity.kind === 'group' || identity.kind === 'room')
    return { kind: identity.kind, id: identity.value };
  return { kind: 'direct' };
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
    content_type: content.type,
    content: JSON.stringify(content),
    status: 'queued',
    failure: null,
    reply_to: reply.id,
    reply_to_platform_id: reply.platformId,
    referral: null,
    forwarded: null,
    context: null,
    origin: 'live',
    raw_id: null,
    sent_at: now,
    scheduled_at: null,
    edited_at: null,
    deleted_at: null,
    created_at: now,
    updated_at: now,
  };
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
      status: 'queued',
      updated_at: now,
    });
  }
  const number = appendEvent(
    batch,
    {
      workspace_id: message.workspace_id,
      type: 'message.queued',
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
  conversations.touch(conversation, number, previewOf(submission.content), now);
  const answers = now - (conversation.last_inbound_at ?? 0) < waitingForAnswerMs;
  putJob(
    batch,
    {
      workspace_id: message.workspace_id,
      target: accountTarget(submission.account.id),
      lane: conversation.id,
      kind: sendJobKind,
      reference: message.id,
      priority: answers ? priorities.reply : priorities.normal,
    },
    now,
  );
}
