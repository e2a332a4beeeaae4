import { z } from 'zod';
import type { ConsumerRow } from '../database/schema.ts';
import type { Routing } from '../events/event.ts';

/** How a signature is made, by the names of Standard Webhooks: HMAC-SHA-256, or Ed25519. */
export const schemes = ['v1', 'v1a'] as const;
export type Scheme = (typeof schemes)[number];

/** Which events a consumer gets; what is absent or empty lets everything pass. */
export const filterSchema = z.strictObject({
  types: z
    .array(z.string().min(1).max(100))
    .max(100)
    .default([])
    .describe('Event types; `message.*` means all that begin with `message.`.'),
  account_ids: z.array(z.string().min(1).max(100)).max(500).default([]),
  platforms: z.array(z.string().min(1).max(50)).max(50).default([]),
  owners: z
    .array(z.enum(['bot', 'human', 'none']))
    .max(3)
    .default([])
    .describe('Only events of conversations that belong to these, at the moment they are handed on.'),
  intents: z
    .array(z.string().min(1).max(50))
    .max(100)
    .default([])
    .describe('Of `message.analysed` only messages that want one of these; other events pass all the same.'),
});

const minute = 60;
const day = 24 * 60 * minute;

/** Form and pace of the deliveries. */
export const settingsSchema = z.strictObject({
  format: z
    .enum(['event', 'cloudevent'])
    .default('event')
    .describe('`cloudevent`: as a CloudEvent 1.0 in structured mode.'),
  payload: z
    .enum(['full', 'thin'])
    .default('full')
    .describe('`thin`: ids and a link instead of the data, so that nothing personal leaves the hub.'),
  ordered: z
    .boolean()
    .default(true)
    .describe(
      'Events of one conversation one after another; else all side by side. Switched on, it holds for what is queued from then on.',
    ),
  concurrency: z.int().min(1).max(100).default(10).describe('How many deliveries may be under way at once.'),
  per_second: z
    .number()
    .min(0.1)
    .max(1000)
    .nullable()
    .default(null)
    .describe('At most so many deliveries a second; null: as fast as it answers.'),
  timeout_seconds: z.int().min(1).max(60).default(15),
  retry_for_seconds: z
    .int()
    .min(0)
    .max(7 * day)
    .default(3 * day)
    .describe('How long a delivery is tried before it is given up.'),
});

export type Filter = z.output<typeof filterSchema>;
export type Settings = z.output<typeof settingsSchema>;

/** A secret that signs, opened. */
export interface SigningSecret {
  id: string;
  scheme: Scheme;
  secret: string;
  expires_at: number | null;
}

/** An endpoint of the business, opened: what handing events on needs, held in memory only. */
export interface Consumer {
  id: string;
  workspaceId: string;
  name: string;
  url: string;
  state: 'enabled' | 'paused' | 'disabled';
  filter: Filter;
  headers: Readonly<Record<string, string>>;
  settings: Settings;
  /** Newest first. */
  secrets: readonly SigningSecret[];
  row: ConsumerRow;
}

/** What a filter looks at. */
export interface Filterable {
  type: string;
  account_id: string | null;
  platform: string | null;
  /** `Routing` of `events/event.ts`, as JSON; null: it has none. */
  routing: string | null;
}

/** Whether an event passes, as far as it can be told without its conversation. */
export function passes({ types, account_ids, platforms, intents }: Filter, event: Filterable): boolean {
  return (
    (types.length === 0 || types.some((type) => meansType(type, event.type))) &&
    isAmong(account_ids, event.account_id) &&
    isAmong(platforms, event.platform) &&
    (intents.length === 0 || event.routing === null || isAmong(intents, routingOf(event)?.intent ?? null))
  );
}

/** Whether an event was sent to a consumer by name, so that its filter is not asked. */
export function isMeantFor(consumerId: string, event: Filterable): boolean {
  return routingOf(event)?.consumers.includes(consumerId) ?? false;
}

function routingOf({ routing }: Filterable): Routing | null {
  return routing === null ? null : JSON.parse(routing);
}

/** Whether a type is the wanted one, or begins as it does before its star. */
export function meansType(wanted: string, type: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : wanted === type;
}

function isAmong(wanted: readonly string[], value: string | null): boolean {
  return wanted.length === 0 || (value !== null && wanted.includes(value));
}

/** The target under which deliveries to a consumer are queued. */
export function consumerTarget(id: string): string {
  return `consumer:${id}`;
}

/** The consumer of a target made by {@link consumerTarget}. */
export function consumerOfTarget(target: string): string {
  return target.slice('consumer:'.length);
}
