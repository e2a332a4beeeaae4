import type { ContentOf, OutboundContent } from '../../conversations/content.ts';
import type { Platform } from '../../platforms/platform.ts';

/** One message as it goes: its content, and the platform messages it takes. */
export interface FittedMessage {
  content: OutboundContent;
  parts: readonly OutboundContent[];
  /** What was changed for the platform. */
  notes: readonly string[];
}

/**
 * Fits messages to a platform: long texts are split and what is not shown there is adapted by the platform's own
 * rules. What it refuses becomes text, so that nothing of an answer is lost but its form; what has no words is left
 * out.
 */
export function fitAll(
  platform: Pick<Platform, 'send'>,
  contents: readonly OutboundContent[],
): FittedMessage[] {
  return contents.flatMap((content) => fitOne(platform, content) ?? []);
}

function fitOne(platform: Pick<Platform, 'send'>, content: OutboundContent): FittedMessage | null {
  const fitted = platform.send.fit(content);
  if (fitted.ok) return { content, parts: fitted.parts, notes: fitted.notes };
  const text = asText(content);
  if (text === null) return null;
  const plain = platform.send.fit(text);
  if (!plain.ok) return null;
  return { content: text, parts: plain.parts, notes: [`As text: ${fitted.reason}`, ...plain.notes] };
}

function asText(content: OutboundContent): ContentOf<'text'> | null {
  switch (content.type) {
    case 'choices':
      return { type: 'text', text: [content.text, ...content.options.map(optionLine)].join('\n') };
    case 'cards':
      return { type: 'text', text: content.cards.map(cardText).join('\n\n') };
    default:
      return null;
  }
}

type Option = ContentOf<'choices'>['options'][number];

function optionLine({ title, url }: Option): string {
  return url ? `• ${title}: ${url}` : `• ${title}`;
}

function cardText({ title, text, options = [] }: ContentOf<'cards'>['cards'][number]): string {
  return [title, text, ...options.map(optionLine)].filter(Boolean).join('\n');
}
