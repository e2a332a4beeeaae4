import { z } from 'zod';
import { isObject, objectAt } from '../../../readers.ts';
import { id, rule } from '../../native-words.ts';
import { pages } from '../pages.ts';

const instead =
  'Outside the window send an approved utility template, or a marketing message to somebody who has agreed to it; the answer of a person may have the tag HUMAN_AGENT.';
const feedback = 'CUSTOMER_FEEDBACK';

// https://developers.facebook.com/docs/messenger-platform/send-messages/message-tags
const removed = new Set(['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE']);

/** The tags that are left; others were removed, and the last of them on 27 April 2026. */
export function tagsOf(live: readonly string[]) {
  return z.string().refine((tag) => live.includes(tag), {
    error: (issue) =>
      removed.has(String(issue.input)) ? 'was removed by Meta on 27 April 2026' : 'is no tag that Meta takes',
    params: { fix: instead, page: pages.tags },
  });
}

/** The tags of Messenger. */
export const messengerTags = ['HUMAN_AGENT', feedback];
/** The tags of Instagram. */
export const instagramTags = ['HUMAN_AGENT'];

const absent = z.undefined('is not allowed here').optional();

/** What stands around a message of an account with its tags; some fields are Messenger's alone. */
export function frameOf({ tags, full }: { tags: readonly string[]; full: boolean }): z.ZodType {
  const types = ['RESPONSE', 'UPDATE', 'MESSAGE_TAG', ...(full ? ['UTILITY'] : [])];
  return z
    .looseObject({
      messaging_type: z.enum(types).optional(),
      tag: tagsOf(tags).optional(),
      reply_to: z.looseObject({ mid: id }).optional(),
      notification_type: full ? z.enum(['REGULAR', 'SILENT_PUSH', 'NO_PUSH']).optional() : absent,
      persona_id: full ? z.union([id, z.number()]).optional() : absent,
      thread_control: threadControl.optional(),
    })
    .refine(({ messaging_type, tag }) => messaging_type !== 'MESSAGE_TAG' || tag !== undefined, {
      ...rule('is missing: MESSAGE_TAG needs one', { page: pages.tags }),
      path: ['tag'],
    })
    .refine(
      ({ messaging_type = 'MESSAGE_TAG', tag }) => messaging_type === 'MESSAGE_TAG' || tag === undefined,
      { ...rule('must be "MESSAGE_TAG" beside a tag', { page: pages.tags }), path: ['messaging_type'] },
    )
    .refine(({ messaging_type, message }) => messaging_type !== 'UTILITY' || hasTemplate(message), {
      ...rule('is missing: UTILITY is for approved templates', { page: pages.utility }),
      path: ['message', 'template'],
    })
    .refine(({ tag, message }) => tag !== feedback || isFeedback(message), {
      ...rule(`is only for the template customer_feedback`, { page: pages.tags, fix: instead }),
      path: ['tag'],
    });
}

const threadControl = z
  .looseObject({ control_type: z.enum(['pass', 'release']), app_id: z.union([id, z.number()]).optional() })
  .refine(({ control_type, app_id }) => control_type === 'release' || app_id !== undefined, {
    ...rule('is missing: who gets the thread must be named'),
    path: ['app_id'],
  });

function hasTemplate(message: unknown): boolean {
  return isObject(message) && message.template !== undefined;
}

function isFeedback(message: unknown): boolean {
  const attachment = isObject(message) ? objectAt(message, 'attachment') : undefined;
  return objectAt(attachment, 'payload')?.template_type === 'customer_feedback';
}

const reacting = z.looseObject({
  sender_action: z.literal('react'),
  payload: z.looseObject({ message_id: id, reaction: id }),
});
const unreacting = z.looseObject({
  sender_action: z.literal('unreact'),
  payload: z.looseObject({ message_id: id, reaction: absent }),
});
const showing = (action: string) => z.looseObject({ sender_action: z.literal(action) });

/**
 * Signs that are no message.
 * https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions
 */
export const senderAction: z.ZodType = z.discriminatedUnion('sender_action', [
  showing('typing_on'),
  showing('typing_off'),
  showing('mark_seen'),
  reacting,
  unreacting,
]);
