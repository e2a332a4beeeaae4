import type { TextUnit } from '../../text.ts';
import type { MediaLimit } from '../media-items.ts';
import type { NativeRules } from './native/rules.ts';

/** Kinds of media that the Send API knows. */
export type MediaType = 'image' | 'video' | 'audio' | 'file';

/** What tells the platforms of the Send API apart when a content is fitted. */
export interface Dialect {
  /** The name people read. */
  title: string;
  /** The longest text message, and what is counted. */
  text: { most: number; unit: TextUnit };
  media: Readonly<Record<MediaType, MediaLimit>>;
  /** How many pictures one message holds. */
  pictures: number;
  /** Whether there are buttons that call a number. */
  calls: boolean;
  /** What is said of options that ask for a phone number or an e-mail address. */
  asking: string;
  /** The platform's page on messages. */
  page: string;
  native: NativeRules;
}
