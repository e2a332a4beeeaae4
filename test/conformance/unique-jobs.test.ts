import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { Cancelled, LeaseLost, PutAgain } from '../../src/work/abort.ts';
import { redriveJobs } from '../../src/work/dead-jobs.ts';
import type { Outcome } from '../../src/work/handler.ts';
import { type Job, wakeJob } from '../../src/work/jobs.ts';
import { cancelUniqueJob, putUniqueJob, type UniqueJob } from '../../src/work/unique-jobs.ts';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { type Engine, type EngineOptions, type Floor, gate, hungClock, openFloor } from './lanes-stage.ts';

const hour = 60 * 60_000;
const done: Outcome = { type: 'done' };
const key = { workspace_id: 'w', target: 'account:a', lane: 'lane', kind: 'toy' };

/** A run that lasts until it is aborted, and then throws why. */
function untilAborted(abort: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (abort.aborted) reject(abort.reason);
    abort.addEventListener('abort', () => reject(abort.reason));
  });
}

describe.each(databaseKinds)('unique jobs on $kind', ({ kind, create }) => {
  let place: TestDatabase;
  let floor: Floor;
  let engines: Engine[];
  /** What another process has, once a test wants one. */
  let further: Promise<Floor> | null;
  /** Why runs were aborted. */
  let reasons: unknown[];

  beforeEach(async () => {
    place = await create();
    floor = await openFloor(place.url);
    engines = [];
    further = null;
    reasons = [];
  });

  afterEach(async () => {
    await Promise.all(engines.map(({ worker }) => worker.stop()));
    for (const { writer, database } of [floor, ...(further ? [await further] : [])]) {
      await writer.idle();
      await database.close();
    }
    await place.drop();
  });

  function another(): Promise<Floor> {
    further ??= openFloor(place.url);
    return further;
  }

  async function start(options: EngineOptions = {}, on: Floor = floor): Promise<Engine> {
    const engine = on.engine(options);
    engines.push(engine);
    await engine.start();
    return engine;
  }

  const jobOf = (job: Partial<UniqueJob>): UniqueJob => ({
    ...{ ...key, reference: 'job', run_at: Date.now() },
    ...job,
  });
  const put = (job: Partial<UniqueJob>, deadline_ms = hour, now = Date.now()) =>
    floor.run((batch) => putUniqueJob(batch, jobOf(job), { deadline_ms }, now));
  const cancel = () => floor.run((batch) => cancelUniqueJob(batch, key));
  const jobsLeft = () => floor.database.read.selectFrom('jobs').selectAll().orderBy('seq').execute();
  const allDone = () => until(async () => (await jobsLeft()).length === 0, 'the end of all jobs');

  /** Waits out the first run of a job until it is aborted; later ones are done at once. */
  function firstWaits(): (job: Job, abort: AbortSignal) => Outcome | Promise<Outcome> {
    let isFirst = true;
    return (job, abort) => {
      if (!isFirst || job.reference === 'other') return done;
      isFirst = false;
      return untilAborted(abort).catch((reason: unknown) => {
        reasons.push(reason);
        throw reason;
      });
    };
  }

  it('fold into one within a batch, with the newest of all, and beside those of other keys', async () => {
    const now = Date.now();
    const answers = await floor.run(async (batch) => {
      const answered = [];
      for (const [reference, lane] of [
        ['one', 'a'],
        ['two', 'b'],
        ['three', 'a'],
        ['four', 'a'],
      ] as const) {
        const job = jobOf({ reference, lane, payload: { reference }, run_at: now + hour + answered.length });
        answered.push(await putUniqueJob(batch, job, { deadline_ms: 2 * hour }, now));
      }
      return answered;
    });
    expect(answers.map(({ created }) => created)).toEqual([true, true, false, false]);
    const jobs = await jobsLeft();
    expect(jobs.toSorted((a, b) => (a.lane < b.lane ? -1 : 1))).toMatchObject([
      {
        lane: 'a',
        id: answers[3]?.id,
        reference: 'four',
        payload: '{"reference":"four"}',
        run_at: now + hour + 3,
        puts: 3,
      },
      { lane: 'b', id: answers[1]?.id, reference: 'two', run_at: now + hour + 1, puts: 1 },
    ]);
  });

  it('fold whoever puts them side by side', async () => {
    const there = kind === 'postgres' ? await another() : floor;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const job = jobOf({ lane: `${index % 2}`, run_at: Date.now() + hour });
        return (index % 2 === index % 4 ? floor : there).run((batch) =>
          putUniqueJob(batch, job, { deadline_ms: hour }, Date.now()),
        );
      }),
    );
    expect((await jobsLeft()).map(({ puts }) => puts)).toEqual([20, 20]);
    expect(answers.filter(({ created }) => created)).toHaveLength(2);
  });

  it('move as they are put again, and never beyond the deadline of the first time', async () => {
    const now = Date.now();
    const { id } = await put({ run_at: now + 1000 }, 5000, now);
    const times: number[] = [];
    for (const after of [900, 3000, 4500, 7000]) {
      expect(await put({ run_at: now + after + 1000 }, 5000, now + after)).toEqual({ id, created: false });
      times.push((await jobsLeft())[0]?.run_at ?? 0);
    }
    expect(times).toEqual([now + 1900, now + 4000, now + 5000, now + 5000]);
    expect(await jobsLeft()).toMatchObject([{ id, seq: null, puts: 5 }]);
  });

  it('leave their place in the lane when they are put for later, and keep it when the deadline is over', async () => {
    const door = gate();
    const engine = await start({
      behave: (job) => (job.reference === 'first' ? door.opened.then(() => done) : done),
    });
    await floor.put([{ reference: 'first' }]);
    await until(() => engine.began.length === 1, 'the lane to be busy');
    const inLane = async () =>
      (await jobsLeft()).filter(({ puts, seq }) => puts > 0 && seq !== null).length === 1;
    await put({ reference: 'old' });
    await until(inLane, 'the place in the lane');
    await floor.put([{ reference: 'behind' }]);
    await put({ reference: 'new', run_at: Date.now() + 150 });
    expect(await inLane()).toBe(false);
    door.open();
    await allDone();
    expect(engine.began).toEqual(['first', 'behind', 'new']);
    expect(floor.errors).toEqual([]);
  });

  it('are run in the newest state where they stand, once their deadline is over', async () => {
    const door = gate();
    const engine = await start({
      behave: (job) => (job.reference === 'first' ? door.opened.then(() => done) : done),
    });
    await floor.put([{ reference: 'first' }]);
    await until(() => engine.began.length === 1, 'the lane to be busy');
    await put({ reference: 'old' }, 0);
    await until(async () => (await jobsLeft()).every(({ seq }) => seq !== null), 'the place in the lane');
    await floor.put([{ reference: 'behind' }]);
    await put({ reference: 'new', run_at: Date.now() + hour }, 0);
    door.open();
    await allDone();
    expect(engine.began).toEqual(['first', 'new', 'behind']);
  });

  it('abort the run under way when they are put again, and run once more, once', async () => {
    const engine = await start({ behave: firstWaits() });
    const { id } = await put({ reference: 'one' });
    await until(() => engine.began.length === 1, 'the run');
    const again = await Promise.all([
      put({ reference: 'two' }),
      put({ reference: 'three', run_at: Date.now() + 60 }),
    ]);
    expect(again).toEqual([
      { id, created: false },
      { id, created: false },
    ]);
    await allDone();
    expect(engine.began).toEqual(['one', 'three']);
    expect(engine.overtaken).toEqual(['one']);
    expect(reasons).toEqual([expect.any(PutAgain)]);
    // Neither a bug nor given up.
    expect(floor.errors).toEqual([]);
    expect(await floor.database.read.selectFrom('dead_jobs').selectAll().execute()).toEqual([]);
  });

  it.each<Outcome>([
    done,
    { type: 'dead', reason: 'refused' },
    { type: 'retry', after_ms: hour, reason: 'not yet' },
    { type: 'reschedule', at: Date.now() + hour },
  ])('run again with all their tries when the run that does not listen ends with %o', async (outcome) => {
    const door = gate();
    const attempts: number[] = [];
    const engine = await start({
      behave(job) {
        attempts.push(job.attempts);
        if (job.reference === 'two') return done;
        return attempts.length === 1
          ? { type: 'retry', after_ms: 1, reason: 'once' }
          : door.opened.then(() => outcome);
      },
    });
    await put({ reference: 'one' });
    await until(() => engine.began.length === 2, 'the second run');
    await put({ reference: 'two' });
    door.open();
    await allDone();
    expect(engine.began).toEqual(['one', 'one', 'two']);
    expect(attempts).toEqual([0, 1, 0]);
    expect(engine.overtaken).toEqual(['one']);
    expect(await floor.database.read.selectFrom('dead_jobs').selectAll().execute()).toEqual([]);
  });

  it('are kept by a put that commits while the run is being settled', async () => {
    // Many runs and puts side by side: whichever commits first, the last put is run.
    const lanes = Array.from({ length: 20 }, (_, index) => `lane ${index}`);
    const latest = new Map<string, string>();
    await start({
      async behave(job) {
        await new Promise(setImmediate);
        latest.set(job.lane, job.reference);
        return done;
      },
    });
    for (let round = 0; round < 20; round++) {
      await Promise.all(lanes.map((lane) => put({ lane, reference: `${round}` })));
    }
    await allDone();
    expect([...latest.values()]).toEqual(lanes.map(() => '19'));
    expect(floor.errors).toEqual([]);
  });

  it('are taken away while they wait, in their lane or outside it', async () => {
    await put({ run_at: Date.now() + hour });
    await cancel();
    expect(await jobsLeft()).toEqual([]);
    const door = gate();
    const engine = await start({
      behave: (job) => (job.reference === 'first' ? door.opened.then(() => done) : done),
    });
    await floor.put([{ reference: 'first' }]);
    await put({ reference: 'unwanted' });
    await until(async () => (await jobsLeft()).every(({ seq }) => seq !== null), 'the place in the lane');
    await cancel();
    await cancel();
    await floor.put([{ reference: 'behind' }]);
    door.open();
    await allDone();
    expect(engine.began).toEqual(['first', 'behind']);
  });

  it('are aborted when they are taken away while they run, and can be put anew at once', async () => {
    const engine = await start({ behave: firstWaits() });
    const { id } = await put({ reference: 'one' });
    await until(() => engine.began.length === 1, 'the run');
    const anew = await floor.run(async (batch) => {
      await cancelUniqueJob(batch, key);
      return putUniqueJob(batch, jobOf({ reference: 'two' }), { deadline_ms: hour }, Date.now());
    });
    expect(anew.created && anew.id !== id).toBe(true);
    await allDone();
    expect(engine.began).toEqual(['one', 'two']);
    expect(engine.overtaken).toEqual(['one']);
    expect(reasons).toEqual([expect.any(Cancelled)]);
    expect(engine.widest()).toBe(1);
  });

  it('let their lane go on while they wait outside it, and can be woken there', async () => {
    let isAnswered = false;
    const engine = await start({
      behave: (job): Outcome =>
        job.reference === 'asks' && !isAnswered
          ? { type: 'reschedule', at: Date.now() + hour, reason: 'waits for a person' }
          : done,
    });
    const { id } = await put({ reference: 'asks' });
    const waits = { id, seq: null, starts: 0, attempts: 0, reason: 'waits for a person' };
    await until(async () => (await jobsLeft())[0]?.reason === waits.reason, 'the job outside its lane');
    expect(await jobsLeft()).toMatchObject([waits]);
    await floor.put([{ reference: 'other' }]);
    await until(async () => (await jobsLeft()).length === 1, 'the lane to go on');
    expect(await jobsLeft()).toMatchObject([waits]);
    isAnswered = true;
    await floor.run((batch) => wakeJob(batch, 'w', id, Date.now()));
    await allDone();
    expect(engine.began).toEqual(['asks', 'other', 'asks']);
    expect(engine.overtaken).toEqual([]);
  });

  it('give ordinary jobs too a place further back when they are rescheduled', async () => {
    const engine = await start({
      behave: (job) =>
        job.reference === 'a' && engine.began.length === 1
          ? { type: 'reschedule', at: Date.now() + 40 }
          : done,
    });
    await floor.put([{ reference: 'a' }, { reference: 'b' }]);
    await allDone();
    expect(engine.began).toEqual(['a', 'b', 'a']);
  });

  it('share their lane with ordinary jobs, one at a time', async () => {
    const engine = await start({
      async behave() {
        await new Promise(setImmediate);
        return done;
      },
    });
    for (let round = 0; round < 20; round++) {
      await Promise.all([
        put({ reference: `unique ${round}` }),
        floor.put([{ reference: `ordinary ${round}` }]),
      ]);
    }
    await allDone();
    expect(engine.widest()).toBe(1);
    const ordinary = engine.began.filter((reference) => reference.startsWith('ordinary'));
    expect(ordinary).toEqual(Array.from({ length: 20 }, (_, round) => `ordinary ${round}`));
    expect(engine.began.filter((reference) => reference === 'unique 19')).toHaveLength(1);
  });

  it('survive the death of the process that runs them, put again before or after it', async () => {
    const never = new Promise<Outcome>(() => {});
    // It takes up what is due, and then neither renews its leases nor gives them back.
    const real = systemClock();
    const clock: Clock = { ...hungClock, after: (ms, work) => (ms < 50 ? real.after(ms, work) : () => {}) };
    const dead = floor.engine({ behave: () => never, clock, leaseMs: 600 });
    await dead.start();
    await put({ lane: 'a', reference: 'a' });
    await put({ lane: 'b', reference: 'b' });
    await until(() => dead.began.length === 2, 'the runs that never end');
    const heir = await start();
    await put({ lane: 'a', reference: 'a again' });
    await allDone();
    expect(heir.began.toSorted()).toEqual(['a again', 'b']);
    expect(dead.began.toSorted()).toEqual(['a', 'b']);
  });

  it('are brought back by hand as what they were, and are a part of a newer one', async () => {
    let broken = true;
    const engine = await start({ behave: () => (broken ? { type: 'dead', reason: 'refused' } : done) });
    await put({ reference: 'one', payload: { a: 1 } });
    await until(async () => (await deadJobs()).length === 1, 'the end of the job');
    await put({ reference: 'two' });
    await until(async () => (await deadJobs()).length === 2, 'the end of the other job');
    const [first = '', second = ''] = (await deadJobs()).map(({ id }) => id);
    await put({ reference: 'waits', run_at: Date.now() + hour });
    broken = false;
    expect(await floor.run((batch) => redriveJobs(batch, 'w', [first], Date.now()))).toEqual(['one']);
    expect(await jobsLeft()).toMatchObject([{ reference: 'waits', seq: null }]);
    await cancel();
    await floor.run((batch) => redriveJobs(batch, 'w', [second], Date.now()));
    await allDone();
    expect(await deadJobs()).toEqual([]);
    expect(engine.began).toEqual(['one', 'two', 'two']);
  });

  it('abort what runs when the shard has another owner', async () => {
    const engine = await start({ behave: firstWaits(), leaseMs: 300 });
    await put({ reference: 'one' });
    await until(() => engine.began.length === 1, 'the run');
    const expires_at = Date.now() + 100;
    await floor.database.transaction(async ({ query }) => {
      await query.updateTable('leases').set({ owner: 'another', expires_at }).execute();
    });
    await until(() => reasons.length === 1, 'the abort');
    expect(reasons).toEqual([expect.any(LeaseLost)]);
  });

  // A second process on one SQLite file is refused.
  describe.skipIf(kind === 'sqlite')('put by another process', () => {
    const putThere = async (job: Partial<UniqueJob>) =>
      (await another()).run((batch) => putUniqueJob(batch, jobOf(job), { deadline_ms: hour }, Date.now()));

    it('abort the run', async () => {
      const engine = await start({ behave: firstWaits() });
      await put({ reference: 'one' });
      await until(() => engine.began.length === 1, 'the run');
      await putThere({ reference: 'two' });
      await allDone();
      expect(engine.began).toEqual(['one', 'two']);
      expect(engine.overtaken).toEqual(['one']);
      expect(reasons).toEqual([expect.any(PutAgain)]);
    });

    it('are not started as they were before, when that happens during the claim', async () => {
      let isFirst = true;
      const engine = await start({
        async whenClaimed() {
          if (isFirst) await putThere({ reference: 'two' });
          isFirst = false;
        },
      });
      await put({ reference: 'one' });
      await allDone();
      expect(engine.began).toEqual(['two']);
      expect(engine.overtaken).toEqual([]);
      expect(floor.errors).toEqual([]);
    });

    it('are not settled as if nothing had happened, when that happens during the settlement', async () => {
      let isFirst = true;
      const engine = await start({
        async whenSettled() {
          if (isFirst) await putThere({ reference: 'two' });
          isFirst = false;
        },
      });
      await put({ reference: 'one' });
      await allDone();
      expect(engine.began).toEqual(['one', 'two']);
      expect(engine.overtaken).toEqual(['one']);
      expect(floor.errors).toEqual([]);
    });

    it('run in the end as they were put last, while shards go from one process to the other', async () => {
      const lanes = Array.from({ length: 12 }, (_, index) => ({
        target: `account:${index}`,
        lane: `lane ${index}`,
      }));
      const latest = new Map<string, string>();
      const behave = async (job: Job): Promise<Outcome> => {
        await new Promise(setImmediate);
        latest.set(job.lane, job.reference);
        return done;
      };
      await start({ behave, leaseMs: 600 });
      for (let round = 0; round < 20; round++) {
        if (round === 5) await start({ behave, leaseMs: 600 }, await another());
        const reference = `${round}`;
        await Promise.all(
          lanes.map((lane, index) => (index % 2 === round % 2 ? put : putThere)({ ...lane, reference })),
        );
      }
      await allDone();
      expect([...latest.values()]).toEqual(lanes.map(() => '19'));
      expect([floor.errors, (await another()).errors]).toEqual([[], []]);
    });
  });

  const deadJobs = () =>
    floor.database.read.selectFrom('dead_jobs').selectAll().orderBy('created_at').execute();
});
