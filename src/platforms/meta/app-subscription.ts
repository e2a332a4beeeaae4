import type { Failure } from '../../errors.ts';
import type { WebhookStep, WebhookWish } from '../account-care.ts';
import { type Dialogue, failureOf, type Reply } from '../dialogue.ts';
import { finding, isFailure } from '../findings.ts';
import { objectsAt, textAt } from '../readers.ts';
import { askAsApp, type MetaInput } from './app-access.ts';
import { graphPath } from './settings.ts';

/** The webhook of a whole app for one kind of object. */
export interface AppSubscription {
  /** Null while nothing is subscribed. */
  callback_url: string | null;
  active: boolean;
  fields: readonly string[];
}

/**
 * How the app is subscribed to this kind of object; null when the app's id is not known.
 * https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/
 */
export function* readAppSubscription(
  input: MetaInput,
  object: string,
): Dialogue<AppSubscription | Failure | null> {
  const reply = yield* askAsApp(input, appRequest(input, 'GET'));
  if (reply === null) return null;
  if (!reply.ok) return failureOf(reply);
  const found = objectsAt(reply.body, 'data').find((one) => textAt(one, 'object') === object);
  if (found === undefined) return { callback_url: null, active: false, fields: [] };
  return {
    callback_url: textAt(found, 'callback_url') ?? null,
    active: found.active !== false,
    fields: objectsAt(found, 'fields').flatMap((one) => textAt(one, 'name') ?? []),
  };
}

/** Sets callback and fields of the whole app; Meta does its handshake at once. Null without an app id. */
export function* subscribeApp(input: MetaInput, object: string, wish: WebhookWish): Dialogue<Reply | null> {
  const body = {
    object,
    callback_url: wish.callback_url,
    verify_token: wish.verify_token ?? '',
    fields: wish.fields.join(','),
    include_values: 'true',
  };
  const request = appRequest(input, 'POST');
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return yield* askAsApp(input, { ...request, headers, body });
}

/** Why messages do not come, as far as it is the app's subscription. `where`: its place in the console. */
export function appProblems({ fields, active }: AppSubscription, where: string): Failure[] {
  const place = `Open the app at developers.facebook.com/apps > ${where}`;
  if (!fields.includes('messages')) {
    const cause = 'The app is not subscribed to the webhook field messages, so no message arrives.';
    return [finding('not_found', 'field_missing', cause, `${place} and subscribe to messages.`)];
  }
  if (active) return [];
  const cause = 'Meta has switched off the webhook of the app.';
  return [finding('not_found', 'webhook_inactive', cause, `${place} and save the callback URL again.`)];
}

/** What came of directing an app to a callback. */
export interface AppDirection {
  /** Null: the app's id is not known, so nothing could be done. */
  works: boolean | null;
  steps: readonly WebhookStep[];
  /** The fields of the app; empty while they are not known. */
  fields: readonly string[];
}

/** Directs the whole app to this callback, unless it is already, and keeps the fields it had. */
export function* directApp(input: MetaInput, object: string, wish: WebhookWish): Dialogue<AppDirection> {
  const step = `Set callback URL and fields of the app for ${object}`;
  const before = yield* readAppSubscription(input, object);
  if (before === null) return { works: null, steps: [], fields: [] };
  if (isFailure(before)) return failed(step, before);
  if (isDirected(before, wish)) return { works: true, steps: [{ step, done: true }], fields: before.fields };
  const fields = [...new Set([...before.fields, ...wish.fields])];
  const reply = yield* subscribeKnown(input, object, { ...wish, fields });
  if (!reply?.ok) return reply ? failed(step, failureOf(reply)) : { works: null, steps: [], fields: [] };
  const after = yield* readAppSubscription(input, object);
  if (after === null || isFailure(after)) return { works: true, steps: [{ step, done: true }], fields };
  const works = after.callback_url === wish.callback_url && after.fields.includes('messages');
  const steps = works ? [{ step, done: true }] : failed(step, unchanged(after)).steps;
  return { works, steps, fields: after.fields };
}

function failed(step: string, failure: Failure): AppDirection {
  return { works: false, steps: [{ step, done: false, failure }], fields: [] };
}

function isDirected({ callback_url, active, fields }: AppSubscription, wish: WebhookWish): boolean {
  return active && callback_url === wish.callback_url && wish.fields.every((one) => fields.includes(one));
}

function* subscribeKnown(input: MetaInput, object: string, wish: WebhookWish): Dialogue<Reply | null> {
  const reply = yield* subscribeApp(input, object, wish);
  if (reply === null || reply.ok) return reply;
  const fields = knownFields(reply.failure, wish.fields);
  return fields.length === 0 ? reply : yield* subscribeApp(input, object, { ...wish, fields });
}

function unchanged({ callback_url }: AppSubscription): Failure {
  const cause = `The app is still directed to ${callback_url ?? 'no callback URL'}.`;
  return finding('not_found', 'other_callback', cause, 'Set it by hand in the console of the app.');
}

/**
 * Those of the fields that Meta knows, when it refused them for one it does not know; else none.
 * `(#100) Param subscribed_fields[3] must be one of {messages, feed, …} - got "…"`
 */
export function knownFields({ message }: Failure, fields: readonly string[]): string[] {
  const list = /must be one of \{([^}]*)\}/.exec(message)?.[1] ?? '';
  const known = list.split(',').map((name) => name.replace(/["'\s]/g, '').toLowerCase());
  return fields.filter((field) => known.includes(field));
}

function appRequest({ credentials, settings }: MetaInput, method: 'GET' | 'POST') {
  const path = graphPath(settings, credentials.app_id ?? '', 'subscriptions');
  return { method, base: 'graph_url', path, headers: {} };
}
