import type { Command } from 'commander';
import { z } from 'zod';
import { moment, record } from './layout.ts';
import { accountIdOf } from './lookup.ts';
import { withExample } from './options.ts';
import type { Session } from './session.ts';
import { registerWebhookLog } from './webhook-log.ts';

const statusShape = z.object({
  webhook_url: z.string(),
  is_verified: z.boolean(),
  total_requests: z.int(),
  failed_requests: z.int(),
  success_rate: z.number(),
  last_request: z.string().nullable(),
  events: z.array(z.string()),
});

const testShape = z.object({
  success: z.boolean(),
  parsed_events: z.int(),
  events: z.array(z.object({ event_type: z.string(), timestamp: z.string() })),
  error: z.string().optional(),
});

/** `parley webhooks`: what platforms sent, and how that goes. */
export function registerWebhooks(program: Command, session: Session): void {
  const webhooks = program.command('webhooks').description('what platforms sent');
  registerWebhookLog(webhooks, session);
  withExample(
    webhooks
      .command('status')
      .description('show how an account’s webhook is doing')
      .argument('<account>', 'its id or name')
      .action((account: string) => status(session, account)),
    'webhooks status Shop',
  );
  withExample(
    webhooks
      .command('test')
      .description('send a signed sample through the check of signatures and the parser; nothing is stored')
      .argument('<account>', 'its id or name')
      .action((account: string) => test(session, account)),
    'webhooks test Shop',
  );
}

async function status(session: Session, account: string): Promise<void> {
  const { api } = session;
  const path = `/api/v1/webhooks/status/${await accountIdOf(api, account)}`;
  session.show(await api.call('GET', path, statusShape), (webhook) =>
    record([
      ['Callback URL', webhook.webhook_url],
      ['Verified', webhook.is_verified ? 'yes' : 'no'],
      ['Requests', webhook.total_requests],
      ['Refused or unreadable', webhook.failed_requests],
      ['Success', `${webhook.success_rate.toFixed(1)} %`],
      ['Last request', moment(webhook.last_request)],
      ['Events', webhook.events.join(', ')],
    ]),
  );
}

async function test(session: Session, account: string): Promise<void> {
  const { api } = session;
  const answer = await api.call(
    'POST',
    `/api/v1/webhooks/test/${await accountIdOf(api, account)}`,
    testShape,
  );
  session.show(answer, ({ success, parsed_events, events, error }) =>
    [
      success ? `The sample was read: ${parsed_events} event(s).` : `The sample was not read: ${error}`,
      ...events.map(({ event_type, timestamp }) => `${moment(timestamp)}  ${event_type}`),
    ].join('\n'),
  );
  if (!answer.value.success) session.fail();
}
