import type { OutboundContentType } from '../conversations/content.ts';
import type { Abilities } from './platform.ts';

/** How a platform shows one type of content, as data. `docs/content.md` is printed from it. */
export interface ContentRule {
  /** As it is, changed by a stated rule, or not at all. */
  shown: Abilities['content'][OutboundContentType];
  /** One or two sentences: what the person sees, and what of the content becomes something else. */
  how: string;
  limits: readonly ContentLimit[];
  /** The page of the platform that describes it; absent where there is nothing to describe. */
  page?: string;
}

/** One number that `fit` keeps to. */
export interface ContentLimit {
  /** The place in the content: `text`, `options`, `options[].title`, `items[].size`. */
  field: string;
  /** Where it holds, if not always: `buttons`, `list`. */
  of?: string;
  most?: number;
  least?: number;
  unit: LimitUnit;
  /** What becomes of a content beyond it. */
  beyond: Beyond;
  page: string;
}

/**
 * What is counted. `characters` are UTF-16 code units, `graphemes` what people see as one character, `bytes`
 * those of the file, or of the text in UTF-8.
 */
export type LimitUnit = 'characters' | 'graphemes' | 'bytes' | 'items';

/** Refused, cut with an ellipsis, sent in several messages, or shown in another way that `how` names. */
export type Beyond = 'refused' | 'shortened' | 'split' | 'adapted';

/** The rules of a platform, one for each type of content. */
export type ContentRules = Readonly<Record<OutboundContentType, ContentRule>>;

/** What the rules say in a word, for {@link Abilities}. */
export function shownBy(rules: ContentRules): Abilities['content'] {
  // The keys are those of the rules, so none is missing.
  return Object.fromEntries(
    Object.entries(rules).map(([type, { shown }]) => [type, shown]),
  ) as Abilities['content'];
}
