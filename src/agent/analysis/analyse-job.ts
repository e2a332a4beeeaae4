import type { Happening } from '../../conversations/interest.ts';
import type { Batch } from '../../database/writer.ts';
import { priorities, putJob } from '../../work/jobs.ts';
import { agentTarget } from '../target.ts';
import type { Acted } from './match.ts';

/** The kind of jobs that understand messages. */
export const analyseJobKind = 'analyse';

/** What such a job knows beside the id of its message. */
export interface AnalyseJob extends Acted {
  /** Consumers that get the event whatever their filters say. */
  consumers: readonly string[];
  /** The person has an answer already. */
  answered: boolean;
  first_contact: boolean;
  /** How often it was tried before. */
  tries: number;
}

/** Lets a message be understood, in its conversation's lane; `at`: not before that time (ms). */
export function putAnalyseJob(
  batch: Batch,
  { conversation, message }: Happening,
  payload: AnalyseJob,
  now: number,
  at?: number,
): void {
  putJob(
    batch,
    {
      workspace_id: message.workspace_id,
      target: agentTarget(message.account_id),
      lane: conversation.id,
      kind: analyseJobKind,
      reference: message.id,
      payload,
      priority: priorities.reply,
      ...(at !== undefined && { run_at: at }),
    },
    now,
  );
}
