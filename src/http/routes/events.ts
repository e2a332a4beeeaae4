import { z } from 'zod';
import type { Platforms } from '../../accounts/account.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import { notFound, Problem } from '../../errors.ts';
import { Bell } from '../../events/bell.ts';
import { toPublicEvent } from '../../events/event.ts';
import { type EventFilter, latestEvent, readEvent } from '../../events/log.ts';
import { type EventPage, eventPage } from '../../events/page.ts';
import { eventStream } from '../../events/stream.ts';
import type { Wake } from '../../events/wake.ts';
import { rawFragments } from '../../inbound/raw-fragments.ts';
import { type Authenticate, authorise, type Caller } from '../auth.ts';
import { limitSchema } from '../cursor.ts';
import { type Exchange, type Route, route } from '../route.ts';
import { eventSchema } from './event-schema.ts';

/** What reading events needs. */
export interface EventRoutes {
  database: Database;
  platforms: Platforms;
  clock: Clock;
  wake: Wake;
  /** How often a stream shows that it lives, and looks for what no notification told of. */
  heartbeatMs: number;
  /** Asked again while a stream is open. */
  authenticate: Authenticate;
  onError(error: unknown): void;
}

const eventPageSchema = z
  .object({
    data: z.array(eventSchema),
    next_cursor: z
      .string()
      .describe('Where to go on: the value of `after` for the next request. Never null.'),
  })
  .meta({ id: 'EventPage' });

// Proxies cut a request that is silent for longer.
const longestWaitSeconds = 30;

// 15 digits stay exact in a JavaScript number.
const afterSchema = z
  .string()
  .regex(/^\d{1,15}$/, 'Expected the cursor of an event')
  .transform(Number);

const filters = {
  types: z
    .string()
    .regex(
      /^[a-z_]+\.([a-z_]+|\*)(,[a-z_]+\.([a-z_]+|\*))*$/,
      'Expected types of events, separated by commas',
    )
    .transform((types) => types.split(','))
    .optional()
    .describe('Only these types, separated by commas; `message.*` means all that begin with `message.`.'),
  platforms: z
    .string()
    .regex(/^[a-z]+(,[a-z]+)*$/, 'Expected names of platforms, separated by commas')
    .transform((names) => names.split(','))
    .optional()
    .describe('Only events of these platforms, separated by commas.'),
  account_id: z.string().optional(),
  conversation_id: z.string().optional(),
};

const listQuery = z.object({
  after: afterSchema.optional().describe('Only events after this cursor; without it from the first one.'),
  ...filters,
  limit: limitSchema,
  wait: z.coerce
    .number()
    .min(0)
    .max(longestWaitSeconds)
    .default(0)
    .describe('When there are none, how many seconds to wait for the next one (long polling).'),
  raw: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Whether to add what the platform said, as long as its webhook is kept.'),
});

const streamQuery = z.object({
  after: afterSchema.optional().describe('Only events after this cursor; without it from now on.'),
  ...filters,
});

/** The log of everything that happens, to pull and to follow. */
export function eventRoutes(rooms: EventRoutes): Route[] {
  return [listRoute(rooms), streamRoute(rooms), oneRoute(rooms)];
}

function listRoute(rooms: EventRoutes): Route {
  const { platforms } = rooms;
  const { read } = rooms.database;
  return route({
    method: 'GET',
    path: '/api/v1/events',
    scope: 'read',
    tags: ['Events'],
    summary: 'Read events',
    description:
      'In the order in which they were stored. Going on from `next_cursor` each time misses none and repeats none.',
    query: listQuery,
    answers: {
      200: { description: 'The next events; empty when there are none yet.', schema: eventPageSchema },
    },
    async handle({ query, caller: { workspaceId }, closing, request }) {
      const filter = { workspaceId, after: query.after ?? 0, ...filterOf(query), limit: query.limit };
      const signal = AbortSignal.any([closing, request.signal]);
      const { rows, next } = await pageWithin(rooms, filter, query.wait * 1000, signal);
      const withRaw = query.raw === 'true';
      const fragments = await rawFragments(read, platforms, workspaceId, withRaw ? rows : []);
      const data = rows.map((row) => ({
        ...toPublicEvent(row),
        ...(withRaw && { raw: fragments.get(row.id) ?? null }),
      }));
      return { status: 200, body: { data, next_cursor: String(next) } };
    },
  });
}

function streamRoute(rooms: EventRoutes): Route {
  const { read } = rooms.database;
  return route({
    method: 'GET',
    path: '/api/v1/events/stream',
    scope: 'read',
    tags: ['Events'],
    summary: 'Follow events',
    description:
      'Server-sent events: `id` is the cursor, `event` the type, `data` the event in JSON. A client that comes back with `Last-Event-ID` goes on where it was, without gap or repetition.',
    requestHeaders: { 'last-event-id': 'The last cursor that was seen; goes before `after`.' },
    query: streamQuery,
    answers: { 200: { description: 'A stream without end.', contentType: 'text/event-stream' } },
    async handle({ query, caller, headers, request, closing }) {
      const { workspaceId } = caller;
      const after = lastEventId(headers) ?? query.after ?? (await latestEvent(read, workspaceId));
      const stream = eventStream({
        read,
        workspaceId,
        after,
        filter: filterOf(query),
        wake: (listener) => rooms.wake(workspaceId, listener),
        signal: AbortSignal.any([closing, request.signal]),
        heartbeatMs: rooms.heartbeatMs,
        clock: rooms.clock,
        permitted: () => stillPermitted(rooms, request, caller),
        onError: rooms.onError,
      });
      // Proxies must pass events on at once, not when a buffer is full; the second is nginx's own word.
      const unbuffered = { 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' };
      return new Response(stream, { headers: { 'content-type': 'text/event-stream', ...unbuffered } });
    },
  });
}

function oneRoute({ database: { read } }: EventRoutes): Route {
  return route({
    method: 'GET',
    path: '/api/v1/events/{cursor}',
    scope: 'read',
    tags: ['Events'],
    summary: 'One event',
    description: 'By its cursor; a consumer with thin payloads gets a link to it.',
    params: z.object({ cursor: afterSchema }),
    answers: { 200: { description: 'The event.', schema: eventSchema } },
    async handle({ params: { cursor }, caller: { workspaceId } }) {
      const row = await readEvent(read, workspaceId, cursor);
      if (!row) throw notFound('event', String(cursor));
      return { status: 200, body: toPublicEvent(row) };
    },
  });
}

function filterOf(query: z.output<typeof streamQuery>) {
  const { types, platforms, account_id: accountId, conversation_id: conversationId } = query;
  return { types, platforms, accountId, conversationId };
}

/** The next events; when there are none, those that come within this time. */
async function pageWithin(
  { database: { read }, clock, wake }: EventRoutes,
  filter: EventFilter,
  waitMs: number,
  signal: AbortSignal,
): Promise<EventPage> {
  const bell = new Bell(clock);
  const unsubscribe = waitMs > 0 ? wake(filter.workspaceId, bell.ring) : () => {};
  signal.addEventListener('abort', bell.ring);
  const end = clock.monotonic() + waitMs;
  try {
    for (let after = filter.after; ; ) {
      // Before reading: what rings from here on may be missing from the page.
      bell.reset();
      const found = await eventPage(read, { ...filter, after });
      const left = end - clock.monotonic();
      if (found.rows.length > 0 || left <= 0 || signal.aborted) return found;
      after = found.next;
      await bell.wait(left);
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', bell.ring);
  }
}

function lastEventId(headers: Headers): number | undefined {
  const given = headers.get('last-event-id');
  if (!given) return undefined;
  const parsed = afterSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Problem({
    status: 400,
    code: 'invalid_cursor',
    detail: 'Last-Event-ID is not the cursor of an event.',
    fix: 'Send the id of the last event that was seen, or leave the header out to begin with the newest.',
  });
}

/** Whether the key would still open this stream. */
async function stillPermitted(
  { authenticate }: EventRoutes,
  request: Exchange['request'],
  caller: Caller,
): Promise<boolean> {
  try {
    return (await authorise(request, 'read', authenticate)).workspaceId === caller.workspaceId;
  } catch (error) {
    // Nobody can be asked while the database is away; nothing can be read then either.
    return !(error instanceof Problem && error.status < 500);
  }
}
