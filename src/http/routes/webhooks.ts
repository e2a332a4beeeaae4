import { z } from 'zod';
import { type Platforms, webhookUrl } from '../../accounts/account.ts';
import type { AppStore } from '../../accounts/app-store.ts';
import type { Counters } from '../../accounts/counters.ts';
import type { AccountDirectory } from '../../accounts/directory.ts';
import type { AccountStore } from '../../accounts/store.ts';
import { type Clock, toTimestamp } from '../../clock.ts';
import { notFound } from '../../errors.ts';
import { answerHandshake } from '../../inbound/handshake.ts';
import type { Receiver } from '../../inbound/receive.ts';
import { testParser } from '../../inbound/test-parser.ts';
import { type Exchange, type Input, type Route, route } from '../route.ts';

/** What the webhook routes need. */
export interface WebhookRoutes {
  accounts: AccountStore;
  apps: AppStore;
  directory: AccountDirectory;
  platforms: Platforms;
  receiver: Receiver;
  counters: Counters;
  clock: Clock;
  publicUrl(): string;
}

const tags = ['Webhooks'];
const onApp = z.object({ platform: z.string() });
const onAccount = z.object({ platform: z.string(), account_id: z.string() });
const ofAccount = z.object({ account_id: z.string() });

const receivedSchema = z
  .object({ received: z.literal(true) })
  .meta({ id: 'WebhookReceived', description: 'Everything in the request is stored.' });

const statusSchema = z
  .object({
    platform_id: z.string(),
    platform_type: z.string(),
    webhook_url: z.string(),
    is_active: z.boolean(),
    is_verified: z.boolean(),
    total_requests: z.int(),
    successful_requests: z.int(),
    failed_requests: z.int().describe('Refused or unreadable requests.'),
    success_rate: z.number().describe('Percent; 100 before the first request.'),
    last_request: z.string().nullable(),
    events: z.array(z.string()),
  })
  .meta({ id: 'WebhookStatus' });

const testSchema = z
  .object({
    success: z.boolean(),
    platform_type: z.string(),
    test_payload: z.unknown(),
    parsed_events: z.int(),
    events: z.array(z.object({ event_id: z.string(), event_type: z.string(), timestamp: z.string() })),
    error: z.string().optional(),
  })
  .meta({ id: 'WebhookTest' });

/** Where platforms call, and what tells how that goes. */
export function webhookRoutes(rooms: WebhookRoutes): Route[] {
  return [...handshakeRoutes(rooms), ...eventRoutes(rooms), statusRoute(rooms), testRoute(rooms)];
}

function handshakeRoutes(rooms: WebhookRoutes): Route[] {
  const answer = async (exchange: Exchange, platform: string, accountId: string | null) => {
    const query = exchange.url.searchParams;
    const challenge = await answerHandshake(rooms, { platform, accountId, query });
    return new Response(challenge, { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' } });
  };
  const common = {
    method: 'GET' as const,
    scope: 'public' as const,
    tags,
    answers: { 200: { description: 'The challenge, as it was given.', contentType: 'text/plain' } },
  };
  return [
    route({
      ...common,
      path: '/api/v1/webhooks/{platform}/{account_id}',
      summary: 'Subscription handshake of one account',
      params: onAccount,
      handle: (input) => answer(input, input.params.platform, input.params.account_id),
    }),
    route({
      ...common,
      path: '/api/v1/webhooks/{platform}',
      summary: 'Subscription handshake of a whole app',
      params: onApp,
      handle: (input) => answer(input, input.params.platform, null),
    }),
    route({
      ...common,
      path: '/api/v1/webhooks/{platform}/verify',
      summary: 'Subscription handshake of a whole app',
      params: onApp,
      handle: (input) => answer(input, input.params.platform, null),
    }),
  ];
}

function eventRoutes({ receiver }: WebhookRoutes): Route[] {
  const receive = async (
    exchange: Input<{ platform: string }, unknown, unknown, null>,
    accountId: string | null,
  ) => {
    await receiver.receive({
      platform: exchange.params.platform,
      accountId,
      headers: exchange.headers,
      body: await exchange.bytes(),
      source: exchange.remoteAddress ?? 'unknown',
    });
    return { status: 200 as const, body: { received: true } };
  };
  const common = {
    method: 'POST' as const,
    scope: 'public' as const,
    tags,
    description:
      'Answered 200 only after everything is committed; 401 for a bad signature, 503 with Retry-After when nothing can be stored.',
    answers: { 200: { description: 'Stored.', schema: receivedSchema } },
  };
  return [
    route({
      ...common,
      path: '/api/v1/webhooks/{platform}/{account_id}',
      summary: 'Events of one account',
      params: onAccount,
      handle: (input) => receive(input, input.params.account_id),
    }),
    route({
      ...common,
      path: '/api/v1/webhooks/{platform}',
      summary: 'Events of a whole app',
      params: onApp,
      handle: (input) => receive(input, null),
    }),
  ];
}

function statusRoute({ accounts, platforms, counters, receiver, publicUrl }: WebhookRoutes): Route {
  return route({
    method: 'GET',
    path: '/api/v1/webhooks/status/{account_id}',
    scope: 'read',
    tags,
    summary: 'How an account’s webhook is doing',
    params: ofAccount,
    answers: { 200: { description: 'Counters since the account was connected.', schema: statusSchema } },
    async handle({ params: { account_id }, caller }) {
      const row = await accounts.get(caller.workspaceId, account_id);
      const counted = { workspaceId: row.workspace_id, accountId: row.id };
      const totals = await counters.totals(counted);
      const successful = totals.webhooks_accepted ?? 0;
      const failed = (totals.webhooks_refused ?? 0) + (totals.webhooks_failed ?? 0);
      const total = successful + failed;
      const last = receiver.lastWebhookAt(row.id) ?? (await counters.lastWebhookAt(counted));
      return {
        status: 200,
        body: {
          platform_id: row.id,
          platform_type: row.platform,
          webhook_url: webhookUrl(publicUrl(), row.platform, row.id),
          is_active: true,
          is_verified: row.verified_at !== null || last !== null,
          total_requests: total,
          successful_requests: successful,
          failed_requests: failed,
          success_rate: total === 0 ? 100 : (successful / total) * 100,
          last_request: last === null ? null : toTimestamp(last),
          events: row.webhook_events
            ? JSON.parse(row.webhook_events)
            : [...(platforms.get(row.platform)?.defaultEvents ?? [])],
        },
      };
    },
  });
}

function testRoute({ directory, clock }: WebhookRoutes): Route {
  return route({
    method: 'POST',
    path: '/api/v1/webhooks/test/{account_id}',
    scope: 'read',
    tags,
    summary: 'Send a signed sample through verification and parser',
    description: 'Nothing is stored, and no event is raised.',
    params: ofAccount,
    answers: { 200: { description: 'What the hub makes of the sample.', schema: testSchema } },
    async handle({ params: { account_id }, caller }) {
      const account = await directory.find(account_id);
      if (!account || account.workspaceId !== caller.workspaceId) throw notFound('account', account_id);
      return { status: 200, body: testParser(account, clock.now()) };
    },
  });
}
