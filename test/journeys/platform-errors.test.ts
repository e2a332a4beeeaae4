import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FailureKind } from '../../src/errors.ts';
import { stepOf } from '../../src/outbound/outcome.ts';
import { platforms } from '../../src/platforms/index.ts';
import { until } from '../conditions.ts';
import { createSqlite, type TestDatabase } from '../databases.ts';
import {
  instagramTable,
  lateWhatsAppCodes,
  lineTable,
  messengerTable,
  rowsOf,
  whatsappTable,
} from '../error-tables.ts';
import {
  type EventView,
  type JourneyStage,
  type Json,
  type Shop,
  startJourney,
  type TimelineView,
} from './stage.ts';

type PlatformName = Shop['platform'];

/** One row of a page's table, and what the simulator is asked for. */
interface Row {
  platform: PlatformName;
  code: string;
  kind: FailureKind;
  fault: Json;
}

/** What came of a message that met the error. */
interface Story {
  /** When it first waited or had come to an end. */
  first: TimelineView;
  last: TimelineView;
  /** How often the message was sent. */
  calls: number;
  texts: string[];
  events: EventView[];
}

const rows: readonly Row[] = [
  ...rowsOf(whatsappTable).map((row) => ({
    ...row,
    platform: 'whatsapp' as const,
    fault: { code: row.code },
  })),
  ...rowsOf(messengerTable).map((row) => ({
    ...row,
    platform: 'messenger' as const,
    fault: { code: row.code },
  })),
  ...rowsOf(instagramTable).map((row) => ({
    ...row,
    platform: 'instagram' as const,
    fault: { code: row.code },
  })),
  ...lineTable.map(({ fault, kind }) => ({
    platform: 'line' as const,
    code: fault,
    kind,
    fault: { code: fault },
  })),
];
const late: readonly Row[] = rows
  .filter(
    ({ platform, code }) => platform === 'whatsapp' && lateWhatsAppCodes.some((one) => `${one}` === code),
  )
  .map((row) => ({ ...row, fault: { ...row.fault, async: true } }));

const words = 'Does it arrive?';

/** What is sent to meet a row: no other message says the same. */
function wordsOf(row: Row): string {
  return `${words} ${row.code} ${row.fault.async ? 'late' : 'at once'}`;
}

// Longer than any wait of a row that ends by itself.
const allWaitsMs = 61 * 60_000;
// Accounts that are opened at the same time: the machine has few cores, and nothing here is about load.
const atOnce = 6;

// All accounts go on at the same moment: on a busy machine that must not look like an answer that never came.
const patient = {
  PARLEY_PLATFORM_TIMEOUT_MS: '20000',
  PARLEY_LEASE_MS: '60000',
  PARLEY_EVIDENCE_WAIT_MS: '60000',
};

let people = 0;

function newPerson(platform: PlatformName): string {
  people++;
  const digits = String(people).padStart(7, '0');
  if (platform === 'line') return `U${digits.padStart(32, '0')}`;
  return platform === 'whatsapp' ? `6683${digits}1` : `73000000${digits}1`;
}

// The database has no part in what an error means, so one of them is enough.
describe('every documented error', () => {
  let place: TestDatabase;
  let stage: JourneyStage;
  const stories = new Map<Row, Story>();

  beforeAll(async () => {
    place = await createSqlite();
    stage = await startJourney(place, patient);
    const own = rows.filter(({ kind }) => ['retry', 'pause'].includes(stepOf(kind)));
    const ending = [...rows.filter((row) => !own.includes(row)), ...late];
    const names = [...new Set(rows.map(({ platform }) => platform))];
    const [begun] = await Promise.all([
      pooled(own, (row) => begin(stage, row)),
      ...names.map((platform) =>
        endAll(stage, platform, ending, (row, story) => void stories.set(row, story)),
      ),
    ]);
    for (const one of begun)
      one.first = await until(() => rests(stage, one.id), `the first of ${one.row.code}`);
    stage.hub.clock.advance(allWaitsMs);
    for (const { row, shop, id, first } of begun) {
      const last = await until(() => ends(stage, id), `the end of ${row.platform} ${row.code}`);
      stories.set(row, await storyOf(shop, row, first ?? last, last));
    }
  }, 300_000);

  afterAll(async () => {
    await stage.stop();
    await place.drop();
  });

  const told = (row: Row): Story => {
    const story = stories.get(row);
    if (!story) throw new Error(`Nothing is known of ${row.code}.`);
    return story;
  };
  const of = (step: string) => rows.filter(({ kind }) => stepOf(kind) === step);

  it.each(of('fail'))('$platform $code: it failed once, says why, and the next one goes out', async (row) => {
    const { last, calls, texts, events } = told(row);
    expect(last).toMatchObject({ status: 'failed', failure: { kind: row.kind } });
    expectWords(row, last.failure);
    expect(calls).toBe(1);
    expect(texts).toEqual([]);
    const failed = events.find(({ type }) => type === 'message.failed');
    expect(failed?.data).toMatchObject({
      message_id: last.id,
      error: { kind: row.kind, cause: last.failure?.cause },
    });
    expect(events.map(({ type }) => type)).not.toContain('account.paused');
  });

  it.each(of('retry'))('$platform $code: it waits and is sent once', (row) => {
    expectSentAfter(row, told(row));
    expect(told(row).events.map(({ type }) => type)).not.toContain('account.paused');
  });

  it.each(of('pause'))('$platform $code: the account waits, and the message is sent once', (row) => {
    const { first, events } = told(row);
    expectSentAfter(row, told(row));
    const news = events.filter(({ type }) => /^account\.(paused|resumed)$/.test(type));
    const isIll = ['credentials', 'permission', 'account_blocked'].includes(row.kind);
    // A limit that lasts long has to be told too.
    const isTold = isIll || row.code === '131048';
    expect(news.map(({ type }) => type)).toEqual(isTold ? ['account.paused', 'account.resumed'] : []);
    if (!isTold) return;
    expect(news[0]?.data.error).toMatchObject({ kind: row.kind, fix: expect.stringMatching(/\.$/) });
    expect(first).toMatchObject({ status: 'queued', timeline: { waiting: { attempts: 0 } } });
    expect(first.timeline.waiting?.account_pause?.reason).toContain(news[0]?.data.error?.cause);
  });

  it.each(of('sent'))('$platform $code: it counts as sent, and is not sent again', (row) => {
    const { last, calls, texts } = told(row);
    expect(last.failure).toBeUndefined();
    expect(['sent', 'delivered']).toContain(last.status);
    expect([calls, texts]).toEqual([1, [wordsOf(row)]]);
  });

  it.each(late)('$platform $code as a receipt: it had been sent, and failed with the reason', (row) => {
    const { last, calls, events } = told(row);
    expect(last).toMatchObject({ status: 'failed', failure: { kind: row.kind } });
    expectWords(row, last.failure);
    expect(calls).toBe(1);
    expect(last.timeline.attempts.map(({ state }) => state)).toEqual(['sent']);
    expect(events.filter(({ type }) => type === 'message.failed')).toHaveLength(1);
  });

  it('is given up after a few tries where it may be the request’s fault', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet(newPerson('whatsapp'));
    const before = (await shop.sends()).length;
    await shop.fault({ code: 1, times: 100 });
    const { failure } = await stage.reaches(await chat.send(words), 'failed');
    expect(failure).toMatchObject({ kind: 'temporary', code: '1' });
    expect((await shop.sends()).length - before).toBe(10);
  });

  it('that Meta calls lasting is not repeated, and one it calls passing is', async () => {
    const shop = await stage.open('messenger');
    const chat = await shop.meet(newPerson('messenger'));
    await shop.fault({ code: '2', transient: false });
    await stage.reaches(await chat.send('Lasting'), 'failed');
    await shop.fault({ code: '100', transient: true });
    await stage.reaches(await chat.send('Passing'), 'delivered');
    expect(await chat.texts()).toEqual(['Passing']);
  });

  it('of a person who did not receive is over when they write again', async () => {
    const shop = await stage.open('messenger');
    const person = newPerson('messenger');
    const chat = await shop.meet(person);
    await shop.fault({ code: '551' });
    const failed = await stage.reaches(await chat.send('Not now'), 'failed');
    expect(failed.failure?.kind).toBe('recipient_unreachable');
    await shop.say('I am back', person);
    await stage.reaches(await chat.send('Welcome back'), 'delivered');
  });

  it('of an account is over with the first message that is taken, also when its receipt is faster', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet(newPerson('whatsapp'));
    await shop.fault({ code: '190/463' });
    const id = await chat.send(words);
    await until(async () => (await stage.message(id)).timeline.waiting?.account_pause, 'the pause');
    await stage.simulated.control('POST', '/delivery', { before_answer: true });
    try {
      stage.hub.clock.advance(6 * 60_000);
      await stage.reaches(id, 'delivered');
      await until(async () => (await shop.events('account.resumed'))[0], 'the event');
    } finally {
      await stage.simulated.control('POST', '/delivery', { before_answer: false });
    }
  });

  it('of an account shows in its health, with the fix', async () => {
    const shop = await stage.open('whatsapp');
    const chat = await shop.meet(newPerson('whatsapp'));
    await shop.fault({ code: '190/463' });
    const id = await chat.send(words);
    await until(async () => (await stage.message(id)).timeline.waiting?.account_pause, 'the pause');
    const { body } = await stage.hub.api<{ checks: Json[] }>(
      'GET',
      `/api/v1/accounts/${shop.id}/health?refresh=true`,
    );
    expect(body.checks).toContainEqual(
      expect.objectContaining({
        state: 'error',
        cause: expect.stringContaining('190/463'),
        fix: expect.any(String),
      }),
    );
  });

  function expectSentAfter(row: Row, { last, calls, texts }: Story): void {
    expect(last.failure).toBeUndefined();
    expect(['sent', 'delivered']).toContain(last.status);
    expect([calls, texts]).toEqual([2, [wordsOf(row)]]);
    const [refused] = last.timeline.attempts;
    if (refused?.state === 'failed') expectWords(row, refused.failure ?? undefined);
  }
});

/** The explanation is that of the catalogue. */
function expectWords({ platform, kind, code }: Row, failure: TimelineView['failure']): void {
  const entries = platforms.find(({ name }) => name === platform)?.errors ?? [];
  expect(failure).toMatchObject({
    kind,
    cause: expect.stringMatching(/\.$/),
    fix: expect.stringMatching(/\.$/),
  });
  if (platform !== 'line') expect(failure?.code).toBe(code);
  expect(entries.map(({ cause, fix }) => `${cause} ${fix}`)).toContain(`${failure?.cause} ${failure?.fix}`);
}

interface Begun {
  row: Row;
  shop: Shop;
  id: string;
  first?: TimelineView;
}

/** An account of its own meets the error: others must not wait for it. */
async function begin(stage: JourneyStage, row: Row): Promise<Begun> {
  const shop = await stage.open(row.platform);
  return { row, shop, id: await provoke(stage, shop, row) };
}

/** One account meets all errors of its platform that end a message at once, one after the other. */
async function endAll(
  stage: JourneyStage,
  platform: PlatformName,
  all: readonly Row[],
  keep: (row: Row, story: Story) => void,
): Promise<void> {
  const shop = await stage.open(platform);
  for (const row of all.filter((one) => one.platform === platform)) {
    const id = await provoke(stage, shop, row);
    // What is refused late was sent before.
    const isOver = ({ status }: TimelineView) => !row.fault.async || status === 'failed';
    const last = await until(async () => {
      const found = await ends(stage, id);
      return found && isOver(found) && found;
    }, `the end of ${platform} ${row.code}`);
    keep(row, await storyOf(shop, row, last, last));
  }
}

/** A new person writes and is answered, which meets the error. */
async function provoke(stage: JourneyStage, shop: Shop, row: Row): Promise<string> {
  const chat = await shop.meet(newPerson(row.platform));
  // What follows is pushed: an answer would use the token that came with the greeting.
  if (row.platform === 'line') await stage.reaches(await chat.send('Welcome'), 'sent');
  await shop.fault(row.fault);
  return chat.send(wordsOf(row));
}

async function storyOf(shop: Shop, row: Row, first: TimelineView, last: TimelineView): Promise<Story> {
  const sends = await shop.sends();
  const events = await shop.events();
  return {
    first,
    last,
    calls: sends.filter(({ body }) => JSON.stringify(body).includes(wordsOf(row))).length,
    texts: (await shop.shown()).map(({ text }) => text).filter((text) => text === wordsOf(row)),
    events: events.filter(({ type, data }) => data.message_id === last.id || type.startsWith('account.')),
  };
}

async function rests(stage: JourneyStage, id: string): Promise<TimelineView | undefined> {
  const found = await stage.message(id);
  const { waiting } = found.timeline;
  return (waiting?.reason ?? waiting?.account_pause) ? found : ended(found);
}

async function ends(stage: JourneyStage, id: string): Promise<TimelineView | undefined> {
  return ended(await stage.message(id));
}

function ended(found: TimelineView): TimelineView | undefined {
  return ['sent', 'delivered', 'read', 'failed'].includes(found.status ?? '') ? found : undefined;
}

/** Does the same for all, some at a time. */
async function pooled<In, Out>(all: readonly In[], work: (one: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  const waiting = [...all.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
