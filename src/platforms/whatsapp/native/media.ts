import { z } from 'zod';
import { text } from '../../meta/native-words.ts';
import { lengths } from '../limits.ts';
import { source } from './words.ts';

/** A picture or film with or without words under it. */
export const captioned = source({ caption: text(lengths.caption).optional() });
/** A document; without a name people see a generic one. */
export const document = source({
  caption: text(lengths.caption).optional(),
  filename: z.string().optional(),
});
/** Sound, which has no caption; `voice` shows it as a voice message. */
export const audio = source({
  voice: z.boolean().optional(),
  caption: z.undefined('is not allowed here').optional(),
});
/** A sticker or a medium of a header. */
export const plain = source({});
/** A document of a header. */
export const named = source({ filename: z.string().optional() });
