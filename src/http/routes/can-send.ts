import { z } from 'zod';
import type { Account } from '../../accounts/account.ts';
import type { AccountDirectory } from '../../accounts/directory.ts';
import { type Quotas, toPublicQuota } from '../../accounts/quotas.ts';
import { toTimestamp } from '../../clock.ts';
import { outboundContentTypes } from '../../conversations/content.ts';
import { currentConversation } from '../../conversations/queries/conversations.ts';
import type { Database } from '../../database/database.ts';
import type { ConversationRow } from '../../database/schema.ts';
import { notFound } from '../../errors.ts';
import { judge } from '../../outbound/can-send.ts';
import { situationOf } from '../../outbound/situation.ts';
import { type Verdict, verdicts } from '../../platforms/policy.ts';
import { type Route, route } from '../route.ts';
import { timeSchema } from './message-schema.ts';

/** What saying whether something may be sent needs. */
export interface CanSendRoutes {
  database: Database;
  directory: AccountDirectory;
  quotas: Quotas;
  now(): number;
}

/** A verdict in the public form. */
export const verdictSchema = z
  .object({
    verdict: z
      .enum(verdicts)
      .describe(
        '`with_template`: only an approved template may go. `as_human_agent`: it goes as the late answer of a person.',
      ),
    reason: z.string(),
    ends_at: timeSchema.nullable().describe('When time alone changes the verdict.'),
    cost: z
      .enum(['free', 'counted', 'charged', 'unknown'])
      .describe('`counted` by the quota of the plan, `charged` for each message.'),
    error: z
      .object({ kind: z.string(), code: z.string(), cause: z.string(), fix: z.string() })
      .nullable()
      .describe('What a message that may not go would meet.'),
  })
  .meta({ id: 'SendVerdict' });

const answerSchema = verdictSchema
  .extend({
    window: z
      .object({ opened_at: timeSchema.nullable(), ends_at: timeSchema.nullable(), open: z.boolean() })
      .nullable()
      .describe('The window of free answers; null where the platform has none.'),
    quota: z
      .object({ limit: z.int().nullable(), used: z.int(), read_at: timeSchema })
      .nullable()
      .describe('How much of the plan is used, as the platform last told; null where that is not known.'),
    templates: z.boolean().describe('Whether the platform has templates, which may go at any time.'),
  })
  .meta({ id: 'CanSend' });

const query = z.object({
  author: z.enum(['bot', 'human', 'api']).default('api').describe('Who would write.'),
  content_type: z.enum(outboundContentTypes).optional().describe('What would be sent; left out: in general.'),
});

/** Whether a message may go now. */
export function canSendRoutes(rooms: CanSendRoutes): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/conversations/{id}/can-send',
      scope: 'read',
      tags: ['Conversations'],
      summary: 'Whether a message may be sent now',
      description:
        'By the platform’s window, the account’s settings and its quota, with the reason, when it changes, and what it costs. The same is asked when a message is submitted, and again when it is sent.',
      params: z.object({ id: z.string() }),
      query,
      answers: { 200: { description: 'The verdict.', schema: answerSchema } },
      async handle({ params: { id }, query: asked, caller }) {
        const { database, directory } = rooms;
        const conversation = await currentConversation(database.read, caller.workspaceId, id);
        const account = conversation && (await directory.find(conversation.account_id));
        if (!conversation || !account) throw notFound('conversation', id);
        return { status: 200, body: await answerTo(rooms, account, conversation, asked) };
      },
    }),
  ];
}

async function answerTo(
  { database: { read }, quotas, now }: CanSendRoutes,
  account: Account,
  conversation: ConversationRow,
  { author, content_type }: z.output<typeof query>,
): Promise<z.infer<typeof answerSchema>> {
  if (quotas.isDoubtful(account.id)) await quotas.refresh(account);
  const situation = await situationOf(read, quotas, account, conversation);
  const content = content_type ? { type: content_type } : null;
  const { window_ms } = account.platform.limits;
  return {
    ...toPublicVerdict(judge(situation, { author, content }, now())),
    window: window_ms === null ? null : windowOf(conversation, window_ms, now()),
    quota: toPublicQuota(quotas.of(account.id)),
    templates: account.platform.abilities.content.template !== 'refused',
  };
}

/** Puts a verdict into the public form. */
export function toPublicVerdict(judged: Verdict): z.infer<typeof verdictSchema> {
  const { verdict, reason, ends_at, cost } = judged;
  const failure = 'failure' in judged ? judged.failure : null;
  return {
    verdict,
    reason,
    ends_at: ends_at === null ? null : toTimestamp(ends_at),
    cost,
    error: failure && { kind: failure.kind, code: failure.code, cause: failure.cause, fix: failure.fix },
  };
}

function windowOf({ window_ends_at }: { window_ends_at: number | null }, windowMs: number, now: number) {
  if (window_ends_at === null) return { opened_at: null, ends_at: null, open: false };
  const opened_at = toTimestamp(window_ends_at - windowMs);
  return { opened_at, ends_at: toTimestamp(window_ends_at), open: window_ends_at > now };
}
