import { conversationStore } from '../../conversations/store.ts';
import type { Batch } from '../../database/writer.ts';
import type { FinishedRun, JobHandler, Outcome } from '../../work/handler.ts';
import type { Job } from '../../work/jobs.ts';
import { analyseJobKind } from './analyse-job.ts';
import { type Looked, type LookOptions, look } from './look.ts';
import { type StoreOptions, storeAnalysis } from './store-analysis.ts';

/** What understanding messages needs. */
export type AnalyseOptions = LookOptions & StoreOptions;

// Somebody who writes in pieces is understood in one go: whoever answers waits for all of them together.
const messagesAtOnce = 5;
// A mistake of ours mostly stays one.
const mostAttempts = 3;
const againAfterFaultMs = 2000;

/** Understands messages, in the lanes of their conversations. */
export function analyseHandler(options: AnalyseOptions): JobHandler<null, Looked[]> {
  return {
    kind: analyseJobKind,
    take: () => messagesAtOnce,
    claim: async (_batch, runs) => runs.map(() => null),
    run: (jobs) => Promise.all(jobs.map((job) => look(options, job))),
    settle: (batch, runs) => settle(options, batch, runs),
  };
}

async function settle(
  options: AnalyseOptions,
  batch: Batch,
  runs: readonly FinishedRun<null, Looked[]>[],
): Promise<Outcome[][]> {
  const now = options.clock.now();
  const scene = { batch, now, store: conversationStore(batch, now) };
  const jobs = runs.flatMap((run) => run.jobs);
  // Conversations before messages, all at once: whoever else locks them does it in this order.
  await scene.store.conversations.loadIds(
    jobs.map(({ workspace_id, lane }) => ({ workspaceId: workspace_id, id: lane })),
  );
  await scene.store.messages.load(
    jobs.map(({ workspace_id, reference }) => ({ workspaceId: workspace_id, id: reference })),
  );
  const outcomes: Outcome[][] = [];
  for (const { jobs, result } of runs) {
    const ofRun: Outcome[] = [];
    for (const [index, job] of jobs.entries()) {
      const looked = result instanceof Error ? result : result[index];
      ofRun.push(await settleOne(options, scene, job, looked));
    }
    outcomes.push(ofRun);
  }
  return outcomes;
}

async function settleOne(
  options: AnalyseOptions,
  scene: Parameters<typeof storeAnalysis>[1],
  job: Job,
  looked: Looked | Error | undefined,
): Promise<Outcome> {
  if (looked instanceof Error) {
    return job.attempts + 1 < mostAttempts
      ? { type: 'retry', after_ms: againAfterFaultMs, reason: looked.message }
      : { type: 'dead', reason: looked.message };
  }
  if (looked?.kind === 'wait') {
    return { type: 'park', until: looked.until, reason: 'Its files are being fetched.' };
  }
  if (looked?.kind === 'understood') await storeAnalysis(options, scene, job, looked);
  return { type: 'done' };
}
