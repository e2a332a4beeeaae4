import { type Account, accountOfTarget } from '../accounts/account.ts';
import type { Scene } from '../conversations/delivery-status.ts';
import { conversationStore } from '../conversations/store.ts';
import { RowSet } from '../database/rows.ts';
import type { ReplyHandleRow } from '../database/schema.ts';
import type { Batch } from '../database/writer.ts';
import { MediaCopies } from '../media/copies.ts';
import type { Exchanged } from '../media/exchange.ts';
import type { FinishedRun, JobHandler, Outcome } from '../work/handler.ts';
import type { Job } from '../work/jobs.ts';
import { attemptBook } from './attempt.ts';
import { type Called, callPlatform } from './call.ts';
import { claimRun, type SendContext } from './claim.ts';
import { leaseFailure } from './failures.ts';
import { type DeliverOptions, RunSettlement } from './run-settlement.ts';

/** The kind of the jobs that send messages; their reference is the message's id. */
export const sendJobKind = 'send';

/** Sends messages: one conversation in order, each attempt recorded before its call. */
export function sendHandler(options: DeliverOptions): JobHandler<SendContext, Called | Exchanged | null> {
  return {
    kind: sendJobKind,
    take: (target) => accountOf(options, target)?.platform.limits.messages_per_request ?? 1,
    claim: (batch, runs, epoch) => claimRuns(options, batch, runs, epoch),
    usesPermit: ({ kind }) => kind === 'call',
    notRun: ({ kind }) => (kind === 'call' ? { kind: 'unsent', failure: leaseFailure } : null),
    run: (jobs, context) => carryOut(options, jobs, context),
    settle: (batch, runs) => settleRuns(options, batch, runs),
  };
}

async function carryOut(
  options: DeliverOptions,
  jobs: readonly Job[],
  context: SendContext,
): Promise<Called | Exchanged | null> {
  if (context.kind !== 'exchange') return callPlatform(options, jobs, context);
  const account = accountOf(options, jobs[0]?.target ?? '');
  return account ? options.exchange(account, context.files) : null;
}

function accountOf({ directory }: DeliverOptions, target: string): Account | undefined {
  return directory.get(accountOfTarget(target));
}

async function claimRuns(
  options: DeliverOptions,
  batch: Batch,
  runs: readonly (readonly Job[])[],
  epoch: number,
): Promise<SendContext[]> {
  const scene = sceneOf(options, batch);
  const { store } = scene;
  const jobs = runs.flat();
  const book = attemptBook(batch);
  await store.conversations.loadIds(jobs.map((job) => ({ workspaceId: job.workspace_id, id: job.lane })));
  const identities = await loadIdentities(scene, jobs);
  await store.messages.load(jobs.map((job) => ({ workspaceId: job.workspace_id, id: job.reference })));
  await loadReplyTargets(scene, jobs);
  await book.loadOfMessages(jobs.map((job) => [job.workspace_id, job.reference] as const));
  await store.messages.load(book.messages());
  const handles = await loadHandles(batch, jobs);
  const copies = await loadCopies(scene, jobs);
  const contexts: SendContext[] = [];
  for (const run of runs) {
    const [head] = run;
    const account = head && accountOf(options, head.target);
    const conversation = head && store.conversations.rows.get(head.workspace_id, head.lane);
    if (!account || !conversation) {
      contexts.push({ kind: 'no_account' });
      continue;
    }
    const contactId = conversation.contact_id ?? '';
    const lane = {
      account,
      conversation,
      identities: identities.get(contactId) ?? [],
      handles: handles.of(conversation.id),
      subscribed: store.contacts.current(conversation.workspace_id, contactId)?.subscribed !== 0,
      quota: options.quotas.of(account.id),
      quotaIsDoubtful: options.quotas.isDoubtful(account.id),
      copies,
    };
    contexts.push(await claimRun(scene, book, lane, run, epoch, options.uncertainty));
    for (const handle of lane.handles) if (handle.attempt_id) handles.used(handle);
  }
  return contexts;
}

async function loadReplyTargets({ store }: Scene, jobs: readonly Job[]): Promise<void> {
  const targets = jobs.flatMap((job) => {
    const message = store.messages.rows.get(job.workspace_id, job.reference);
    return message?.reply_to ? [{ workspaceId: job.workspace_id, id: message.reply_to }] : [];
  });
  await store.messages.load(targets);
}

async function loadIdentities({ store }: Scene, jobs: readonly Job[]) {
  const contacts = jobs.flatMap((job) => {
    const id = store.conversations.rows.get(job.workspace_id, job.lane)?.contact_id;
    return id ? [{ workspaceId: job.workspace_id, id }] : [];
  });
  return store.contacts.identitiesOf(contacts);
}

async function loadHandles(batch: Batch, jobs: readonly Job[]) {
  const set = new RowSet(batch, 'reply_handles', ['workspace_id', 'conversation_id', 'token']);
  const rows = await batch.transaction.select(
    'reply_handles',
    ['workspace_id', 'conversation_id'],
    [...new Map(jobs.map((job) => [job.lane, [job.workspace_id, job.lane]])).values()],
  );
  await set.load(rows.map((row) => [row.workspace_id, row.conversation_id, row.token]));
  const byConversation = Map.groupBy(set.values(), (row) => row.conversation_id);
  return {
    of: (conversationId: string) => byConversation.get(conversationId) ?? [],
    used: (row: ReplyHandleRow) => set.change(row, { attempt_id: row.attempt_id }),
  };
}

async function loadCopies({ batch, store, now }: Scene, jobs: readonly Job[]): Promise<MediaCopies> {
  const parts = jobs.flatMap((job) => {
    const message = store.messages.rows.get(job.workspace_id, job.reference);
    return message ? store.messages.partsOf(message) : [];
  });
  const contents = parts.map(({ workspace_id, content }) => [workspace_id, content] as const);
  return MediaCopies.load(batch.transaction, contents, now);
}

async function settleRuns(
  options: DeliverOptions,
  batch: Batch,
  runs: readonly FinishedRun<SendContext, Called | Exchanged | null>[],
): Promise<Outcome[][]> {
  const scene = sceneOf(options, batch);
  const book = attemptBook(batch);
  const jobs = runs.flatMap((run) => run.jobs);
  await lockWhatWasLearnt(options, scene, runs);
  await scene.store.messages.load(jobs.map((job) => ({ workspaceId: job.workspace_id, id: job.reference })));
  await book.loadOfMessages(jobs.map((job) => [job.workspace_id, job.reference] as const));
  await scene.store.messages.load(book.messages());
  const outcomes: Outcome[][] = [];
  for (const run of runs) outcomes.push(await new RunSettlement(options, scene, book, run).outcomes());
  return outcomes;
}

/**
 * People, conversations and platform ids are locked before messages and attempts: accepting a receipt for the
 * same message locks them in this order, and two processes that lock crosswise stop each other.
 */
async function lockWhatWasLearnt(
  options: DeliverOptions,
  { store }: Scene,
  runs: readonly FinishedRun<SendContext, Called | Exchanged | null>[],
): Promise<void> {
  const sent = runs.flatMap(({ jobs: [head], result }) => {
    const account = head && accountOf(options, head.target);
    if (!account || !result || result instanceof Error || result.kind !== 'answered') return [];
    return result.sent.ok ? [{ account, lane: head.lane, ...result.sent }] : [];
  });
  await store.contacts.load(
    sent.flatMap(({ account, person }) =>
      person
        ? [
            {
              owner: { workspaceId: account.workspaceId, accountId: account.id },
              identities: person.identities,
            },
          ]
        : [],
    ),
  );
  await store.conversations.loadIds(
    sent.flatMap(({ account, lane, person }) =>
      person || account.platform.abilities.watermarks ? [{ workspaceId: account.workspaceId, id: lane }] : [],
    ),
  );
  await store.messages.claimPlatformIds(
    sent.flatMap(({ account, message_ids }) =>
      message_ids.flatMap((platformMessageId) =>
        platformMessageId === null
          ? []
          : [{ workspaceId: account.workspaceId, accountId: account.id, platformMessageId }],
      ),
    ),
  );
}

function sceneOf({ clock }: DeliverOptions, batch: Batch): Scene {
  const now = clock.now();
  return { batch, store: conversationStore(batch, now), now };
}
