import { z } from 'zod';
import { contentLine } from './content-line.ts';
import { failureShape } from './event-log.ts';
import { exactMoment, inOrder, moment, record } from './layout.ts';
import { meaningOf, messageShape, stateOf, writerOf } from './message-view.ts';

const attemptShape = z.object({
  state: z.string(),
  parts: z.array(z.int()),
  tries: z.int(),
  started_at: z.string(),
  ended_at: z.string().nullable(),
  status_code: z.int().nullable(),
  trace_id: z.string().nullable(),
  failure: failureShape.extend({ code: z.string(), message: z.string() }).nullable(),
  proof: z.object({ kind: z.string(), why: z.string().optional() }),
  request: z.object({ method: z.string(), path: z.string() }),
});

/** A message with its timeline, as far as it is shown. */
export const timelineShape = messageShape.extend({
  timeline: z.object({
    webhook_id: z.string().nullable(),
    attempts: z.array(attemptShape),
    events: z.array(z.object({ type: z.string(), occurred_at: z.string() })),
    waiting: z
      .object({
        attempts: z.int(),
        next_try_at: z.string(),
        reason: z.string().nullable(),
        account_pause: z.object({ until: z.string(), reason: z.string() }).nullable(),
      })
      .nullable(),
    dead_job: z.object({ id: z.string(), reason: z.string(), died_at: z.string() }).nullable(),
  }),
});

type MessageWithTimeline = z.infer<typeof timelineShape>;
type Attempt = z.infer<typeof attemptShape>;

/** One message and everything that happened to it, for people. */
export function describeMessage(message: MessageWithTimeline): string {
  const { failure, timeline } = message;
  const what = record([
    ['Id', message.id],
    ['From', writerOf(message)],
    ['Status', stateOf(message) || 'received'],
    ['Content', contentLine(message.content)],
    ['Understood', meaningOf(message) || undefined],
    ['Heard', message.analysis?.transcript ?? undefined],
    ['Seen', message.analysis?.description ?? undefined],
    ['Account', message.account_id],
    ['Conversation', message.conversation_id],
    ['Webhook', timeline.webhook_id ?? undefined],
    ['Failed', failure && `${failure.cause}\n${failure.fix ?? ''}`.trim()],
  ]);
  return [what, history(message), ...outlook(timeline)].filter(Boolean).join('\n\n');
}

/**
 * Events and attempts as they followed on each other. Platforms tell some times to the second only, so an
 * event never goes before the one that was stored before it.
 */
function history({ timeline: { attempts, events } }: MessageWithTimeline): string {
  let latest = '';
  const told = events.map(({ occurred_at, type }) => {
    if (occurred_at > latest) latest = occurred_at;
    return { at: latest, time: exactMoment(occurred_at), text: type };
  });
  const tried = attempts.map((attempt, at) => ({
    at: attempt.started_at,
    time: exactMoment(attempt.started_at),
    text: attemptText(attempt, at + 1),
  }));
  return inOrder([...told, ...tried]);
}

function attemptText(attempt: Attempt, number: number): string {
  const { request, status_code, state, tries, failure, proof, trace_id } = attempt;
  const answer = status_code === null ? 'no answer' : `answered ${status_code}`;
  const repeated = tries > 1 ? `, tried ${tries} times` : '';
  const lines = [`attempt ${number}: ${request.method} ${request.path}, ${answer}${repeated}, ${state}`];
  if (attempt.parts.length > 1) lines.push(`carried the parts ${attempt.parts.join(', ')}`);
  if (failure) lines.push(`${failure.code}: ${failure.cause}`, failure.fix ?? '');
  if (state === 'open' || state === 'uncertain') {
    lines.push(`Its fate will be known by: ${proof.kind}${proof.why ? `, ${proof.why}` : ''}`);
  }
  if (failure && trace_id) lines.push(`For the platform’s support: ${trace_id}`);
  return lines.filter(Boolean).join('\n');
}

/** What it waits for, or how to bring it back. */
function outlook({ waiting, dead_job }: MessageWithTimeline['timeline']): string[] {
  const lines: string[] = [];
  if (waiting) {
    const why = waiting.reason ? `, because of: ${waiting.reason}` : '';
    lines.push(
      `Waits until ${moment(waiting.next_try_at)}, after ${waiting.attempts} failed ${waiting.attempts === 1 ? 'try' : 'tries'}${why}`,
    );
  }
  if (waiting?.account_pause) {
    const { until, reason } = waiting.account_pause;
    lines.push(`The whole account waits until ${moment(until)}: ${reason}`);
  }
  if (dead_job) {
    lines.push(`Given up ${moment(dead_job.died_at)}: ${dead_job.reason}`);
    lines.push(`To bring it back: dead redrive ${dead_job.id}`);
  }
  return lines.length > 0 ? [lines.join('\n')] : [];
}
