import type { AnswerOf } from '../../../src/client/index.ts';

/** A message with everything that ever happened to it. */
export type ExplainedMessage = AnswerOf<'GET /api/v1/messages/{id}'>;

type Attempt = ExplainedMessage['timeline']['attempts'][number];
type Event = ExplainedMessage['timeline']['events'][number];
type Run = NonNullable<ExplainedMessage['timeline']['agent_run']>;

/** One step of a message's life, at its time. */
export type Step =
  | { kind: 'webhook'; at: string; id: string }
  | { kind: 'run'; at: string; run: Run }
  | { kind: 'event'; at: string; event: Event }
  | { kind: 'attempt'; at: string; attempt: Attempt };

/** All steps of a message's life in the order in which they happened. */
export function stepsOf({ sent_at, timeline }: ExplainedMessage): Step[] {
  const events = timeline.events.map((event): Step => ({ kind: 'event', at: event.occurred_at, event }));
  const attempts = timeline.attempts.map(
    (attempt): Step => ({ kind: 'attempt', at: attempt.started_at, attempt }),
  );
  const first = events[0]?.at ?? sent_at;
  const origins: Step[] = [
    ...(timeline.webhook_id ? [{ kind: 'webhook' as const, at: first, id: timeline.webhook_id }] : []),
    ...(timeline.agent_run ? [{ kind: 'run' as const, at: first, run: timeline.agent_run }] : []),
  ];
  // Sorting is stable: of what has one time, the origin goes first and an attempt before what it led to.
  const rank = { webhook: 0, run: 0, attempt: 1, event: 2 } as const;
  return [...origins, ...attempts, ...events].sort(
    (one, other) => Date.parse(one.at) - Date.parse(other.at) || rank[one.kind] - rank[other.kind],
  );
}
