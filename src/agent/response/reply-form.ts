import { z } from 'zod';
import type { ContentOf, OutboundContent } from '../../conversations/content.ts';

/**
 * What a model answers with: flat and without unions, so that every provider's structured output takes it. Code
 * makes contents of it.
 */
export const replySchema = z.object({
  text: z
    .string()
    .describe('What the customer reads; empty only where people take over or nothing is to be said.'),
  options: z
    .array(
      z.object({
        title: z.string().describe('What stands on the button, at most 20 characters.'),
        url: z.string().nullable().describe('Opened by a tap; null: the tap answers with the title.'),
      }),
    )
    .describe('Buttons below the text; empty where no choice is offered.'),
  cards: z
    .array(
      z.object({
        title: z.string(),
        text: z.string().nullable(),
        image_url: z.string().nullable(),
        options: z.array(z.string()).describe('Titles of its buttons.'),
      }),
    )
    .describe('For several things side by side, such as products; usually empty.'),
  media_id: z.string().nullable().describe('A file of the list you were given, or null.'),
  citations: z.array(z.string()).describe('The ids of the passages that the answer rests on.'),
  small_talk: z
    .boolean()
    .describe('The text only greets, thanks, or asks back, and states nothing about the business.'),
  confidence: z.number().describe('From 0 to 1: how sure you are that this answers the customer rightly.'),
  hand_over: z.boolean().describe('A person should take over.'),
  summary: z
    .string()
    .describe(
      'When a person should take over, what they have to know, in one to three sentences; else empty.',
    ),
  reason: z.string().describe('Why you answer so, in one short sentence for the people of the business.'),
});

/** A model's answer to a turn. */
export type Reply = z.output<typeof replySchema>;

/** A file that a reply may name. */
export interface OfferedMedia {
  id: string;
  mime_type: string;
  file_name: string | null;
}

/** The messages that a reply comes to, in order; none when it says nothing. */
export function contentsOf(reply: Reply, offered: readonly OfferedMedia[]): OutboundContent[] {
  const text = reply.text.trim();
  const contents: OutboundContent[] = [];
  const media = offered.find(({ id }) => id === reply.media_id);
  if (media) contents.push({ type: kindOf(media.mime_type), items: [{ media_id: media.id }] });
  const cards = reply.cards.filter(({ title }) => title.trim() !== '');
  const options = reply.options.flatMap(optionOf);
  if (text !== '') {
    contents.push(
      options.length > 0 && cards.length === 0 ? { type: 'choices', text, options } : { type: 'text', text },
    );
  }
  if (cards.length > 0) contents.push({ type: 'cards', cards: cards.map(cardOf) });
  return contents;
}

/** Everything that the customer would read of a reply. */
export function visibleText({ text, options, cards }: Reply): string {
  const ofCards = cards.flatMap((card) => [card.title, card.text, card.image_url, ...card.options]);
  const ofOptions = options.flatMap(({ title, url }) => [title, url]);
  return [text, ...ofOptions, ...ofCards].filter((part) => part !== null && part !== '').join('\n');
}

function kindOf(mimeType: string): 'image' | 'video' | 'audio' | 'file' {
  const [family] = mimeType.split('/');
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'file';
}

function optionOf({ title, url }: Reply['options'][number]): ContentOf<'choices'>['options'] {
  const named = title.trim();
  if (named === '') return [];
  return [{ title: named, ...(url !== null && URL.canParse(url) && { url }) }];
}

function cardOf({ title, text, image_url, options }: Reply['cards'][number]): ContentOf<'cards'>['cards'][0] {
  const titles = options.map((option) => option.trim()).filter((option) => option !== '');
  return {
    title: title.trim(),
    ...(text?.trim() && { text: text.trim() }),
    ...(image_url !== null && URL.canParse(image_url) && { image_url }),
    ...(titles.length > 0 && { options: titles.map((option) => ({ title: option })) }),
  };
}
