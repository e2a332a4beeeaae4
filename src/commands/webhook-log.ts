import type { Command } from 'commander';
import { z } from 'zod';
import { moment, record } from './layout.ts';
import { accountIdOf } from './lookup.ts';
import { type PagingOptions, pageWish, withExample, withPaging } from './options.ts';
import type { Session } from './session.ts';

const webhookShape = z.object({
  id: z.string(),
  platform: z.string(),
  account_id: z.string().nullable(),
  received_at: z.string(),
  result: z.string(),
  error: z.string().nullable(),
  item_count: z.int(),
  size: z.int(),
});

const recordShape = webhookShape.extend({
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  body_encoding: z.enum(['utf-8', 'base64']).nullable(),
  items: z.array(
    z.object({ position: z.int(), kind: z.string(), result: z.string(), error: z.string().nullable() }),
  ),
});

const replayedShape = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  unmatched: z.int(),
  problems: z.int(),
});

const unmatchedShape = z.object({
  platform: z.string(),
  external_id: z.string(),
  kind: z.string(),
  count: z.int(),
  last_webhook_id: z.string(),
});

interface LogOptions extends PagingOptions {
  account?: string;
  result?: string;
}

/** The webhooks that came: to look at, and to run again. */
export function registerWebhookLog(webhooks: Command, session: Session): void {
  withExample(
    withPaging(webhooks.command('log').description('list what came, the latest first'))
      .option('--account <account>', 'only what concerns this account, named by its id or name')
      .option('--result <result>', 'only those that were accepted, partly, unmatched or failed')
      .action((options: LogOptions) => list(session, options)),
    'webhooks log --result failed',
  );
  withExample(
    webhooks
      .command('show')
      .description('show one webhook as it came, and what became of it')
      .argument('<id>')
      .action((id: string) => show(session, id)),
    'webhooks show 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
  withExample(
    webhooks
      .command('replay')
      .description('run a webhook through the hub again; what was applied before is left alone')
      .argument('<id>')
      .action((id: string) => replay(session, id)),
    'webhooks replay 01a20a7c-1a5e-7000-9f92-fd95c07cc354',
  );
  withExample(
    webhooks
      .command('unmatched')
      .description('list what came for accounts that are not connected')
      .action(() => unmatched(session)),
    'webhooks unmatched',
  );
}

async function list(session: Session, options: LogOptions): Promise<void> {
  const { api } = session;
  const query = {
    account_id: options.account && (await accountIdOf(api, options.account)),
    result: options.result,
  };
  const answer = await api.list('/api/v1/webhooks/log', query, webhookShape, pageWish(options));
  session.showList(
    answer,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'CAME', value: ({ received_at }) => moment(received_at) },
      { title: 'PLATFORM', value: ({ platform }) => platform },
      { title: 'RESULT', value: ({ result }) => result },
      { title: 'ITEMS', value: ({ item_count }) => item_count },
      { title: 'BYTES', value: ({ size }) => size },
      { title: 'ERROR', value: ({ error }) => error, flexible: true },
    ],
    'No webhook has come.',
  );
}

async function show(session: Session, id: string): Promise<void> {
  const answer = await session.api.call('GET', `/api/v1/webhooks/log/${encodeURIComponent(id)}`, recordShape);
  session.show(answer, (webhook) =>
    [
      record([
        ['Id', webhook.id],
        ['Came', moment(webhook.received_at)],
        ['Platform', webhook.platform],
        ['Account of the URL', webhook.account_id],
        ['Result', webhook.result],
        ['Error', webhook.error ?? undefined],
      ]),
      record(Object.entries(webhook.headers)),
      bodyOf(webhook),
      session.table(webhook.items, [
        { title: 'ITEM', value: ({ position }) => position },
        { title: 'KIND', value: ({ kind }) => kind },
        { title: 'RESULT', value: ({ result }) => result },
        { title: 'ERROR', value: ({ error }) => error, flexible: true },
      ]),
    ]
      .filter(Boolean)
      .join('\n\n'),
  );
}

function bodyOf({ body, body_encoding }: z.infer<typeof recordShape>): string {
  if (body === null) return 'The body is not shown: parts of it belong to others.';
  return body_encoding === 'base64' ? `base64: ${body}` : body;
}

async function replay(session: Session, id: string): Promise<void> {
  const path = `/api/v1/webhooks/log/${encodeURIComponent(id)}/replay`;
  const answer = await session.api.call('POST', path, replayedShape);
  session.show(answer, ({ accepted, duplicates, unmatched, problems }) =>
    record([
      ['Applied now', accepted],
      ['Applied before', duplicates],
      ['For accounts that are not connected', unmatched],
      ['Could not be read', problems],
    ]),
  );
}

async function unmatched(session: Session): Promise<void> {
  const shape = z.object({ data: z.array(unmatchedShape) });
  const { json, value } = await session.api.call('GET', '/api/v1/webhooks/unmatched', shape);
  session.showList(
    { json, value: { ...value, next_cursor: null } },
    [
      { title: 'PLATFORM', value: ({ platform }) => platform },
      { title: 'ITS ID', value: ({ external_id }) => external_id },
      { title: 'KIND', value: ({ kind }) => kind },
      { title: 'COUNT', value: ({ count }) => count },
      { title: 'LATEST WEBHOOK', value: ({ last_webhook_id }) => last_webhook_id },
    ],
    'Everything that came is for accounts that are connected.',
  );
}
