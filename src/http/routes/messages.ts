import { z } from 'zod';
import type { Account } from '../../accounts/account.ts';
import type { AccountDirectory } from '../../accounts/directory.ts';
import type { Quotas } from '../../accounts/quotas.ts';
import type { Clock } from '../../clock.ts';
import type { Interest } from '../../conversations/interest.ts';
import type { Database } from '../../database/database.ts';
import type { Writer } from '../../database/writer.ts';
import { notFound } from '../../errors.ts';
import type { Media } from '../../media/media.ts';
import { withOwnMedia } from '../../media/sending.ts';
import { cancelMessage } from '../../outbound/cancel.ts';
import { rehearse } from '../../outbound/dry-run.ts';
import { submitKind } from '../../outbound/submit.ts';
import type { Templates } from '../../templates/templates.ts';
import type { Caller } from '../auth.ts';
import type { Idempotency } from '../idempotency.ts';
import { type Route, route } from '../route.ts';
import { toPublicVerdict, verdictSchema } from './can-send.ts';
import {
  addresseeOf,
  type FittedBody,
  fitBody,
  refuseImpostor,
  type SendBody,
  sendBodySchema,
  sendTimeOf,
} from './send-body.ts';

/** What sending needs. */
export interface MessageRoutes {
  directory: AccountDirectory;
  database: Database;
  writer: Writer;
  idempotency: Idempotency;
  quotas: Quotas;
  templates: Pick<Templates, 'check'>;
  media: Pick<Media, 'links'>;
  config: { allowPrivateNetworks: boolean };
  interest: Interest;
  publicUrl(): string;
  clock: Clock;
  now(): number;
}

const answerSchema = z
  .object({
    id: z.string(),
    conversation_id: z.string(),
    status: z.enum(['queued', 'scheduled']),
    notes: z.array(z.string()).describe('How the content is adapted to the platform.'),
  })
  .meta({ id: 'MessageAccepted' });

const rehearsalSchema = z
  .object({
    dry_run: z.literal(true),
    verdict: verdictSchema,
    falls_back: z.boolean().describe('The template of `fallback` would go.'),
    notes: answerSchema.shape.notes,
    requests: z
      .array(
        z.object({
          method: z.string(),
          path: z.string().describe('Below the base URL of the platform.'),
          headers: z.record(z.string(), z.string()),
          body: z.unknown(),
          parts: z.array(z.int()).describe('The positions of the parts it carries.'),
        }),
      )
      .describe('In order, as they would be made now; without what authorises them.'),
  })
  .meta({ id: 'MessageRehearsal' });

const query = z.object({
  dry_run: z
    .enum(['true', 'false'])
    .default('false')
    .describe('`true`: nothing is stored or sent; the answer says what would be.'),
});

/** Sending, and taking back what was not sent yet. */
export function messageRoutes(rooms: MessageRoutes): Route[] {
  return [sendRoute(rooms), cancelRoute(rooms)];
}

function sendRoute(rooms: MessageRoutes): Route {
  const submit = submitKind(rooms);
  return route({
    method: 'POST',
    path: '/api/v1/messages',
    scope: 'send',
    tags: ['Messages'],
    summary: 'Send a message',
    description:
      'Answered 202 when the message and its job are stored: it will be sent, in order within its conversation. Its way from there is told by events and by GET. What the platform’s rules do not let go is answered 422, with the kind of failure as `code`.',
    requestHeaders: { 'idempotency-key': 'Repeating a request with the same key and body sends it once.' },
    remembersItself: true,
    query,
    body: sendBodySchema,
    example: {
      conversation_id: '01a20a79-e2ec-7000-8a01-6f1d2c3b4a59',
      content: { type: 'text', text: 'Yes, in every size.' },
    },
    answers: {
      200: { description: 'What would be sent (`dry_run=true`).', schema: rehearsalSchema },
      202: {
        description: 'It will be sent.',
        schema: answerSchema,
        example: {
          ...{ id: '01a20a7a-669c-7000-8a01-6f1d2c3b4a59', status: 'queued', notes: [] },
          conversation_id: '01a20a79-e2ec-7000-8a01-6f1d2c3b4a59',
        },
      },
    },
    async handle(input) {
      const { body, caller } = input;
      refuseImpostor(caller, body);
      const account = await accountOf(rooms, caller, body);
      const content = await withOwnMedia(mediaOptions(rooms), account, body.content);
      const fitted = fitBody(account, { ...body, content });
      const checked = await checkTemplates(rooms.templates, account, body);
      const notes = [...fitted.notes, ...checked.notes];
      const sendAt = sendTimeOf(body, rooms.now());
      if (rooms.quotas.isDoubtful(account.id)) await rooms.quotas.refresh(account);
      if (input.query.dry_run === 'true') {
        return { status: 200, body: await tryOut(rooms, account, body, { ...fitted, notes }) };
      }
      const begun = await rooms.idempotency.begin(input, caller);
      if ('earlier' in begun) return { ...begun.earlier, status: 202 };
      const { remember } = begun;
      const { parts, fallback } = fitted;
      const answer = await rooms.writer.add(submit, {
        ...{ account, parts, fallback, send_at: sendAt },
        to: addresseeOf(account, body),
        content,
        preview: checked.preview,
        reply_to: replyTo(body),
        author: body.author,
        member_id: caller.memberId,
        agent_run_id: body.agent_run_id,
        ...(remember && {
          remember: (batch, given) => remember(batch, { status: 202, body: { ...given, notes } }),
        }),
      });
      return { status: 202, body: { ...answer, notes } };
    },
  });
}

/** Checks the template that is sent, and the one that may go in its place. @throws Problem 422 */
async function checkTemplates(
  templates: MessageRoutes['templates'],
  account: Account,
  { content, fallback }: SendBody,
): Promise<{ notes: string[]; preview: string | null }> {
  const { notes, preview } = await templates.check(account, content);
  if (!fallback) return { notes, preview };
  const instead = { type: 'template' as const, ...fallback.template };
  const checked = await templates.check(account, instead, 'fallback.template');
  return { notes: [...new Set([...notes, ...checked.notes])], preview };
}

function mediaOptions({ database, media, config, publicUrl }: MessageRoutes) {
  return { database, publicUrl, links: media.links, allowPrivate: config.allowPrivateNetworks };
}

function replyTo({ content, reply_to }: SendBody): string | undefined {
  return content.type === 'reaction' ? content.to : reply_to;
}

async function tryOut(
  { database, quotas, now }: MessageRoutes,
  account: Account,
  body: SendBody,
  { parts, notes, fallback }: FittedBody,
): Promise<z.infer<typeof rehearsalSchema>> {
  const { verdict, falls_back, requests } = await rehearse(
    database.read,
    quotas,
    {
      ...{ account, parts, fallback },
      to: addresseeOf(account, body),
      asked: { author: body.author, content: body.content },
      reply_to: replyTo(body),
    },
    now(),
  );
  return {
    dry_run: true,
    verdict: toPublicVerdict(verdict),
    falls_back,
    notes: [...notes],
    requests: requests.map(({ request: { method, path, headers, body }, parts }) => ({
      ...{ method, path, headers: headers ?? {}, body: body ?? null, parts },
    })),
  };
}

function cancelRoute({ writer, clock }: MessageRoutes): Route {
  return route({
    method: 'POST',
    path: '/api/v1/messages/{id}/cancel',
    scope: 'send',
    tags: ['Messages'],
    summary: 'Take a message back',
    description: 'As long as it is scheduled or queued and nobody has begun to send it; 409 after that.',
    params: z.object({ id: z.string() }),
    answers: { 204: { description: 'It will not be sent.' } },
    async handle({ params: { id }, caller }) {
      await cancelMessage(writer, clock, caller.workspaceId, id);
      return { status: 204 };
    },
  });
}

async function accountOf(rooms: MessageRoutes, caller: Caller, body: SendBody): Promise<Account> {
  const id = body.account_id ?? (await conversationAccount(rooms, caller, body.conversation_id ?? ''));
  const account = await rooms.directory.find(id);
  if (!account || account.workspaceId !== caller.workspaceId) throw notFound('account', id);
  return account;
}

async function conversationAccount({ database }: MessageRoutes, caller: Caller, id: string): Promise<string> {
  const row = await database.read
    .selectFrom('conversations')
    .select('account_id')
    .where('workspace_id', '=', caller.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('conversation', id);
  return row.account_id;
}
