import { z } from 'zod';

/** Words of one to `most` characters, counted in UTF-16 units: Meta does not say what it counts. */
export function words(most: number) {
  return z
    .string()
    .min(1)
    .refine((value) => value.length <= most, `must have at most ${most} characters`);
}
