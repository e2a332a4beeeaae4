import { z } from 'zod';
import { type Account, webhookUrl } from '../../accounts/account.ts';
import { checkNames, checkStates } from '../../accounts/check.ts';
import { connectionQualities } from '../../accounts/connection-quality.ts';
import {
  type ConnectionTest,
  checkHealth,
  type DoctorOptions,
  readInfo,
  setUpWebhook,
  testConnection,
  wantedEvents,
} from '../../accounts/doctor.ts';
import { healthStates } from '../../accounts/health.ts';
import { readHealth, type StoredHealth } from '../../accounts/health-store.ts';
import type { AccountStore } from '../../accounts/store.ts';
import { toTimestamp } from '../../clock.ts';
import { type Failure, failureKinds, notFound } from '../../errors.ts';
import type { WebhookSetup } from '../../platforms/account-care.ts';
import type { Caller } from '../auth.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What looking after accounts needs. */
export interface AccountCareRoutes extends DoctorOptions {
  accounts: AccountStore;
}

const problemSchema = z
  .object({
    code: z.string().describe('The platform’s own code.'),
    kind: z.enum(failureKinds),
    cause: z.string(),
    fix: z.string(),
  })
  .meta({ id: 'AccountProblem', description: 'What is wrong with an account, and what to do about it.' });

const standingSchema = z.object({
  can_send: z.enum(['yes', 'limited', 'no', 'unknown']),
  quality: z.object({ rating: z.string(), level: z.enum(['good', 'medium', 'poor', 'unknown']) }).nullable(),
  limit: z
    .object({ what: z.string(), limit: z.number().nullable(), used: z.number().nullable() })
    .nullable()
    .describe('`limit` null is without limit; `used` null is not told.'),
  problems: z.array(problemSchema),
});

const infoSchema = z
  .object({
    page_id: z.string(),
    page_name: z.string().nullable(),
    page_url: z.string().nullable(),
    avatar_url: z.string().nullable(),
    follower_count: z.number().nullable(),
    verification_status: z.string().nullable(),
    capabilities: z.array(z.string()).describe('What it can send now, and `receive`.'),
    standing: standingSchema,
    details: z.record(z.string(), z.unknown()).describe('Further facts, by the platform’s own names.'),
  })
  .meta({ id: 'AccountInfo', description: 'An account, as its platform shows it.' });

const testSchema = z
  .object({
    success: z.boolean().describe('The platform answers and takes the credentials.'),
    error: z.string().optional().describe('Why not.'),
    platform_info: z
      .object({
        account_id: z.string(),
        username: z.string().nullable(),
        page_url: z.string().nullable(),
        follower_count: z.number().nullable(),
        verification_status: z.string().nullable(),
      })
      .nullable()
      .describe('Null when the platform does not tell.'),
    connection_quality: z
      .enum(connectionQualities)
      .describe('From the latency of the calls made now, and the success of the sends of the last hour.'),
    latency_ms: z.int().nullable().describe('The median of these calls; null when none was answered.'),
    capabilities: z.array(z.string()),
    problems: z.array(problemSchema).describe('What is wrong, worst first.'),
    checked_at: timeSchema,
  })
  .meta({ id: 'ConnectionTest' });

const setupSchema = z
  .object({
    success: z.boolean(),
    webhook_url: z.string(),
    verified: z.boolean().describe('The handshake has succeeded, or webhooks have come.'),
    fields: z.array(z.string()).describe('The fields that are subscribed now, as far as the platform tells.'),
    steps: z.array(z.object({ step: z.string(), done: z.boolean(), problem: problemSchema.optional() })),
    manual: z.array(z.string()).describe('What is left to be done by hand.'),
  })
  .meta({ id: 'WebhookSetup' });

const healthSchema = z
  .object({
    account_id: z.string(),
    state: z.enum(healthStates),
    checked_at: timeSchema.nullable().describe('Null before the first look.'),
    changed_at: timeSchema
      .nullable()
      .describe('Since when the state and the failing checks are as they are.'),
    checks: z.array(
      z.object({
        name: z.enum(checkNames),
        state: z.enum(checkStates).describe('`unknown`: the platform does not tell, or could not be asked.'),
        cause: z.string(),
        fix: z.string().nullable(),
        details: z.record(z.string(), z.unknown()),
        checked_at: timeSchema,
      }),
    ),
  })
  .meta({ id: 'AccountHealth' });

const params = z.object({ id: z.string() });
const tags = ['Accounts'];

/** Accounts that explain themselves, and mend what can be mended from here. */
export function accountCareRoutes(rooms: AccountCareRoutes): Route[] {
  return [infoRoute(rooms), testRoute(rooms), webhookRoute(rooms), healthRoute(rooms)];
}

async function accountOf({ directory }: AccountCareRoutes, caller: Caller, id: string): Promise<Account> {
  const account = await directory.find(id);
  if (!account || account.workspaceId !== caller.workspaceId) throw notFound('account', id);
  return account;
}

function infoRoute(rooms: AccountCareRoutes): Route {
  return route({
    method: 'GET',
    path: '/api/v1/accounts/{id}/info',
    scope: 'read',
    tags,
    summary: 'What the account is, as its platform shows it',
    description: 'Asks the platform now; 502 with its reason when it does not tell.',
    params,
    answers: { 200: { description: 'What the platform says.', schema: infoSchema } },
    async handle({ params: { id }, caller }) {
      const info = await readInfo(rooms, await accountOf(rooms, caller, id));
      const { standing } = info;
      return {
        status: 200,
        body: { ...info, standing: { ...standing, problems: standing.problems.map(toPublicProblem) } },
      };
    },
  });
}

function testRoute(rooms: AccountCareRoutes): Route {
  return route({
    method: 'POST',
    path: '/api/v1/accounts/{id}/test',
    scope: 'read',
    tags,
    summary: 'Try the connection',
    description: 'Asks the platform now whether it takes the credentials, and measures how it answers.',
    params,
    answers: { 200: { description: 'What the platform says, also when it says no.', schema: testSchema } },
    async handle({ params: { id }, caller }) {
      const account = await accountOf(rooms, caller, id);
      return { status: 200, body: toPublicTest(await testConnection(rooms, account)) };
    },
  });
}

function webhookRoute(rooms: AccountCareRoutes): Route {
  const { accounts, counters, publicUrl } = rooms;
  return route({
    method: 'POST',
    path: '/api/v1/accounts/{id}/webhook',
    scope: 'admin',
    tags,
    summary: 'Subscribe the webhook at the platform',
    description:
      'As far as the platform’s API allows; it says what is left to be done by hand. It can be repeated.',
    params,
    body: z
      .object({
        events: z
          .array(z.string().trim().min(1))
          .min(1)
          .optional()
          .describe('Fields of the platform; without them what was subscribed before, else its usual ones.'),
      })
      .optional(),
    example: { events: ['messages'] },
    answers: { 200: { description: 'What came of it, step by step.', schema: setupSchema } },
    async handle({ params: { id }, body, caller }) {
      const account = await accountOf(rooms, caller, id);
      const setup = await setUpWebhook(rooms, account, body?.events ?? wantedEvents(account));
      // A platform that does not tell the fields leaves open what was subscribed.
      await accounts.noteSubscribed(account, setup.fields.length > 0 ? setup.fields : null);
      const { verified_at } = await accounts.get(account.workspaceId, id);
      const counted = { workspaceId: account.workspaceId, accountId: id };
      return {
        status: 200,
        body: {
          ...toPublicSetup(setup),
          webhook_url: webhookUrl(publicUrl(), account.platform.name, id),
          verified: verified_at !== null || ((await counters.totals(counted)).webhooks_accepted ?? 0) > 0,
        },
      };
    },
  });
}

function healthRoute(rooms: AccountCareRoutes): Route {
  return route({
    method: 'GET',
    path: '/api/v1/accounts/{id}/health',
    scope: 'read',
    tags,
    summary: 'How the account is, check by check',
    description: 'As it was found when it was last looked at, which happens by itself from time to time.',
    params,
    query: z.object({
      refresh: z.stringbool().default(false).describe('Look now, and answer what shows.'),
    }),
    answers: { 200: { description: 'The checks, with cause and fix.', schema: healthSchema } },
    async handle({ params: { id }, query, caller }) {
      const account = await accountOf(rooms, caller, id);
      const health = query.refresh
        ? await checkHealth(rooms, account)
        : await readHealth(rooms.database, account.workspaceId, id);
      return { status: 200, body: toPublicHealth(id, health) };
    },
  });
}

function toPublicProblem({ code, kind, cause, fix }: Failure): z.infer<typeof problemSchema> {
  return { code, kind, cause, fix };
}

function toPublicTest(test: ConnectionTest): z.infer<typeof testSchema> {
  const { success, info, quality, latency_ms, problems, checked_at } = test;
  const [worst] = problems;
  return {
    success,
    ...(!success && { error: worst?.cause ?? 'The platform does not take the credentials.' }),
    platform_info: info && {
      account_id: info.page_id,
      username: info.page_name,
      page_url: info.page_url,
      follower_count: info.follower_count,
      verification_status: info.verification_status,
    },
    connection_quality: quality,
    latency_ms,
    capabilities: [...(info?.capabilities ?? [])],
    problems: problems.map(toPublicProblem),
    checked_at: toTimestamp(checked_at),
  };
}

function toPublicSetup({ success, fields, steps, manual }: WebhookSetup) {
  return {
    success,
    fields: [...fields],
    steps: steps.map(({ step, done, failure }) => ({
      ...{ step, done },
      ...(failure && { problem: toPublicProblem(failure) }),
    })),
    manual: [...manual],
  };
}

function toPublicHealth(id: string, health: StoredHealth | null): z.infer<typeof healthSchema> {
  if (!health) return { account_id: id, state: 'unknown', checked_at: null, changed_at: null, checks: [] };
  const checked_at = toTimestamp(health.checked_at);
  return {
    account_id: id,
    state: health.state,
    checked_at,
    changed_at: toTimestamp(health.changed_at),
    checks: health.checks.map((check) => ({ ...check, checked_at })),
  };
}
