import type { Failure } from '../../errors.ts';
import type { WebhookStep } from '../account-care.ts';
import { ask, type Dialogue, failureOf, type Reply } from '../dialogue.ts';
import { isFailure } from '../findings.ts';
import { type Json, objectsAt, textAt } from '../readers.ts';
import type { PlatformRequest } from '../request.ts';
import type { MetaInput } from './app-access.ts';
import { knownFields } from './app-subscription.ts';
import { graphGet, graphPath, graphPost } from './settings.ts';

/**
 * Which fields of a Page, or of another account with this edge, the app hears of; null: of none.
 * https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps
 */
export type SubscribedFields = readonly string[] | null;

/** The edge as a request can be made of it, so that accounts on another host can use it too. */
export interface SubscriptionEdge {
  /** Whose subscription counts; undefined: whoever is subscribed is taken for the app. */
  app_id: string | undefined;
  read: PlatformRequest;
  /** Sets the fields; those that are left out are no longer sent. */
  write(fields: readonly string[]): PlatformRequest;
}

/** The edge of a Page. */
export function pageEdge({ credentials, settings }: MetaInput, page_id: string): SubscriptionEdge {
  const path = graphPath(settings, page_id, 'subscribed_apps');
  return {
    app_id: credentials.app_id,
    read: graphGet(path),
    write: (fields) => graphPost(`${path}?${new URLSearchParams({ subscribed_fields: fields.join(',') })}`),
  };
}

/** What the app hears of. */
export function* readSubscribedFields(edge: SubscriptionEdge): Dialogue<SubscribedFields | Failure> {
  const reply = yield* ask(edge.read);
  if (!reply.ok) return failureOf(reply);
  const apps = objectsAt(reply.body, 'data');
  const own = edge.app_id === undefined ? apps : apps.filter((app) => textAt(app, 'id') === edge.app_id);
  return own.length === 0 ? null : [...new Set(own.flatMap(fieldsOf))];
}

function fieldsOf({ subscribed_fields }: Json): string[] {
  return Array.isArray(subscribed_fields) ? subscribed_fields.map(String) : [];
}

/** What came of subscribing. */
export interface EdgeSubscription {
  /** It was set, and nothing that was read back speaks against it. */
  works: boolean;
  steps: readonly WebhookStep[];
  /** What the app hears of now; what was asked for, where that cannot be read back. */
  fields: readonly string[];
}

/** Subscribes the app and reads back; `lacking` says why what was read is not enough, or null. */
export function* subscribeAndReadBack(
  edge: SubscriptionEdge,
  wanted: readonly string[],
  lacking: (fields: SubscribedFields) => Failure | null,
): Dialogue<EdgeSubscription> {
  const before = yield* readSubscribedFields(edge);
  const reply = yield* subscribeBeside(edge, before === null || isFailure(before) ? [] : before, wanted);
  const set = stepOf('Subscribe to the app', reply.ok ? null : failureOf(reply));
  const after = yield* readSubscribedFields(edge);
  const problem = isFailure(after) ? after : lacking(after);
  const steps = [set, stepOf('Read the subscription back', problem)];
  if (isFailure(after)) return { works: reply.ok, steps, fields: reply.ok ? wanted : [] };
  return { works: reply.ok && problem === null, steps, fields: after ?? [] };
}

/** What others of this app wanted of a Page stays, if the app may have it: it may be another app's. */
function* subscribeBeside(
  edge: SubscriptionEdge,
  kept: readonly string[],
  wanted: readonly string[],
): Dialogue<Reply> {
  const all = [...new Set([...kept, ...wanted])];
  const reply = yield* subscribeFields(edge, all);
  return reply.ok || all.length === wanted.length ? reply : yield* subscribeFields(edge, wanted);
}

function stepOf(step: string, failure: Failure | null): WebhookStep {
  return failure === null ? { step, done: true } : { step, done: false, failure };
}

/** Subscribes to these fields, without those that Meta says it does not know. */
function* subscribeFields(edge: SubscriptionEdge, fields: readonly string[]): Dialogue<Reply> {
  const reply = yield* ask(edge.write(fields));
  if (reply.ok) return reply;
  const known = knownFields(reply.failure, fields);
  return known.length === 0 ? reply : yield* ask(edge.write(known));
}
