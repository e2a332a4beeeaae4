import { z } from 'zod';

/** A web address Meta would fetch. */
export const webAddress = z.string().regex(/^https?:\/\/\S+$/i, 'must be a valid http or https URL');

/** A caption under an image, video or document. */
const caption = z.string().min(1).max(1024);

const source = { id: z.string().min(1).optional(), link: webAddress.optional() };

/** Uploaded id or link, never both: the two exclude each other. */
function oneSource<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject({ ...source, ...shape }).check((context) => {
    // Both fields are part of every shape made here.
    const value = context.value as { id?: string; link?: string };
    if (value.id === undefined && value.link === undefined) {
      const message = "Either parameter 'id' or 'link' is required";
      context.issues.push({ code: 'custom', input: value, message, params: { code: 131008 } });
    }
    if (value.id !== undefined && value.link !== undefined) {
      context.issues.push({
        code: 'custom',
        input: value,
        message: "Parameters 'id' and 'link' exclude each other",
      });
    }
  });
}

/** A picture with or without words under it. */
export const image = oneSource({ caption: caption.optional() });
/** A film with or without words under it. */
export const video = oneSource({ caption: caption.optional() });
/** A sound or, with `voice`, a voice message; it has no caption. */
export const audio = oneSource({ voice: z.boolean().optional() });
/** A file with or without name and words. */
export const document = oneSource({ caption: caption.optional(), filename: z.string().min(1).optional() });
/** A sticker. */
export const sticker = oneSource({});

/** A medium without caption, as headers hold it. */
export const plainMedium = oneSource({});
/** A document of a header, which may have a name. */
export const namedMedium = oneSource({ filename: z.string().min(1).optional() });
