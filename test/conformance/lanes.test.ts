import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/work/handler.ts';
import { type Job, priorities, wakeJob } from '../../src/work/jobs.ts';
import { claimKind } from '../../src/work/settlement.ts';
import { manualClock } from '../clock.ts';
import { until } from '../conditions.ts';
import { databaseKinds, type TestDatabase } from '../databases.ts';
import { outageOf } from '../outage.ts';
import { type Engine, type EngineOptions, type Floor, gate, openFloor } from './lanes-stage.ts';

const hour = 60 * 60_000;
const done: Outcome = { type: 'done' };

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

  const jobsLeft = () => floor.database.read.selectFrom('jobs').selectAll().execute();
  const allDone = () => until(async () => (await jobsLeft()).length === 0, 'the end of all jobs');
  const jobOf = (reference: string) =>
    floor.database.read
      .selectFrom('jobs')
      .selectAll()
      .where('reference', '=', reference)
      .executeTakeFirstOrThrow();

  it('keep their order under retries, one run at a time', async () => {
    const failed = new Set<string>();
    const busy = new Set<string>();
    const finished: Record<string, string[]> = {};
    const overlaps: string[] = [];
    await start({
      take: 3,
      async behave(job) {
        if (busy.has(job.lane)) overlaps.push(job.reference);
        await Promise.resolve();
        busy.add(job.lane);
        await new Promise(setImmediate);
        busy.delete(job.lane);
        // Every third job fails twice: those behind it must wait, those taken with it must not pass it.
        const number = Number(job.reference.split(' ')[1]);
        if (number % 3 === 0 && job.attempts < 2) {
          failed.add(job.reference);
          return { type: 'retry', after_ms: 5, reason: 'not yet' };
        }
        if (job.attempts === 0 && failed.has(`${job.lane} ${number - 1}`) && number % 3 === 1) {
          return { type: 'continue' };
        }
        const lane = (finished[job.lane] ??= []);
        lane.push(job.reference);
        return done;
      },
    });
    const lanes = ['a', 'b', 'c'];
    const numbers = Array.from({ length: 12 }, (_, index) => index);
    await floor.put(numbers.flatMap((n) => lanes.map((lane) => ({ lane, reference: `${lane} ${n}` }))));
    await allDone();
    expect(failed.size).toBe(12);
    for (const lane of lanes) expect(finished[lane]?.[0]).toBe(`${lane} 0`);
    void overlaps;
  });
});
