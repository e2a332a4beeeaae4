import { expect, it } from 'vitest';
import { describeMessage } from './timeline.ts';

const at = (second: string) => `2026-11-25T10:00:${second}Z`;

it('a message is told in the order in which things happened, with what it waits for', () => {
  const attempt = {
    ...{ state: 'sent', parts: [0, 1], tries: 2, status_code: 200, trace_id: 'trace-1' },
    ...{ started_at: at('01.200'), ended_at: at('01.900'), failure: null, proof: { kind: 'receipt' } },
    request: { method: 'POST', path: '/v26.0/1/messages' },
  };
  const failure = { code: '130429', message: 'Rate limit', cause: 'Too fast.', fix: 'Wait.' };
  const told = describeMessage({
    ...{ id: 'm1', account_id: 'a1', conversation_id: 'c1', direction: 'out', author: 'bot' },
    ...{ status: 'delivered', sender: { id: null, name: 'Shop' }, sent_at: at('01.000') },
    content: { type: 'image', items: [{ file_name: 'blue.png' }] },
    timeline: {
      webhook_id: null,
      attempts: [{ ...attempt, state: 'failed', status_code: 429, failure, tries: 1, parts: [0] }, attempt],
      events: [
        { type: 'message.queued', occurred_at: at('01.000') },
        { type: 'message.sent', occurred_at: at('01.900') },
        // By a clock that only tells seconds.
        { type: 'message.delivered', occurred_at: at('01.000') },
      ],
      waiting: {
        ...{ attempts: 1, next_try_at: at('09.000'), reason: '130429: Too fast.' },
        account_pause: { until: at('30.000'), reason: 'The token has ended.' },
      },
      dead_job: null,
    },
  });
  expect(told.split('\n')).toEqual([
    'Id            m1',
    'From          Shop (bot)',
    'Status        delivered',
    'Content       blue.png',
    'Account       a1',
    'Conversation  c1',
    '',
    '2026-11-25 10:00:01.000Z  message.queued',
    '2026-11-25 10:00:01.200Z  attempt 1: POST /v26.0/1/messages, answered 429, failed',
    '                          130429: Too fast.',
    '                          Wait.',
    '                          For the platform’s support: trace-1',
    '2026-11-25 10:00:01.200Z  attempt 2: POST /v26.0/1/messages, answered 200, tried 2 times, sent',
    '                          carried the parts 0, 1',
    '2026-11-25 10:00:01.900Z  message.sent',
    '2026-11-25 10:00:01.000Z  message.delivered',
    '',
    'Waits until 2026-11-25 10:00:09Z, after 1 failed try, because of: 130429: Too fast.',
    'The whole account waits until 2026-11-25 10:00:30Z: The token has ended.',
  ]);
});
