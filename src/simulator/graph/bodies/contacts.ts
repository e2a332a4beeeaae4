import { z } from 'zod';

const text = z.string().min(1);

const name = z
  .strictObject({
    formatted_name: text,
    first_name: text.optional(),
    last_name: text.optional(),
    middle_name: text.optional(),
    prefix: text.optional(),
    suffix: text.optional(),
  })
  .refine(
    (value) => Object.keys(value).length > 1,
    "At least one more part of the name than 'formatted_name' is required",
  );

const contact = z.strictObject({
  name,
  phones: z.array(z.strictObject({ phone: text, wa_id: text.optional(), type: text.optional() })).optional(),
  emails: z.array(z.strictObject({ email: text, type: text.optional() })).optional(),
  org: z
    .strictObject({ company: text.optional(), department: text.optional(), title: text.optional() })
    .optional(),
  urls: z.array(z.strictObject({ url: text, type: text.optional() })).optional(),
  addresses: z
    .array(
      z.strictObject({
        street: text.optional(),
        city: text.optional(),
        state: text.optional(),
        zip: text.optional(),
        country: text.optional(),
        country_code: text.optional(),
        type: text.optional(),
      }),
    )
    .optional(),
  birthday: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be YYYY-MM-DD')
    .optional(),
});

/**
 * Contact cards. Meta's OpenAPI file says five at most, libraries say 257; the stricter number is the safe one
 * to test against. https://github.com/facebook/openapi
 */
export const contacts = z.array(contact).min(1).max(5);
