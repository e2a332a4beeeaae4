import { createHash, createHmac } from 'node:crypto';
import type { InboundItem, Parsed } from '../item.ts';
import { type Json, objectAt, objectOf, textAt } from '../readers.ts';
import { isSigned } from '../signature.ts';
import { itemOf } from './events.ts';
import { readEvent } from './payload.ts';

/** https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ */
export const signatureHeader = 'x-line-signature';
const signatureBytes = 32;

/** The value of `x-line-signature` for these bytes. The secret looks like hex but is used as text. */
function sign(body: Uint8Array | string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

/** Whether one of the channel secrets signed exactly these bytes. */
export function verify(body: Uint8Array, headers: Headers, secrets: readonly string[]): boolean {
  const given = headers.get(signatureHeader);
  if (given === null) return false;
  const signature = Buffer.from(given, 'base64');
  // Node skips what is no base64 and reads url-safe letters too: only the one canonical spelling counts.
  if (signature.length !== signatureBytes || signature.toString('base64') !== given) return false;
  return isSigned(body, signature, secrets);
}

/** The headers with which LINE would send this body. */
export function signatureHeaders(body: string, secret: string): Record<string, string> {
  return { 'content-type': 'application/json; charset=utf-8', [signatureHeader]: sign(body, secret) };
}

/** The receiving bot's user id, by which a body names its account. */
export function learntId(body: unknown): string | null {
  return textAt(objectOf(body), 'destination') ?? null;
}

/** The accounts a body mentions: LINE writes one body per channel. */
export function candidates(body: unknown): string[] {
  const id = learntId(body);
  return id === null ? [] : [id];
}

/** Whether a body is one of LINE's: a list of events for a destination. */
export function recognises(body: unknown): boolean {
  return Array.isArray(objectOf(body)?.events);
}

/** A verified body → items: one per event, in the body's order. An empty list is LINE's connection test. */
export function parse(body: unknown): Parsed {
  const parsed: Parsed = { items: [], problems: [] };
  const events = objectOf(body)?.events;
  if (!Array.isArray(events)) {
    parsed.problems.push({ path: 'events', message: 'The body holds no list of events.', raw: body });
    return parsed;
  }
  for (const [index, raw] of events.entries()) {
    try {
      const item = readItem(raw);
      if (item) parsed.items.push(item);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      parsed.problems.push({ path: `events[${index}]`, message, raw });
    }
  }
  return parsed;
}

function readItem(raw: unknown): InboundItem | null {
  const fields = objectOf(raw);
  if (!fields) throw new TypeError('The event is no object.');
  if (isConsoleDummy(fields)) return null;
  const event = readEvent(fields, dedupeKey(fields));
  if (!event) throw new TypeError('The event has no type.');
  return itemOf(event);
}

// Until about 2020 the console's "Verify" button sent two made-up messages; answering them fails.
const dummyUser = 'Udeadbeefdeadbeefdeadbeefdeadbeef';
const dummyToken = /^(?:0{32}|f{32})$/i;

function isConsoleDummy(event: Json): boolean {
  if (objectAt(event, 'source')?.userId === dummyUser) return true;
  return dummyToken.test(textAt(event, 'replyToken') ?? '');
}

/**
 * `webhookEventId` alone is not enough: real bodies hold several events under one id. A redelivery
 * differs in nothing but `isRedelivery`, so the rest of the event, whatever its key order, is the key.
 */
function dedupeKey(event: Json): string {
  const { isRedelivery, ...deliveryContext } = objectAt(event, 'deliveryContext') ?? {};
  const hash = createHash('sha256')
    .update(canonicalJson({ ...event, deliveryContext }))
    .digest('hex')
    .slice(0, 32);
  const id = textAt(event, 'webhookEventId');
  return id === undefined ? hash : `${id}:${hash}`;
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = objectOf(value);
  if (!fields) return JSON.stringify(value);
  const entries = Object.keys(fields).sort();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key])}`).join(',')}}`;
}
