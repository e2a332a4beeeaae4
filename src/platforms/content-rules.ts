import type { OutboundContentType } from '../conversations/content.ts';

/**
 * How a platform shows what is sent, as data: `docs/content.md` is printed from it, the API shows it, and a
 * test tries each number. The numbers are the very constants that `fit` keeps to.
 */
export interface ContentGuide {
  /** One rule for each type of content. */
  types: Readonly<Record<OutboundContentType, ContentRule>>;
  /** Rules that concern several types: how long texts are cut, captions, answers that quote. */
  general: readonly GeneralRule[];
}

/** How one type of content is shown. */
export interface ContentRule {
  /** As it is, changed by a stated rule, or not at all. */
  shown: 'native' | 'adapted' | 'refused';
  /** One to three sentences: what the person sees, and what of the content becomes something else. */
  how: string;
  limits: readonly ContentLimit[];
  /** What its media may be: `image/png`, or `image/*`; null: anything. Absent where it has no media. */
  media_types?: readonly string[] | null;
  /** Of `native`: the kinds that are checked before they are sent. */
  kinds?: readonly string[];
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
  beyond: Beyond;
  page: string;
}

/**
 * What is counted. `characters` are UTF-16 code units, `graphemes` what people see as one character, `bytes`
 * those of the file, or of the text in UTF-8.
 */
export type LimitUnit = 'characters' | 'graphemes' | 'bytes' | 'items';

/**
 * What becomes of a content beyond a limit: it is refused, cut with an ellipsis, sent in several messages, or
 * shown in the other way that `how` names.
 */
export type Beyond = 'refused' | 'shortened' | 'split' | 'adapted';

/** A rule that concerns several types. */
export interface GeneralRule {
  topic: string;
  rule: string;
}

/** Makes limits that one page states: the most of something, and what becomes of more. */
export function limitsOf(page: string) {
  return (field: string, most: number, unit: LimitUnit, beyond: Beyond, of?: string): ContentLimit => ({
    field,
    ...(of !== undefined && { of }),
    most,
    unit,
    beyond,
    page,
  });
}

/** How long texts are cut, on all platforms. */
export const splitRule: GeneralRule = {
  topic: 'Long texts',
  rule: 'A text that is too long for one message is cut where a paragraph, a line, a sentence or a word ends, in this order, and never through a character. The parts are sent in order, and after a failure from the part that failed.',
};
