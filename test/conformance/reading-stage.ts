import { expect } from 'vitest';
import { Platforms } from '../../src/accounts/account.ts';
import { AccountDirectory } from '../../src/accounts/directory.ts';
import { createSealer } from '../../src/accounts/secrets.ts';
import { noInterest } from '../../src/conversations/interest.ts';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import { Writer } from '../../src/database/writer.ts';
import { wakeOnEvents } from '../../src/events/wake.ts';
import type { Authenticate, Caller, Scope } from '../../src/http/auth.ts';
import type { Method, Route } from '../../src/http/route.ts';
import { contactRoutes } from '../../src/http/routes/contacts.ts';
import { conversationChangeRoutes } from '../../src/http/routes/conversation-changes.ts';
import { conversationRoutes } from '../../src/http/routes/conversations.ts';
import { deadRoutes } from '../../src/http/routes/dead.ts';
import { eventRoutes } from '../../src/http/routes/events.ts';
import { messageReadingRoutes } from '../../src/http/routes/message-reading.ts';
import { noteRoutes } from '../../src/http/routes/notes.ts';
import { searchRoutes } from '../../src/http/routes/search.ts';
import { statisticsRoutes } from '../../src/http/routes/statistics.ts';
import { webhookLogRoutes } from '../../src/http/routes/webhook-log.ts';
import { sortRoutes } from '../../src/http/routing.ts';
import { type App, createApp } from '../../src/http/server.ts';
import { type ItemHash, loadItemHash } from '../../src/inbound/item-hash.ts';
import { Replay } from '../../src/inbound/replay.ts';
import { createMessageSearch, type MessageSearch } from '../../src/message-search/message-search.ts';
import { platforms as allPlatforms } from '../../src/platforms/index.ts';
import { createLogger } from '../../src/telemetry/log.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { type ManualClock, manualClock } from '../clock.ts';
import type { TestDatabase } from '../databases.ts';
import { mediaLinks } from '../media-links.ts';
import { insertWorkspace } from './rows.ts';

/** How often the streams of a stage show that they live. */
export const heartbeatMs = 15_000;

/** How long the statistics of a stage are kept by the minute, the hour and the day. */
export const statisticsRetention = {
  statsMinutesTtlMs: 2 * 24 * 60 * 60_000,
  statsHoursTtlMs: 90 * 24 * 60 * 60_000,
  statsDaysTtlMs: 1000 * 24 * 60 * 60_000,
};

/** The reading side of a hub over a database of its own, with two workspaces `north` and `south` in it. */
export interface Stage {
  database: Database;
  writer: Writer;
  clock: ManualClock;
  platforms: Platforms;
  directory: AccountDirectory;
  sealer: ReturnType<typeof createSealer>;
  hash: ItemHash;
  /** It follows the log once a test says so. */
  messageSearch: MessageSearch;
  routes: Route[];
  app: App;
  /** Keys that are not valid any more. */
  revoked: Set<string>;
  /** Another process on the same database; PostgreSQL only. */
  openAnother(): Promise<Database>;
  /** Calls a route with the key of a workspace; what it answers must be all documented. */
  get(path: string, key?: string): Promise<Answer>;
  post(path: string, key?: string, body?: unknown): Promise<Answer>;
  patch(path: string, body: unknown, key?: string): Promise<Answer>;
  delete(path: string, key?: string): Promise<Answer>;
  close(): Promise<void>;
}

/** An answer of the API. */
export interface Answer {
  status: number;
  body: AnswerBody;
}

/** The body of an answer; lists and problems have fields of their own. */
export interface AnswerBody {
  data: Record<string, unknown>[];
  next_cursor: string | null;
  [field: string]: unknown;
}

const callers: Record<string, Caller> = {
  north: caller('north', ['admin']),
  south: caller('south', ['admin']),
  reader: caller('north', ['read']),
  sender: caller('north', ['send']),
  installation: { ...caller('north', ['admin']), installation: true },
  mia: { ...caller('north', ['inbox', 'read']), keyId: 'key-of-mia', memberId: 'mia' },
  tom: { ...caller('north', ['inbox', 'read']), keyId: 'key-of-tom', memberId: 'tom' },
};

function caller(workspaceId: string, scopes: Scope[]): Caller {
  return {
    workspaceId,
    keyId: 'key',
    memberId: null,
    scopes: new Set(scopes),
    installation: false,
    requestsPerMinute: null,
  };
}

/** Opens a database, makes the workspaces and puts the routes over it. */
export async function openStage(place: TestDatabase): Promise<Stage> {
  let closing = false;
  const onError = (error: unknown) => {
    // A connection that is still being made when everything closes is cut off.
    if (!closing) throw error;
  };
  const open = () => openDatabase(place.url, { pool: 10, onError });
  const database = open();
  await database.migrate();
  await database.transaction(async (transaction) => {
    await insertWorkspace(transaction, 'north');
    await insertWorkspace(transaction, 'south');
  });
  const clock = manualClock();
  const log = createLogger('silent');
  const writer = new Writer(database);
  const platforms = new Platforms(allPlatforms);
  const sealer = createSealer(['00'.repeat(32)]);
  const directory = new AccountDirectory({ database, sealer, platforms, settings: {}, writer, log });
  const hash = await loadItemHash(database, sealer, clock.now());
  const replay = new Replay({
    database,
    writer,
    directory,
    platforms,
    now: clock.now,
    echoWaitMs: 1000,
    profileRefreshMs: 1000,
    hash,
    interest: noInterest,
  });
  const revoked = new Set<string>();
  const authenticate: Authenticate = async (given) =>
    'key' in given && !revoked.has(given.key) ? (callers[given.key] ?? null) : null;
  const wake = wakeOnEvents(writer);
  const media = { links: mediaLinks({ now: clock.now }) };
  const messageSearch = createMessageSearch({ database, writer, clock, pollMs: 1000, onError });
  const routes = [
    ...conversationRoutes({ database, media }),
    ...conversationChangeRoutes({ database, writer, now: clock.now, interest: noInterest }),
    ...noteRoutes({ database, writer, clock }),
    ...contactRoutes({ database, writer, clock }),
    ...messageReadingRoutes({ database, media }),
    ...eventRoutes({ database, platforms, clock, wake, heartbeatMs, authenticate, onError }),
    ...webhookLogRoutes({ database, replay }),
    ...deadRoutes({ database, writer, clock }),
    ...searchRoutes({ database, media, messageSearch }),
    ...statisticsRoutes({ database, clock, config: { durations: statisticsRetention } }),
  ];
  const app = createApp({
    ...{ routes, authenticate, log },
    metrics: createMetrics(),
    bodyLimitBytes: 1000,
    checkAnswers: true,
  });
  const call = async (method: Method, path: string, key = 'north', body?: unknown): Promise<Answer> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const request = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await app.request(path, request);
    const text = await response.text();
    // Every answer of these routes is a JSON object, or none; its fields are checked against its schema.
    const answer = (text ? JSON.parse(text) : {}) as AnswerBody;
    if (text) expectDocumented(routes, method, path, response.status, answer);
    return { status: response.status, body: answer };
  };
  const opened = [database];
  return {
    ...{ database, writer, clock, platforms, directory, sealer, hash, messageSearch, routes, app, revoked },
    async openAnother() {
      const another = open();
      opened.push(another);
      return another;
    },
    get: (path, key) => call('GET', path, key),
    post: (path, key, body) => call('POST', path, key, body),
    patch: (path, body, key) => call('PATCH', path, key, body),
    delete: (path, key) => call('DELETE', path, key),
    async close() {
      closing = true;
      await messageSearch.stop();
      for (const one of opened) await one.close();
      await place.drop();
    },
  };
}

/** Nothing but what its schema documents: a schema drops the fields it does not know. */
function expectDocumented(
  routes: readonly Route[],
  method: Method,
  path: string,
  status: number,
  body: unknown,
): void {
  const [address = ''] = path.split('?');
  const found = sortRoutes(routes).find(
    (route) =>
      route.method === method && new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(address),
  );
  const schema = found?.answers[status]?.schema;
  if (schema) expect(schema.parse(body)).toEqual(body);
}

/** All pages of a list, in order, and what happened between them. */
export async function walk(
  stage: Stage,
  path: string,
  betweenPages: () => Promise<void> = async () => {},
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  const joint = path.includes('?') ? '&' : '?';
  for (let cursor: string | null = ''; cursor !== null; await betweenPages()) {
    const { status, body } = await stage.get(`${path}${cursor && `${joint}cursor=${cursor}`}`);
    expect(status).toBe(200);
    found.push(...body.data);
    cursor = body.next_cursor;
  }
  return found;
}
