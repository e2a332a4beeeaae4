import type { ContentOf, OutboundContent } from '../../../conversations/content.ts';
import { compact, type Json } from '../../readers.ts';
import { buttonOf, quickReplyOf } from './buttons.ts';
import { areButtons } from './choices.ts';

/**
 * The body of a fitted content, without its recipient; `messageOf` writes what stands under `message`. A
 * reaction is no message but a sender action, and a native body is the caller's own.
 * https://developers.facebook.com/docs/messenger-platform/reference/send-api
 */
export function bodyOf(content: OutboundContent, messageOf: (content: OutboundContent) => Json): Json {
  if (content.type === 'reaction') return reactionBody(content);
  if (content.type !== 'native') return { message: messageOf(content) };
  // A recipient in it would count more than the conversation's.
  const { recipient: _, ...body } = content.body;
  return body;
}

/** https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions */
function reactionBody({ emoji, to }: ContentOf<'reaction'>): Json {
  if (emoji === null) return { sender_action: 'unreact', payload: { message_id: to } };
  return { sender_action: 'react', payload: { message_id: to, reaction: emoji } };
}

/** A text with quick replies, or a button template. */
export function choicesMessage({ text, options }: ContentOf<'choices'>): Json {
  if (!areButtons(options)) return { text, quick_replies: options.map(quickReplyOf) };
  return template({ template_type: 'button', text, buttons: options.map(buttonOf) });
}

/** A generic template: cards in a row. */
export function cardsMessage({ cards }: ContentOf<'cards'>): Json {
  const elements = cards.map(({ title, text, image_url, options }) =>
    compact({ title, subtitle: text, image_url, buttons: options?.map(buttonOf) }),
  );
  return template({ template_type: 'generic', elements });
}

/** A product template. */
export function productsMessage({ products }: ContentOf<'products'>): Json {
  return template({ template_type: 'product', elements: products.map(({ id }) => ({ id })) });
}

function template(payload: Json): Json {
  return { attachment: { type: 'template', payload } };
}
