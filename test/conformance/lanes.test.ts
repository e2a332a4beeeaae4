import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Outcome } from '../../src/work/handler.ts';
import { type Job, priorities, wakeJob } from '../../src/work/jobs.ts';
import { claimKind, maximumStarts } from '../../src/work/settlement.ts';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { outageOf } from '../outage.ts';
import { type Engine, type EngineOptions, type Floor, gate, hungClock, openFloor } from './lanes-stage.ts';

const hour = 60 * 60_000;
const done: Outcome = { type: 'done' };

/** References `a 0`, `a 1` … of one lane. */
function laneOf(lane: string, count: number) {
  return Array.from({ length: count }, (_, index) => ({ lane, reference: `${lane} ${index}` }));
}

describe.each(databaseKinds)('lanes on $kind', ({ kind, create }) => {
  let place: TestDatabase;
  let floor: Floor;
  let engines: Engine[];

  beforeEach(async () => {
    place = await create();
    floor = await openFloor(place.url);
    engines = [];
  });

  afterEach(async () => {
    await Promise.all(engines.map(({ worker }) => worker.stop()));
    await floor.writer.idle();
    await floor.database.close();
    await place.drop();
  });

  async function start(options: EngineOptions = {}): Promise<Engine> {
    const engine = floor.engine(options);
    engines.push(engine);
    await engine.start();
    return engine;
  }

  async function stop(engine: Engine): Promise<void> {
    engines.splice(engines.indexOf(engine), 1);
    await engine.worker.stop();
  }

  const jobsLeft = () => floor.database.read.selectFrom('jobs').selectAll().orderBy('seq').execute();
  const allDone = () => until(async () => (await jobsLeft()).length === 0, 'the end of all jobs');
  const deadJobs = () => floor.database.read.selectFrom('dead_jobs').selectAll().execute();

  it('keep their order under retries, with one run at a time', async () => {
    const busy = new Set<string>();
    const overlaps: string[] = [];
    const finished: string[] = [];
    const engine = await start({
      async behave(job) {
        if (busy.has(job.lane)) overlaps.push(job.reference);
        busy.add(job.lane);
        await new Promise(setImmediate);
        busy.delete(job.lane);
        if (job.attempts < Number(job.reference.split(' ')[1]) % 3) {
          return { type: 'retry', after_ms: 3, reason: 'not yet' };
        }
        finished.push(job.reference);
        return done;
      },
    });
    const lanes = ['a', 'b', 'c', 'd'].map((lane) => laneOf(lane, 9));
    // Put one by one and side by side, as callers do.
    await Promise.all(lanes.flat().map((job) => floor.put([job])));
    await allDone();
    expect(overlaps).toEqual([]);
    for (const lane of lanes) {
      const name = lane[0]?.lane ?? '';
      expect(finished.filter((reference) => reference.startsWith(name))).toEqual(
        lane.map(({ reference }) => reference),
      );
    }
    // Three of nine fail once, three twice.
    expect(engine.began).toHaveLength(4 * (9 + 3 + 6));
  });

  it('give the first jobs of a lane together, and what was not done again from there', async () => {
    let refused = false;
    const engine = await start({
      take: 3,
      behave(job) {
        if (job.reference === 'a 0' || refused) return done;
        if (job.reference === 'a 1') return { type: 'retry', after_ms: 3, reason: 'not yet' };
        refused = true;
        return { type: 'continue' };
      },
    });
    await floor.put(laneOf('a', 5));
    await allDone();
    expect(engine.began).toEqual(['a 0', 'a 1', 'a 2', 'a 1', 'a 2', 'a 3', 'a 4']);
  });

  it.each([
    [true, 3],
    [false, 0],
  ])('take a permit only for what calls somebody (%s)', async (usesPermit, permits) => {
    const engine = await start({ usesPermit });
    await floor.put(laneOf('a', 3));
    await allDone();
    expect(engine.permits()).toBe(permits);
  });

  it('do not start what was claimed when the lease has become too short meanwhile', async () => {
    // The database takes so long over the first claim that the lease ends.
    let late = 0;
    const real = systemClock();
    const clock = { ...real, now: () => real.now(), monotonic: () => real.monotonic() + late };
    const engine = await start({
      clock: { ...clock, after: (ms, work) => real.after(ms, work) },
      whenClaimed() {
        if (late === 0) late = hour;
      },
    });
    await floor.put(laneOf('a', 1));
    await allDone();
    expect(engine.left).toEqual(['a 0']);
    expect(engine.began).toEqual(['a 0']);
    expect(engine.permits()).toBe(1);
  });

  it('run side by side up to the concurrency of their target', async () => {
    const door = gate();
    const engine = await start({ concurrency: 3, behave: () => door.opened.then(() => done) });
    await floor.put(Array.from({ length: 10 }, (_, index) => ({ lane: `${index}`, reference: `${index}` })));
    await floor.put([{ target: 'account:b', reference: 'other target' }]);
    await until(() => engine.began.length === 4, 'three runs, and one of the other target');
    expect(engine.worker.load()).toEqual({ waiting: 7, running: 4 });
    door.open();
    await allDone();
    expect(engine.widest()).toBe(4);
    expect(engine.began.toSorted()).toEqual([...'0123456789', 'other target'].toSorted());
  });

  it('let a reply overtake 5,000 bulk jobs of others, never those before it in its own lane', async () => {
    const door = gate();
    const engine = await start({ concurrency: 1, behave: () => door.opened.then(() => done) });
    const bulk = Array.from({ length: 5000 }, (_, index) => ({
      lane: `lane ${index}`,
      reference: `bulk ${index}`,
      priority: priorities.bulk,
    }));
    await floor.put(bulk);
    await until(() => engine.began.length === 1, 'the first run');
    const replies = [
      { lane: 'new lane', reference: 'reply' },
      // Among the thousand that are in memory, and among those that are not.
      { lane: 'lane 500', reference: 'reply 500' },
      { lane: 'lane 4000', reference: 'reply 4000' },
    ];
    await floor.put(replies.map((reply) => ({ ...reply, priority: priorities.reply })));
    // Whatever it reads because of them has been read when it is idle.
    await floor.database.ping();
    door.open();
    await until(() => engine.began.length > 200, 'the first two hundred');
    await stop(engine);
    const places = [...replies.map(({ reference }) => reference), 'bulk 500', 'bulk 4000'].map((reference) =>
      engine.began.indexOf(reference),
    );
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(Math.max(...places)).toBeLessThan(100);
    expect(engine.began.indexOf('bulk 500')).toBeLessThan(engine.began.indexOf('reply 500'));
    expect(engine.began.indexOf('bulk 4000')).toBeLessThan(engine.began.indexOf('reply 4000'));
  });

  it('pull a waiting lane forward when a reply joins it', async () => {
    const door = gate();
    const engine = await start({ concurrency: 1, behave: () => door.opened.then(() => done) });
    await floor.put(
      Array.from({ length: 200 }, (_, index) => ({
        lane: `${index}`,
        reference: `bulk ${index}`,
        priority: 0,
      })),
    );
    await until(() => engine.worker.load().waiting === 199, 'all in memory');
    await floor.put([{ lane: '150', reference: 'reply', priority: priorities.reply }]);
    await until(() => engine.worker.load().waiting === 200, 'the reply in memory');
    door.open();
    await allDone();
    expect(engine.began.slice(1, 3)).toEqual(['bulk 150', 'reply']);
  });

  it('hold about a thousand of a backlog in memory, and run each job of it once, in order', async () => {
    const lanes = Array.from({ length: 2000 }, (_, index) => `lane ${index}`);
    for (let round = 0; round < 10; round++) {
      await floor.put(lanes.map((lane) => ({ lane, reference: `${lane} ${round}` })));
    }
    let most = 0;
    const engine = await start({
      concurrency: 100,
      take: 5,
      async behave() {
        const { waiting, running } = engine.worker.load();
        most = Math.max(most, waiting + running);
        await new Promise(setImmediate);
        return done;
      },
    });
    await until(async () => engine.began.length >= 20_000, '20,000 runs', 30_000);
    await allDone();
    expect(most).toBeLessThan(1200);
    const order = Map.groupBy(engine.began, (reference) => reference.slice(0, reference.lastIndexOf(' ')));
    expect(order.size).toBe(2000);
    for (const [lane, references] of order) {
      expect(references).toEqual(Array.from({ length: 10 }, (_, round) => `${lane} ${round}`));
    }
  });

  it('take a scheduled job in when it is due, behind what came before', async () => {
    const began: Record<string, number> = {};
    const engine = await start({
      behave(job) {
        began[job.reference] = Date.now();
        return done;
      },
    });
    const now = Date.now();
    await floor.put([
      { lane: 'a', reference: 'soon', run_at: now + 60 },
      // Beyond two polls, so found by one of them.
      { lane: 'a', reference: 'later', run_at: now + 250 },
      { lane: 'a', reference: 'at once' },
    ]);
    await allDone();
    expect(engine.began).toEqual(['at once', 'soon', 'later']);
    expect(began.soon).toBeGreaterThanOrEqual(now + 60);
    expect(began.later).toBeGreaterThanOrEqual(now + 250);
  });

  it('hold a parked job and all behind it until it is woken', async () => {
    const engine = await start({
      behave: (job): Outcome =>
        job.reference === 'a 0' && engine.began.length === 1
          ? { type: 'park', until: Date.now() + hour, reason: 'waits for proof' }
          : done,
    });
    const [id = ''] = await floor.put(laneOf('a', 2));
    await until(async () => (await jobsLeft())[0]?.reason === 'waits for proof', 'the park');
    await floor.put([{ lane: 'b', reference: 'b 0' }]);
    await until(() => engine.began.includes('b 0'), 'another lane');
    expect(engine.began).toEqual(['a 0', 'b 0']);
    await floor.run((batch) => wakeJob(batch, 'w', id, Date.now()));
    await allDone();
    expect(engine.began).toEqual(['a 0', 'b 0', 'a 0', 'a 1']);
  });

  it('wait while their target is paused, over a restart too, and go on when the pause is lifted', async () => {
    let broken = true;
    const behave = (job: Job): Outcome =>
      broken && job.target === 'account:a'
        ? { type: 'pause', after_ms: hour, reason: 'token expired' }
        : done;
    const first = await start({ behave });
    await floor.put([{ reference: 'a' }]);
    await until(async () => (await jobsLeft())[0]?.reason === 'token expired', 'the pause');
    await stop(first);
    broken = false;
    const second = await start({ behave });
    await floor.put([
      { lane: 'other', reference: 'b' },
      { target: 'account:b', reference: 'other target' },
    ]);
    await until(() => second.began.includes('other target'), 'the other target');
    expect(second.began).toEqual(['other target']);
    const waiting = (await jobsLeft()).filter(({ target }) => target === 'account:a');
    expect(waiting.map(({ attempts }) => attempts)).toEqual([0, 0]);
    await floor.run(async (batch) => {
      await batch.transaction.remove('target_pauses', ['workspace_id', 'target'], [['w', 'account:a']]);
      batch.signal('jobs', 'account:a');
    });
    await allDone();
    expect(second.began).toEqual(['other target', 'a', 'b']);
  });

  it('end a pause by themselves when its time is over', async () => {
    let pauses = 0;
    const engine = await start({
      behave: () => (pauses++ < 2 ? { type: 'pause', after_ms: 20, reason: 'too fast' } : done),
    });
    await floor.put([{ reference: 'a' }]);
    await allDone();
    expect(engine.began).toEqual(['a', 'a', 'a']);
  });

  it('set aside a job whose process ended again and again, explained, and go on behind it', async () => {
    const never = new Promise<Outcome>(() => {});
    // Their clocks stand still, so they neither renew their leases nor give them back: dead processes.
    for (let death = 0; death < maximumStarts; death++) {
      // An hour later each time: what killed is left alone for a while.
      const clock = { ...hungClock, now: () => Date.now() + death * hour };
      const engine = floor.engine({ behave: () => never, clock, leaseMs: 100 });
      if (death === 0) await floor.put(laneOf('a', 2));
      await until(async () => {
        await engine.start();
        return engine.began.length > 0;
      }, 'the run that kills');
      expect(engine.began).toEqual(['a 0']);
    }
    const later = { ...systemClock(), now: () => Date.now() + maximumStarts * hour };
    const engine = await start({ clock: later });
    await allDone();
    expect(engine.began).toEqual(['a 1']);
    expect(await deadJobs()).toMatchObject([
      { reference: 'a 0', reason: expect.stringContaining('process ended') },
    ]);
  });

  it('leave a job alone for a while whose process ended, and the others go on', async () => {
    const never = new Promise<Outcome>(() => {});
    await floor.put([...laneOf('a', 2), { lane: 'b', reference: 'b 0' }]);
    const dead = floor.engine({ behave: () => never, clock: hungClock, leaseMs: 100, concurrency: 1 });
    await dead.start();
    await until(() => dead.began.length === 1, 'the run that kills');
    const heir = await start();
    await until(() => heir.began.includes('b 0'), 'the other lane');
    expect(heir.began).not.toContain('a 0');
    await allDone();
    expect(heir.began).toEqual(['b 0', 'a 0', 'a 1']);
  });

  it('set aside a job that a handler gives up, and one on which it throws', async () => {
    await start({
      behave(job) {
        if (job.reference === 'a 0') throw new Error('a bug');
        return job.reference === 'a 1' ? { type: 'dead', reason: 'refused for good' } : done;
      },
    });
    await floor.put(laneOf('a', 3));
    await allDone();
    const dead = await deadJobs();
    expect(dead.map(({ reference, reason }) => [reference, reason]).toSorted()).toEqual([
      ['a 0', 'a bug'],
      ['a 1', 'refused for good'],
    ]);
    expect(floor.errors).toEqual([expect.objectContaining({ message: 'a bug' })]);
  });

  it('are taken over when a lease ends, and the former owner can claim nothing', async () => {
    // A process that hangs: it believes in its lease for ever.
    const hung = floor.engine({ clock: hungClock, leaseMs: 200 });
    await hung.start();
    await floor.put([{ reference: 'before' }]);
    await until(() => hung.began.length === 1, 'the first owner at work');
    await allDone();
    const door = gate();
    const heir = await start({ behave: () => door.opened.then(() => done), leaseMs: 200 });
    // Only now, when the shard has its new owner, is there work that both hear of.
    const epoch = async () =>
      (await floor.database.read.selectFrom('leases').selectAll().execute()).map((row) => row.epoch);
    await until(async () => Math.min(...(await epoch())) > 1, 'the heir');
    await floor.put([{ reference: 'after' }]);
    await until(() => heir.began.length === 1, 'the heir at work');
    const [job] = await jobsLeft();
    // Every job of the list has a number.
    const claim = { handler: hung.handler, jobs: [job as Job] };
    const claims = claimKind(Date.now);
    expect(await floor.writer.add(claims, { ...claim, epoch: 1 })).toEqual({ start: false, why: 'lost' });
    door.open();
    await allDone();
    expect([hung.began, heir.began]).toEqual([['before'], ['after']]);
  });

  // A second process on one SQLite file is refused.
  it.skipIf(kind === 'sqlite')(
    'are shared evenly among processes, and taken over when one ends',
    async () => {
      const owners = async () => {
        const rows = await floor.database.read.selectFrom('leases').select('owner').execute();
        return Object.values(Object.groupBy(rows, ({ owner }) => owner ?? 'nobody')).map(
          (own) => own?.length,
        );
      };
      const jobs = (round: string) =>
        Array.from({ length: 60 }, (_, index) => ({
          target: `account:${index}`,
          lane: `${round} ${index}`,
          reference: `${round} ${index}`,
        }));
      const door = gate();
      const first = await start({ leaseMs: 600, behave: () => door.opened.then(() => done) });
      await floor.put(jobs('one'));
      await until(() => first.began.length === 60, 'the first process at work alone');
      const second = await start({ leaseMs: 600 });
      // What runs keeps its shard until it has ended; what is idle goes.
      await until(async () => (await owners()).length === 2, 'a second owner');
      expect(second.began).toEqual([]);
      door.open();
      await until(async () => `${await owners()}` === '128,128', 'even shares');
      await floor.put(jobs('two'));
      await allDone();
      const began = [...first.began, ...second.began];
      expect(began.toSorted()).toEqual(
        [...jobs('one'), ...jobs('two')].map(({ reference }) => reference).toSorted(),
      );
      expect(second.began.length).toBeGreaterThan(10);
      expect(first.began.length).toBeGreaterThan(70);
      await stop(second);
      await until(async () => (await owners()).length === 1, 'one owner again');
      await floor.put(jobs('three'));
      await allDone();
    },
  );

  it('finish what runs when their worker stops, and are free for the next at once', async () => {
    const door = gate();
    const engine = await start({ concurrency: 1, behave: () => door.opened.then(() => done), leaseMs: hour });
    await floor.put([{ reference: 'under way' }, { reference: 'waiting' }]);
    await until(() => engine.began.length === 1, 'a run');
    const stopped = stop(engine);
    door.open();
    await stopped;
    expect((await jobsLeft()).map(({ reference }) => reference)).toEqual(['waiting']);
    const next = await start();
    await allDone();
    expect([engine.began, next.began]).toEqual([['under way'], ['waiting']]);
  });

  it('settle an answer when the database is back, without asking for it again', async () => {
    const outage = outageOf(place);
    const engine = await start({
      async behave() {
        await outage.begin();
        return done;
      },
    });
    await floor.put([{ reference: 'a' }]);
    await until(() => floor.errors.some((error) => codeOf(error) === 'database_unavailable'), 'a refusal');
    await outage.end();
    await allDone();
    expect(engine.began).toEqual(['a']);
    expect(await deadJobs()).toEqual([]);
  });
});

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
