import type { NewJob } from '../work/jobs.ts';
import { type Consumer, consumerTarget } from './consumer.ts';

/** The kind of the jobs that hand events to consumers; their reference is the event's id. */
export const deliveryJobKind = 'deliver';

/** What such a job carries along. */
export interface DeliveryJob {
  seq: number;
  /** Somebody asked for just this one, whatever the filter says. */
  by_hand?: true;
}

/** The job that hands one event to a consumer. What concerns no conversation is in order with its account. */
export function deliveryJob(
  { id, workspaceId, settings }: Pick<Consumer, 'id' | 'workspaceId' | 'settings'>,
  event: { id: string; seq: number; conversation_id: string | null; account_id: string | null },
  byHand = false,
): NewJob {
  const payload: DeliveryJob = { seq: event.seq, ...(byHand && { by_hand: true }) };
  return {
    workspace_id: workspaceId,
    target: consumerTarget(id),
    lane: settings.ordered ? (event.conversation_id ?? event.account_id ?? workspaceId) : event.id,
    kind: deliveryJobKind,
    reference: event.id,
    payload,
  };
}
