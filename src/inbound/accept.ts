import { threadKey } from '../conversations/conversation.ts';
import type { Scene } from '../conversations/delivery-status.ts';
import { conversationStore } from '../conversations/store.ts';
import type { DedupeKeyRow, RawItemRow } from '../database/schema.ts';
import type { Batch, WriteKind } from '../database/writer.ts';
import { attemptBook } from '../outbound/attempt.ts';
import { loadEvidence } from '../outbound/evidence.ts';
import type { InboundItem, Person, Thread } from '../platforms/item.ts';
import {
  type Acceptance,
  type Accepted,
  type Concerned,
  type Entry,
  type ItemScene,
  ownerOf,
} from './acceptance.ts';
import { applyDeletion, applyEdit } from './apply/changes.ts';
import { applyEcho } from './apply/echoes.ts';
import { applyMessage, applyPostback, applyReaction } from './apply/messages.ts';
import { applyNotice, applyUnsupported } from './apply/notices.ts';
import { applyGroup, applyIdentity, applySubscription } from './apply/people.ts';
import { applyStatus } from './apply/receipts.ts';

/** What accepting needs to know beside the requests. */
export interface AcceptOptions {
  now(): number;
  echoWaitMs: number;
}

/** An entry on its way through a batch. */
interface Placed extends Entry {
  acceptance: Acceptance;
  position: number;
  /** Where the item stands: new, seen before, or done and then this. */
  result: 'new' | 'duplicate' | 'accepted' | 'unsupported';
  concerned: Concerned;
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
      const placed = acceptances.flatMap(place);
      await claimKeys(batch, placed, now);
      const fresh = placed.filter(({ result }) => result === 'new');
      await load(scene, fresh);
      for (const entry of fresh) {
        entry.concerned = await applyItem(itemScene(scene, entry, options));
        entry.result = entry.item.kind === 'unsupported' ? 'unsupported' : 'accepted';
      }
      await refreshHandles(batch, placed);
      await storeRaw(batch, acceptances, placed);
      return acceptances.map((acceptance) => summary(acceptance, placed));
    },
  };
}

function place(acceptance: Acceptance): Placed[] {
  return acceptance.entries.map((entry, position) => ({
    account: entry.account,
    // Some payloads name no time; then it is the time of arrival.
    item: entry.item.occurred_at > 0 ? entry.item : { ...entry.item, occurred_at: acceptance.raw.receivedAt },
    acceptance,
    position,
    result: 'duplicate',
    concerned: { contact_id: null, conversation_id: null },
  }));
}

const dedupeKey = ['workspace_id', 'account_id', 'key'] as const;

/** Decides which items are new, by a unique key in the database; the same key twice in a batch is one. */
async function claimKeys(batch: Batch, placed: readonly Placed[], now: number): Promise<void> {
  const first = new Map<string, Placed>();
  for (const entry of placed) {
    const id = `${entry.account.id}\n${entry.item.key}`;
    if (!first.has(id)) first.set(id, entry);
  }
  // In the order of their keys, so that two nodes with the same items do not wait for each other.
  const entries = [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  const rows = entries.map((entry) => dedupeRow(entry, now));
  const inserted = await batch.transaction.insertNew('dedupe_keys', dedupeKey, rows);
  for (const [index, entry] of entries.entries()) if (inserted[index]) entry.result = 'new';
  await reopenKeys(
    batch,
    entries.filter((entry) => entry.result !== 'new' && entry.acceptance.origin === 'replayed'),
  );
}

/** A replay may do again what was not understood the first time, never what was. */
async function reopenKeys(batch: Batch, entries: readonly Placed[]): Promise<void> {
  const keys = entries.map(({ account, item }) => [account.workspaceId, account.id, item.key]);
  const known = await batch.transaction.select('dedupe_keys', dedupeKey, keys, 'lock');
  const open = new Set(
    known.filter(({ result }) => result === 'unsupported').map((row) => `${row.account_id}\n${row.key}`),
  );
  const reopened = entries.filter(({ account, item }) => open.has(`${account.id}\n${item.key}`));
  // What is still not understood stays as it was, instead of being announced again.
  for (const entry of reopened) if (entry.item.kind !== 'unsupported') entry.result = 'new';
  await batch.transaction.update(
    'dedupe_keys',
    dedupeKey,
    reopened
      .filter(({ result }) => result === 'new')
      .map(({ account, item }) => ({
        workspace_id: account.workspaceId,
        account_id: account.id,
        key: item.key,
        result: 'accepted',
      })),
  );
}

function dedupeRow({ account, item, acceptance }: Placed, now: number): DedupeKeyRow {
  return {
    workspace_id: account.workspaceId,
    account_id: account.id,
    key: item.key,
    result: item.kind === 'unsupported' ? 'unsupported' : 'accepted',
    raw_id: acceptance.raw.id,
    created_at: now,
  };
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
      const platformMessageId = 'platform_message_id' in item ? item.platform_message_id : undefined;
      return platformMessageId === undefined
        ? []
        : [{ workspaceId: account.workspaceId, accountId: account.id, platformMessageId }];
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

async function storeRaw(
  batch: Batch,
  acceptances: readonly Acceptance[],
  placed: readonly Placed[],
): Promise<void> {
  const fresh = acceptances.filter(({ raw }) => !raw.stored);
  await batch.transaction.insert('raw_webhooks', fresh.map(rawRow));
  const byAcceptance = Map.groupBy(placed, ({ acceptance }) => acceptance);
  const items = acceptances.map((acceptance) => ({
    acceptance,
    rows: rawItems(acceptance, byAcceptance.get(acceptance) ?? []),
  }));
  await batch.transaction.insert(
    'raw_items',
    items.filter(({ acceptance }) => !acceptance.raw.stored).flatMap(({ rows }) => rows),
  );
  for (const { acceptance, rows } of items) {
    if (acceptance.raw.stored) await replaceRaw(batch, acceptance, rows);
  }
}

/** After a replay the verdict of what was done now stands; what had been done before keeps its own. */
async function replaceRaw(batch: Batch, acceptance: Acceptance, rows: readonly RawItemRow[]): Promise<void> {
  const { workspaceId, id } = acceptance.raw;
  const kept = await batch.transaction.select('raw_items', ['workspace_id', 'raw_id'], [[workspaceId, id]]);
  const before = new Map(kept.map((row) => [`${row.account_id}\n${row.dedupe_key}`, row]));
  await batch.transaction.remove('raw_items', ['workspace_id', 'raw_id'], [[workspaceId, id]]);
  await batch.transaction.insert(
    'raw_items',
    rows.map((row) => {
      const old = before.get(`${row.account_id}\n${row.dedupe_key}`);
      return row.result === 'duplicate' && old ? { ...old, position: row.position } : row;
    }),
  );
  const { result, error, items } = rawRow(acceptance);
  await batch.transaction.update(
    'raw_webhooks',
    ['workspace_id', 'id'],
    [{ workspace_id: workspaceId, id, result, error, items }],
  );
}

function rawRow({ raw, platform, entries, unmatched, problems, error }: Acceptance) {
  const items = entries.length + unmatched.length + problems.length;
  let result = 'accepted';
  if (error !== null) result = 'failed';
  else if (problems.length > 0) result = 'partly';
  else if (entries.length === 0 && unmatched.length > 0) result = 'unmatched';
  return {
    workspace_id: raw.workspaceId,
    id: raw.id,
    platform,
    account_id: raw.accountId,
    app_id: raw.appId,
    received_at: raw.receivedAt,
    headers: JSON.stringify(raw.headers),
    body: raw.body,
    result,
    error,
    items,
  };
}

function rawItems(acceptance: Acceptance, placed: readonly Placed[]): RawItemRow[] {
  const { raw, platform, unmatched, problems } = acceptance;
  const rows: RawItemRow[] = placed.map(({ item, account, position, result, concerned }) => ({
    ...blankItem(raw, platform, position),
    account_id: account.id,
    ...concerned,
    kind: item.kind,
    dedupe_key: item.key,
    result,
  }));
  for (const { item, externalId } of unmatched) {
    const row = { ...blankItem(raw, platform, rows.length), external_id: externalId };
    rows.push({ ...row, kind: item.kind, dedupe_key: item.key, result: 'unmatched' });
  }
  for (const { path, message } of problems) {
    const row = { ...blankItem(raw, platform, rows.length), dedupe_key: path };
    rows.push({ ...row, kind: 'problem', result: 'error', error: message });
  }
  return rows;
}

function blankItem(raw: Acceptance['raw'], platform: string, position: number) {
  return {
    workspace_id: raw.workspaceId,
    raw_id: raw.id,
    position,
    platform,
    account_id: null,
    external_id: null,
    contact_id: null,
    conversation_id: null,
    error: null,
  };
}

function summary(acceptance: Acceptance, placed: readonly Placed[]): Accepted {
  const own = placed.filter((entry) => entry.acceptance === acceptance);
  return {
    raw_id: acceptance.raw.id,
    accepted: own.filter(({ result }) => result !== 'duplicate').length,
    duplicates: own.filter(({ result }) => result === 'duplicate').length,
    unmatched: acceptance.unmatched.length,
    problems: acceptance.problems.length,
  };
}
