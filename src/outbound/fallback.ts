import type { Account } from '../accounts/account.ts';
import type { ContentOf, OutboundContent } from '../conversations/content.ts';
import type { Scene } from '../conversations/delivery-status.ts';
import { rankOf } from '../conversations/message.ts';
import type { MessageRow } from '../database/schema.ts';
import type { Failure } from '../errors.ts';
import { appendEvent } from '../events/log.ts';
import type { Job } from '../work/jobs.ts';

/** A template that goes where the window lets nothing else through, and the platform messages it takes. */
export interface Fallback {
  template: ContentOf<'template'>;
  parts: readonly OutboundContent[];
}

/** What the job of a message carries beside its reference. */
export interface SendPayload {
  fallback?: Fallback;
}

/** What a message noted when a template went in its place. */
export interface Substitution {
  /** What was to be sent. */
  instead_of: OutboundContent;
  reason: string;
  /** Milliseconds. */
  at: number;
}

/** Whether a template may go instead of what meets this objection. */
export function mayFallBack({ fallback }: { fallback?: Fallback | undefined }, against: Failure): boolean {
  return fallback !== undefined && against.kind === 'window_closed';
}

/** The fallback a message was given. */
export function payloadOf({ payload }: Job): SendPayload {
  // Only `submit` writes the payload of these jobs.
  return (JSON.parse(payload) as SendPayload | null) ?? {};
}

/**
 * Puts the template in the place of a message of which nothing has been sent; answers whether it could. What was to
 * be sent stays with the message, and an event says what became of it.
 */
export async function fallBack(
  scene: Scene,
  message: MessageRow,
  { template, parts }: Fallback,
  against: Failure,
  account: Account,
): Promise<boolean> {
  const { batch, store, now } = scene;
  const before = store.messages.partsOf(message);
  if (before.some(({ status }) => rankOf(status) >= rankOf('sent'))) return false;
  // Only submitted, validated content is stored with our own messages.
  const instead_of = JSON.parse(message.content) as OutboundContent;
  const note: Substitution = { instead_of, reason: against.cause, at: now };
  store.messages.rows.change(message, {
    content: JSON.stringify(template),
    content_type: template.type,
    context: JSON.stringify({ substitution: note }),
    updated_at: now,
  });
  const { workspace_id, id } = message;
  await store.messages.parts.remove(before.map(({ position }) => [workspace_id, id, position]));
  for (const [position, part] of parts.entries()) {
    store.messages.parts.add({
      ...{ workspace_id, message_id: id, position, content: JSON.stringify(part) },
      ...{ platform_message_id: null, quote_token: null, status: 'queued', updated_at: now },
    });
  }
  appendEvent(
    batch,
    {
      ...{ workspace_id, type: 'message.substituted', occurred_at: now, account_id: message.account_id },
      ...{ platform: account.platform.name, conversation_id: message.conversation_id, message_id: id },
      data: () => ({
        message: store.messages.view(message, account.name),
        instead_of,
        reason: against.cause,
      }),
    },
    now,
  );
  return true;
}
