import { z } from 'zod';
import type { Account } from '../../accounts/account.ts';
import type { AccountDirectory } from '../../accounts/directory.ts';
import type { Quotas } from '../../accounts/quotas.ts';
import { type OutboundContent, outboundContentSchema } from '../../conversations/content.ts';
import type { Database } from '../../database/database.ts';
import type { Writer } from '../../database/writer.ts';
import { type FieldError, notFound, Problem } from '../../errors.ts';
import type { Media } from '../../media/media.ts';
import { withOwnMedia } from '../../media/sending.ts';
import { type Submission, submitKind } from '../../outbound/submit.ts';
import type { Fitted } from '../../platforms/platform.ts';
import type { Caller } from '../auth.ts';
import type { Idempotency } from '../idempotency.ts';
import { type Route, route } from '../route.ts';

/** What sending needs. */
export interface MessageRoutes {
  directory: AccountDirectory;
  database: Database;
  writer: Writer;
  idempotency: Idempotency;
  quotas: Quotas;
  media: Pick<Media, 'links'>;
  config: { allowPrivateNetworks: boolean };
  publicUrl(): string;
  now(): number;
}

// Longer than any id a platform gives; an index cannot hold texts of any length.
const platformId = z.string().min(1).max(500);

const recipientSchema = z.union([
  platformId.describe('A phone number or the platform’s id of a person or group.'),
  z.object({ type: z.string().min(1).max(50), id: platformId }).describe('An id with its kind.'),
]);

const bodySchema = z
  .object({
    account_id: z.string().optional().describe('Needed with `to`; follows from `conversation_id`.'),
    to: recipientSchema.optional(),
    conversation_id: z.string().optional(),
    content: outboundContentSchema,
    reply_to: platformId.optional().describe('The message being answered: our id or the platform’s.'),
    author: z.enum(['bot', 'human', 'api']).default('api'),
    agent_run_id: z.string().optional(),
  })
  .refine((body) => (body.to === undefined) !== (body.conversation_id === undefined), {
    path: ['to'],
    message: 'Give either `to` or `conversation_id`.',
  })
  .refine((body) => body.to === undefined || body.account_id !== undefined, {
    path: ['account_id'],
    message: 'Say through which account to send.',
  })
  .meta({ id: 'SendMessage' });

type SendBody = z.output<typeof bodySchema>;

const answerSchema = z
  .object({
    id: z.string(),
    conversation_id: z.string(),
    status: z.literal('queued'),
    notes: z.array(z.string()).describe('How the content is adapted to the platform.'),
  })
  .meta({ id: 'MessageAccepted' });

/** Sending. */
export function messageRoutes(rooms: MessageRoutes): Route[] {
  const submit = submitKind(rooms);
  return [
    route({
      method: 'POST',
      path: '/api/v1/messages',
      scope: 'send',
      tags: ['Messages'],
      summary: 'Send a message',
      description:
        'Answered 202 when the message and its job are stored: it will be sent, in order within its conversation. Its way from there is told by events and by GET.',
      requestHeaders: { 'idempotency-key': 'Repeating a request with the same key and body sends it once.' },
      remembersItself: true,
      body: bodySchema,
      answers: { 202: { description: 'It will be sent.', schema: answerSchema } },
      async handle(input) {
        const { body, caller } = input;
        refuseImpostor(caller, body);
        const account = await accountOf(rooms, caller, body);
        const content = await withOwnMedia(mediaOptions(rooms), account, body.content);
        const fitted = fitToPlatform(account, content);
        if (rooms.quotas.isDoubtful(account.id)) await rooms.quotas.refresh(account);
        const begun = await rooms.idempotency.begin(input, caller);
        if ('earlier' in begun) return { ...begun.earlier, status: 202 };
        const { remember } = begun;
        const submission: Submission = {
          account,
          to: addressee(account, body),
          content,
          parts: fitted.parts,
          reply_to: body.content.type === 'reaction' ? body.content.to : body.reply_to,
          author: body.author,
          member_id: caller.memberId,
          agent_run_id: body.agent_run_id,
          ...(remember && {
            remember: (batch, answer) =>
              remember(batch, { status: 202, body: { ...answer, notes: fitted.notes } }),
          }),
        };
        const answer = await rooms.writer.add(submit, submission);
        return { status: 202, body: { ...answer, notes: fitted.notes } };
      },
    }),
  ];
}

function mediaOptions({ database, media, config, publicUrl }: MessageRoutes) {
  return { database, publicUrl, links: media.links, allowPrivate: config.allowPrivateNetworks };
}

/** Only a person may say that a person wrote it. */
function refuseImpostor(caller: Caller, body: SendBody): void {
  if (body.author !== 'human' || caller.memberId !== null) return;
  throw new Problem({
    status: 403,
    code: 'author_needs_member',
    detail: 'Only a member’s key may send as `human`.',
    fix: 'Use the key of a member, or send as `bot` or `api`.',
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

function addressee(account: Account, { to, conversation_id }: SendBody): Submission['to'] {
  if (conversation_id !== undefined) return { conversation_id };
  if (typeof to === 'object') return { identity: { kind: to.type, value: to.id } };
  return { identity: account.platform.account.identityOf(to ?? '') };
}

function fitToPlatform(account: Account, content: OutboundContent) {
  const fitted = account.platform.send.fit(content);
  if (fitted.ok) return fitted;
  throw new Problem({
    status: 422,
    code: 'content_rejected',
    detail: `${fitted.field}: ${fitted.reason}`,
    fix: fitted.fix,
    errors: [refusedField(fitted)],
  });
}

function refusedField({ field, reason: message, limit, page }: Extract<Fitted, { ok: false }>): FieldError {
  return { field: `content.${field}`, message, ...(limit && { limit }), ...(page && { page }) };
}
