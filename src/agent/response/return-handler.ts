import type { Clock } from '../../clock.ts';
import type { Scene } from '../../conversations/delivery-status.ts';
import { conversationStore } from '../../conversations/store.ts';
import type { JobHandler, Outcome } from '../../work/handler.ts';
import type { Job } from '../../work/jobs.ts';
import type { AccountAgent } from '../directory.ts';
import { returnJobKind } from './answer-job.ts';
import { giveToAgent, takeUp } from './floor.ts';

/** What giving conversations back needs. */
export interface ReturnOptions {
  agentOf(accountId: string): AccountAgent | undefined;
  clock: Clock;
}

/** Gives conversations back to the agent in which people have said nothing for long. */
export function returnHandler(options: ReturnOptions): JobHandler<null, null> {
  return {
    kind: returnJobKind,
    take: () => 1,
    claim: async (_batch, runs) => runs.map(() => null),
    usesPermit: () => false,
    run: async () => null,
    async settle(batch, runs) {
      const now = options.clock.now();
      const scene: Scene = { batch, store: conversationStore(batch, now), now };
      for (const { jobs, overtaken } of runs) {
        // A person has just written: it counts from there.
        const [job] = jobs;
        if (job && !overtaken) await giveBack(options, scene, job);
      }
      return runs.map(({ jobs }) => jobs.map((): Outcome => ({ type: 'done' })));
    },
  };
}

async function giveBack({ agentOf }: ReturnOptions, scene: Scene, job: Job): Promise<void> {
  const conversation = await scene.store.conversations.current(job.workspace_id, job.lane);
  const agent = conversation && agentOf(conversation.account_id);
  const minutes = agent?.settings.handover.back_after_minutes ?? null;
  if (conversation?.owner !== 'human' || agent?.settings.mode !== 'auto' || minutes === null) return;
  giveToAgent(scene, conversation, `No person wrote for ${minutes} minutes.`, scene.now);
  await takeUp(scene, conversation, agent);
}
