import type { Command } from 'commander';
import { z } from 'zod';
import type { Answer, Method } from './api.ts';
import { CommandError } from './connection.ts';
import { moment } from './layout.ts';
import { consumerIdOf } from './lookup.ts';
import { type PagingOptions, pageWish, withExample, withPaging, words } from './options.ts';
import type { Session } from './session.ts';

const deliveryShape = z.object({
  id: z.string(),
  event: z.object({ id: z.string(), cursor: z.string(), type: z.string() }),
  attempt: z.int(),
  outcome: z.string(),
  status: z.int().nullable(),
  error: z.string().nullable(),
  milliseconds: z.int(),
  answer: z.string(),
  created_at: z.string(),
});

const testShape = z.object({
  delivered: z.boolean(),
  status: z.int().nullable(),
  error: z.string().nullable(),
  milliseconds: z.int(),
  answer: z.string(),
});

const queuedShape = z.object({ queued: z.int() });

interface RedeliverOptions {
  cursor?: string;
  failedSince?: string;
}

interface ReplayOptions {
  from: string;
  to?: string;
  types?: string[];
}

const consumerArgument = ['<consumer>', 'its id or name'] as const;

/** Asks the API about one consumer that is named by id or name, or has it changed. */
export async function changeConsumer<T>(
  { api }: Session,
  named: string,
  method: Method,
  below: string,
  shape: z.ZodType<T>,
  body?: unknown,
): Promise<Answer<T>> {
  const path = `/api/v1/consumers/${encodeURIComponent(await consumerIdOf(api, named))}${below}`;
  return api.call(method, path, shape, body === undefined ? {} : { body });
}

/** The part of `parley consumers` about what is handed over: tries, and what is to be handed over again. */
export function registerConsumerDeliveries(consumers: Command, session: Session): void {
  withExample(
    withPaging(
      consumers
        .command('deliveries')
        .description('list what was tried and what it answered, the latest first')
        .argument(...consumerArgument),
    )
      .option('--outcome <outcome>', 'only these: delivered, failed, dead')
      .action((consumer: string, options: PagingOptions & { outcome?: string }) =>
        list(session, consumer, options),
      ),
    'consumers deliveries Shop --outcome failed',
  );
  withExample(
    consumers
      .command('test')
      .description('send a test event now, and show what it answers')
      .argument(...consumerArgument)
      .action((consumer: string) => test(session, consumer)),
    'consumers test Shop',
  );
  withExample(
    consumers
      .command('redeliver')
      .description('hand one event over again, or all that was given up')
      .argument(...consumerArgument)
      .option('--cursor <cursor>', 'one event, by its cursor')
      .option('--failed-since <time>', 'all that was given up since then')
      .action((consumer: string, options: RedeliverOptions) => redeliver(session, consumer, options)),
    'consumers redeliver Shop --cursor 42',
    'consumers redeliver Shop --failed-since 2026-11-25T00:00:00Z',
  );
  withExample(
    consumers
      .command('replay')
      .description('hand a stretch of the event log over once more, in the background')
      .argument(...consumerArgument)
      .requiredOption('--from <time>', 'from then on')
      .option('--to <time>', 'until then; else until now')
      .option('--types <types>', 'only these types, separated by commas', words)
      .action((consumer: string, options: ReplayOptions) => replay(session, consumer, options)),
    'consumers replay Shop --from 2026-11-25T00:00:00Z --types message.received',
  );
}

async function list(
  session: Session,
  named: string,
  { outcome, ...options }: PagingOptions & { outcome?: string },
): Promise<void> {
  const path = `/api/v1/consumers/${encodeURIComponent(await consumerIdOf(session.api, named))}/deliveries`;
  const answer = await session.api.list(path, { outcome }, deliveryShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'WHEN', value: ({ created_at }) => moment(created_at) },
      { title: 'CURSOR', value: ({ event }) => event.cursor },
      { title: 'TYPE', value: ({ event }) => event.type },
      { title: 'TRY', value: ({ attempt }) => attempt },
      { title: 'OUTCOME', value: ({ outcome: how }) => how },
      { title: 'STATUS', value: ({ status }) => status },
      { title: 'MS', value: ({ milliseconds }) => milliseconds },
      { title: 'ANSWER', value: ({ error, answer: said }) => error ?? said, flexible: true },
    ],
    'Nothing was tried.',
  );
}

async function test(session: Session, named: string): Promise<void> {
  const answer = await changeConsumer(session, named, 'POST', '/test', testShape);
  session.show(answer, ({ delivered, status, error, milliseconds }) =>
    delivered
      ? `It answered ${status ?? 'well'} after ${milliseconds} ms.`
      : `It was not delivered: ${error}`,
  );
  if (!answer.value.delivered) session.fail();
}

async function redeliver(session: Session, named: string, options: RedeliverOptions): Promise<void> {
  const { cursor, failedSince } = options;
  if ((cursor === undefined) === (failedSince === undefined)) {
    throw new CommandError('Give the --cursor of one event, or --failed-since with a time.');
  }
  const body = cursor === undefined ? { failed_since: failedSince } : { cursor };
  const answer = await changeConsumer(session, named, 'POST', '/redeliver', queuedShape, body);
  session.show(answer, ({ queued }) => `Queued again: ${queued}.`);
}

async function replay(session: Session, named: string, { from, to, types }: ReplayOptions): Promise<void> {
  const body = { from, to, types };
  const answer = await changeConsumer(session, named, 'POST', '/replay', z.null(), body);
  session.show(answer, () => 'It has begun; `consumers deliveries` shows how it goes on.');
}
