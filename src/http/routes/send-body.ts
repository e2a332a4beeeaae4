import { z } from 'zod';
import type { Account } from '../../accounts/account.ts';
import { type OutboundContent, outboundContentSchema, templateSchema } from '../../conversations/content.ts';
import { type FieldError, Problem } from '../../errors.ts';
import type { Addressee } from '../../outbound/destination.ts';
import type { Fallback } from '../../outbound/fallback.ts';
import type { Fitted } from '../../platforms/platform.ts';
import type { Caller } from '../auth.ts';
import { InvalidRequest } from '../problem.ts';
import { timeSchema } from './message-schema.ts';

// Longer than any id a platform gives; an index cannot hold texts of any length.
const platformId = z.string().min(1).max(500);

const recipientSchema = z.union([
  platformId.describe('A phone number or the platform’s id of a person or group.'),
  z.object({ type: z.string().min(1).max(50), id: platformId }).describe('An id with its kind.'),
]);

/** What is sent, to whom, and on what terms. */
export const sendBodySchema = z
  .object({
    account_id: z.string().optional().describe('Needed with `to`; follows from `conversation_id`.'),
    to: recipientSchema.optional(),
    conversation_id: z.string().optional(),
    content: outboundContentSchema,
    reply_to: platformId.optional().describe('The message being answered: our id or the platform’s.'),
    author: z.enum(['bot', 'human', 'api']).default('api'),
    agent_run_id: z.string().optional(),
    fallback: z
      .object({ template: templateSchema.omit({ type: true }) })
      .optional()
      .describe(
        'The template that goes instead when the window is closed at the moment of sending, where the platform has templates.',
      ),
    unsupported: z
      .enum(['adapt', 'refuse'])
      .default('adapt')
      .describe(
        'What to do with content that the platform shows only in another form: send that, or refuse.',
      ),
    send_at: timeSchema
      .optional()
      .describe(
        'When to send it, within 30 days; until then it can be cancelled. Whether it may go is judged then.',
      ),
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

/** A parsed body of {@link sendBodySchema}. */
export type SendBody = z.output<typeof sendBodySchema>;

/** Only a person may say that a person wrote it. @throws Problem 403 */
export function refuseImpostor(caller: Caller, { author }: SendBody): void {
  if (author !== 'human' || caller.memberId !== null) return;
  throw new Problem({
    status: 403,
    code: 'author_needs_member',
    detail: 'Only a member’s key may send as `human`.',
    fix: 'Use the key of a member, or send as `bot` or `api`.',
  });
}

/** To whom. */
export function addresseeOf(account: Account, { to, conversation_id }: SendBody): Addressee {
  if (conversation_id !== undefined) return { conversation_id };
  if (typeof to === 'object') return { identity: { kind: to.type, value: to.id } };
  return { identity: account.platform.account.identityOf(to ?? '') };
}

/** What the platform gets of the content, and what goes instead. */
export interface FittedBody {
  parts: readonly OutboundContent[];
  notes: readonly string[];
  fallback: Fallback | undefined;
}

/** Fits content and fallback to the platform. @throws Problem 422 where it cannot show one of them, or not as it is */
export function fitBody(account: Account, { content, fallback, unsupported }: SendBody): FittedBody {
  const fitted = fitOne(account, content, 'content');
  if (unsupported === 'refuse') refuseAdapted(account, content, fitted.notes);
  if (!fallback) return { ...fitted, fallback: undefined };
  const template = { type: 'template' as const, ...fallback.template };
  const instead = fitOne(account, template, 'fallback.template');
  return { ...fitted, fallback: { template, parts: instead.parts } };
}

function fitOne(account: Account, content: OutboundContent, place: string) {
  const fitted = account.platform.send.fit(content);
  if (fitted.ok) return fitted;
  const { field, reason, fix } = fitted;
  throw new Problem({
    status: 422,
    code: 'content_rejected',
    detail: `${place === 'content' ? '' : `${place}.`}${field}: ${reason}`,
    fix,
    errors: [refusedField(fitted, place)],
  });
}

function refusedField(
  { field, reason: message, limit, page }: Extract<Fitted, { ok: false }>,
  place: string,
): FieldError {
  return { field: `${place}.${field}`, message, ...(limit && { limit }), ...(page && { page }) };
}

function refuseAdapted({ platform }: Account, { type }: OutboundContent, notes: readonly string[]): void {
  if (platform.abilities.content[type] === 'native' && notes.length === 0) return;
  const changes = notes.length > 0 ? notes : [`${platform.title} has no message of the type ${type}.`];
  throw new Problem({
    status: 422,
    code: 'content_rejected',
    detail: `${platform.title} shows this only in another form: ${changes.join(' ')}`,
    fix: 'Change the content, or leave `unsupported` out to send what the notes say.',
    errors: changes.map((message) => ({ field: 'content', message })),
  });
}

// Plans that are made much longer ahead are rather kept where they are made.
const furthestMs = 30 * 24 * 60 * 60_000;

/** When it is to be sent (ms); undefined: now. @throws InvalidRequest when that is too far away */
export function sendTimeOf({ send_at }: SendBody, now: number): number | undefined {
  if (send_at === undefined) return undefined;
  const at = Date.parse(send_at);
  if (at - now > furthestMs) {
    throw new InvalidRequest([{ field: 'send_at', message: 'A message can be scheduled 30 days ahead.' }]);
  }
  return at > now ? at : undefined;
}
