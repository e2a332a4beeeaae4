import type { ContentOf, Entity } from '../../conversations/content.ts';
import { type Stretch, stretchesOf } from '../text.ts';
import { most } from './message-limits.ts';

/**
 * Text under LINE's length limits. Message texts are counted in UTF-16 code units, labels and template
 * texts in characters as people see them; a cut never goes through such a character.
 * https://developers.line.biz/en/docs/messaging-api/text-character-count/
 */

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How many characters (grapheme clusters) a text has. */
export function countCharacters(text: string): number {
  return [...characters.segment(text)].length;
}

/** The text, or its beginning with an ellipsis, in at most `limit` characters. */
export function shortenCharacters(text: string, limit: number): string {
  // A character has at least one unit, so a short text need not be counted.
  if (text.length <= limit) return text;
  const segments = [...characters.segment(text)].map(({ segment }) => segment);
  if (segments.length <= limit) return text;
  return `${segments
    .slice(0, limit - 1)
    .join('')
    .trimEnd()}…`;
}

/**
 * A text as messages that LINE takes, cut where sentences end, else between words. White space at the
 * cuts is left out; an entity that a cut would go through is dropped, its text stays.
 */
export function splitText(content: ContentOf<'text'>): ContentOf<'text'>[] {
  const { text } = content;
  if (text.length <= most.text) return [content];
  return stretchesOf(text, most.text).map((stretch) => sliceText(content, stretch));
}

function sliceText(content: ContentOf<'text'>, { start, end }: Stretch): ContentOf<'text'> {
  const text = content.text.slice(start, end);
  const isInside = ({ offset, length }: Entity) => offset >= start && offset + length <= end;
  const entities = content.entities
    ?.filter(isInside)
    .map((entity) => ({ ...entity, offset: entity.offset - start }));
  return { type: 'text', text, ...(entities && entities.length > 0 && { entities }) };
}
