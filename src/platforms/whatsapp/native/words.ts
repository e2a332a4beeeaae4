import { z } from 'zod';
import { id, rule, webAddress } from '../../meta/native-words.ts';
import { pages } from '../limits.ts';

/** A file by WhatsApp's id or by link, with one of the two; more fields as the place takes them. */
export function source<Shape extends z.ZodRawShape>(shape: Shape) {
  const message = 'needs either an id or a link, and not both';
  return z
    .looseObject({ id: id.optional(), link: webAddress.optional(), ...shape })
    .refine(
      (value) => ('id' in value && value.id !== undefined) !== ('link' in value && value.link !== undefined),
      rule(message, { page: pages.media }),
    );
}
