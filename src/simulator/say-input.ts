import { z } from 'zod';
import { platformNames } from './faults.ts';
import { kinds } from './say-kinds.ts';

const text = z.string().min(1);

/** Who acts. Whoever is not known yet is invented; the same words find the same person again. */
const person = z.strictObject({
  /** WhatsApp: business-scoped user id. Messenger: PSID. Instagram: IGSID. LINE: user id. */
  id: text.optional(),
  name: text.optional(),
  /** WhatsApp only. */
  phone: text.optional(),
  /** WhatsApp and Instagram. */
  username: text.optional(),
  /** WhatsApp only: phone fields are left out of webhooks. */
  without_phone: z.boolean().optional(),
  /** LINE only: has not agreed to be named, so that groups show no user id. */
  without_consent: z.boolean().optional(),
  /** LINE only: false for somebody who writes without having added the account. */
  friend: z.boolean().optional(),
  /** LINE only. */
  language: text.optional(),
  /** LINE only. */
  picture_url: z.url().optional(),
});

const group = z.strictObject({
  id: text.optional(),
  name: text.optional(),
  /** LINE only. */
  kind: z.enum(['group', 'room']).optional(),
});

/** The body of `POST /say`. A message may be just `{tap: …}`. */
export const sayBody = z.strictObject({
  platform: z.enum(platformNames),
  /** The platform's own id of the account: Page, Instagram account, phone number or channel. */
  account: text,
  from: person.default({}),
  group: group.optional(),
  /** LINE only: a module channel has the floor, and nothing may be answered. */
  standby: z.boolean().optional(),
  message: z.preprocess(
    (value) => (isRecord(value) && 'tap' in value && !('type' in value) ? { type: 'tap', ...value } : value),
    kinds,
  ),
});

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What somebody does. */
export type SayInput = z.infer<typeof sayBody>;
