import { threadKey } from '../conversations/conversation.ts';
import type { Scene } from '../conversations/delivery-status.ts';
import type { Interest } from '../conversations/interest.ts';
import { conversationStore } from '../conversations/store.ts';
import type { Batch, WriteKind } from '../database/writer.ts';
import { attemptBook } from '../outbound/attempt.ts';
import { loadEvidence } from '../outbound/evidence.ts';
import type { InboundItem, Person, Thread } from '../platforms/item.ts';
import {
  type Acceptance,
  type Accepted,
  type Concerned,
  type ItemScene,
  ownerOf,
  type Placed,
} from './acceptance.ts';
import { applyDeletion, applyEdit } from './apply/changes.ts';
import { applyEcho } from './apply/echoes.ts';
import { applyMessage, applyPostback, applyReaction } from './apply/messages.ts';
import { applyNotice, applyUnsupported } from './apply/notices.ts';
import { applyGroup, applyIdentity, applySubscription } from './apply/people.ts';
import { applyStatus } from './apply/receipts.ts';
import { recallTwin, twinIdOf } from './apply/twins.ts';
import { applyWatermark } from './apply/watermarks.ts';
import { claimKeys, setErasedAside, shareConcerned } from './dedupe.ts';
import type { ItemHash } from './item-hash.ts';
import { storeRaw } from './store-raw.ts';

/** What accepting needs to know beside the requests. */
export interface AcceptOptions {
  now(): number;
  echoWaitMs: number;
  profileRefreshMs: number;
  hash: ItemHash;
  interest: Interest;
}

/**
 * Stores verified requests with everything they lead to, in one transaction: when it has committed the
 * platform may be told 200.
 */
export function acceptKind(options: AcceptOptions): WriteKind<Acceptance, Accepted> {
  return {
    name: 'accept',
    size: ({ raw }) => raw.body.byteLength,
    async apply(batch, acceptances) {
      const now = options.now();
      const scene: Scene = { batch, store: conversationStore(batch, now), now };
      const placed = acceptances.flatMap((acceptance) => place(acceptance, options.hash));
      await claimKeys(batch, placed, now);
      const fresh = placed.filter(({ result }) => result === 'new');
      await load(scene, fresh);
      await setErasedAside(scene, fresh, options.hash);
      for (const entry of fresh) if (entry.result === 'new') await applyEntry(scene, entry, options);
      shareConcerned(placed);
      await refreshHandles(batch, placed);
      await storeRaw(batch, acceptances, placed);
      count(batch, placed);
      return acceptances.map((acceptance) => summary(acceptance, placed));
    },
  };
}

async function applyEntry(scene: Scene, entry: Placed, options: AcceptOptions): Promise<void> {
  const { item, account } = entry;
  const own = itemScene(scene, entry, options);
  const concerned = recallTwin(own) ?? (await applyItem(own));
  // A receipt, say, is about a message; whose it is leads to all that has come of a person.
  const named = 'person' in item && item.person?.identities;
  const contact = named ? scene.store.contacts.find(ownerOf(account), named) : undefined;
  entry.concerned = { ...concerned, contact_id: concerned.contact_id ?? contact?.id ?? null };
  entry.result = item.kind === 'unsupported' ? 'unsupported' : 'accepted';
}

function place(acceptance: Acceptance, hash: ItemHash): Placed[] {
  return acceptance.entries.map((entry, position) => ({
    account: entry.account,
    hash: hash(entry.account.id, entry.item.key),
    // Some payloads name no time; then it is the time of arrival.
    item: entry.item.occurred_at > 0 ? entry.item : { ...entry.item, occurred_at: acceptance.raw.receivedAt },
    acceptance,
    position,
    result: 'duplicate',
    concerned: { contact_id: null, conversation_id: null },
  }));
}

/** Reads and locks, in a few set operations, whatever the items will touch. */
async function load(scene: Scene, entries: readonly Placed[]): Promise<void> {
  const { store, batch } = scene;
  await store.contacts.load(
    entries.flatMap(({ item, account }) =>
      peopleOf(item).map((person) => ({ owner: ownerOf(account), identities: person.identities })),
    ),
  );
  await store.conversations.load(
    entries.flatMap(({ item, account }) => {
      const thread = threadOf(item);
      const person = 'person' in item ? item.person : undefined;
      const contact = person && store.contacts.find(ownerOf(account), person.identities);
      if (!thread || (thread.kind === 'direct' && !contact)) return [];
      return [{ owner: ownerOf(account), key: threadKey(thread, contact) }];
    }),
  );
  await store.messages.platformMessages.load(
    entries.flatMap(({ item, account }) => {
      const ids = [
        item.kind === 'message' ? item.reply_to : undefined,
        item.kind === 'reaction' ? item.target : undefined,
      ];
      return ids.flatMap((id) => (id === undefined ? [] : [[account.workspaceId, account.id, id]]));
    }),
  );
  await store.messages.claimPlatformIds(
    entries.flatMap(({ item, account }) => {
      const own = 'platform_message_id' in item ? item.platform_message_id : undefined;
      return [own, twinIdOf(item)].flatMap((platformMessageId) =>
        platformMessageId === undefined
          ? []
          : [{ workspaceId: account.workspaceId, accountId: account.id, platformMessageId }],
      );
    }),
  );
  await loadEvidence(
    scene,
    attemptBook(batch),
    entries.flatMap(({ item, account }) =>
      'correlation' in item && item.correlation !== undefined
        ? [{ workspaceId: account.workspaceId, correlation: item.correlation }]
        : [],
    ),
  );
}

function peopleOf(item: InboundItem): Person[] {
  const people = 'person' in item && item.person ? [item.person] : [];
  if (item.kind === 'group') people.push(...(item.members ?? []));
  if (item.kind === 'identity') people.push({ identities: item.previous });
  return people;
}

function threadOf(item: InboundItem): Thread | undefined {
  if ('thread' in item) return item.thread;
  return item.kind === 'subscription' ? { kind: 'direct' } : undefined;
}

function itemScene(scene: Scene, entry: Placed, options: AcceptOptions): ItemScene {
  const { item, account, acceptance, position } = entry;
  return {
    ...scene,
    item,
    account,
    owner: ownerOf(account),
    raw: { id: acceptance.raw.id, position },
    receivedAt: acceptance.raw.receivedAt,
    origin: acceptance.origin,
    echoWaitMs: options.echoWaitMs,
    profileRefreshMs: options.profileRefreshMs,
    interest: options.interest,
  };
}

/** What each kind of item leads to. */
function applyItem(scene: ItemScene): Promise<Concerned> {
  const { item } = scene;
  switch (item.kind) {
    case 'message':
      return item.direction === 'in' ? applyMessage({ ...scene, item }) : applyEcho({ ...scene, item });
    case 'status':
      return applyStatus({ ...scene, item });
    case 'watermark':
      return applyWatermark({ ...scene, item });
    case 'edit':
      return applyEdit({ ...scene, item });
    case 'deletion':
      return applyDeletion({ ...scene, item });
    case 'reaction':
      return applyReaction({ ...scene, item });
    case 'postback':
      return applyPostback({ ...scene, item });
    case 'subscription':
      return applySubscription({ ...scene, item });
    case 'group':
      return applyGroup({ ...scene, item });
    case 'identity':
      return applyIdentity({ ...scene, item });
    case 'notice':
      return applyNotice({ ...scene, item });
    case 'unsupported':
      return applyUnsupported({ ...scene, item });
  }
}

/** A redelivered item is not new, but what it allows counts from this delivery. */
async function refreshHandles(batch: Batch, placed: readonly Placed[]): Promise<void> {
  for (const { item, account, acceptance, result } of placed) {
    if (result !== 'duplicate' || !('reply' in item) || !item.reply || !item.redelivery) continue;
    await batch.transaction.query
      .updateTable('reply_handles')
      .set({ received_at: acceptance.raw.receivedAt })
      .where('workspace_id', '=', account.workspaceId)
      .where('account_id', '=', account.id)
      .where('token', '=', item.reply.token)
      .where('attempt_id', 'is', null)
      .execute();
  }
}

function count(batch: Batch, placed: readonly Placed[]): void {
  for (const { account, result, acceptance } of placed) {
    if (acceptance.origin !== 'live') continue;
    const counted = { workspaceId: account.workspaceId, accountId: account.id };
    batch.count(counted, isRepeated(result) ? 'items_duplicate' : 'items_accepted');
  }
}

function isRepeated(result: Placed['result']): boolean {
  return result === 'duplicate' || result === 'erased';
}

function summary(acceptance: Acceptance, placed: readonly Placed[]): Accepted {
  const own = placed.filter((entry) => entry.acceptance === acceptance);
  return {
    raw_id: acceptance.raw.id,
    accepted: own.filter(({ result }) => !isRepeated(result)).length,
    duplicates: own.filter(({ result }) => isRepeated(result)).length,
    unmatched: acceptance.unmatched.length,
    problems: acceptance.problems.length,
  };
}
